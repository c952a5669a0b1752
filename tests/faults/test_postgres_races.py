"""Races on PostgreSQL, made to happen: what a claim and a start do that had to wait for a lock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from turn_models import Piece, PiecesModel, count, eventually, goal, open_coach, rows, said

from coach import Coach
from coach.errors import Busy
from coach.results import TurnResult
from coach.store.rows import new_id, read_id, shown_id
from coach.store.tables import conversations

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


@asynccontextmanager
async def raw(url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def waiters(connection: Any, number: int) -> None:
    """Wait until so many statements of the database wait for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"

    async def waiting() -> bool:
        return bool(await connection.fetchval(query) >= number)

    await eventually(waiting)


@asynccontextmanager
async def a_commit_under_way(url: str, one: Coach, slow: PiecesModel, gate: asyncio.Event) -> AsyncIterator[Any]:
    """A commit that has the conversation's row and cannot end before the block.

    Gives the conversation, the turn, and a connection to look on with.
    """
    begun = await one.start("ann")
    first = asyncio.create_task(one.say(begun.id, "one", key="k"))
    await slow.asked.wait()
    async with raw(url) as blocking:
        transaction = blocking.transaction()
        await transaction.start()
        await blocking.execute(
            "INSERT INTO turns (conversation_id, number, from_state, state, version, missing, created_at)"
            " VALUES ($1, 1, '', '', '', '', now())",
            read_id(begun.id),
        )
        gate.set()
        async with raw(url) as watching:
            await waiters(watching, 1)
            yield begun.id, first, watching
        await transaction.rollback()


async def test_a_claim_that_waited_for_another_turns_commit_sees_what_it_wrote(
    postgres: str, program_folder: Folder
) -> None:
    gate = asyncio.Event()
    slow, next_model = PiecesModel([gate, said("One.", goal("Run"))]), PiecesModel(said("Two.", goal("run")))
    folder = program_folder()
    async with open_coach(postgres, folder, slow) as one, open_coach(postgres, folder, next_model) as two:
        two.store.ahead = timedelta(minutes=2)  # the first claim has expired, and its worker is just committing
        async with a_commit_under_way(postgres, one, slow, gate) as (id, first, watching):
            second = asyncio.create_task(two.say(id, "two"))
            await waiters(watching, 2)
        assert (await first).turn == 1
        result = await second
        assert result.turn == 2
        assert result.actions[0].reason == "there is already a goal called 'Run'"
        told = [message.text for message in next_model.requests[0].messages]
        assert told[1:4] == ["What do you want?", "one", "One."]
        assert (await count(two, id))["turns"] == 3


async def test_a_claim_that_waited_for_its_own_keys_commit_does_not_repeat_the_turn(
    postgres: str, program_folder: Folder
) -> None:
    gate = asyncio.Event()
    slow = PiecesModel([gate, said("One.", goal("Run"))])
    folder = program_folder()
    async with open_coach(postgres, folder, slow) as one, open_coach(postgres, folder) as two:
        two.store.ahead = timedelta(minutes=2)
        async with a_commit_under_way(postgres, one, slow, gate) as (id, first, watching):
            again = asyncio.create_task(two.say(id, "one", key="k"))
            await waiters(watching, 2)
        assert (await again).json() == (await first).json()
        assert [row.claim for row in await rows(two, conversations)] == [None]
        assert (await count(two, id))["turns"] == 2


async def test_two_claims_at_once_are_one_turn_and_busy(postgres: str, program_folder: Folder) -> None:
    folder = program_folder()
    gate = asyncio.Event()
    models = [PiecesModel([gate, said("Mine.")]) for _ in range(4)]
    coaches = [open_coach(postgres, folder, model) for model in models]
    begun = await coaches[0].start("ann")
    async with raw(postgres) as blocking, raw(postgres) as watching:
        for coach in coaches:
            await coach.connect()
        async with blocking.transaction():
            await blocking.execute("SELECT FROM conversations WHERE id = $1 FOR UPDATE", read_id(begun.id))
            tasks = [asyncio.create_task(coach.say(begun.id, "Hello")) for coach in coaches]
            await waiters(watching, 4)
    for first in islice(asyncio.as_completed(tasks), 3):
        with pytest.raises(Busy):
            await first
    gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Busy"] * 3 + ["TurnResult"]
    assert sum(len(model.requests) for model in models) == 1
    for coach in coaches:
        await coach.close()


async def test_a_start_that_waited_for_the_same_key_gives_the_other_conversation(
    postgres: str, program_folder: Folder
) -> None:
    async with open_coach(postgres, program_folder()) as coach, raw(postgres) as blocking, raw(postgres) as watching:
        twin = await coach.start("zed", key="k")
        id = new_id()
        transaction = blocking.transaction()
        await transaction.start()
        for table, owner in (("conversations", "id"), ("turns", "conversation_id"), ("messages", "conversation_id")):
            await blocking.execute(f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM {table}")
            await blocking.execute(f"UPDATE copied SET {owner} = $1", id)
            if table == "conversations":
                await blocking.execute("UPDATE copied SET user_id = 'ann'")
            await blocking.execute(f"INSERT INTO {table} SELECT * FROM copied")
            await blocking.execute("DROP TABLE copied")
        starting = asyncio.create_task(coach.start("ann", key="k"))
        await waiters(watching, 1)
        await transaction.commit()
        begun = await starting
        assert begun.id == shown_id(id)
        assert begun.opening.message == twin.opening.message
        assert (await count(coach))["conversations"] == 2


async def test_no_connection_is_held_while_the_model_thinks(postgres: str, program_folder: Folder) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    folder = program_folder()
    gate = asyncio.Event()
    answer: list[Piece] = [gate, said("Fine.")]
    model = PiecesModel(*[answer] * 40)

    async def connection() -> Any:
        return await asyncpg.connect(postgres)

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=connection, pool_size=2, max_overflow=0, pool_timeout=5
    )
    async with Coach.open(engine, program=folder, model=model) as coach:
        begun = await asyncio.gather(*(coach.start(f"user {n}") for n in range(40)))
        turns = [asyncio.create_task(coach.say(each.id, "Hello")) for each in begun]
        await eventually(lambda: len(model.requests) == 40)
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a pool with a queue has it
        gate.set()
        assert {type(result) for result in await asyncio.gather(*turns)} == {TurnResult}
    async with engine.connect() as left_open:  # it is the host's own
        assert (await left_open.exec_driver_sql("SELECT count(*) FROM turns")).scalar() == 80
    await engine.dispose()
