"""Scenarios of any texts: frozen, begun and frozen again they are the same file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linking import FILES
from scenario_runs import again, whole
from turn_models import PiecesModel, goal, open_coach, said

from coach import Coach, Scenario
from coach.errors import BadInput, ReplyUnusable

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


@pytest.fixture
def folder(program_folder: Folder) -> Path:
    return program_folder(**FILES)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)
ODD = st.sampled_from([
    "yes", "~", "1:30", "08", "1e5", "!ago 2d", "- x", "goals-1", "a\n\nb\n", " a", "a ", "a\n b", "'\"", "#", "{}",
    "\u2028", "\x85", "\ufeff", "\u202e", "=", "<<", "2026-01-01", "0s", "|", "a: b",
    "\t", "a\tb\nc", "---", "a\r\nb", "\u200d",
])  # fmt: skip
ANY = st.one_of(TEXT, ODD)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(ANY, max_size=3),
    words=ANY,
    reply=ANY,
    raw=st.text(st.characters(exclude_categories=[]), max_size=30),
)
def test_any_text_is_there_again(names: list[str], words: str, reply: str, raw: str, shared: Shared) -> None:
    shared.run(arbitrary(shared.coach, names, words, reply, raw))


async def arbitrary(coach: Coach, names: list[str], words: str, reply: str, raw: str) -> None:
    assert isinstance(coach.model, PiecesModel)
    coach.model.answers = ["{" + raw, said(reply, *map(goal, names), ("ADD_STEP", {"goal": words}))]
    begun = await coach.start("ann")
    try:
        await coach.say(begun.id, words)
    except (BadInput, ReplyUnusable):
        return  # nothing was kept
    text = (await Scenario.freeze(coach, begun.id)).dump()
    new, once_more = await again(coach, text)
    assert once_more == text
    (before, ids), (after, others) = await whole(coach, begun.id), await whole(coach, new)
    for one, other in zip(ids, others, strict=False):
        before = before.replace(one, other)
    assert before == after


class Shared:
    """One coach for all the examples of a property."""

    def __init__(self, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self.coach = open_coach("sqlite://", folder)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self._runner.run(work)

    def close(self) -> None:
        self._runner.run(self.coach.close())
        self._runner.close()


@pytest.fixture
def shared(folder: Path) -> Iterator[Shared]:
    made = Shared(folder)
    yield made
    made.close()
