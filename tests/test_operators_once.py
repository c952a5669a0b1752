"""What operators do happens once for a key, and not while something else happens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from operating import FILES
from turn_models import PiecesModel, open_coach, said

from coach.errors import BadInput, Busy, KeyReused
from coach.store.rows import read_id
from coach.turns.reading import read_turn

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_a_deed_with_a_key_happens_once(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        begun = await coach.start("ann")
        done = [
            (await coach.edit(begun.id, {"goals": {"add": [{"name": "Run"}]}}, reason="so", key="edit")).json()
            for _ in range(3)
        ]
        assert len(set(done)) == 1
        moves = [(await coach.move(begun.id, "PLAN", reason="so", key="move")).json() for _ in range(2)]
        assert len(set(moves)) == 1
        taken = [await coach.take_over(begun.id, by="eve", key="take") for _ in range(2)]
        spoken = [await coach.answer(begun.id, "Hello.", key="speak") for _ in range(2)]
        freed = [await coach.release(begun.id, key="free") for _ in range(2)]
        assert taken[0] == taken[1]
        assert spoken[0] == spoken[1]
        assert freed[0] == freed[1]
        view = await coach.snapshot(begun.id)
        assert (view.turn, len(view.memory["goals"]), len(view.actions)) == (5, 1, 4)
        for n, first in ((1, done[0]), (2, moves[0])):
            assert (await read_turn(coach.store, read_id(begun.id) or 0, n)).json() == first
        with pytest.raises(KeyReused):
            await coach.move(begun.id, "WELCOME", reason="so", key="move")
        with pytest.raises(KeyReused, match="the key 'move' was used for something else"):
            await coach.release(begun.id, key="move")
        with pytest.raises(KeyReused):
            await coach.say(begun.id, "Hello.", key="speak")
        with pytest.raises(BadInput, match="belongs to an answer"):
            await coach.release(begun.id, key="offer x")


async def test_deeds_with_one_key_at_once_are_one_and_others_are_busy(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")])
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        changes = {"goals": {"add": [{"name": "Run"}]}}
        edits = [coach.edit(begun.id, changes, reason="so", key="k", wait=5) for _ in range(8)]
        assert len({each.json() for each in await asyncio.gather(*edits)}) == 1
        assert len((await coach.snapshot(begun.id)).memory["goals"]) == 1
        talking = asyncio.create_task(coach.say(begun.id, "I run."))
        await model.asked.wait()
        for work in (
            coach.move(begun.id, "DONE", reason="so"),
            coach.edit(begun.id, {"ready": True}, reason="so"),
            coach.take_over(begun.id, by="eve"),
            coach.rewind(begun.id, 0),
            coach.delete(begun.id),
        ):
            with pytest.raises(Busy) as busy:
                await work
            assert busy.value.retry_after > 0
        copied = await coach.fork(begun.id)
        gate.set()
        await talking
        assert (await coach.snapshot(copied.id)).turn == 1, "a copy is of what is committed"
        assert (await coach.snapshot(begun.id)).turn == 2
