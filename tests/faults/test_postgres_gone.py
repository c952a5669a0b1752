"""A PostgreSQL server that goes away and comes back: nothing is lost, and nothing is held for longer than that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from pg_proxy import wire_to
from test_postgres_lost import warm
from turn_models import Piece, PiecesModel, count, eventually, open_coach, rows, said

from coach.errors import DatabaseUnavailable
from coach.store.tables import conversations

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_a_server_that_is_gone_is_an_error_until_it_is_back(postgres: str, program_folder: Folder) -> None:
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), PiecesModel(said("Hi."))) as coach:
        begun = await coach.start("ann")
        wire.accepts = False
        wire.hang_up()
        for attempt in (coach.say(begun.id, "Hello"), coach.snapshot(begun.id), coach.start("bea")):
            with pytest.raises(DatabaseUnavailable, match="check that the server runs"):
                await attempt
        wire.accepts = True
        assert (await coach.say(begun.id, "Hello")).message == "Hi."


async def test_a_server_that_goes_while_the_model_thinks_leaves_nothing_behind(
    postgres: str, program_folder: Folder
) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")], said("Fine."))
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model) as coach:
        begun = await coach.start("ann")
        before = await count(coach)
        turn = asyncio.create_task(coach.say(begun.id, "Hello", key="k"))
        await model.asked.wait()
        wire.accepts = False
        wire.hang_up()
        gate.set()
        with pytest.raises(DatabaseUnavailable):
            await turn
        wire.accepts = True
        assert await count(coach) == before
        assert (await coach.say(begun.id, "Hello", key="k", wait=60)).turn == 1


async def test_a_claim_that_could_not_be_given_back_is_once_the_server_is_back(
    postgres: str, program_folder: Folder
) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")], said("Another."))
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model, deadline=3600) as coach:
        begun = await coach.start("ann")
        turn = asyncio.create_task(coach.say(begun.id, "Hello", key="k"))
        await model.asked.wait()
        wire.accepts = False
        wire.hang_up()
        gate.set()
        with pytest.raises(DatabaseUnavailable):
            await turn
        wire.accepts = True
        assert (await coach.say(begun.id, "Something else", wait=60)).turn == 1
        assert [row.claim for row in await rows(coach, conversations)] == [None]


async def test_a_claim_of_which_nobody_knows_whether_it_was_made_is_given_back_too(
    postgres: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("Another."))
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model, deadline=3600) as coach:
        id = await warm(coach, model)
        wire.how, wire.accepts = "cut", False
        with pytest.raises(DatabaseUnavailable):
            await coach.say(id, "Hello", key="k")
        assert wire.lost.is_set()
        wire.accepts = True
        assert (await coach.say(id, "Something else", wait=60)).turn == 3


async def test_what_could_not_be_given_back_is_tried_until_the_server_is_back(
    postgres: str, program_folder: Folder
) -> None:
    gates = [asyncio.Event() for _ in range(3)]
    held: list[list[Piece]] = [[gate, said("Fine.")] for gate in gates]
    model = PiecesModel(*held, *[said("Another.")] * 3)
    async with wire_to(postgres) as (wire, url), open_coach(url, program_folder(), model, deadline=3600) as coach:
        ids = [(await coach.start(f"user {n}")).id for n in range(3)]
        turns = [asyncio.create_task(coach.say(id, "Hello")) for id in ids]
        await eventually(lambda: len(model.requests) == 3)
        wire.accepts = False
        wire.hang_up()
        for gate in gates:
            gate.set()
        lost = await asyncio.gather(*turns, return_exceptions=True)
        assert [type(each) for each in lost] == [DatabaseUnavailable] * 3
        await asyncio.sleep(1)  # in which they are tried in vain
        wire.accepts = True
        for id in ids:
            assert (await coach.say(id, "Something else", wait=60)).turn == 1
        assert [row.claim for row in await rows(coach, conversations)] == [None] * 3
