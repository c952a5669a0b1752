"""Which types a field may have: records and scalars of the memory are shared between its copies."""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from coach.errors import ProgramError

_PLAIN = (str, int, float, bool, datetime, date, time, timedelta, Decimal, UUID, Enum, type(None))


def check_frozen(annotation: Any, place: str) -> None:
    """Raise `ProgramError` unless every value of this type is immutable and can be kept as JSON."""
    origin = get_origin(annotation)
    if origin is Annotated:
        check_frozen(get_args(annotation)[0], place)
    elif origin in (Union, types.UnionType):
        for option in get_args(annotation):
            check_frozen(option, place)
    elif origin is tuple:
        for item in get_args(annotation):
            if item is not Ellipsis:
                check_frozen(item, place)
    elif origin is Literal or (isinstance(annotation, type) and issubclass(annotation, _PLAIN)):
        return
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not annotation.model_config.get("frozen"):
            raise ProgramError(
                f"{place} is a {annotation.__name__}, which is not frozen; use a frozen model or a Record"
            )
        for name, field in annotation.model_fields.items():
            check_frozen(field.annotation, f"{place}.{name}")
    else:
        shown = getattr(annotation, "__name__", str(annotation)) if origin is None else str(annotation)
        raise ProgramError(
            f"{place} is {shown}, which can change behind the memory's back or cannot be kept; "
            "use a tuple for a list, a record of its own for a dict, an enum for a set of choices"
        )


def check_names(cls: type[Any], base: type[Any], extra: tuple[str, ...] = ()) -> None:
    """Raise `ProgramError` where a field of `cls` hides an attribute of `base`, or is called like one in `extra`."""
    taken: Callable[[str], bool] = lambda name: name in extra or hasattr(base, name)  # noqa: E731  # a local word
    for name in cls.__annotations__:
        if not name.startswith("_") and name not in base.model_fields and taken(name):
            raise ProgramError(f"{cls.__name__}.{name}: the name {name!r} is taken; choose another one")
