"""What operators did cannot be said by a walk: it begins after that, with what was known then, and passes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from cli_running import coach as run_coach
from offering import FILES
from recorded_walks import comes_to_the_same, kept, walked
from turn_models import PiecesModel, said

from coach import Coach, Program
from coach.scenarios.freezing import Stored
from coach.testing.recording.sayable import last_unsayable, sayable_since
from coach.turns.door import check_whose

Folder = Callable[..., Path]
RUN = ("SAVE_GOAL", {"name": "Run"})
REST = ("SAVE_GOAL", {"name": "Rest"})
SWIM = ("SAVE_GOAL", {"name": "Swim"})


async def talk(database: str, program: Program) -> tuple[Stored, Stored | None, str]:
    """A conversation that an operator moved, whose memory they edited, and in which a person answered for a while."""
    model = PiecesModel(said("Run, then.", RUN), said("More?", REST), said("And swim.", SWIM), said("Fine."))
    async with Coach.open(database, program=program, model=model) as coach:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        await coach.move(id, "PLAN", reason="she rang")
        await coach.say(id, "I rest.")
        await coach.take_over(id, by="Bea")
        await coach.say(id, "Is anybody there?")
        await coach.answer(id, "I am, it is Bea.")
        await coach.release(id)
        await coach.edit(id, {"goals": {"remove": ["Rest"]}}, reason="it was none")
        await coach.say(id, "I swim.")
        await coach.say(id, "That is it.")
        there = await kept(coach, id)
        whose = check_whose(id, None, None)
        return there, await sayable_since(coach.store, program, whose, there), id


def test_the_walk_begins_after_the_last_turn_that_it_cannot_say(database: str, program_folder: Folder) -> None:
    program = Program.load(program_folder())
    there, since, _ = asyncio.run(talk(database, program))
    assert last_unsayable(there.content) == 8
    assert since is not None
    assert [goal["name"] for goal in since.memory.plain()["goals"]] == ["Run"]
    script, view = walked(there, program, since=since)
    assert (script.at, [turn.user for turn in script.turns]) == ("PLAN", ["I swim.", "That is it."])
    comes_to_the_same(there, view, since.turns)


def test_an_answer_to_an_offer_and_a_clients_words_are_sayable(program_folder: Folder) -> None:
    program = Program.load(program_folder(**FILES))

    async def plain() -> Stored:
        async with Coach.open("sqlite://", program=program, model=PiecesModel(said("Hm."))) as coach:
            id = (await coach.start("ann")).id
            await coach.say(id, "Hello")
            return await kept(coach, id)

    assert last_unsayable(asyncio.run(plain()).content) == 0


def test_the_command_says_where_the_walk_begins(program_folder: Folder, tmp_path: Path) -> None:
    folder = program_folder()
    _, _, id = asyncio.run(talk(f"sqlite:///{tmp_path}/coach.db", Program.load(folder)))
    shown = run_coach("show", id, "--as", "walk", "-o", "it.walk.yaml", "--program", folder, cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "the walk begins after turn 8: a walk cannot say what an operator did" in shown.stderr
    assert "does not pass" not in shown.stderr
    gone = run_coach("walk", "it.walk.yaml", cwd=tmp_path)
    assert gone.returncode == 0, gone.stdout + gone.stderr


def test_a_walk_after_an_operators_turn_may_have_no_turns(program_folder: Folder) -> None:
    program = Program.load(program_folder())

    async def moved() -> tuple[Stored, Stored | None]:
        async with Coach.open("sqlite://", program=program, model=PiecesModel()) as coach:
            id = (await coach.start("ann")).id
            await coach.move(id, "PLAN", reason="she rang")
            there = await kept(coach, id)
            return there, await sayable_since(coach.store, program, check_whose(id, None, None), there)

    there, since = asyncio.run(moved())
    assert since is not None
    script, view = walked(there, program, since=since)
    assert (script.turns, view.state) == ([], "PLAN")
