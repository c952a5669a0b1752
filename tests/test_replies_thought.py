"""Thoughts that a model's server leaves before the reply: dropped in every format, and never shown."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.engine.replies import FORMATS, JsonStream
from coach.engine.reply import MAX_BYTES, FormatName, Malformed, Proposal, Reply

SAVE = Proposal("SAVE", {"name": "Run"})
THOUGHT = 'They run. {"message": "No."} [ACTION:SAVE]{"name": "x"}[/ACTION] <action name="SAVE"/> {'
BLOCKS = [
    f"<think>{THOUGHT}</think>",
    f"\n <THINKING>\n{THOUGHT}\n</thinking>\n\n",
    f"<think></think>\n<think>{THOUGHT}</think> ",
    f"{THOUGHT}\n</think>\n\n",
    "Well… \r\n</think>\r\n",
]
DROPPED = ("thoughts before the reply were dropped",)


def written(format: FormatName, block: str) -> str:
    """A reply behind this block, as a server would send it in the format."""
    if format == "tools":
        whole = json.loads(FORMATS[format].write("A runner, then.", [SAVE]))
        return json.dumps({**whole, "content": block + whole["content"]})
    return block + FORMATS[format].write("A runner, then.", [SAVE])


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("format", FORMATS)
def test_thoughts_before_a_reply_are_dropped_and_said(format: FormatName, block: str) -> None:
    assert FORMATS[format].read(written(format, block), {}) == Reply("A runner, then.", (SAVE,), DROPPED)


@pytest.mark.parametrize("format", ["tags", "xml", "tools"])
def test_thoughts_that_never_end_are_not_words(format: FormatName) -> None:
    raw = json.dumps({"content": "<think>Hm. They", "tool_calls": []}) if format == "tools" else "<think>Hm. They"
    read = FORMATS[format].read(raw, {})
    assert isinstance(read, Malformed)
    assert "beyond your thoughts" in read.problem


def test_an_object_in_thoughts_that_never_end_is_a_reply_still() -> None:
    assert FORMATS["json"].read('<think>Well, {"message": "Hello"}', {}) == Reply(
        "Hello", (), ("text around the object was dropped",)
    )


@pytest.mark.parametrize("words", ["You <think> too much.", "So you </think> and then?", "Think.\n<think>a</think>"])
@pytest.mark.parametrize("format", FORMATS)
def test_the_tag_among_words_is_just_words(format: FormatName, words: str) -> None:
    read = FORMATS[format].read(FORMATS[format].write(words, [SAVE]), {})
    assert isinstance(read, Reply)
    assert (read.message, read.proposals) == (words, (SAVE,))


@given(
    block=st.sampled_from([*BLOCKS[:3], *(block + "x" for block in BLOCKS[:3]), "<think>", "<thinkin>", "<t", ""]),
    size=st.integers(1, 9),
)
def test_words_flow_when_the_thoughts_have_ended(block: str, size: int) -> None:
    raw = block + FORMATS["json"].write("A runner, then.", [SAVE])
    stream, shown = JsonStream(), ""
    for at in range(0, len(raw), size):
        stream.feed(raw[at : at + size])
        assert stream.words.startswith(shown)
        shown = stream.words
    flows = block == "" or block.rstrip().lower().endswith(("</think>", "</thinking>"))
    assert shown == ("A runner, then." if flows else "")
    assert stream.actions == (Reply("", (SAVE,)) if flows else None)


@pytest.mark.parametrize(
    "raw", ["<think>" * 35_000, "<think>" + "</thin" * 40_000, "<think></think>" * 17_000, "x\n</think" * 20_000]
)
def test_thoughts_without_end_cost_little(raw: str) -> None:
    assert len(raw) <= MAX_BYTES
    stream, began = JsonStream(), time.perf_counter()
    for at in range(0, len(raw), 4):
        stream.feed(raw[at : at + 4])
    names: list[FormatName] = ["json", "tags", "xml"]
    for format in names:
        FORMATS[format].read(raw, {})
    assert time.perf_counter() - began < 2.0
