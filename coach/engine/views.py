"""What templates see of the memory: plain, frozen, without methods.

A view shows an object's fields and properties and nothing else; it is made when it is touched, so a
template pays for what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from coach.program.memory import Memory
from coach.program.records import Records


class View:
    """The fields and properties of one object."""

    __slots__ = ("_names", "_of")

    def __init__(self, of: Any) -> None:
        self._of = of
        self._names = _visible(of.__class__)

    def __getattr__(self, name: str) -> Any:
        if name not in self._names:
            raise AttributeError(f"{self._of.__class__.__name__} has no field or property {name!r}")
        return plain(getattr(self._of, name))

    def __eq__(self, other: object) -> bool:
        return bool(self._of == (other._of if isinstance(other, View) else other))

    def __hash__(self) -> int:
        return hash(self._of)

    def __repr__(self) -> str:
        return f"<{self._of.__class__.__name__}>"

    def _fields(self) -> frozenset[str]:
        return self._names


class Choice(View):
    """An enum member: prints and compares as its value."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        other = other._of if isinstance(other, View) else other
        return self._of is other or bool(self._of.value == (other.value if isinstance(other, Enum) else other))

    def __hash__(self) -> int:
        return hash(self._of.value)

    def __str__(self) -> str:
        return str(self._of.value)


class Sequence:
    """A collection, in order; items become views when they are reached."""

    __slots__ = ("_of",)

    def __init__(self, of: Any) -> None:
        self._of = of

    def __iter__(self) -> Iterator[Any]:
        return map(plain, self._of)

    def __len__(self) -> int:
        return len(self._of)

    def __getitem__(self, index: Any) -> Any:
        found = list(self._of)[index]
        return Sequence(found) if isinstance(index, slice) else plain(found)

    def __contains__(self, item: object) -> bool:
        return any(item == each for each in self)

    def __repr__(self) -> str:
        return f"[{', '.join(map(str, self))}]"


def plain(value: Any) -> Any:
    """A value as a template may have it."""
    if value is None or (isinstance(value, str | int | float | date | timedelta) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum | BaseModel):
        return _view_type(value.__class__)(value)
    if isinstance(value, Records | tuple | list | frozenset | set):
        return Sequence(value)
    if isinstance(value, Mapping):
        return MappingProxyType({key: plain(item) for key, item in value.items()})
    if isinstance(value, Iterator):
        return Sequence(list(value))
    return str(value)


@cache
def _view_type(cls: type) -> type[View]:
    """A view that is called like what it shows, so that a template's errors speak of that."""
    base = Choice if issubclass(cls, Enum) else View
    return type(cls.__name__, (base,), {"__slots__": (), "__module__": "builtins"})


@cache
def _visible(cls: type) -> frozenset[str]:
    names = set()
    for base in cls.__mro__:
        if base in (object, BaseModel, Memory):
            continue
        names |= {name for name, value in vars(base).items() if isinstance(value, property) or _is_cached(value)}
    if issubclass(cls, BaseModel):
        names |= set(cls.model_fields)
    if issubclass(cls, Enum):
        names |= {"name", "value"}
    return frozenset(name for name in names if not name.startswith("_"))


def _is_cached(value: object) -> bool:
    return type(value).__name__ == "cached_property"
