"""PostgreSQL goes away, at each point of a turn: an error that says so, or nothing at all, and never half a turn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pg_proxy import wire_to
from turn_models import PiecesModel, SteadyModel, count, eventually, goal, open_coach, rows, said

from coach import Coach
from coach.errors import ConfigurationError, DatabaseUnavailable
from coach.store import postgres as store_module
from coach.store.rows import read_id
from coach.store.tables import conversations

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


async def terminate(url: str, only: str = "true") -> int:
    """End the other backends of the database; gives how many."""
    connection = await asyncpg.connect(url)
    ended = await connection.fetch(f"SELECT pid, pg_terminate_backend(pid) {OTHERS} AND {only}")

    async def gone() -> bool:
        return not await connection.fetch("SELECT FROM pg_stat_activity WHERE pid = ANY($1)", [row[0] for row in ended])

    await eventually(gone)
    await connection.close()
    return len(ended)


async def waiting(url: str) -> bool:
    connection = await asyncpg.connect(url)
    found = await connection.fetchval(f"SELECT count(*) {OTHERS} AND wait_event_type = 'Lock'")
    await connection.close()
    return bool(found)


async def warm(coach: Coach, model: PiecesModel) -> str:
    """A conversation with two turns; the statements are prepared, so an answer that is lost now is that of one."""
    model.answers[:0] = [said("Warm."), said("Warmer.")]
    begun = await coach.start("ann")
    await coach.say(begun.id, "Hello")
    await coach.say(begun.id, "Hello again")  # a conversation that is known is claimed in another way
    model.asked.clear()
    return begun.id


async def test_connections_that_died_in_the_pool_are_replaced_unasked(postgres: str, program_folder: Folder) -> None:
    async with open_coach(postgres, program_folder(), SteadyModel(said("Yes."), pause=0.01)) as coach:
        begun = await asyncio.gather(*(coach.start(f"user {n}", key="k") for n in range(8)))
        assert await terminate(postgres) > 1
        assert (await coach.say(begun[0].id, "Hello")).turn == 1
        await terminate(postgres)
        assert (await coach.snapshot(begun[0].id)).turn == 1
        await terminate(postgres)
        assert (await coach.start("user 1", key="k")).id == begun[1].id


async def test_connections_that_died_while_the_model_was_thinking_cost_nothing(
    postgres: str, program_folder: Folder
) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")])
    async with open_coach(postgres, program_folder(), model) as coach:
        begun = await coach.start("ann")
        turn = asyncio.create_task(coach.say(begun.id, "Hello"))
        await model.asked.wait()
        await terminate(postgres)
        gate.set()
        assert (await turn).message == "Fine."


async def test_a_claim_whose_connection_dies_is_made_on_another(postgres: str, program_folder: Folder) -> None:
    blocking = await asyncpg.connect(postgres)
    async with open_coach(postgres, program_folder(), PiecesModel(said("Fine."))) as coach:
        begun = await coach.start("ann")
        async with blocking.transaction():
            await blocking.execute("SELECT FROM conversations WHERE id = $1 FOR UPDATE", read_id(begun.id))
            turn = asyncio.create_task(coach.say(begun.id, "Hello"))
            await eventually(lambda: waiting(postgres))
            assert await terminate(postgres, "wait_event_type = 'Lock'") == 1
            await eventually(lambda: waiting(postgres))
        assert (await turn).message == "Fine."
    await blocking.close()


async def test_a_turn_is_two_round_trips(postgres: str, program_folder: Folder) -> None:
    model = PiecesModel(said("First.", goal("Run")), said("Second.", goal("Rest")))
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model) as coach:
        id = await warm(coach, model)
        for text in ("one", "two"):
            before = wire.sent
            await coach.say(id, text, key=text)
            assert wire.sent - before == 2


async def test_a_claim_whose_answer_was_lost_finds_itself_again(postgres: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Fine."))
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model) as coach:
        id = await warm(coach, model)
        wire.how = "cut"
        assert (await coach.say(id, "Hello")).message == "Fine."
        assert wire.lost.is_set()


async def test_a_start_whose_answer_was_lost_begins_one_conversation(postgres: str, program_folder: Folder) -> None:
    model = PiecesModel()
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model) as coach:
        await warm(coach, model)
        wire.how = "cut"
        begun = await coach.start("bea")
        assert wire.lost.is_set()
        assert (await coach.snapshot(begun.id)).user == "bea"
        assert (await count(coach))["conversations"] == 2


async def test_a_commit_whose_connection_dies_is_an_error_and_the_key_is_free(
    postgres: str, program_folder: Folder
) -> None:
    blocking = await asyncpg.connect(postgres)
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.", goal("Run"))], said("Fine again."))
    async with open_coach(postgres, program_folder(), model) as coach:
        begun = await coach.start("ann")
        before = await count(coach)
        turn = asyncio.create_task(coach.say(begun.id, "Hello", key="k"))
        await model.asked.wait()
        async with blocking.transaction():
            await blocking.execute("SELECT FROM conversations WHERE id = $1 FOR UPDATE", read_id(begun.id))
            gate.set()
            await eventually(lambda: waiting(postgres))
            await terminate(postgres, "wait_event_type = 'Lock'")
            await eventually(lambda: waiting(postgres))  # the claim is being given back
        with pytest.raises(DatabaseUnavailable, match="same key"):
            await turn
        assert await count(coach) == before
        assert [row.claim for row in await rows(coach, conversations)] == [None]
        assert (await coach.say(begun.id, "Hello", key="k")).message == "Fine again."
    await blocking.close()


async def test_a_commit_whose_answer_was_lost_is_an_error_and_the_key_tells_that_it_happened(
    postgres: str, program_folder: Folder
) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.", goal("Run"))])
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model) as coach:
        id = await warm(coach, model)
        turn = asyncio.create_task(coach.say(id, "Hello", key="k"))
        await model.asked.wait()
        wire.how = "cut"
        gate.set()
        with pytest.raises(DatabaseUnavailable, match="kept whole or not at all"):
            await turn
        result = await coach.say(id, "Hello", key="k")
        assert (result.turn, result.message, result.usage.calls, len(model.requests)) == (3, "Fine.", 1, 3)


async def test_a_coach_that_could_not_connect_tries_again_at_the_next_use(
    postgres: str, program_folder: Folder
) -> None:
    async with wire_to(postgres) as (wire, url):
        wire.accepts = False
        coach = open_coach(url, program_folder())
        with pytest.raises(DatabaseUnavailable):
            await coach.start("ann")
        wire.accepts = True
        assert (await coach.start("ann")).opening.turn == 0
        await coach.close()


@pytest.mark.parametrize("how", ["deaf", pytest.param("mute", marks=pytest.mark.slow)])
async def test_a_server_that_says_nothing_is_an_error_after_a_while(
    how: Any, postgres: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_ANSWERING", 3.0)  # time enough to connect on a busy machine
    monkeypatch.setattr(store_module, "_CONNECTING", 3.0)
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), PiecesModel(said("Hi."))) as coach:
        begun = await coach.start("ann")
        wire.how = how
        with pytest.raises(DatabaseUnavailable):
            await coach.say(begun.id, "Hello")
        wire.how = "open"
        coach.store.ahead += timedelta(minutes=2)  # what was taken unheard has expired
        assert (await coach.say(begun.id, "Hello")).message == "Hi."


@pytest.mark.parametrize(
    "url", ["postgresql://localhost:notaport/x", "postgresql://127.0.0.1:1/x", "postgresql://nobody@/x?host=/nowhere"]
)
async def test_an_address_where_nothing_is_is_an_error_of_the_family(url: str, program_folder: Folder) -> None:
    coach = open_coach(url, program_folder())
    with pytest.raises((DatabaseUnavailable, ConfigurationError), match="URL"):
        await coach.start("ann")
    await coach.close()
