"""The largest memory that a conversation may come to: every text as long as it may be, every collection long."""

from __future__ import annotations

import types
from enum import Enum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from coach.loading.examples import example_memories, sample
from coach.program.memory import Memory
from coach.program.records import Record, Records, key_of
from coach.program.words import fold

M = TypeVar("M", bound=Memory)

#: Records of a collection, and texts of a field, where nothing says how many there may be.
RECORDS = 50
ITEMS = 5
#: Characters of a text, where nothing says how long it may be.
TEXT = 300


def largest_memory(memory: type[M]) -> M:
    """A memory as large as fields' limits allow, and as is likely where they have none."""
    made = example_memories(memory)[1]
    for name, field in memory.model_fields.items():
        if (kind := memory.collections.get(name)) is not None:
            records = [_record(kind, number) for number in range(RECORDS)]
            made.__dict__[name] = Records(kind, _distinct(records))
        else:
            made.__dict__[name] = _largest(field.annotation, _limits(field), 0, made.__dict__[name])
    return made


def _record(kind: type[Record], number: int) -> Record:
    made: Record = _filled(kind, number, id=f"large{number}")
    return made


def _filled(model: Any, number: int, **given: Any) -> Any:
    fields = {name: field for name, field in model.model_fields.items() if name not in given}
    values = {name: _largest(field.annotation, _limits(field), number, None) for name, field in fields.items()}
    return model.model_construct(**values, **given)


def _distinct(records: list[Record]) -> list[Record]:
    return [record for key, record in {fold(key_of(each)): each for each in records}.items() if key]


def _limits(field: FieldInfo) -> int | None:
    """The longest that a field may be."""
    return next((each.max_length for each in field.metadata if hasattr(each, "max_length")), None)


def _largest(annotation: Any, most: int | None, number: int, otherwise: Any) -> Any:
    """The largest value of a type; `otherwise`, or an example, for what has no size."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner = next((found for each in arguments[1:] if (found := getattr(each, "max_length", None))), None)
        inner = inner or next((_limits(each) for each in arguments[1:] if isinstance(each, FieldInfo)), None)
        return _largest(arguments[0], inner or most, number, otherwise)
    if origin in (Union, types.UnionType):
        return _largest(next(each for each in arguments if each is not types.NoneType), most, number, otherwise)
    if origin is tuple and Ellipsis in arguments:
        return tuple(_largest(arguments[0], None, each, None) for each in range(most or ITEMS))
    if origin is tuple:
        return tuple(_largest(each, None, number, None) for each in arguments)
    if annotation is str:
        return f"{number} ".ljust(most or TEXT, "x")[: most or TEXT]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return list(annotation)[number % len(annotation)]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _filled(annotation, number)
    return otherwise if otherwise is not None else sample(annotation, 0, number)
