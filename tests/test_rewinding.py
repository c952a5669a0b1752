"""Conversations taken back as they were: nothing is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from offering import ask
from operating import FILES
from three_turns import three_turns
from turn_models import PiecesModel, count, open_coach, rows, said

from coach import Answer, OfferGone
from coach.errors import BadInput, KeyReused
from coach.store.rows import read_id
from coach.store.tables import conversations, memory_records, turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_taking_back_keeps_the_whole_beside_it(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, views = await three_turns(coach)
        back = await coach.rewind(id, 2, user="ann")
        assert (back.id, back.turn.turn, back.turn.offer) == (id, 2, views[2].offer)
        assert await coach.snapshot(id) == views[2]
        assert back.kept is not None
        assert await coach.snapshot(back.kept) == replace(
            views[3], conversation=back.kept, label=f"before rewind of {id}"
        )
        assert await coach.rewind(id, 2) == replace(back, kept=None), "there was nothing to take back"
        offer = views[2].offer
        assert offer is not None
        assert isinstance(coach.model, PiecesModel)
        coach.model.answers = [said("No, then.")]
        assert (await coach.say(id, Answer(offer.id, "no"))).message == "No, then."
        await coach.rewind(id, 1)
        with pytest.raises(OfferGone):
            await coach.say(id, Answer(offer.id, "yes"))
        coach.model.answers = [said("Well?", ask("Swim"))]
        put = (await coach.say(id, "I swim.", key="I swim.")).offer
        assert put is not None
        assert put.id != offer.id, "an id never comes twice"


async def test_what_a_key_took_back_or_copied_is_not_done_twice(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, _ = await three_turns(coach)
        backs = await asyncio.gather(*(coach.rewind(id, 1, key="back") for _ in range(4)))
        assert backs == [backs[0]] * 4
        assert isinstance(coach.model, PiecesModel)
        coach.model.answers = [said("Go on."), said("And on.")]
        await coach.say(id, "Again.")
        assert await coach.rewind(id, 1, key="back") == backs[0]
        assert (await coach.snapshot(id)).turn == 2, "what came since stays"
        with pytest.raises(KeyReused, match="the key 'back' was used for something else"):
            await coach.rewind(id, 0, key="back")
        copies = await asyncio.gather(*(coach.fork(id, key="copy") for _ in range(4)))
        assert copies == [copies[0]] * 4
        await coach.say(copies[0].id, "On.")
        assert await coach.fork(id, key="copy") == copies[0], "the turn that it began with, not its last one"
        for other in (coach.fork(id, 1, key="copy"), coach.fork(id, key="copy", label="x")):
            with pytest.raises(KeyReused):
                await other
        for work in (coach.fork(id, key=f"rewind {id} back"), coach.start("ann", key=f"rewind {id} back")):
            with pytest.raises(BadInput, match="belongs to what was taken back"):
                await work
        assert (await count(coach))["conversations"] == 3


async def test_records_come_back_in_their_places(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        begun = await coach.start("ann", memory={"goals": [{"name": name} for name in "ABCDE"]})
        then = await coach.snapshot(begun.id)
        changes: dict[str, Any] = {
            "remove": ["A", "C", "D"],
            "change": {"B": {"name": "Z", "size": 7}, "E": {"size": 2}},
        }
        await coach.edit(begun.id, {"goals": changes | {"add": [{"name": "A"}]}, "mood": "fair"}, reason="so")
        await coach.edit(
            begun.id, {"goals": {"remove": ["Z", "A"], "add": [{"name": "Z"}]}, "mood": "low"}, reason="so"
        )
        assert [each["name"] for each in (await coach.snapshot(begun.id)).memory["goals"]] == ["E", "Z"]
        assert await coach.snapshot(begun.id, turn=0) == then
        await coach.rewind(begun.id, 0)
        assert await coach.snapshot(begun.id) == then
        await coach.edit(begun.id, {"goals": {"change": {"b": {"size": 3}}}}, reason="so")
        assert [each["size"] for each in (await coach.snapshot(begun.id)).memory["goals"]] == [1, 3, 1, 1, 1]


async def test_who_answers_is_gone_back_to_as_well(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel(said("Well?"))) as coach:
        begun = await coach.start("ann")
        await coach.take_over(begun.id, by="eve")
        await coach.release(begun.id)
        await coach.rewind(begun.id, 1)
        assert (await coach.say(begun.id, "Hello?")).taken_over
        await coach.rewind(begun.id, 0)
        assert (await coach.say(begun.id, "Hello?")).message == "Well?"


async def test_going_back_goes_back_in_time(database: str, program_folder: Folder) -> None:
    """How long ago the last turn was is known from the turn that is the last again."""
    async with open_coach(database, program_folder(**FILES)) as coach:
        id, _ = await three_turns(coach)
        times = [row.created_at for row in await rows(coach, turns)]
        coach.store.ahead += timedelta(hours=3)
        await coach.rewind(id, 1)
        copied = await coach.fork(id)
        found = {row.id: row for row in await rows(coach, conversations)}
        assert found[read_id(id)].turned_at == found[read_id(copied.id)].turned_at == times[1]
        assert found[read_id(copied.id)].created_at > times[1] + timedelta(hours=2)
        positions = [(row.conversation_id, row.position) for row in await rows(coach, memory_records)]
        assert len(set(positions)) == len(positions)


async def test_a_conversation_begun_again_is_the_coachs_again(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel(said("Well?"))) as coach:
        begun = await coach.start("ann")
        await coach.take_over(begun.id, by="eve")
        await coach.reset(begun.id)
        assert (await coach.snapshot(begun.id)).taken_by is None
        assert (await coach.say(begun.id, "Hello?")).message == "Well?"
        await coach.rewind(begun.id, 0)
        assert (await coach.snapshot(begun.id)).messages[0].text == "What do you want?"
