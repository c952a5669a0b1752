"""A conversation is recorded whatever it began with, and with the ids that its walk gives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from recorded_walks import KNOWING, comes_to_the_same, held, kept, passing, saying, talked, walked
from turn_models import PiecesModel, goal, move, said

from coach import Coach, Program
from coach.scenarios import Scenario
from coach.scenarios.freezing import Stored
from coach.testing.walking.database import new_database

EXAMPLES = Path(__file__).parent.parent / "examples" / "scenarios"
Small = Callable[..., Program]


@pytest.fixture
def small(program_folder: Callable[..., Path]) -> Small:
    return lambda **files: Program.load(program_folder(**files))


def test_ids_are_those_that_the_walk_gives(small: Small) -> None:
    program, model = small(**KNOWING), PiecesModel(said("Noted.", goal("Run")))

    async def talk(coach: Coach) -> str:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        [known] = (await coach.snapshot(id)).memory["goals"]
        drop = ("DROP_GOAL", {"goal": known["id"]})
        model.answers += [said(f"Dropped {known['id']}.", drop), said("Gone already.", drop)]
        await coach.say(id, "No.")
        await coach.say(id, "No!")
        return id

    there = asyncio.run(talked(program, model, talk))
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert [each.type for each in script.turns[1].expect.applied or []] == ["DROP_GOAL"]


@pytest.mark.parametrize(
    "known",
    [
        {"ready": True},
        {"goals": [{"name": "Run"}]},
        {"ready": True, "goals": [{"name": "Run"}, {"name": "Rest"}]},
    ],
)
def test_what_a_conversation_began_with_is_found_out(small: Small, known: dict[str, Any]) -> None:
    program = small(**KNOWING)
    texts = ["Sing", "On", "Well"]
    again = [said("Then later.")] * (not known.get("ready"))
    plan = [said("A plan.")] * bool(known.get("ready"))
    model = PiecesModel(said("Noted.", goal("Sing")), said("On.", move("PLAN")), *again, *plan, said("Hm."))
    there = asyncio.run(talked(program, model, saying(*texts, memory=known)))
    script = passing(there, program)
    goals = [{"name": each["name"]} for each in script.memory.get("goals", [])]
    assert {**script.memory, **({"goals": goals} if goals else {})} == known


def test_a_conversation_that_began_elsewhere_begins_there(small: Small) -> None:
    program = small()

    async def talk(coach: Coach) -> str:
        id = (await coach.start_in("PLAN", "ann")).id
        await coach.say(id, "Back")
        return id

    there = held(program, talk, said("Back.", move("WELCOME")))
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert (script.at, script.turns[0].expect.moves_to) == ("PLAN", "WELCOME")


@pytest.mark.parametrize("name", ["identity_discovery", pytest.param("onward", marks=pytest.mark.slow)])
def test_a_conversation_that_began_from_a_scenario_is_recorded_whole(name: str) -> None:
    program = Program.load()

    async def talk() -> Stored:
        engine = new_database()
        model = PiecesModel(said("How are you?"))
        async with Coach.open(engine, program=program, model=model) as coach:
            begun = await Scenario.load(EXAMPLES / f"{name}.yaml").start(coach, "ann")
            await coach.say(begun.id, "Here I am.")
            return await kept(coach, begun.id)

    there = asyncio.run(talk())
    script = passing(there, program)
    assert len(script.turns) == len(there.content.turns) - 1
    assert script.turns[-1].user == "Here I am."


def test_a_conversation_that_was_begun_again_is_recorded_from_there(small: Small) -> None:
    program, model = small(**KNOWING), PiecesModel(said("Noted.", goal("Run")), said("Noted.", goal("Rest")))

    async def talk(coach: Coach) -> str:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        await coach.reset(id)
        await coach.say(id, "I rest.")
        [known] = (await coach.snapshot(id)).memory["goals"]
        model.answers.append(said("Dropped.", ("DROP_GOAL", {"goal": known["id"]}), goal("Sing")))
        await coach.say(id, "No.")
        model.answers.append(said("Once more.", ("DROP_GOAL", {"goal": known["id"]})))
        await coach.say(id, "No!")
        return id

    there = asyncio.run(talked(program, model, talk))
    assert [turn.user for turn in passing(there, program).turns] == ["I rest.", "No.", "No!"]
