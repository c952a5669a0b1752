"""What a conversation remembers, and comparing it with what a test expects of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_jsonable_python

from coach.engine.program import Program
from coach.program.memory import Memory
from coach.program.records import Record
from coach.program.words import nearest
from coach.store.past import past
from coach.store.store import Store
from coach.testing.walking.transcript import Line
from coach.turns.door import check_whose
from coach.turns.past import stood


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not as expected."""

    problem: str
    there: Sequence[Line] = ()
    """What is there instead."""


async def remembered(store: Store, program: Program, conversation: str) -> Memory:
    """What a conversation remembers, with the offer that is open, and nothing else of it. Raises a `CoachError`."""
    whose = check_whose(conversation, None, None)
    return stood(program, whose, await store.fetch(*past(whose, None)), None).memory


def memory_differs(
    kind: type[Memory], known: Mapping[str, Any], collection: str | None, wanted: Mapping[str, Any]
) -> Difference | None:
    """What is wrong with a memory: with a record of the `collection`; without one, with scalars and collections."""
    if collection is not None:
        return _record_differs(kind, known, collection, wanted)
    if not wanted:
        return Difference("say what should be remembered: remembers(name=…) or remembers('collection', …)")
    found = (
        _collection_differs(kind, known, name, value)
        if name in kind.collections
        else _scalar_differs(kind, known, name, value)
        for name, value in wanted.items()
    )
    return next(filter(None, found), None)


def _scalar_differs(kind: type[Memory], known: Mapping[str, Any], name: str, wanted: Any) -> Difference | None:
    if name not in kind.model_fields:
        return Difference(f"the memory has no {name!r}{nearest(name, kind.model_fields)}")
    if known[name] == (value := to_jsonable_python(wanted)):
        return None
    return Difference(f"the memory's {name} is {known[name]!r}, not {value!r}", [_line(name, known[name])])


def _collection_differs(kind: type[Memory], known: Mapping[str, Any], name: str, wanted: Any) -> Difference | None:
    if not isinstance(wanted, list | tuple) or not all(isinstance(each, Mapping | Record) for each in wanted):
        return Difference(f"{name} is a collection: give a list of records, each by what it should have")
    if not wanted and known[name]:
        return Difference(f"{name} is not empty", [_line(name, record) for record in known[name]])
    fields = [each if isinstance(each, Mapping) else each.model_dump(exclude={"id"}) for each in wanted]
    return next(filter(None, (_record_differs(kind, known, name, each) for each in fields)), None)


def _record_differs(
    kind: type[Memory], known: Mapping[str, Any], collection: str, wanted: Mapping[str, Any]
) -> Difference | None:
    if collection not in kind.collections:
        return Difference(f"the memory has no collection {collection!r}{nearest(collection, kind.collections)}")
    fields = kind.collections[collection].model_fields
    for name in wanted:
        if name not in fields:
            return Difference(f"the records of {collection} have no field {name!r}{nearest(name, fields)}")
    expected, records = _plain(wanted), known[collection]
    if any(expected.items() <= record.items() for record in records):
        return None
    problem = f"{collection} has no record with {_spoken(expected)}" if expected else f"{collection} is empty"
    return Difference(problem, _nearest_records(collection, records, expected))


def _nearest_records(collection: str, records: Sequence[Mapping[str, Any]], expected: Mapping[str, Any]) -> list[Line]:
    if not records:
        return [_line(collection, [])]
    alike = [sum(record[name] == value for name, value in expected.items()) for record in records]
    return [_line(collection, record) for record, same in zip(records, alike, strict=True) if same == max(alike)]


def _line(name: str, value: Any) -> Line:
    shown = {key: each for key, each in value.items() if key != "id"} if isinstance(value, Mapping) else value
    return Line(f"memory, {name}: {_spoken(shown) if isinstance(shown, Mapping) else repr(shown)}", 0, "memory")


def _spoken(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in fields.items())


def _plain(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the memory is kept: an enum member by its value, a tuple as a list, a date as text."""
    return {name: to_jsonable_python(value) for name, value in wanted.items()}
