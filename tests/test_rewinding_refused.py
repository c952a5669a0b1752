"""Turns that cannot be gone back to: nothing is changed, and it is said why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from operating import FILES
from sqlalchemy import update
from three_turns import three_turns
from turn_models import PiecesModel, count, failing_inserts, goal, open_coach, said

from coach import Scenario
from coach.errors import BadInput, DatabaseUnavailable, ProgramMismatch
from coach.store.tables import turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_a_turn_that_nothing_takes_back_is_the_earliest(database: str, program_folder: Folder) -> None:
    """As in conversations of before, and those that were begun from a scenario."""
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, views = await three_turns(coach)
        scenario = await Scenario.freeze(coach, id)
        begun = await scenario.start(coach, "bob")
        assert isinstance(coach.model, PiecesModel)
        coach.model.answers = [said("Go on.", goal("Fly"))]
        stood = await coach.snapshot(begun.id)
        await coach.say(begun.id, "And?")
        for attempt in (coach.rewind(begun.id, 2), coach.fork(begun.id, 0), coach.snapshot(begun.id, turn=1)):
            with pytest.raises(BadInput, match="what takes turn 3 back was not kept; it is the earliest turn to go to"):
                await attempt
        await coach.rewind(begun.id, 3)
        assert await coach.snapshot(begun.id) == stood
        forget = update(turns).where(turns.c.number == 1).values(undo=None)
        await coach.store.with_connection(lambda connection: connection.execute(forget))
        with pytest.raises(BadInput, match="turn 1 back was not kept; it is the earliest"):
            await coach.rewind(id, 0)
        await coach.rewind(id, 1)
        assert await coach.snapshot(id) == views[1]


async def test_what_fails_on_the_way_leaves_everything(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, views = await three_turns(coach)
        before = await count(coach)
        for table in ("messages", "memory_records"):
            async with failing_inserts(coach, table):
                for work in (coach.rewind(id, 1), coach.fork(id, 1)):
                    with pytest.raises(DatabaseUnavailable):
                        await work
        assert await count(coach) == before
        assert await coach.snapshot(id) == views[3]


async def test_what_no_longer_fits_the_program_is_not_gone_back_to(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, _ = await three_turns(coach)
    strict = FILES["memory.py"].replace("size: int = 1", "size: int = 1\n    color: str")  # type: ignore[union-attr]
    async with open_coach(database, program_folder(**{**FILES, "memory.py": strict})) as coach:
        for work in (coach.rewind(id, 1), coach.fork(id, 1), coach.snapshot(id, turn=1)):
            with pytest.raises(ProgramMismatch, match="color"):
                await work
    other = (
        'from coach import Settings\nfrom ..memory import GoalMemory\nsettings = Settings(memory=GoalMemory, name="x")'
    )
    async with open_coach(database, program_folder(**FILES, **{"states/__init__.py": other})) as coach:
        for work in (coach.rewind(id, 1), coach.fork(id, 1)):
            with pytest.raises(ProgramMismatch, match="belongs to program 'goals'"):
                await work
