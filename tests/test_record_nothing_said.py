"""Conversations with turns in which nothing was said, recorded as walks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from recorded_walks import comes_to_the_same, kept, passing, walked
from test_walk_nothing_said import SLEEPY
from turn_models import PiecesModel
from walking import NIGHT

from coach import Coach, Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Proposal
from coach.scenarios.freezing import Stored
from coach.testing.recording.sayable import last_unsayable, sayable_since
from coach.turns.door import check_whose

Folder = Callable[..., Path]


def talk(program: Program, format: FormatName, database: str = "sqlite://") -> Stored:
    """A conversation in which nothing is said twice: an action is done, then it moves on."""

    def reply(words: str, *proposals: Proposal) -> str:
        return FORMATS[format].write(words, proposals)

    moved = Proposal("TRANSITION_STATE", {"target_state": "PLAN"})
    model = PiecesModel(
        reply("Hello again.", Proposal("SAVE_GOAL", {"name": "Run"})), reply("Run, then."),
        reply("On we go.", moved), reply("When do you run?"), reply("At six."),
    )  # fmt: skip

    async def held() -> Stored:
        async with Coach.open(database, program=program, model=model, format=format) as coach:
            id = (await coach.start("ann")).id
            for text in (None, "I run.", None, "At six."):
                coach.store.ahead += timedelta(days=2) if text is None else timedelta()
                await coach.say(id, text)
            return await kept(coach, id)

    return asyncio.run(held())


@pytest.mark.parametrize(
    "format", ["json", *(pytest.param(each, marks=pytest.mark.slow) for each in FORMATS if each != "json")]
)
def test_a_conversation_with_silent_turns_is_recorded_whole_and_passes(
    program_folder: Folder, format: FormatName
) -> None:
    program = Program.load(program_folder())
    there = talk(program, format)
    assert last_unsayable(there.content) == 0
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert script.format == (None if format == "json" else format)
    assert [turn.nothing_said for turn in script.turns] == [True, None, True, None]
    assert [turn.user for turn in script.turns] == [None, "I run.", None, "At six."]
    assert [turn.silence is not None for turn in script.turns] == [True, False, True, False]
    assert script.turns[2].expect.moves_to == "PLAN"
    assert passing(there, program) == script


def test_one_in_which_nobody_says_anything_is_recorded(program_folder: Folder) -> None:
    beginning = NIGHT.replace("silent=True", "silent=True, initial=True")
    gone = {"states/welcome.py": None, "prompts/welcome.md.j2": None}
    program = Program.load(program_folder(**{**SLEEPY, "states/night.py": beginning, **gone}))

    async def held() -> Stored:
        async with Coach.open("sqlite://", program=program, model=PiecesModel()) as coach:
            id = (await coach.start("ann")).id
            await coach.say(id, None)
            await coach.say(id, None)
            return await kept(coach, id)

    there = asyncio.run(held())
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert [(turn.nothing_said, turn.expect.calls) for turn in script.turns] == [(True, 0)] * 2


def test_where_a_person_answers_nothing_said_is_theirs(database: str, program_folder: Folder) -> None:
    """Turn 2 is the person's, 3 gives the coach the word back; 1 and 4 a walk could say."""
    program = Program.load(program_folder())

    async def held() -> tuple[Stored, Stored | None]:
        hello = FORMATS["json"].write("Hello?")
        async with Coach.open(database, program=program, model=PiecesModel(hello)) as coach:
            id = (await coach.start("ann")).id
            await coach.take_over(id, by="Bea")
            await coach.say(id, None)
            await coach.release(id)
            await coach.say(id, None)
            there = await kept(coach, id)
            return there, await sayable_since(coach.store, program, check_whose(id, None, None), there)

    there, since = asyncio.run(held())
    assert since is not None
    assert since.turns == last_unsayable(there.content) == 3
    script, view = walked(there, program, since=since)
    comes_to_the_same(there, view, since.turns)
    assert [turn.nothing_said for turn in script.turns] == [True]
