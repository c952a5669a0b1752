"""What does not fit a declaration, in words: the place, what is wrong there, and what would have been right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from coach.program.words import nearest
from coach.yaml_text.ago import Ago
from coach.yaml_text.source import below

_WANTED = {
    "string": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "list": "a list",
    "tuple": "a list", "dict": "a mapping of names", "model": "a mapping of names",
    "short": "text or a mapping of names",
}  # fmt: skip
_GIVEN = {
    type(None): "empty", str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list",
    dict: "a mapping of names", Ago: "a time",
}  # fmt: skip


def complaint(error: ValidationError, model: type[BaseModel]) -> tuple[str, str]:
    """The first thing that does not fit `model`: its place, and the problem. A misspelt name comes before all else."""
    found = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
    loc, kind, value = found["loc"], found["type"], found["input"]
    place = ""
    for part in loc:
        place = below(place, part)
    if kind == "extra_forbidden":
        return place, f"there is no {str(loc[-1])[:40]!r} here{nearest(str(loc[-1]), _fields(model, loc[:-1]))}"
    if kind == "missing":
        return place, "is missing"
    if kind in ("literal_error", "enum") and isinstance(value, str):
        return place, f"{value[:40]!r} is none of its values{nearest(value, _options(model, loc))}"
    if kind == "literal_error" and found.get("ctx", {}).get("expected") == "True":
        return place, "should be true; leave it out where it does not matter"
    wanted = _WANTED.get(kind.removesuffix("_type"))
    if kind.endswith("_type") and wanted and type(value) in _GIVEN:
        return place, f"is {_GIVEN[type(value)]}, not {wanted}{_unquoted(value)}"
    return place, " ".join(found["msg"].removeprefix("Value error, ").replace("Input should", "should").split())


def _unquoted(value: Any) -> str:
    """What to do where braces were meant to be text."""
    if isinstance(value, dict) and list(value.values()) == [None]:
        return f'; for text in braces put it in quotes: "{{{next(iter(value))}}}"'
    return ""


def _fields(model: type[BaseModel], loc: Sequence[Any]) -> list[str]:
    """The fields of the part at `loc`."""
    part: type[BaseModel] | None = model
    for name in loc:
        if isinstance(name, str) and part is not None:
            part = _part_of(part.model_fields[name].annotation) if name in part.model_fields else None
    return list(part.model_fields) if part is not None else []


def _options(model: type[BaseModel], loc: Sequence[Any]) -> list[str]:
    """The texts that may stand at `loc`."""
    names = [name for name in loc if isinstance(name, str)]
    part: type[BaseModel] | None = model
    for name in names[:-1]:
        part = _part_of(part.model_fields[name].annotation) if part and name in part.model_fields else None
    field = part.model_fields.get(names[-1]) if part is not None and names else None
    return [each for each in _leaves(field.annotation) if isinstance(each, str)] if field is not None else []


def _part_of(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation is made of, if it is."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_part_of, get_args(annotation))), None)


def _leaves(annotation: Any) -> Iterator[Any]:
    """The values that an annotation lists."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (member.value for member in annotation)
    for each in get_args(annotation):
        yield each
        yield from _leaves(each)
