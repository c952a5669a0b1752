"""What operators do: each deed a turn of its own, on record, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from offering import ask
from operating import FILES
from turn_models import PiecesModel, goal, move, open_coach, said

from coach import Answer, SyncCoach
from coach.errors import BadInput, NoSuchConversation, OfferGone, ProgramError
from coach.results import ActionView

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


def deed(view: ActionView) -> tuple[object, ...]:
    return view.type, dict(view.params), view.status, view.reason, view.summary, view.by, view.from_state, view.to_state


async def test_an_operator_moves_a_conversation_past_its_guards_and_it_is_on_record(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("Fine.", goal("Run")))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        moved = await coach.move(begun.id, "DONE", reason="she is done")
        assert (moved.turn, moved.from_state, moved.state, moved.message) == (1, "WELCOME", "DONE", "Goodbye.")
        assert moved.usage.calls == 0
        back = await coach.move(begun.id, "PLAN", reason="no, she is not")
        assert (back.state, back.message) == ("PLAN", "")
        view = await coach.snapshot(begun.id)
        assert view.memory["ready"] is True, "on_enter ran"
        assert [deed(each) for each in view.actions] == [
            ("TRANSITION_STATE", {"target_state": "DONE"}, "applied", "she is done", "Moved to Done", "operator",
             "WELCOME", "DONE"),
            ("TRANSITION_STATE", {"target_state": "PLAN"}, "applied", "no, she is not", "Moved to Plan", "operator",
             "DONE", "PLAN"),
        ]  # fmt: skip
        assert [(each.turn, each.role, each.model, each.text) for each in view.messages] == [
            (0, "coach", None, "What do you want?"),
            (1, "coach", None, "Goodbye."),
        ]
        assert model.requests == []
        went_on = await coach.say(begun.id, "I run.")
        assert (went_on.turn, went_on.state, went_on.message) == (3, "PLAN", "Fine.")
        assert model.requests[0].state == "PLAN"
        again = await coach.move(begun.id, "WELCOME", reason="from the start")
        assert again.message == "", "an opening is said on the first entry only"


async def test_a_move_takes_the_open_offer_back(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel(said("Well?", ask()))) as coach:
        begun = await coach.start("ann")
        offer = (await coach.say(begun.id, "I run.")).offer
        assert offer is not None
        assert (await coach.move(begun.id, "PLAN", reason="on we go")).offer is None
        with pytest.raises(OfferGone):
            await coach.say(begun.id, Answer(offer.id, "yes"))


async def test_a_move_that_cannot_be_done_leaves_nothing(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        begun = await coach.start("ann", memory={"mood": "broken"})
        before = await coach.snapshot(begun.id)
        for state, reason, problem in (
            ("PLANE", "so", "there is no state 'PLANE'; did you mean 'PLAN'"),
            ("WELCOME", "so", "in WELCOME already"),
            ("DONE", " ", "say why"),
            ("DONE", "so\0", "NUL"),
        ):
            with pytest.raises(BadInput, match=problem):
                await coach.move(begun.id, state, reason=reason)
        with pytest.raises(
            ProgramError, match="on_enter of PLAN failed, so nothing was changed: no plan for this mood"
        ):
            await coach.move(begun.id, "PLAN", reason="so")
        with pytest.raises(NoSuchConversation):
            await coach.move(begun.id, "DONE", reason="so", user="bob")
        assert await coach.snapshot(begun.id) == before


async def test_an_operator_changes_what_is_remembered(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Fine.", ("SAVE_GOAL", {"name": "Run"}), ("SAVE_GOAL", {"name": "Rest"})), said("So?"))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I run and rest.")
        changes = {
            "ready": True,
            "goals": {"remove": ["rest"], "change": {"RUN": {"size": 7}}, "add": [{"name": "Rest", "size": 2}]},
            "notes": {"add": [{"text": "by hand", "at": "2026-05-04T12:00:00Z"}]},
        }
        edited = await coach.edit(begun.id, changes, reason="she called")
        assert (edited.turn, edited.state, edited.message) == (2, "WELCOME", "")
        view = await coach.snapshot(begun.id)
        assert [(each["name"], each["size"]) for each in view.memory["goals"]] == [("Run", 7), ("Rest", 2)]
        assert [each["text"] for each in view.memory["notes"]] == ["by hand"]
        assert view.memory["ready"] is True
        assert deed(view.actions[-1]) == (
            "EDIT_MEMORY", {"changes": changes}, "applied", "she called", "Changed 'ready', 'goals', 'notes'",
            "operator", "WELCOME", None,
        )  # fmt: skip
        await coach.say(begun.id, "And now?")
        assert "Goals: Run; Rest;" in model.requests[-1].messages[-2].text
        assert "she called" not in str(model.requests[-1].messages)


async def test_a_state_that_is_final_for_clients_is_not_for_operators(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("On.", move("PLAN")), said("Plan?", move("DONE")), said("Now then."))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "On.")
        model.answers = [said("End.", move("DONE")), said("Now then.")]
        assert (await coach.say(begun.id, "End.")).state == "DONE"
        await coach.edit(begun.id, {"ready": False}, reason="so")
        await coach.move(begun.id, "WELCOME", reason="once more")
        assert (await coach.say(begun.id, "Hello again.")).message == "Now then."


def test_a_script_has_the_same(database: str, program_folder: Folder) -> None:
    with SyncCoach(open_coach(database, program_folder(**FILES))) as coach:
        begun = coach.start("ann")
        coach.move(begun.id, "PLAN", reason="so")
        coach.edit(begun.id, {"mood": "fine"}, reason="so")
        coach.take_over(begun.id, by="eve")
        coach.answer(begun.id, "Hello.")
        coach.release(begun.id)
        assert coach.fork(begun.id, 2).opening.turn == 2
        assert coach.rewind(begun.id, 1).turn.state == "PLAN"
        assert [page.items[0].turn for page in (coach.messages(begun.id), coach.actions(begun.id))] == [0, 1]
        assert [each.turn for each in coach.turns(begun.id).items] == [0, 1]
        assert len(coach.conversations(user="ann").items) == 3
        coach.delete(begun.id)
        assert len(coach.conversations(user="ann").items) == 2
