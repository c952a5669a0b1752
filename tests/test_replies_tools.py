"""The format `tools`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coach.engine.replies import FORMATS
from coach.engine.reply import Malformed, Proposal, Reply

FORMAT = FORMATS["tools"]


def read(**found: Any) -> Reply | Malformed:
    return FORMAT.read(json.dumps(found), {})


def one(call: Any) -> Proposal:
    result = read(content="Hello", tool_calls=[call])
    assert isinstance(result, Reply), result
    assert result.message == "Hello"
    (proposal,) = result.proposals
    return proposal


def test_calls_are_written_as_servers_write_them() -> None:
    raw = FORMAT.write("Hello", [Proposal("SAVE", {"key": "é"})])
    assert json.loads(raw) == {
        "content": "Hello",
        "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "SAVE", "arguments": '{"key": "é"}'}}],
    }


@pytest.mark.parametrize("arguments", ['{"key": 1}', {"key": 1}])
def test_arguments_may_be_text_or_a_mapping_and_calls_may_be_flat(arguments: Any) -> None:
    function = {"name": " save ", "arguments": arguments}
    assert one({"type": "function", "function": function}) == Proposal("SAVE", {"key": 1})
    assert one(function) == Proposal("SAVE", {"key": 1})


@pytest.mark.parametrize("function", [{"name": "A"}, {"name": "A", "arguments": ""}, {"name": "A", "arguments": None}])
def test_no_arguments_are_no_parameters(function: dict[str, Any]) -> None:
    assert one({"function": function}) == Proposal("A")


@pytest.mark.parametrize("arguments", ['{"a": 1', '{"a": 1, "a": 2}', "[1]", "x", '{"a": 1} {}', "{'a': 1}"])
def test_broken_arguments_are_reported_and_the_other_calls_stand(arguments: str) -> None:
    calls = [{"function": {"name": "A", "arguments": arguments}}, {"function": {"name": "B", "arguments": "{}"}}]
    result = read(content=None, tool_calls=calls)
    assert isinstance(result, Reply)
    broken, good = result.proposals
    assert (broken.type, broken.params) == ("A", {"text": arguments})
    assert broken.problem
    assert "arguments of A" in broken.problem
    assert good == Proposal("B")


def test_arguments_of_another_kind_are_reported() -> None:
    assert one({"name": "A", "arguments": [1]}).params == {"text": "[1]"}
    assert one({"name": "A", "arguments": 3}).problem


@pytest.mark.parametrize("call", [None, "A", {}, {"function": None}, {"function": {"name": 1}}, {"name": " "}, []])
def test_a_call_without_a_name_is_malformed(call: Any) -> None:
    result = read(content="x", tool_calls=[{"name": "A"}, call])
    assert isinstance(result, Malformed)
    assert "`tool_calls[1]`" in result.problem


@pytest.mark.parametrize("raw", ["", "Hello", "[]", '{"content": "a"', '{"content": "a"} x', '{"content": "a"}{}'])
def test_what_is_not_one_object_is_malformed(raw: str) -> None:
    assert isinstance(FORMAT.read(raw, {}), Malformed)


@pytest.mark.parametrize("found", [{"content": ["a"]}, {"content": 1}, {"tool_calls": {}}, {"tool_calls": "A"}])
def test_content_is_text_and_calls_are_a_list(found: dict[str, Any]) -> None:
    assert isinstance(read(**found), Malformed)


def test_words_alone_and_nothing_at_all_are_replies() -> None:
    assert read(content=" Hello ", tool_calls=None) == Reply("Hello")
    assert read() == Reply("")


def test_other_keys_are_ignored_unless_an_action_could_hide_there() -> None:
    result = read(content="x", role="assistant", annotations=[])
    assert isinstance(result, Reply)
    assert result.diagnostics == ("`role` was ignored", "`annotations` was ignored")
    assert isinstance(read(content="x", function_call={"name": "A"}), Malformed)


def test_nul_in_arguments_spoils_the_reply() -> None:
    assert isinstance(read(content="x", tool_calls=[{"name": "A", "arguments": '{"a": "\\u0000"}'}]), Malformed)
