"""Words that were shown and do not stand: they are withdrawn, and nothing of them is stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import Piece, PiecesModel, count, events_of, goal, kinds, letters, move, open_coach, said, shown, texts

from coach.engine.request import Completion, Restart
from coach.errors import ModelTimeout, ModelUnavailable, ReplyUnusable
from coach.results import Completed, Failed, Retracted

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
FINE = said("It is a fine goal.", goal("Run"))


WITHDRAWN: dict[str, list[Piece]] = {
    "malformed": [said("Words that ")[:-2], '", "message": "twice"}'],
    "broken off": [said("Words that ")[:-4]],
    "cut": [said("Words that are whole."), Completion("pieces", finish="length")],
    "too long": [said("Words that ")[:-2], "x" * 200_000, "x" * 100_000],
    "too deep": [said("Words that ")[:-2], '", "more": ' + "[" * 40 + "]" * 40 + "}"],
}


async def test_words_of_a_reply_that_proves_unusable_are_withdrawn_and_not_stored(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel()
    async with open_coach(database, program_folder(), model) as coach:
        for how, pieces in WITHDRAWN.items():
            model.answers = [pieces, letters(said("Well then."))]
            begun = await coach.start("ann")
            events = await events_of(coach, begun.id, "Hello")
            assert kinds(events) == ["Started", "Text", "Retracted", "Text", "Completed"], how
            assert texts(events).startswith("Words tha"), how
            assert shown(events) == "Well then."
            assert [m.text for m in (await coach.snapshot(begun.id)).messages][1:] == ["Hello", "Well then."]


async def test_a_restart_withdraws_what_was_said_before_it(database: str, program_folder: Folder) -> None:
    first = said("Words that ", goal("Run"))[:-2]
    model = PiecesModel([first, Restart("the server broke off"), *letters(said("Better words.", goal("Rest")))])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "Hello")
        assert kinds(events) == ["Started", "Text", "Retracted", "Text", "ActionDecided", "Completed"]
        assert Retracted("the server broke off") in events
        assert shown(events) == "Better words."
        assert [record["name"] for record in (await coach.snapshot(begun.id)).memory["goals"]] == ["Rest"]


async def test_a_ruling_is_not_carried_over_to_a_reply_that_only_looks_equal(program_folder: Folder) -> None:
    first = said("Words", goal("Run", size=True))[:-2]
    model = PiecesModel([first, Restart("again"), said("Words", goal("Run", size=1))])
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start("ann")
        [*_, last] = await events_of(coach, begun.id, "Hello")
        assert isinstance(last, Completed)
        assert json.dumps(last.result.actions[0].params) == '{"name": "Run", "size": 1}'


@pytest.mark.parametrize("end", [ModelUnavailable("gone"), RuntimeError("odd")])
async def test_words_of_a_call_that_fails_are_withdrawn_before_the_turn_fails(
    end: Exception, database: str, program_folder: Folder
) -> None:
    model = PiecesModel([said("Words that ")[:-2], end])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        before = await count(coach)
        events = await events_of(coach, begun.id, "Hello")
        assert kinds(events) == ["Started", "Text", "Retracted", "Failed"]
        assert isinstance(events[-1], Failed)
        assert isinstance(events[-1].error, ModelUnavailable)
        assert await count(coach) == before


async def test_the_deadline_withdraws_the_words_and_gives_the_claim_back(database: str, program_folder: Folder) -> None:
    model = PiecesModel([said("Words that ")[:-2], asyncio.Event()], said("Fine."))
    async with open_coach(database, program_folder(), model, deadline=0.15) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "Hello", key="k")
        assert kinds(events) == ["Started", "Text", "Retracted", "Failed"]
        assert isinstance(events[-1], Failed)
        assert isinstance(events[-1].error, ModelTimeout)
        assert (await coach.say(begun.id, "Hello", key="k")).message == "Fine."


async def test_one_deadline_holds_for_all_calls_of_a_turn(program_folder: Folder) -> None:
    async def soon() -> None:
        await asyncio.sleep(0.15)
        gates[0].set()

    gates = [asyncio.Event(), asyncio.Event()]
    model = PiecesModel([gates[0], said("On.", move("PLAN"))], [gates[1], said("Late.")])
    async with open_coach("sqlite://", program_folder(), model, deadline=0.3) as coach:
        begun = await coach.start("ann")
        started = asyncio.get_running_loop().time()
        waking = asyncio.create_task(soon())
        with pytest.raises(ModelTimeout):
            await coach.say(begun.id, "Hello")
        assert asyncio.get_running_loop().time() - started < 0.42
        assert len(model.requests) == 2
        await waking


async def test_a_reply_that_stays_malformed_ends_in_failed_and_nothing_is_shown(program_folder: Folder) -> None:
    broken: list[Piece] = [said("Words that ")[:-2]]
    async with open_coach("sqlite://", program_folder(), PiecesModel(broken, broken)) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "Hello")
        assert kinds(events) == ["Started", "Text", "Retracted", "Text", "Retracted", "Failed"]
        assert isinstance(events[-1], Failed)
        assert isinstance(events[-1].error, ReplyUnusable)
        assert shown(events) == ""
