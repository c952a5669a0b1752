"""Fields of records that keep the value they begin with, and exits that stay shut because of them.

Nobody can prove that a guard is shut on every memory, so it is tried on many: with the fields as nothing changes them,
where it has to be shut each time, and with them changed, where it has to open. What the guard's code itself compares
with is among the values that are tried.
"""

from __future__ import annotations

import random
import types
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from coach.checking.facts import Facts
from coach.checking.looking import Look
from coach.loading.examples import sample
from coach.program.guard import Guard, GuardBug
from coach.program.memory import Memory
from coach.program.records import Record, Records, key_of
from coach.program.words import fold

#: Memories that a guard is tried on.
_TRIES = 400
_SIZES = (0, 1, 1, 2, 3, 5, 12)
_NUMBERS = (0, 1, 2, 3, 5, 7, 10, 30, 100, 1_000, -1)
_TEXTS = ("", "words", "two words", "w" * 60)

#: By record class, the fields that nothing gives a value.
Fixed = Mapping[type[Record], frozenset[str]]


def needed_fields(look: Look, guard: Guard[Any]) -> list[str]:
    """The fields that nothing changes and that have to change for the guard to open; none where it may open so."""
    read = look.reader.whole(guard.functions)
    collections = look.slots.read(guard.functions) & look.program.memory.collections.keys()
    fixed = {
        kind: frozenset(each for each in _fixed(look, kind) if each in read.loads)
        for name, kind in look.program.memory.collections.items()
        if name in collections
    }
    if read.reads_all or not any(fixed.values()):
        return []
    opens: set[type[Record]] = set()
    for number in range(_TRIES):
        chance = random.Random(number)
        if _is_open(guard, _made(look.program.memory, chance, read, fixed)):
            return []
        for kind, fields in fixed.items():
            rest = {other: names for other, names in fixed.items() if other is not kind}
            if fields and kind not in opens and _is_open(guard, _made(look.program.memory, chance, read, rest)):
                opens.add(kind)
    return sorted(f"{kind.__name__}.{each}" for kind in opens for each in fixed[kind])


def _fixed(look: Look, kind: type[Record]) -> set[str]:
    """The fields of a record that have a default, and that nothing which is done names."""
    done = look.slots.done
    if done.writes_all or done.loads & {"model_dump", "model_copy", "model_construct", "__dict__"}:
        return set()
    named = done.given | done.texts | done.stores
    return {name for name, field in kind.model_fields.items() if not field.is_required() and name not in named | {"id"}}


def _is_open(guard: Guard[Any], memory: Memory) -> bool:
    try:
        return not guard.missing(memory.copied(locked=True))
    except GuardBug:  # what is made up need not make sense to it
        return False


def _made(memory: type[Memory], chance: random.Random, read: Facts, fixed: Fixed) -> Memory:
    """A memory by chance, in which these fields have the values that they begin with."""
    made = memory()
    for name, field in memory.model_fields.items():
        if (kind := memory.collections.get(name)) is None:
            made.__dict__[name] = _value(field.annotation, chance, read, chance.randrange(9))
            continue
        number = chance.choice(
            [*_SIZES, *(each for near in read.numbers for each in (near, near + 1) if 0 < each < 99)]
        )
        alike = chance.random() < 0.5  # with luck alone, all records would hardly ever be what is wanted
        first = _fields(kind, chance, read, fixed.get(kind, frozenset()), 0)
        records = [_record(kind, chance, read, fixed, each, first if alike else None) for each in range(number)]
        found = {fold(key_of(record)): record for record in records}
        made.__dict__[name] = Records(kind, [record for key, record in found.items() if key])
    return made


def _record(
    kind: type[Record], chance: random.Random, read: Facts, fixed: Fixed, number: int, like: dict[str, Any] | None
) -> Record:
    values = like or _fields(kind, chance, read, fixed.get(kind, frozenset()), number)
    if kind._key_field:
        values = {**values, kind._key_field: _fields(kind, chance, read, frozenset(), number)[kind._key_field]}
    return kind.model_construct(**values, id=f"tried{number}")


def _fields(
    kind: type[Record], chance: random.Random, read: Facts, fixed: frozenset[str], number: int
) -> dict[str, Any]:
    found = {}
    for name, field in kind.model_fields.items():
        if name == "id":
            continue
        if name in fixed:
            found[name] = field.get_default(call_default_factory=True, validated_data={})
        elif name == kind._key_field and field.annotation is str:
            found[name] = f"{chance.choice(sorted(read.texts) or ['a name'])} {number}"
        else:
            found[name] = _value(field.annotation, chance, read, number)
    return found


def _value(annotation: Any, chance: random.Random, read: Facts, number: int) -> Any:
    """A value of a type, by chance."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(arguments[0], chance, read, number)
    if origin in (Union, types.UnionType):
        return _value(chance.choice(arguments), chance, read, number)
    if origin is Literal:
        return chance.choice(arguments)
    if origin is tuple and Ellipsis in arguments:
        return tuple(_value(arguments[0], chance, read, each) for each in range(chance.choice((0, 1, 3))))
    if annotation is bool:
        return chance.random() < 0.5
    if annotation is int:
        return chance.choice([*_NUMBERS, *(each for near in read.numbers for each in (near - 1, near, near + 1))])
    if annotation is str:
        return chance.choice((*_TEXTS, *sorted(read.texts)))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return chance.choice(list(annotation))
    return sample(annotation, chance.randrange(2), number)
