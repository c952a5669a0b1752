"""Closing a coach while turns run: they end, or are stopped and give their claims back; nobody is left hanging."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from turn_models import Piece, PiecesModel, events_of, eventually, kinds, open_coach, rows, said

from coach import Coach
from coach.errors import ConfigurationError, InternalError
from coach.results import Failed
from coach.store.rows import read_id
from coach.store.tables import conversations

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def nothing_is_claimed(database: str, folder: Path) -> bool:
    async with open_coach(database, folder) as coach:
        return {row.claim for row in await rows(coach, conversations)} == {None}


@asynccontextmanager
async def locked(url: str, id: str) -> AsyncIterator[Callable[[], Any]]:
    """Hold a conversation's row; gives a check of whether somebody waits for it."""
    connection, watching = await asyncpg.connect(url), await asyncpg.connect(url)

    async def waiting() -> bool:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(await watching.fetchval(query))

    async with connection.transaction():
        await connection.execute("SELECT FROM conversations WHERE id = $1 FOR UPDATE", read_id(id))
        yield waiting
    await connection.close()
    await watching.close()


async def test_running_turns_are_given_time_to_end(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")])
    coach = open_coach(database, program_folder(), model)
    begun = await coach.start("ann")
    turn = asyncio.create_task(coach.say(begun.id, "Hello"))
    await model.asked.wait()
    closing = asyncio.create_task(coach.close())
    await asyncio.sleep(0)
    with pytest.raises(ConfigurationError, match="closed"):
        await coach.say(begun.id, "Another")
    gate.set()
    await closing
    assert (await turn).message == "Fine."
    assert model.closed == 1


async def test_turns_that_do_not_end_are_stopped_and_give_their_claims_back(
    database: str, program_folder: Folder
) -> None:
    folder = program_folder()
    stuck: list[Piece] = [said("Words that ")[:-2], asyncio.Event()]
    model = PiecesModel(stuck, stuck)
    coach = open_coach(database, folder, model)
    one, two = await coach.start("ann"), await coach.start("bea")
    saying = asyncio.create_task(coach.say(one.id, "Hello"))
    streaming = asyncio.create_task(events_of(coach, two.id, "Hello"))
    waiting = asyncio.create_task(coach.say(one.id, "Next", wait=60))
    await eventually(lambda: len(model.requests) == 2)
    await coach.close(grace=0.05)
    for task in (saying, waiting):
        with pytest.raises(InternalError, match="stopped before it was done"):
            await task
    events = await streaming
    assert kinds(events) == ["Started", "Text", "Retracted", "Failed"]
    assert isinstance(events[-1], Failed)
    assert isinstance(events[-1].error, InternalError)
    assert await nothing_is_claimed(database, folder)


async def test_a_commit_that_has_begun_is_not_cut_off(postgres: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")])
    coach = open_coach(postgres, program_folder(), model)
    begun = await coach.start("ann")
    turn = asyncio.create_task(coach.say(begun.id, "Hello"))
    await model.asked.wait()
    async with locked(postgres, begun.id) as waiting:
        gate.set()
        await eventually(waiting)
        closing = asyncio.create_task(coach.close(grace=0.05))
        await asyncio.sleep(0.1)
        assert not closing.done()
    await closing
    assert (await turn).message == "Fine."


async def test_a_claim_that_comes_too_late_is_given_back(postgres: str, program_folder: Folder) -> None:
    folder = program_folder()
    model = PiecesModel()
    coach = open_coach(postgres, folder, model)
    begun = await coach.start("ann")
    async with locked(postgres, begun.id) as waiting:
        turn = asyncio.create_task(coach.say(begun.id, "Hello"))
        await eventually(waiting)
        closing = asyncio.create_task(coach.close(grace=0.05))
        await asyncio.sleep(0.1)
    await closing
    with pytest.raises(InternalError, match="stopped"):
        await turn
    assert model.requests == []
    assert await nothing_is_claimed(postgres, folder)


async def test_a_turn_that_is_torn_down_while_it_claims_gives_the_claim_back(
    postgres: str, program_folder: Folder
) -> None:
    coach = open_coach(postgres, program_folder(), PiecesModel(said("Fine.")))
    begun = await coach.start("ann")
    async with locked(postgres, begun.id) as waiting:
        turn = asyncio.create_task(coach.say(begun.id, "Hello"))
        await eventually(waiting)
        [inner] = coach._taker._running
        inner.cancel()
        await asyncio.sleep(0.05)
    with pytest.raises(InternalError, match="stopped"):
        await turn
    assert (await coach.say(begun.id, "Hello", wait=1)).message == "Fine."
    await coach.close()


async def test_a_claim_that_is_made_although_its_turn_was_torn_down_is_given_back(
    program_folder: Folder, tmp_path: Path
) -> None:
    coach = open_coach(f"sqlite:///{tmp_path}/coach.db", program_folder(), PiecesModel(said("Fine.")))
    begun = await coach.start("ann")
    holder = sqlite3.connect(tmp_path / "coach.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    turn = asyncio.create_task(coach.say(begun.id, "Hello"))
    await asyncio.sleep(0.05)  # its claim waits for the file, in a thread that cannot be stopped
    [inner] = coach._taker._running
    inner.cancel()
    await asyncio.sleep(0)
    holder.execute("ROLLBACK")
    holder.close()
    with pytest.raises(InternalError, match="stopped"):
        await turn
    assert (await coach.say(begun.id, "Hello")).message == "Fine."
    await coach.close()


async def test_a_model_that_cancels_itself_does_not_cancel_its_caller(database: str, program_folder: Folder) -> None:
    model = PiecesModel([asyncio.CancelledError()], said("Fine."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        with pytest.raises(InternalError, match="stopped"):
            await coach.say(begun.id, "Hello")
        assert (await coach.say(begun.id, "Hello")).message == "Fine."


async def test_the_database_is_closed_even_where_the_model_cannot_be(program_folder: Folder) -> None:
    class Stubborn(PiecesModel):
        async def close(self) -> None:
            raise OSError("stuck")

    coach: Coach = open_coach("sqlite://", program_folder(), Stubborn())
    await coach.start("ann")
    with pytest.raises(OSError, match="stuck"):
        await coach.close()
    assert coach.store._closed  # type: ignore[attr-defined]  # of the store of SQLite


async def test_a_coach_that_was_never_used_can_be_closed(database: str, program_folder: Folder) -> None:
    await open_coach(database, program_folder()).close()
