"""The strict schema: what a model's server enforces, derived from each action's class."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_actions import ODD, Level, Mixed, Part, action
from small_programs import SaveGoal

from coach import Action
from coach.engine.given import given as without_nulls
from coach.engine.program import StateRules
from coach.engine.schema import (
    MAX_LEVELS,
    MAX_PROPERTIES,
    describe,
    parameters,
    property_count,
    reply_schema,
    tool_definitions,
)
from coach.loading import Program

IDENTITY = Program.load()
#: The keywords of a strict schema that coach uses, and no other.
KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "description"}


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(node, dict):
        yield node
        for each in (*node.get("properties", {}).values(), *node.get("anyOf", ()), node.get("items")):
            yield from objects(each)


def depth(node: dict[str, Any]) -> int:
    inside = [*node.get("properties", {}).values(), *node.get("anyOf", ()), *filter(None, [node.get("items")])]
    own = 1 if node.get("type") in ("object", "array") else 0
    return own + max(map(depth, inside), default=0)


def assert_strict(schema: dict[str, Any]) -> None:
    for node in objects(schema):
        assert node.keys() <= KEYWORDS
        assert "anyOf" in node or isinstance(node["type"], str)
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
        if node.get("type") == "array":
            assert node["items"]
        if "enum" in node:
            types = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}
            assert {type(option) for option in node["enum"]} == {types[node["type"]]}
    assert depth(schema) <= MAX_LEVELS
    assert property_count(schema) <= MAX_PROPERTIES
    json.dumps(schema)


def variants(schema: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = schema["properties"]["actions"]["items"]["anyOf"]
    return found


# --- the whole reply -----------------------------------------------------------------------------


@pytest.mark.parametrize("rules", IDENTITY.rules.values(), ids=list(IDENTITY.rules))
def test_every_reply_of_the_identity_program_has_a_strict_schema(rules: StateRules) -> None:
    assert_strict(rules.schema)
    for tool in rules.tools:
        assert tool["strict"] is True
        assert tool["description"]
        assert_strict(tool["parameters"])
    assert [tool["name"] for tool in rules.tools] == list(rules.names)


@pytest.mark.parametrize("annotation", ODD, ids=str)
@pytest.mark.parametrize("optional", [False, True])
def test_an_odd_field_has_a_strict_schema_too(annotation: Any, optional: bool) -> None:
    cls = action(annotation, None) if optional else action(annotation)
    assert_strict(reply_schema([cls], []))
    assert_strict(tool_definitions([cls], ["PLAN"])[0]["parameters"])
    [line, about] = describe([cls]).split("\n")
    assert line.startswith("- ODD (x: ")
    assert about == "  Do it."


def test_actions_come_before_the_message_and_the_type_before_the_parameters() -> None:
    schema = reply_schema([SaveGoal], ["PLAN", "DONE"])
    assert list(schema["properties"]) == ["actions", "message"]
    assert [list(variant["properties"]) for variant in variants(schema)] == [
        ["type", "name", "size"],
        ["type", "target_state"],
    ]
    assert [variant["properties"]["type"] for variant in variants(schema)] == [
        {"type": "string", "enum": ["SAVE_GOAL"]},
        {"type": "string", "enum": ["TRANSITION_STATE"]},
    ]


def test_the_target_is_one_of_the_exits_that_the_model_may_ask_for() -> None:
    [_, transition] = variants(reply_schema([SaveGoal], ["PLAN", "DONE"]))
    assert transition["properties"]["target_state"] == {"type": "string", "enum": ["PLAN", "DONE"]}


def test_where_nothing_can_be_done_there_is_a_message_alone() -> None:
    assert reply_schema([], []) == {
        "type": "object",
        "properties": {"message": {"type": "string"}},
        "required": ["message"],
        "additionalProperties": False,
    }
    assert tool_definitions([], []) == ()
    assert IDENTITY.rules["FAREWELL"].schema == reply_schema([], [])


def test_a_state_with_exits_and_no_actions_can_ask_to_move() -> None:
    assert [variant["properties"]["type"]["enum"] for variant in variants(reply_schema([], ["PLAN"]))] == [
        ["TRANSITION_STATE"]
    ]


# --- what the schema allows, the class reads --------------------------------------------------------


def values(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Anything that fits a strict schema."""
    match node:
        case {"enum": options}:
            return st.sampled_from(options)
        case {"anyOf": options}:
            return st.one_of([values(option) for option in options])
        case {"type": "object", "properties": fields}:
            return st.fixed_dictionaries({name: values(each) for name, each in fields.items()})
        case {"type": "array", "items": item}:
            return st.lists(values(item), max_size=3)
        case {"type": kind}:
            plain = {"string": st.text(), "integer": st.integers(), "boolean": st.booleans(), "null": st.none()}
            return plain[kind]
    raise AssertionError(node)


def objects_of(classes: Iterable[type[Action]]) -> st.SearchStrategy[tuple[type[Action], Any]]:
    return st.one_of([st.tuples(st.just(cls), values(parameters(cls))) for cls in classes])


@settings(max_examples=100, deadline=None)
@given(objects_of([SaveGoal, action(list[Part], []), action(Part | None, None), action(Mixed), action(Level, 1)]))
def test_what_fits_the_schema_fits_the_class(made: tuple[type[Action], Any]) -> None:
    cls, params = made
    cls.model_validate(without_nulls(cls, params))
