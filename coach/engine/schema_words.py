"""A strict schema in words: how a prompt describes its fields, and the limits that its own subset cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = dict[str, Any]

_SPOKEN = {"string": "text", "integer": "whole number", "boolean": "true or false"}
_NOTES = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "matching {}",
    "format": "as a {}",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "multipleOf": "a multiple of {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
}
_SIZES = (("minLength", "maxLength", "characters"), ("minItems", "maxItems", "items"))


def shape(node: Schema) -> str:
    """A strict schema in words: `text, at most 80 characters`."""
    plain = without_null(node)
    about = plain.get("description", "")
    match plain:
        case {"enum": options}:
            said = "one of " + ", ".join(map(str, options)) if len(options) > 1 else str(options[0])
            said, about = f"{said} ({about})" if about else said, ""
        case {"anyOf": options}:
            said = " or ".join(shape(option) for option in options if option.get("type") != "null")
        case {"type": "array"}:
            said = f"list of {shape(plain['items'])}"
        case {"type": "object"}:
            said = f"{{{fields_in_words(plain['properties'])}}}"
        case _:
            said = _SPOKEN.get(plain["type"], str(plain["type"]))
    notes = [said, about, node.get("description", "") if node is not plain else ""]
    return ", ".join(filter(None, notes)) + (", optional" if is_nullable(node) else "")


def fields_in_words(properties: Mapping[str, Schema]) -> str:
    """The fields of an action or a group: `name: text; size: whole number, optional`."""
    return "; ".join(f"{name}: {shape(field)}" for name, field in properties.items())


def without_null(node: Schema) -> Schema:
    """A nullable schema without its null."""
    options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
    return options[0] if len(options) == 1 else node


def is_nullable(node: Schema) -> bool:
    return any(option.get("type") == "null" for option in node.get("anyOf", ()))


def described(made: Schema, source: Schema) -> Schema:
    """The schema with the description of its source, and the limits that are lost of it."""
    about = " ".join(source.get("description", "").split()).rstrip(".")
    return noted(made, ", ".join(filter(None, [about, *_limits(source)])))


def noted(made: Schema, note: str) -> Schema:
    """The schema with this behind its description."""
    if not note:
        return made
    return {**made, "description": ", ".join(filter(None, [made.get("description", ""), note]))}


def _limits(source: Schema) -> Iterable[str]:
    left = dict(source)
    for least, most, what in _SIZES:
        if least in left and most in left:
            yield f"{left.pop(least)} to {left.pop(most)} {what}"
    yield from (note.format(left[key]) for key, note in _NOTES.items() if key in left)
