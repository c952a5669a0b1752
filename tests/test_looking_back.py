"""Conversations looked at and copied as they were, and removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from operating import FILES
from three_turns import three_turns
from turn_models import PiecesModel, count, goal, open_coach, rows, said

from coach import Answer
from coach.errors import BadInput, NoSuchConversation
from coach.store.connecting import open_store
from coach.store.migrating import upgrade
from coach.store.rows import read_id
from coach.store.tables import turn_events, turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_a_conversation_can_be_looked_at_as_it_was(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, views = await three_turns(coach)
        for turn, then in enumerate(views):
            assert await coach.snapshot(id, turn=turn) == then
            assert await coach.snapshot(id, turn=turn, brief=True) == replace(then, messages=[], actions=[])
        with pytest.raises(BadInput, match="there is no turn 4 yet; the last one is 3"):
            await coach.snapshot(id, turn=4)
        wrong: list[Any] = [-1, True, "1", 2**40]
        for each in wrong:
            with pytest.raises(BadInput, match="give the number of one"):
                await coach.snapshot(id, turn=each)


async def test_a_copy_goes_its_own_way(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, views = await three_turns(coach, label="pilot", key="start")
        copied = await coach.fork(id, 2, user="ann", tenant="acme")
        assert copied.id[-5:] == id[-5:]
        assert copied.id != id
        view = await coach.snapshot(copied.id)
        assert view == replace(views[2], conversation=copied.id, label=f"fork of {id}")
        assert copied.opening.turn == 2
        assert copied.opening.offer == views[2].offer
        assert isinstance(coach.model, PiecesModel)
        coach.model.answers = [said("As you like.", goal("Fly"))]
        assert view.offer is not None
        pressed = await coach.say(copied.id, Answer(view.offer.id, "no"))
        assert (pressed.turn, pressed.message) == (3, "As you like.")
        assert (await coach.snapshot(id)) == views[3], "the other one stays"
        assert (await coach.say(copied.id, "I run.", key="I run.")).turn == 1, "what was done with a key stays done"
        theirs = await coach.fork(id, owner="bob", label="trial")
        assert (await coach.snapshot(theirs.id, user="bob", tenant="acme")).label == "trial"
        with pytest.raises(NoSuchConversation):
            await coach.snapshot(theirs.id, user="ann")


async def test_a_removed_conversation_is_gone_with_all_its_rows(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, _ = await three_turns(coach)
        other, views = await three_turns(coach)
        event = {"conversation_id": read_id(id), "turn": 1, "seq": 1, "kind": "text", "data": "{}"}
        now = (await rows(coach, turns))[0].created_at
        await coach.store.with_connection(
            lambda connection: connection.execute(turn_events.insert(), [event | {"created_at": now}])
        )
        for wrong in ({"user": "bob"}, {"tenant": "other"}):
            with pytest.raises(NoSuchConversation):
                await coach.delete(id, **wrong)
        await coach.delete(id, user="ann", tenant="acme")
        assert set((await count(coach, id)).values()) == {0}
        for work in (coach.delete(id), coach.snapshot(id), coach.fork(id), coach.rewind(id, 0)):
            with pytest.raises(NoSuchConversation):
                await work
        assert await coach.snapshot(other) == views[3]


async def test_it_is_all_the_same_in_a_schema_of_its_own(empty_postgres: str, program_folder: Folder) -> None:
    making = open_store(empty_postgres, schema="talks")
    await making.with_connection(lambda connection: upgrade(connection, "talks"))
    await making.close()
    async with open_coach(empty_postgres, program_folder(**FILES), schema="talks") as coach:
        id, views = await three_turns(coach)
        copied = await coach.fork(id, 2)
        assert (await coach.snapshot(copied.id)).memory == views[2].memory
        await coach.rewind(id, 1)
        assert await coach.snapshot(id) == views[1]
        assert len((await coach.conversations()).items) == 3
        await coach.delete(copied.id)
        assert len((await coach.conversations()).items) == 2
