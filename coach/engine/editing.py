"""A memory changed by hand: what an operator writes, validated as the program's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import ValidationError

from coach.errors import BadInput, Refused
from coach.program.invariant import Invariant, broken
from coach.program.memory import Memory
from coach.program.records import Record, Records
from coach.program.words import complaints, nearest

M = TypeVar("M", bound=Memory)

#: What may be done to a collection, in the order in which it is done: a name that is given up is free again.
_WAYS = ("remove", "change", "add")
_LIKE = '{"remove": ["key or id"], "change": {"key or id": {"field": 1}}, "add": [{"field": 1}]}'


def edited(before: M, changes: Mapping[str, Any], invariants: Iterable[Invariant] = ()) -> M:
    """The memory with these changes, each JSON-able: a scalar's value, or for a collection what is done to it.

    `{"goals": {"remove": [key or id], "change": {key or id: {field: value}}, "add": [{field: value}]}}`. All of it
    is done or nothing. Raises `BadInput`, also where an invariant would be broken that was not so before.
    """
    after, fields = before.copied(), type(before).model_fields
    if not changes:
        raise BadInput("the changes are empty; name a scalar or a collection of the memory")
    for name in changes:
        if name not in fields:
            raise BadInput(f"the memory has no field {name[:80]!r}{nearest(name, fields)}")
    for name, kind in before.collections.items():
        if name in changes:
            _edit(name, kind, getattr(after, name), changes[name])
    try:
        after.with_scalars({name: value for name, value in changes.items() if name not in before.collections})
        after.check_since(before)
    except ValidationError as error:
        raise BadInput(f"the changes do not fit the memory: {complaints(error, noun='field')}") from None
    known = set(broken(invariants := tuple(invariants), before))
    if wrong := [each for each in broken(invariants, after) if each not in known]:
        raise BadInput(f"the changes break what is always so of the memory: {'; '.join(wrong)}")
    return after


def _edit(name: str, kind: type[Record], records: Records[Any], change: Any) -> None:
    """Do to a collection what is asked for. Raises `BadInput`."""
    for way in _object(change, name):
        if way not in _WAYS:
            raise BadInput(f"{name}: there is no way {way[:80]!r} to change a collection{nearest(way, _WAYS)}")
    for n, key in enumerate(_list(change.get("remove", []), f"{name}.remove")):
        with _told(f"{name}.remove[{n}]"):
            records.remove(_text(key))
    for key, fields in _object(change.get("change", {}), f"{name}.change").items():
        with _told(place := f"{name}.change.{key[:80]}"):
            records.change(key, **_fields(fields, kind, place))
    for n, fields in enumerate(_list(change.get("add", []), f"{name}.add")):
        with _told(place := f"{name}.add[{n}]"):
            records.add(kind.model_validate(_fields(fields, kind, place)))


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What goes wrong here is `BadInput`, with the place."""
    try:
        yield
    except Refused as error:
        raise BadInput(f"{place}: {error}") from None
    except ValidationError as error:
        raise BadInput(f"{place}: {complaints(error, noun='field')}") from None


def _fields(data: Any, kind: type[Record], place: str) -> Mapping[str, Any]:
    known = kind.model_fields.keys() - {"id"}
    for name in _object(data, place):
        if name == "id":
            raise BadInput(f"{place}: a record's id is given by the memory and stays; leave it out")
        if name not in known:
            raise BadInput(f"{place}: there is no field {name[:80]!r}{nearest(name, known)}")
    fields: Mapping[str, Any] = data
    return fields


def _object(data: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise BadInput(f"{place} is no object; write it like {_LIKE}")
    return data


def _list(data: Any, place: str) -> list[Any]:
    if not isinstance(data, list):
        raise BadInput(f"{place} is no list; write it like {_LIKE}")
    return data


def _text(key: Any) -> str:
    if not isinstance(key, str):
        raise Refused("this is no text; name a record by its key or its id")
    return key
