"""Memories to try a program's templates on: an empty one, and full ones made from the declaration."""

from __future__ import annotations

import types
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from coach.program.memory import Memory
from coach.program.records import Record, Records, key_of
from coach.program.words import fold

M = TypeVar("M", bound=Memory)

_SAMPLES: dict[type, Any] = {
    str: "an example",
    int: 3,
    float: 1.5,
    Decimal: Decimal("1.5"),
    datetime: datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    date: date(2026, 1, 2),
    time: time(3, 4),
    timedelta: timedelta(days=2),
    UUID: UUID(int=1),
    type(None): None,
}


def example_memories(memory: type[M]) -> list[M]:
    """The empty memory, one with everything given, and one with the other choice wherever there is one."""
    return [memory(), _filled(memory, 0), _filled(memory, 1)]


def _filled(memory: type[M], variant: int) -> M:
    made = memory()
    for name, field in memory.model_fields.items():
        if kind := memory.collections.get(name):
            records = [_record(kind, variant + n, n) for n in range(2)]
            made.__dict__[name] = Records(kind, _distinct(records))
        else:
            made.__dict__[name] = sample(field.annotation, variant, 0)
    return made


def _record(kind: type[Record], variant: int, number: int) -> Record:
    fields = {name: sample(f.annotation, variant, number) for name, f in kind.model_fields.items() if name != "id"}
    return kind.model_construct(**fields, id=f"example{number}")


def _distinct(records: list[Record]) -> list[Record]:
    """The records, as far as their keys differ (a key with a single choice allows one)."""
    found = {fold(key_of(record)): record for record in records}
    return [record for key, record in found.items() if key]


def sample(annotation: Any, variant: int, number: int) -> Any:
    """An example of a type: the one or the other `variant` where there is a choice, its own for each `number`."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return sample(arguments[0], variant, number)
    if origin in (Union, types.UnionType):
        options = sorted(arguments, key=lambda option: option is type(None))
        return sample(options[-1 if variant else 0], variant, number)
    if origin is Literal:
        return arguments[variant % len(arguments)]
    if origin is tuple:
        several = arguments[:1] * (2 if variant == 0 else 0) if Ellipsis in arguments else arguments
        return tuple(sample(each, variant, n) for n, each in enumerate(several))
    if issubclass(annotation, Enum):
        return list(annotation)[variant % len(annotation)]
    if annotation is bool:
        return variant == 0
    if issubclass(annotation, BaseModel):
        return annotation.model_construct(
            **{name: sample(field.annotation, variant, number) for name, field in annotation.model_fields.items()}
        )
    found = next(value for kind, value in _SAMPLES.items() if issubclass(annotation, kind))
    return f"{found} {number}" if isinstance(found, str) else found
