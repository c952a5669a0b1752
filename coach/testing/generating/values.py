"""Strategies for the values that a JSON schema, as pydantic writes it, allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Schema = Mapping[str, Any]

#: Words that a person may say or a model may write: plain ones first, which is where failures shrink to.
WORDS = (
    "Run", "Rest", "Night Gardener", "run ", "RUN", "A", "é", "Run/Rest", "{{ 7 * 7 }}", "[ACTION:X]", "</action>",
    "\u200b", "0", "x" * 90,
)  # fmt: skip
_TEXT = st.characters(codec="utf-8", exclude_characters="\0")
_FORMATS: Mapping[str, SearchStrategy[str]] = {
    "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat()),
    "date": st.dates().map(lambda day: day.isoformat()),
    "time": st.times(timezones=st.just(UTC)).map(lambda at: at.isoformat()),
    "duration": st.integers(0, 400).map(lambda hours: f"PT{hours}H"),
    "uuid": st.uuids().map(str),
}
#: How deep a value of a type that contains itself is made.
_DEEPEST = 6

#: Any JSON at all.
JSON: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS) | st.text(_TEXT, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(_TEXT, max_size=5), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip


class Known(int):
    """Stands for one of the texts that are known when a value is used."""


def with_known(value: Any, known: Sequence[str]) -> Any:
    """The value with a known text in every place of one, or a word where nothing is known."""
    if isinstance(value, Known):
        return known[value % len(known)] if known else WORDS[value % len(WORDS)]
    if isinstance(value, Mapping):
        return {name: with_known(each, known) for name, each in value.items()}
    return [with_known(each, known) for each in value] if isinstance(value, list) else value


def texts_in(value: Any, longest: int = 120) -> list[str]:
    """The texts in JSON-able data, each once, longer ones left out."""
    match value:
        case str():
            return [value] if 0 < len(value) <= longest else []
        case Mapping():
            value = list(value.values())
    found = [text for each in value for text in texts_in(each, longest)] if isinstance(value, list) else []
    return list(dict.fromkeys(found))


def values(schema: Schema, defs: Schema | None = None, level: int = 0) -> SearchStrategy[Any]:
    """JSON-able values that the schema allows, but for what it does not say; a text may be a `Known` one."""
    defs = schema.get("$defs", {}) if defs is None else defs
    if "$ref" in schema:
        return values(defs[schema["$ref"].rpartition("/")[2]], defs, level + 1)
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return st.one_of([values(option, defs, level) for option in options])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(list(schema.get("enum", [schema.get("const")])))
    match schema.get("type"):
        case "string":
            return _texts(schema)
        case "integer":
            return st.integers(*_bounds(schema, -3, 30, 1)).map(lambda n: n - n % schema.get("multipleOf", 1))
        case "number":
            return st.floats(*_bounds(schema, -3.0, 30.0, 0.001), allow_nan=False)
        case "boolean":
            return st.booleans()
        case "array":
            return _lists(schema, defs, level)
        case "object":
            return objects(schema, defs, level)
        case "null":
            return st.none()
    return JSON


def objects(schema: Schema, defs: Schema, level: int = 0, without: Sequence[str] = ()) -> SearchStrategy[Any]:
    """Objects of the schema: what is required always there, the rest at times."""
    if level > _DEEPEST:
        return st.just({})
    fields = {name: each for name, each in schema.get("properties", {}).items() if name not in without}
    required = [name for name in schema.get("required", ()) if name in fields]
    return st.fixed_dictionaries(
        {name: values(fields[name], defs, level + 1) for name in required},
        optional={name: values(each, defs, level + 1) for name, each in fields.items() if name not in required},
    )


def _texts(schema: Schema) -> SearchStrategy[Any]:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 400)

    def fits(text: Any) -> bool:
        return bool(shortest <= len(text) <= longest)

    if "pattern" in schema:
        return st.from_regex(schema["pattern"]).filter(fits)
    free = st.text(_TEXT, min_size=shortest, max_size=max(shortest, min(longest, 12)))
    words = [word for word in WORDS if fits(word)]
    known = st.integers(0, 60).map(Known)
    return st.one_of([*([st.sampled_from(words)] if words else []), known, known, known, free])


def _lists(schema: Schema, defs: Schema, level: int) -> SearchStrategy[Any]:
    if "prefixItems" in schema:
        return st.tuples(*(values(each, defs, level + 1) for each in schema["prefixItems"])).map(list)
    fewest = schema.get("minItems", 0)
    if level > _DEEPEST and not fewest:
        return st.just([])
    most = max(fewest, min(schema.get("maxItems", 3), 3))
    return st.lists(values(schema.get("items", {}), defs, level + 1), min_size=fewest, max_size=most)


def _bounds(schema: Schema, low: Any, high: Any, step: Any) -> tuple[Any, Any]:
    """The smallest and the largest number that the schema allows, or that are of use."""
    if "minimum" in schema or "exclusiveMinimum" in schema:
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + step)
        high = max(high, low + 10)
    if "maximum" in schema or "exclusiveMaximum" in schema:
        high = schema.get("maximum", schema.get("exclusiveMaximum", 0) - step)
        low = min(low, high)
    return low, high
