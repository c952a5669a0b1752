"""Turns worked out again from what is stored: the model was shown exactly this, and the same comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL
from offering import ask
from operating import FILES
from turn_models import PiecesModel, goal, move, open_coach, said

from coach import Answer, Coach, Program
from coach.engine.prompt import Prompts
from coach.errors import BadInput, NoSuchConversation
from coach.store.rows import Whose, read_id
from coach.turns.replaying import Replayed, replay

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


def whose(id: str, **more: Any) -> Whose:
    number = read_id(id)
    assert number is not None
    return Whose(number, **more)


async def replayed(coach: Coach, id: str, turn: int) -> Replayed:
    return await replay(coach.store, coach.prompts, whose(id), turn)


async def test_every_request_comes_out_as_it_was(database: str, program_folder: Folder) -> None:
    model = PiecesModel(
        said("Noted.", goal("Run")),
        said("Is that so?", ask("Swim"), move("PLAN")), said("First the question."),  # asked once more
        said("Good.", ("GROW_GOAL", {"name": "Run"}), ("DROP_GOAL", {"name": "None"})),
        "no JSON", said("On we go.", move("PLAN")), said("A plan, then."),
        *(said(f"Step {n}.") for n in range(12)),
    )  # fmt: skip
    async with open_coach(database, program_folder(**FILES), model) as coach:
        id = (await coach.start("ann")).id
        made: dict[int, range] = {}
        for text in ("I run.", "I swim.", None, "Go on.", "", *("Next." for _ in range(11))):
            before = len(model.requests)
            if text is None:
                offer = (await coach.snapshot(id)).offer
                assert offer is not None
                result = await coach.say(id, Answer(offer.id, "yes", {"name": "Swim far"}))
            else:
                result = await coach.say(id, text or None)  # nothing is said
            made[result.turn] = range(before, len(model.requests))
        assert len(made) == 16
        for turn, places in made.items():
            found = await replayed(coach, id, turn)
            assert (found.same, found.problem) == (True, ""), turn
            assert [each.request.messages for each in found.attempts] == [model.requests[n].messages for n in places]
            assert [each.request.schema for each in found.attempts] == [model.requests[n].schema for n in places]
        twice = await replayed(coach, id, 2)
        assert [part for part in twice.attempts[1].parts if part != "history"] == [
            "constant", "changing", "said", "again", "again",
        ]  # fmt: skip
        assert [(each.name, each.attempt) for each in twice.stages] == [
            ("render", 1), ("decide", 1), ("render", 2), ("decide", 2),
        ]  # fmt: skip
        assert all(each.seconds > 0 for each in twice.stages)
        assert (await coach.snapshot(id)).turn == 16  # nothing was written


async def test_what_an_edit_of_a_prompt_changes_is_seen(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("Fine.", goal("Run")))) as coach:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        name = "welcome.md.j2"
        text = coach.program.sources[name].replace("Ask what", "Ask gently what")
        other = Prompts(replace(coach.program, sources={**coach.program.sources, name: text}))
        found = await replay(coach.store, other, whose(id), 1)
        assert found.attempts[0].request.messages[0].text.startswith("Ask gently what the client wants.")
        assert found.same


async def test_a_turn_without_a_model_has_no_requests(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel()) as coach:
        id = (await coach.start("ann")).id
        await coach.move(id, "PLAN", reason="to try")
        for turn in (0, 1):
            assert await replayed(coach, id, turn) == Replayed((), (), same=True, problem="")


async def test_what_is_not_there_is_told(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("Fine."))) as coach:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        with pytest.raises(NoSuchConversation):
            await replay(coach.store, coach.prompts, whose(id, user="ben"), 1)
        with pytest.raises(BadInput, match="no turn 7"):
            await coach.snapshot(id, turn=7)


async def test_a_program_in_which_something_else_comes_of_it_is_told(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("Fine.", goal("Run")))) as coach:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        welcome = SMALL["states/welcome.py"].replace("actions=[SaveGoal]", "actions=[]")
        other = Program.load(program_folder(**{"states/welcome.py": welcome}))
        found = await replay(coach.store, Prompts(other), whose(id), 1)
        assert not found.same
        assert found.attempts[0].raw == said("Fine.", goal("Run"))
