"""Raw replies are kept small and come back whole."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from turn_models import PiecesModel, goal, move, open_coach, rows, said

from coach.store.packing import pack, unpack
from coach.store.rows import read_id
from coach.store.tables import model_calls
from coach.turns.reading import read_replies

Folder = Callable[..., Path]
anything = st.text(st.characters())  # lone surrogates and NUL as well


@given(anything, st.lists(anything, max_size=4))
def test_any_text_comes_back_as_it_was(raw: str, beside: list[str]) -> None:
    assert unpack(pack(raw, beside), beside) == raw


@given(st.text(min_size=1), st.integers(1, 5000), st.integers(0, 5000))
def test_texts_longer_than_the_window_do_not_matter(words: str, repeated: int, before: int) -> None:
    raw = words * repeated
    beside = ["x" * before, raw[: len(raw) // 2], raw]
    assert unpack(pack(raw, beside), beside) == raw


def test_what_stands_beside_costs_next_to_nothing() -> None:
    words = " ".join(str(number**3) for number in range(60))
    raw = said(words, goal("Run a marathon in spring", size=3))
    beside = ["What do you want?", words, '{"name": "Run a marathon in spring", "size": 3}']
    assert len(pack(raw, beside)) < 60 < len(pack(raw, [])) < len(raw)


def test_without_what_stood_beside_it_is_not_read_as_something_else() -> None:
    raw = said("words that stand beside it, and some more of them")
    with pytest.raises(zlib.error):
        unpack(pack(raw, [raw]), ["something else"])


@pytest.mark.anyio
async def test_the_raw_reply_of_every_attempt_can_be_read_again(database: str, program_folder: Folder) -> None:
    replies = ['{"message": "Hé 🏃 \ud83d', said("Again.", goal("Läufer"), move("PLAN")), said("First step? " * 900)]
    async with open_coach(database, program_folder(), PiecesModel(*replies, said("Short."))) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "I want to run {{ 7 * 7 }}")
        assert (result.state, result.usage.calls) == ("PLAN", 3)
        await coach.say(begun.id, "Hm.")
        id = read_id(begun.id)
        assert id is not None
        assert await read_replies(coach.store, id, 1) == replies
        assert await read_replies(coach.store, id, 2) == [said("Short.")]
        assert await read_replies(coach.store, id, 0) == []
        calls = await rows(coach, model_calls)
        assert [(c.attempt, c.format, c.problem is None, c.finish, c.retries) for c in calls[:3]] == [
            (1, "json", False, "stop", 0),
            (2, "json", True, "stop", 0),
            (3, "json", True, "stop", 0),
        ]
        assert sum(len(call.raw) for call in calls) < 500
