"""Reading the format `json` while it is being written."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.engine.replies import FORMATS, JsonStream
from coach.engine.reply import MAX_BYTES, Malformed, Proposal, Reply

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3))
actions = st.lists(
    st.dictionaries(text.filter(lambda key: key != "type"), values, max_size=3).map(
        lambda params: {"type": "SAVE", **params}
    ),
    max_size=3,
)
replies = st.fixed_dictionaries({"actions": actions, "message": text}, optional={"mood": scalars})
orders = st.permutations(["actions", "message", "mood"])


def pieces(raw: str, cuts: list[int]) -> list[str]:
    """`raw` in pieces of these sizes, over and over."""
    found, at, turn = [], 0, 0
    while at < len(raw):
        size = cuts[turn % len(cuts)]
        found.append(raw[at : at + size])
        at, turn = at + size, turn + 1
    return found


def fed(raw: str, acts: bool = True) -> JsonStream:
    stream = JsonStream(acts)
    for character in raw:
        stream.feed(character)
    return stream


@settings(deadline=None, max_examples=150)
@given(
    found=replies,
    order=orders,
    cuts=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    ascii_only=st.booleans(),
    indent=st.sampled_from([None, 2]),
    around=st.sampled_from([("", ""), (" \n", "\n"), ("```json\n", "\n```"), ("```", "```")]),
    acts=st.booleans(),
)
def test_words_are_always_a_beginning_of_the_message(
    found: dict[str, Any],
    order: list[str],
    cuts: list[int],
    ascii_only: bool,
    indent: int | None,
    around: tuple[str, str],
    acts: bool,
) -> None:
    found = {key: found[key] for key in order if key in found}
    raw = around[0] + json.dumps(found, ensure_ascii=ascii_only, indent=indent) + around[1]
    whole = FORMATS["json"].read(raw, {})
    assert isinstance(whole, Reply)
    stream = JsonStream(acts)
    before = ""
    for piece in pieces(raw, cuts):
        stream.feed(piece)
        assert stream.words.startswith(before)
        assert found["message"].startswith(stream.words)
        before = stream.words
        before.encode()
    held = found["message"].lstrip()[:1] in ("{", "`")  # it may turn out to be no words at all
    assert before.lstrip() == ("" if held else found["message"].lstrip())
    if order.index("actions") < order.index("message"):
        assert stream.actions == Reply("", whole.proposals)
    else:
        assert stream.actions == (None if acts else Reply(""))


@settings(deadline=None, max_examples=150)
@given(
    raw=st.lists(
        st.sampled_from(
            [
                *'{}[]"\\:, `\n\0\ud83dxé1',
                *('{"actions": [', '], "message": "', '"message": "', '"actions": []', '{"', '"type": "A"', "null"),
                *("\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00"),
            ]
        ),
        max_size=25,
    ).map("".join)
    | st.text(st.characters()),
    size=st.integers(1, 5),
    acts=st.booleans(),
)
def test_nothing_fed_breaks_it_and_the_chunking_does_not_matter(raw: str, size: int, acts: bool) -> None:
    stream = JsonStream(acts)
    for piece in pieces(raw, [size]):
        stream.feed(piece)
    at_once = JsonStream(acts)
    at_once.feed(raw)
    assert (stream.words, stream.actions) == (at_once.words, at_once.actions)
    assert "\0" not in stream.words
    stream.words.encode()
    whole = FORMATS["json"].read(raw, {})
    if isinstance(whole, Reply) and stream.actions is not None and acts:
        assert stream.actions.proposals == whole.proposals
        assert stream.words.strip() == ("" if whole.message[:1] in ("{", "`") else whole.message)


def test_actions_are_known_when_the_message_begins_and_not_before() -> None:
    stream = JsonStream()
    stream.feed('{"actions": [{"type": "save", "key": "a]}\\""}], "message": ')
    assert stream.actions is None
    stream.feed('"')
    assert stream.actions == Reply("", (Proposal("SAVE", {"key": 'a]}"'}),))
    assert stream.words == ""
    stream.feed("Hello \\u00")
    assert stream.words == "Hello "
    stream.feed("e9\\ud83d")
    assert stream.words == "Hello é"
    stream.feed("\\ude00\\")
    assert stream.words == "Hello é😀"
    stream.feed('n"}')
    assert stream.words == "Hello é😀\n"


def test_where_the_message_comes_first_the_actions_are_never_known() -> None:
    raw = '{"message": "Hello", "actions": [{"type": "SAVE"}]}'
    assert fed(raw).actions is None
    assert fed('{"message": "Hello"}').actions is None


def test_without_actions_in_the_state_words_flow_at_once() -> None:
    stream = JsonStream(acts=False)
    stream.feed('{"message":')
    assert stream.actions is None
    stream.feed(' "He')
    assert stream.actions == Reply("")
    assert stream.words == "He"
    assert fed('{"actions": [{"type": "SAVE"}], "message": "He', acts=False).actions == Reply("", (Proposal("SAVE"),))


@pytest.mark.parametrize(
    "listed",
    [
        '[{"type": "A", "k": 1, "k": 2}]',
        '[{"kind": "A"}]',
        "[{]}",
        '["A"]',
        '{"type": "A"}',
        "null",
        "[" * 40 + "]" * 40,
        "[" + ", ".join(['{"type": "A"}'] * 17) + "]",
        '[{"type": "A", "k": "\\u0000"}]',
        '[{"type": "A", "k": ' + "[" * 30 + "]" * 30 + "}]",
    ],
)
def test_actions_that_cannot_be_read_are_never_known(listed: str) -> None:
    raw = f'{{"actions": {listed}, "message": "Hello"}}'
    assert isinstance(FORMATS["json"].read(raw, {}), Malformed)
    for acts in (True, False):
        stream = fed(raw, acts)
        assert (stream.actions, stream.words) == (None, "")


@pytest.mark.parametrize(
    "raw",
    [
        'Here: {"actions": [], "message": "Hello"}',
        '["x", {"actions": [], "message": "Hello"}]',
        '````{"actions": [], "message": "Hello"}',
        "```" + "x" * 300,
        '{"a": {"b": 1}, "actions": [], "message": "Hello"}',
        '{"actions": [], "actions": [], "message": "Hello"}',
        '{"actions": [] "message": "Hello"}',
        '{"actions" [], "message": "Hello"}',
        '{"actions": [], message: "Hello"}',
        '{"actions": [], "message": 1}',
        '{"\\q": [], "message": "Hello"}',
        '{"\\ud800": [], "message": "Hello"}',
        '{"actions": [], "' + "k" * 300 + '": 1, "message": "Hello"}',
        '{"actions": [], "n": ' + "1" * 300 + ', "message": "Hello"}',
    ],
)
def test_what_does_not_begin_as_a_plain_object_does_not_stream(raw: str) -> None:
    stream = fed(raw)
    assert (stream.actions, stream.words) == (None, "")


@pytest.mark.parametrize(
    "bad", ["\\u0000", "\0", "\ud800", "\\ud800x", "\\ud800\\n", "\\udc00x", "\\q", "\\ud800\\ud800x"]
)
def test_words_end_before_what_cannot_be_shown(bad: str) -> None:
    assert fed(f'{{"actions": [], "message": "Hello {bad} there"}}').words == "Hello "


def test_long_strings_elsewhere_are_waited_for() -> None:
    found = {"thought": "x" * 1000 + '"', "actions": [{"type": "SAVE", "k": "y" * 1000}], "message": "Hello"}
    assert fed(json.dumps(found)).words == "Hello"


@pytest.mark.parametrize(
    "raw",
    [
        FORMATS["json"].write("word\n" * 40_000),
        FORMATS["json"].write("Hello", [Proposal("SAVE", {"k": '"' * 100_000})]),
        FORMATS["json"].write("Hello", [Proposal("SAVE", {"k": [[]] * 60_000})]),
        '{"' + "k" * 250_000,
        '{"a": ' + "1" * 250_000,
        '{"a": "' + "\\" * 250_000,
        " " * 250_000,
        "```" + " " * 250_000,
        '{"actions": [' + "{" * 250_000,
    ],
    ids=["words", "a string", "lists", "a key", "a number", "escapes", "space", "a fence", "depth"],
)
def test_a_long_reply_in_small_pieces_costs_little(raw: str) -> None:
    assert len(raw) <= MAX_BYTES
    stream = JsonStream()
    began, shown = time.perf_counter(), 0
    for piece in pieces(raw, [4]):
        stream.feed(piece)
        shown += len(stream.words[shown:])
    assert time.perf_counter() - began < 2.0
    assert shown == len(stream.words)
