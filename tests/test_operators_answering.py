"""A person answers in place of the model, which is not asked meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from offering import ask
from operating import FILES
from turn_models import PiecesModel, events_of, kinds, open_coach, said

from coach import Answer
from coach.errors import BadInput, ConversationOver

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_while_a_person_answers_no_model_is_asked(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("At last."))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        with pytest.raises(BadInput, match="take it over first"):
            await coach.answer(begun.id, "Hello?")
        taken = await coach.take_over(begun.id, by="eve")
        assert (taken.turn, taken.message, taken.taken_over) == (1, "", True)
        asked = await coach.say(begun.id, "Is anybody there?", key="k")
        assert (asked.message, asked.taken_over, asked.usage.calls) == ("", True, 0)
        assert '"taken_over": true' in asked.json()
        assert (await coach.snapshot(begun.id)).taken_by == "eve"
        answered = await coach.answer(begun.id, "I am. What is it?")
        assert (answered.message, answered.taken_over) == ("I am. What is it?", True)
        assert await coach.say(begun.id, "Is anybody there?", key="k") == asked
        released = await coach.release(begun.id)
        assert not released.taken_over
        assert "taken_over" not in released.json()
        with pytest.raises(BadInput, match="take it over first"):
            await coach.release(begun.id)
        assert (await coach.say(begun.id, "Thanks.")).message == "At last."
        view = await coach.snapshot(begun.id)
        assert [(each.role, each.model, each.text) for each in view.messages[1:]] == [
            ("client", None, "Is anybody there?"),
            ("coach", "operator:eve", "I am. What is it?"),
            ("client", None, "Thanks."),
            ("coach", "pieces", "At last."),
        ]
        assert view.taken_by is None
        assert [(each.type, dict(each.params), each.by) for each in view.actions] == [
            ("TAKE_OVER", {"by": "eve"}, "operator"),
            ("RELEASE", {"by": "eve"}, "operator"),
        ]
        [request] = model.requests
        assert [m.role for m in request.messages if "I am. What is it?" in m.text] == ["assistant"]


async def test_buttons_and_moves_do_what_they_do_while_a_person_answers(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Well?", ask("Swim")))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        offer = (await coach.say(begun.id, "I swim.")).offer
        assert offer is not None
        await coach.take_over(begun.id, by="eve")
        assert (await coach.say(begun.id, "Hm.")).offer == offer
        pressed = await coach.say(begun.id, Answer(offer.id, "on"))
        assert (pressed.state, pressed.message, pressed.usage.calls) == ("PLAN", "", 0)
        assert [each.status for each in pressed.actions] == ["applied", "applied"]
        moved = await coach.move(begun.id, "DONE", reason="the end")
        assert (moved.message, moved.taken_over) == ("Goodbye.", True)
        with pytest.raises(ConversationOver):
            await coach.answer(begun.id, "Bye.")


async def test_a_question_that_holds_is_not_put_again_by_the_machine_while_a_person_answers(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel(said("So.", ("PAUSE", {})))) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I am tired.")
        assert (await coach.say(begun.id, "Hm.")).message == "Rest first."
        await coach.take_over(begun.id, by="eve")
        assert (await coach.say(begun.id, "Hm.")).message == ""


async def test_somebody_else_can_take_a_conversation_over_in_turn(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        begun = await coach.start("ann")
        for name in ("eve", "bob"):
            await coach.take_over(begun.id, by=name)
        await coach.answer(begun.id, "Hello.")
        assert (await coach.snapshot(begun.id)).messages[-1].model == "operator:bob"
        wrong: list[Any] = ["", " ", "x" * 201, None]
        for each in wrong:
            with pytest.raises(BadInput):
                await coach.take_over(begun.id, by=each)


async def test_a_client_who_watches_hears_what_an_operators_turn_does(program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder(**FILES)) as coach:
        begun = await coach.start("ann")
        await coach.take_over(begun.id, by="eve")
        assert kinds(await events_of(coach, begun.id, "Hm.")) == ["Started", "Completed"]
