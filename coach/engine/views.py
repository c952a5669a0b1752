"""What templates see of the memory: plain, frozen, without methods, its text made harmless.

A view shows an object's fields and properties and nothing else; it is made when it is touched, so a
template pays for what it reads. Every text on the way out is one harmless line: whatever a template then does
with it (join it, cut it, hand it to a macro), it stays a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType
from typing import Any, ClassVar

from pydantic import BaseModel

from coach.engine.text import inline
from coach.program.memory import Memory
from coach.program.records import Records


class View:
    """The fields and properties of one object."""

    __slots__ = ("_of",)
    _names: ClassVar[frozenset[str]] = frozenset()
    """What may be read."""

    def __init__(self, of: Any) -> None:
        self._of = of

    def __getattr__(self, name: str) -> Any:
        if name not in self._names:
            raise AttributeError(f"{self._of.__class__.__name__} has no field or property {name!r}")
        return self._read(name)

    def _read(self, name: str) -> Any:
        try:
            value = getattr(self._of, name)
            return inline(value) if value.__class__ is str else plain(value)
        except AttributeError as error:  # a template would take it for a name that does not exist
            raise RuntimeError(f"{self._of.__class__.__name__}.{name} failed: {error}") from error

    def __eq__(self, other: object) -> bool:
        return bool(self._of == (other._of if isinstance(other, View) else other))

    def __hash__(self) -> int:
        return hash(self._of)

    def __repr__(self) -> str:
        return f"<{self._of.__class__.__name__}>"


class Choice(View):
    """An enum member: prints, compares and sorts as its value."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return bool(self._of.value == _value(other))

    def __lt__(self, other: object) -> bool:
        return bool(self._of.value < _value(other))

    def __hash__(self) -> int:
        return hash(self._of.value)

    def __str__(self) -> str:
        return inline(str(self._of.value))


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
    return _shown(value.__class__)(value)


@cache
def _shown(cls: type) -> Callable[[Any], Any]:
    """How values of a class are shown."""
    if issubclass(cls, Enum | BaseModel):
        return _view_type(cls)
    if issubclass(cls, NoneType | int | float | date | timedelta):
        return lambda value: value
    if issubclass(cls, Records | tuple | list | frozenset | set):
        return Sequence
    if issubclass(cls, Mapping):
        return lambda value: MappingProxyType({inline(str(key)): plain(item) for key, item in value.items()})
    if issubclass(cls, Iterator):
        return lambda value: Sequence(list(value))
    return lambda value: inline(str(value))


def _value(other: object) -> object:
    found = other._of if isinstance(other, View) else other
    return found.value if isinstance(found, Enum) else found


@cache
def _view_type(cls: type) -> type[View]:
    """A view that is called like what it shows, so that a template's errors speak of that."""
    base = Choice if issubclass(cls, Enum) else View
    return type(cls.__name__, (base,), {"__slots__": (), "__module__": "builtins", "_names": visible(cls)})


@cache
def visible(cls: Any) -> frozenset[str]:
    """What a template may read of an object of this class: its fields and properties."""
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
