"""Answers as typed objects: those of the library where it has the same, else the service's own shapes."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from coach.client.failing import unreadable
from coach.results import Conversation, Rewound, TurnResult

T = TypeVar("T")


@cache
def _reader(cls: Hashable) -> Callable[[Any], Any]:
    """What makes an object of this class; it takes no notice of fields that are new."""
    adapter: TypeAdapter[Any] = TypeAdapter(cast(Any, cls))
    if isinstance(cls, type) and issubclass(cls, BaseModel):
        return lambda data: adapter.validate_python(data, extra="ignore")
    return adapter.validate_python


def read(cls: type[T], text: bytes | str) -> T:
    """An answer; what a newer service says besides is left out. Raises `Unreachable`."""
    try:
        return made(cls, json.loads(text))
    except ValueError as error:  # a ValidationError is one
        what = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": "it is not JSON"}
        raise unreadable(f"{'.'.join(map(str, what['loc']))} {what['msg']}".strip()) from None


def made(cls: type[T], data: Any) -> T:
    """An object of what JSON holds. Raises `ValidationError`."""
    if isinstance(data, Mapping):
        if cls is TurnResult:
            data = {"offer": None, **data}
        elif cls is Conversation:
            data = {"id": data.get("id"), "opening": _turn(data)}
        elif cls is Rewound:
            data = {**data, "turn": _turn(data)}
    found: T = _reader(cast(Hashable, cls))(data)
    return found


def _turn(data: Mapping[str, Any]) -> TurnResult:
    return made(TurnResult, data.get("turn"))
