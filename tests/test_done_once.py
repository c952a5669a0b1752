"""What makes a conversation, begins it again or removes it happens once for a key, however often it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from turn_models import PiecesModel, open_coach, said

from coach.errors import Busy, KeyReused, NoSuchConversation
from coach.scenarios import Scenario
from coach.store.tables import conversations, done_deeds

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_a_reset_with_a_key_happens_once(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel([said("Fine.")], [said("Good.")])) as coach:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.", key="said")
        first = await coach.reset(id, key="again")
        await coach.say(id, "I swim.")
        assert await coach.reset(id, key="again") == first
        assert (await coach.snapshot(id)).turn == 1, "what was said since is there"
        with pytest.raises(KeyReused):
            await coach.say(id, "I dive.", key="again")
        await coach.reset(id, key="another")
        assert (await coach.snapshot(id)).turn == 0
        await coach.edit(id, {"ready": True}, reason="so", key="edit")
        assert await coach.reset(id, key="again") == first
        assert (await coach.snapshot(id)).turn == 1, "nor does an older key do it once more"
        with pytest.raises(KeyReused):
            await coach.reset(id, key="edit")
        with pytest.raises(KeyReused):
            await coach.delete(id, key="another")


async def test_a_copy_of_what_was_begun_again_can_be_begun_again_with_the_same_key(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder()) as coach:
        id = (await coach.start("ann")).id
        await coach.reset(id, key="again")
        await coach.edit(id, {"ready": True}, reason="so")
        copied = (await coach.fork(id)).id
        await coach.reset(copied, key="again")
        assert (await coach.snapshot(copied)).turn == 0
        assert (await coach.snapshot(id)).turn == 1


async def test_a_removal_with_a_key_is_done_when_it_is_asked_for_again(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as coach:
        id = (await coach.start("ann", tenant="north")).id
        await coach.reset(id, key="again")
        await asyncio.gather(*(coach.delete(id, tenant="north", key="gone") for _ in range(5)))
        await coach.delete(id, user="ann", tenant="north", key="gone")
        for scope in ({"user": "bo", "tenant": "north"}, {"tenant": "south"}, {"user": "bo"}):
            with pytest.raises(NoSuchConversation):
                await coach.delete(id, key="gone", **scope)
        for key in (None, "other"):
            with pytest.raises(NoSuchConversation):
                await coach.delete(id, tenant="north", key=key)
        [rows] = await coach.store.fetch(select(done_deeds))
        [row] = rows
        assert row.key == "gone", "of what was done before nothing is kept"
        assert b"ann" not in row.owner


async def test_what_was_busy_was_not_done(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")])
    async with open_coach(database, program_folder(), model) as coach:
        id = (await coach.start("ann")).id
        talking = asyncio.create_task(coach.say(id, "I run."))
        await model.asked.wait()
        for deed in (coach.reset, coach.delete):
            with pytest.raises(Busy):
                await deed(id, key="key")
        gate.set()
        await talking
        await coach.reset(id, key="key")
        assert (await coach.snapshot(id)).turn == 0


@pytest.mark.parametrize("anew", [False, True])
async def test_a_scenario_is_begun_once_for_a_key(database: str, program_folder: Folder, anew: bool) -> None:
    async with open_coach(database, program_folder(), PiecesModel([said("Fine.")])) as coach:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        scenario = await Scenario.freeze(coach, id, name="runs")
        begin = scenario.reset if anew else scenario.start
        made = await asyncio.gather(*(begin(coach, "bo", key="key") for _ in range(5)))
        assert len({each.id for each in made}) == 1
        assert len({each.opening.json() for each in made}) == 1
        assert made[0].opening.turn == 1
        await coach.edit(made[0].id, {"ready": True}, reason="so")
        assert await begin(coach, "bo", key="key") == made[0]
        [rows] = await coach.store.fetch(select(conversations.c.id).where(conversations.c.user_id == "bo"))
        assert len(rows) == 1
        with pytest.raises(KeyReused):
            await (scenario.start if anew else scenario.reset)(coach, "bo", key="key")
        with pytest.raises(KeyReused):
            await coach.start("bo", key="key")
        assert (await begin(coach, "cy", key="key")).id != made[0].id, "a key is a user's own"
