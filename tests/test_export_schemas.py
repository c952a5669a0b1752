"""JSON schemas as TypeScript, one keyword at a time: what fits the schema fits the type, all else does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typescript_checking import complaints

from coach.exporting import Names, Schemas
from coach.exporting.names import is_identifier
from coach.exporting.writing import comment

POINT = {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"], "additionalProperties": False}
#: A schema, what fits it, and what does not.
CASES: list[tuple[dict[str, Any], list[Any], list[Any]]] = [
    ({"type": "string"}, ["", "a"], [1, None]),
    ({"type": "integer"}, [1], ["1", True]),
    ({"type": "boolean"}, [True, False], [0]),
    ({"type": "null"}, [None], [0, "null"]),
    ({"type": ["string", "null"]}, ["a", None], [1]),
    ({}, [1, None, {"a": [1]}], []),
    ({"const": "a"}, ["a"], ["b", None]),
    ({"const": 1.5}, [1.5], [1]),
    ({"enum": ["a", 1, None, True]}, ["a", 1, None, True], ["b", 2, False]),
    ({"enum": ['"', "\\", "\n", "${}", "\u2028", "*/"]}, ['"', "\\", "\n", "${}", "\u2028", "*/"], ["'", ""]),
    ({"enum": ["a", "b"]}, ["a"], ["c"]),
    ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, ["a", 1], [True]),
    ({"oneOf": [POINT, {"type": "null"}]}, [{"x": 1}, None], [{"x": "1"}, {}]),
    ({"allOf": [POINT, {"type": "object", "properties": {"y": {"type": "string"}}, "required": ["y"]}]},
     [], [{"x": 1}, {"y": "a"}]),
    ({"type": "array", "items": {"type": "integer"}}, [[], [1, 2]], [["a"], 1, {}]),
    ({"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, [[1, None]], [["a"], None]),
    ({"type": "array", "items": {"enum": ["a", "b"]}}, [["a", "b"]], [["c"]]),
    ({"type": "array", "items": {"type": "array", "items": POINT}}, [[[{"x": 1}]]], [[{"x": 1}]]),
    ({"type": "array"}, [[1, "a"]], [1]),
    ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "maxItems": 2},
     [["a", 1]], [["a"], ["a", "b"], ["a", 1, 2]]),
    ({"type": "array", "prefixItems": [{"type": "string"}], "minItems": 1, "items": {"type": "integer"}},
     [["a"], ["a", 1, 2]], [[], ["a", "b"]]),
    (POINT, [{"x": 1}], [{}, {"x": "1"}, {"x": 1, "y": 2}]),
    ({"type": "object", "properties": {"x": {"type": "number"}}}, [{}, {"x": 1}], [{"x": None}]),
    ({"type": "object", "properties": {"a-b": {"type": "string"}, "class": {"type": "null"}, "1": {"const": 1}},
      "required": ["a-b", "class", "1"]}, [{"a-b": "", "class": None, "1": 1}], [{"a-b": ""}]),
    ({"type": "object", "additionalProperties": {"type": "integer"}}, [{}, {"a": 1}], [{"a": "1"}]),
    ({"type": "object", "additionalProperties": {"type": "array", "items": {"type": ["string", "null"]}}},
     [{"a": ["b", None]}], [{"a": [1]}]),
    ({"type": "object", "additionalProperties": False}, [{}], [{"a": 1}]),
    ({"type": "object"}, [{}, {"a": None}], [1]),
    ({"type": "object", "propertyNames": {"enum": ["a", "b"]}, "additionalProperties": {"type": "integer"}},
     [{}, {"a": 1}], [{"c": 1}, {"a": "1"}]),
    ({"type": "object", "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": False},
     [{"x1": 1}], [{"x1": "a"}]),
    ({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": True},
     [{"a": "", "b": 1}], [{"b": 1}]),
    ({"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "object", "properties": {
        "name": {"type": "string"}, "below": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}},
        "required": ["name"], "additionalProperties": False}}},
     [{"name": "a", "below": [{"name": "b"}]}], [{"name": "a", "below": [{}]}]),
    ({"type": "object", "properties": {"a": {"$ref": "#/$defs/My Enum[int]"}}, "required": ["a"],
      "$defs": {"My Enum[int]": {"enum": ["p", "q"], "description": "*/ */"}}}, [{"a": "p"}], [{"a": "r"}]),
    ({"type": "string", "format": "date-time", "description": "*/ `x`", "default": "*/", "pattern": "[*]/|a"},
     ["a"], [1]),
    ({"anyOf": [True, {"type": "string"}]}, [1, "a"], []),
]  # fmt: skip


def test_what_fits_a_schema_fits_its_type_and_nothing_else(tmp_path: Path) -> None:
    schemas = Schemas(Names())
    lines = []
    for number, (schema, fits, others) in enumerate(CASES):
        name = schemas.declare(f"Case{number}", schema)
        valid = Draft202012Validator(schema)
        for place, value in enumerate(fits):
            assert valid.is_valid(value), (schema, value)
            lines.append(f"export const fits{number}_{place}: {name} = {json.dumps(value)};")
        for place, value in enumerate(others):
            assert not valid.is_valid(value), (schema, value)
            lines.append(
                f"// @ts-expect-error: {number}\nexport const other{number}_{place}: {name} = {json.dumps(value)};"
            )
    assert complaints(tmp_path, {"cases.ts": "\n".join([*schemas.declarations, *lines])}) == ""


def test_one_thing_has_one_name_and_two_have_two() -> None:
    schemas = Schemas(Names(["Taken"]))
    colour = {"enum": ["red"]}
    car = {"properties": {"colour": {"$ref": "#/$defs/Colour"}}, "$defs": {"Colour": colour}}
    assert schemas.declare("Car", car) == "Car"
    bike = {"properties": {"paint": {"$ref": "#/$defs/Colour"}}, "$defs": {"Colour": colour, "Else": {"type": "null"}}}
    assert schemas.declare("Bike", bike) == "Bike"
    assert schemas.declare("Colour", colour) == "Colour"
    assert schemas.declare("Colour", {"enum": ["blue"]}) == "Colour2"
    assert schemas.declare("Taken", colour) == "Taken2"
    assert sum("Colour = [" in each for each in schemas.declarations) == 1


@given(st.lists(st.text() | st.sampled_from(["class", "any", "1st", "", "*/", "a b", "ä"]), max_size=8))
def test_names_are_the_languages_and_never_the_same(wanted: list[str]) -> None:
    names = Names()
    given = [names.give(each) for each in wanted]
    assert len(set(given)) == len(given)
    for each in given:
        assert is_identifier(each)
        assert each not in ("class", "any")


@given(st.text() | st.sampled_from(["*/", "**/", "*\n/", "/*", "*\u2028/", "*\r/", "* /", "*//*/"]), st.text())
def test_nothing_ends_a_comment_early(text: str, tag: str) -> None:
    written = comment(text, {"default": tag})
    assert written.startswith("/**")
    assert written.endswith("*/\n")
    assert written.count("*/") == 1
    written.encode()


@pytest.mark.parametrize("schema", [{"$ref": "#/$defs/None"}])
def test_what_refers_to_nothing_is_an_error(schema: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        Schemas(Names()).declare("X", schema)
