"""Chunks of an answer, put together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.engine.reply import MAX_BYTES
from coach.engine.request import Usage
from coach.errors import ModelError
from coach.models.answer import Answer, AnswerChunk
from coach.models.faults import Fault


def take(answer: Answer, **delta: Any) -> str:
    return answer.take(AnswerChunk.model_validate({"choices": [{"delta": delta}]}))


def call(index: int | None, id: str | None = None, name: str | None = None, arguments: Any = None) -> dict[str, Any]:
    return {"index": index, "id": id, "function": {"name": name, "arguments": arguments}}


def functions(answer: Answer) -> list[tuple[str, str]]:
    calls = json.loads(answer.message())["tool_calls"]
    return [(each["function"]["name"], each["function"]["arguments"]) for each in calls]


def test_pieces_of_calls_go_to_the_call_of_their_index() -> None:
    answer = Answer()
    take(answer, tool_calls=[call(0, "a", "ONE", ""), call(1, "b", "TWO", "")])
    take(answer, tool_calls=[call(1, arguments='{"x":'), call(0, arguments="{")])
    take(answer, tool_calls=[call(0, arguments="}")])
    take(answer, tool_calls=[call(1, arguments="2}")])
    assert functions(answer) == [("ONE", "{}"), ("TWO", '{"x":2}')]


@pytest.mark.parametrize("index", [0, None])
def test_calls_that_share_an_index_are_told_apart_by_their_ids(index: int | None) -> None:
    answer = Answer()
    take(answer, tool_calls=[call(index, "a", "ONE", "{}")])
    take(answer, tool_calls=[call(index, "b", "TWO", '{"x":')])
    take(answer, tool_calls=[call(index, None, None, "2}")])
    assert functions(answer) == [("ONE", "{}"), ("TWO", '{"x":2}')]


def test_calls_without_an_index_or_an_id_begin_with_a_name() -> None:
    answer = Answer()
    take(answer, tool_calls=[call(None, None, "ONE", "{}"), call(None, None, "TWO", {"x": 2})])
    assert functions(answer) == [("ONE", "{}"), ("TWO", '{"x": 2}')]


def test_a_name_that_is_repeated_is_taken_once() -> None:
    answer = Answer()
    for part in ("{", "}"):
        take(answer, tool_calls=[call(0, "a", "ONE", part)])
    assert functions(answer) == [("ONE", "{}")]


def test_thoughts_are_not_words() -> None:
    answer = Answer()
    assert take(answer, content=[{"type": "thinking", "thinking": "Hm."}], reasoning_content="Hm.") == ""
    assert take(answer, content="Yes.") == "Yes."
    assert answer.take(AnswerChunk.model_validate({"choices": [{"delta": None, "finish_reason": "stop"}]})) == ""
    assert answer.finish == "stop"


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 5, "completion_tokens": 2}, Usage(5, 2, None)),
        ({"prompt_tokens": 5, "completion_tokens": 2, "prompt_cache_hit_tokens": 4}, Usage(5, 2, 4)),
        ({"prompt_tokens": 5, "prompt_tokens_details": {"cached_tokens": 0}}, Usage(5, None, 0)),
    ],
)
def test_tokens_are_counted_as_the_server_counts_them(usage: dict[str, Any], expected: Usage) -> None:
    answer = Answer()
    answer.take(AnswerChunk.model_validate({"choices": [], "usage": usage}))
    answer.take(AnswerChunk.model_validate({"choices": []}))
    assert answer.completion("big", 0).usage == expected


@pytest.mark.parametrize(
    ("word", "ours"), [("stop", "stop"), ("max_tokens", "length"), ("function_call", "tool_calls"), ("eos", "eos")]
)
def test_reasons_to_end_have_one_name(word: str, ours: str) -> None:
    answer = Answer()
    answer.take(AnswerChunk.model_validate({"choices": [{"delta": {"content": "Hi"}, "finish_reason": word}]}))
    answer.check("text/event-stream")
    assert answer.finish == ours


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.integers(1, 5)))
def test_words_are_the_same_however_they_are_cut(text: str, sizes: list[int]) -> None:
    units = [chr(int.from_bytes(pair)) for pair in zip(*[iter(text.encode("utf-16-be"))] * 2, strict=True)]
    answer, words = Answer(), []
    for size in [*sizes, len(units)]:
        words.append(take(answer, content="".join(units[:size])))
        units = units[size:]
    assert "".join(words) == text


@given(st.lists(st.text(st.characters(exclude_categories=[]), min_size=1), max_size=20), st.integers(0, 50))
def test_whatever_is_said_can_be_stored_and_is_bounded(texts: list[str], times: int) -> None:
    answer = Answer()
    words = "".join(take(answer, content=text * 1000 * times) for text in texts)
    assert len(words.encode()) <= MAX_BYTES + 4
    answer.message().encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                sorted(
                    [
                        "choices",
                        "delta",
                        "content",
                        "refusal",
                        "tool_calls",
                        "index",
                        "id",
                        "function",
                        "name",
                        "arguments",
                        "finish_reason",
                        "usage",
                        "prompt_tokens",
                        "model",
                    ]
                )
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(st.lists(JSON, max_size=3))
def test_whatever_a_server_sends_it_is_an_answer_or_a_fault(data: list[Any]) -> None:
    answer = Answer()
    for each in data:
        try:
            answer.take(AnswerChunk.model_validate(each))
        except ValueError:
            continue
    try:
        answer.check("")
    except (Fault, ModelError):
        return
    assert answer.finish
    json.loads(answer.message())
