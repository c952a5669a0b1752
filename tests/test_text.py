"""A client's words: what is refused at the door, what is made harmless in a prompt, and how names fold."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from coach.engine.text import MAX_TEXT, check_text, harmless, inline
from coach.errors import BadInput
from coach.program.words import a, complaints, fold, listed, nearest, spoken

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
TAGS = "".join(chr(c) for c in (0xE0001, *range(0xE0020, 0xE0080)))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a\x00b", "has a NUL character"),
        ("ab\ud800", "half a surrogate pair at character 2"),
        ("\udfff", "half a surrogate pair at character 0"),
        ("x" * (MAX_TEXT + 1), "100,001 characters long; 100,000 is the most"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=rf"^the message .*{complaint}.*"):
        check_text(text)
    with pytest.raises(BadInput, match=r"^the key "):
        check_text(text, "the key")


@pytest.mark.parametrize("text", ["", "Grüße 👩‍💻", BIDI + TAGS, "[ACTION:X]{}[/ACTION] {{ memory }}", "x" * MAX_TEXT])
def test_what_can_be_kept_is_kept_as_it_was_typed(text: str) -> None:
    assert check_text(text) == text


@pytest.mark.parametrize("unseen", [*BIDI, TAGS, "\u200b", "\u2060", "\ufeff", "\x1b", "\x7f", "\u0090", "\ufff9"])
def test_characters_that_only_a_model_can_see_are_taken_out(unseen: str) -> None:
    assert harmless(f"a{unseen}b") == "ab"


@pytest.mark.parametrize("text", ["Grüße", "👩‍💻 ❤️", "می\u200cخواهم", "two\nlines\tand a tab", "e\u0301"])
def test_what_people_write_with_stays(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\x85", "\u2028", "\u2029", "\x0b", "\x0c"])
def test_every_kind_of_line_end_keeps_words_apart(line_end: str) -> None:
    assert harmless(f"a{line_end}b") == "a\nb"
    assert inline(f"a{line_end}b") == "a b"


@given(st.text())
def test_a_value_is_one_line_without_anything_unseen(text: str) -> None:
    made = inline(text)
    assert len(made.splitlines()) <= 1
    assert made == made.strip()
    assert not any(unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "LRI", "RLI"} for c in made)
    assert inline(made) == made
    assert harmless(harmless(text)) == harmless(text)


def test_a_million_characters_are_cleaned_in_no_time() -> None:
    started = time.perf_counter()
    inline("\u202ea \n" * 250_000)
    fold("\u200bÄ\n" * 250_000)
    assert time.perf_counter() - started < 2


# --- names and reasons ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Run", " rUN\t"),
        ("Straße", "STRASSE"),
        ("é", "e\u0301"),
        ("é", "e\u200b\u0301"),
        ("ﬁn", "FIN"),
        ("Ａ１", "a1"),
        ("a\u00adb", "ab"),
        ("❤️", "❤"),
        ("two  words", "two\u3000words"),
        ("ΐ", "ΐ".upper()),
    ],
)
def test_names_that_look_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("e", "é"), ("run", "ran"), ("ab", "a b"), ("1", "2")])
def test_names_that_look_different_do_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(f" {text} \u200b") == fold(text)


def test_names_are_spoken_as_words() -> None:
    assert [spoken(name) for name in ("LifeGoal", "LIFE_GOAL", "life_goal")] == ["life goal"] * 3
    assert [a("goal"), a("identity")] == ["a goal", "an identity"]


def test_the_nearest_name_is_named_and_else_those_there_are() -> None:
    assert nearest("plna", ["PLAN", "DONE"]) == "; did you mean 'PLAN'?"
    assert nearest("xyz", ["PLAN", "DONE"]) == "; there are 'DONE', 'PLAN'"
    assert nearest("xyz", []) == ""
    assert listed(range(20), most=3) == "'0', '1', '2' and 17 more"


def test_complaints_are_one_line_and_repeat_nothing_of_the_input() -> None:
    class Model(BaseModel, extra="forbid", hide_input_in_errors=True):
        word: str = Field(max_length=3)
        count: int

    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"word": "their own words", "a\nvery " + "long " * 100: 1})
    said = complaints(caught.value)
    assert said.startswith("word: String should have at most 3 characters; count: is required; a very long long")
    assert said.endswith(": there is no such parameter")
    assert "own words" not in said
    assert len(said) < 250
    assert "\n" not in said
