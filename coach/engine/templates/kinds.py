"""What the values in a template are, as far as annotations tell."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Annotated, Any, Union

from pydantic import BaseModel

from coach.engine.views import visible
from coach.program.records import Records


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is known to be."""

    of: Any = Any
    """Its annotation; `Any` where nobody can tell."""
    absent: str = ""
    """Why it may be absent: `may be None`; empty where it is always there."""
    origin: str = ""
    """What it was got from, `memory.current`; empty for what has no such name."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Stands for `turn`."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Stands for `turn.context`: nobody knows what a host passes."""


UNKNOWN = Kind()
_TURN = {"state": str, "number": int, "now": datetime, "since_last": timedelta | None, "context": Passed}
_MAPPING = ("get", "items", "keys", "values")


def kind(annotation: Any, origin: str = "") -> Kind:
    """What a value with this annotation is."""
    if typing.get_origin(annotation) is Annotated:
        return kind(typing.get_args(annotation)[0], origin)
    if typing.get_origin(annotation) in (Union, types.UnionType):
        options = [each for each in typing.get_args(annotation) if each is not types.NoneType]
        absent = "may be None" if len(options) < len(typing.get_args(annotation)) else ""
        return Kind(kind(options[0]).of if len(options) == 1 else Any, absent, origin)
    return Kind(annotation, "", origin)


def member(of: Kind, name: str) -> Kind | None:
    """What an attribute of a value is; None where there is no such attribute."""
    origin = f"{of.origin}.{name}" if of.origin else ""
    if of.of is Turns:
        return kind(_TURN[name], origin) if name in _TURN else None
    if of.of is Passed:
        return UNKNOWN if name in _MAPPING else Kind(Any, "may not be passed by the host", origin)
    if element_type(of.of) is not None:
        return None
    if isinstance(of.of, type) and issubclass(of.of, BaseModel | Enum):
        return kind(_attributes(of.of)[name], origin) if name in _attributes(of.of) else None
    return UNKNOWN


def element(of: Kind) -> Kind:
    """What an item of a value is."""
    found = element_type(of.of)
    return UNKNOWN if found is None else kind(found)


def element_type(annotation: Any) -> Any:
    """The annotation of a sequence's items; None for what is no sequence, or one of nobody knows what."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Records or (isinstance(origin, type) and issubclass(origin, list | set | frozenset)):
        return arguments[0]
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return arguments[0]
    if isinstance(origin, type) and issubclass(origin, Iterable) and not issubclass(origin, Mapping | tuple):
        return arguments[0] if arguments else None
    return None


def present(of: Kind) -> Kind:
    """The same, and it is there."""
    return replace(of, absent="")


def attributes(of: Kind) -> list[str]:
    """The attributes that a value is known to have."""
    if of.of is Turns:
        return list(_TURN)
    return sorted(_attributes(of.of)) if isinstance(of.of, type) and issubclass(of.of, BaseModel | Enum) else []


@cache
def _attributes(cls: type) -> Mapping[str, Any]:
    """The fields and properties of a class, with their annotations."""
    fields = cls.model_fields if issubclass(cls, BaseModel) else {}
    return {name: fields[name].annotation if name in fields else _returned(cls, name) for name in visible(cls)}


def _returned(cls: type, name: str) -> Any:
    value = next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)
    function = getattr(value, "fget", None) or getattr(value, "func", None)
    try:
        return typing.get_type_hints(function).get("return", Any) if function is not None else Any
    except Exception:  # imported for a type checker alone, perhaps: nobody can tell
        return Any
