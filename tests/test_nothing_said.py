"""A turn in which nothing is said: time has passed, and the coach has the word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, open_coach, said

from coach.errors import KeyReused

pytestmark = pytest.mark.anyio


async def test_the_model_is_told_that_nobody_spoke(database: str, program_folder: Callable[..., Path]) -> None:
    model = PiecesModel(said("Hello again."), said("What kind?"))
    async with open_coach(database, program_folder(), model) as coach:
        id = (await coach.start("ada")).id
        done = await coach.say(id, None)
        assert (done.turn, done.message) == (1, "Hello again.")
        [request] = model.requests
        assert [message.role for message in request.messages] == ["system", "assistant", "system"]
        assert "The client has said nothing" in request.messages[-1].text
        assert request.situation.text == ""
        view = await coach.snapshot(id)
        assert [message.role for message in view.messages] == ["coach", "coach"]
        await coach.say(id, "A garden.")
        assert "The client has said nothing" not in "".join(message.text for message in model.requests[1].messages)


async def test_it_happens_once_for_a_key(database: str, program_folder: Callable[..., Path]) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("Hello again."))) as coach:
        id = (await coach.start("ada")).id
        first, again = [await coach.say(id, None, key="quiet") for _ in range(2)]
        assert first.json() == again.json()
        with pytest.raises(KeyReused):
            await coach.say(id, "Hello", key="quiet")


async def test_nobody_is_asked_where_a_person_answers(database: str, program_folder: Callable[..., Path]) -> None:
    async with open_coach(database, program_folder(), PiecesModel()) as coach:
        id = (await coach.start("ada")).id
        await coach.take_over(id, by="Bo")
        done = await coach.say(id, None)
        assert (done.turn, done.message, done.taken_over) == (2, "", True)
