"""Offers: put by an action, kept on the server, answered by their id, each answer a turn that happens once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from offering import FILES, ask, offered
from turn_models import PiecesModel, count, events_of, kinds, move, open_coach, rows, said

from coach import Answer, OfferGone
from coach.errors import BadInput, NoSuchConversation
from coach.store.tables import action_records, offers

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


@pytest.fixture
def folder(program_folder: Folder) -> Path:
    return program_folder(**FILES)


async def test_an_offer_is_shown_with_its_buttons_and_never_with_what_they_do(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()))) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "I run.")
        assert result.offer is not None
        assert (result.offer.kind, result.offer.text) == ("goal", "Is “Run” a goal of yours?")
        assert [(b.name, b.label) for b in result.offer.buttons][-1] == ("no", "No")
        assert [(f.name, f.value, f.longest) for f in result.offer.fields] == [("name", "Run", 20)]
        assert "KEEP_GOAL" not in result.json()
        view = await coach.snapshot(begun.id)
        assert view.offer == result.offer
        assert [(m.role, m.text) for m in view.messages if m.turn == 1] == [
            ("client", "I run."), ("coach", "Well?"), ("offer", "Is “Run” a goal of yours?"),
        ]  # fmt: skip
        [row] = await rows(coach, offers)
        assert (row.id, row.turn, row.closed) == (result.offer.id, 1, None)


async def test_an_answer_is_a_turn_whose_actions_run_in_the_clients_name(database: str, folder: Path) -> None:
    model = PiecesModel(said("Well?", ask()), said("Kept. What else?"))
    async with open_coach(database, folder, model) as coach:
        id, offer = await offered(coach)
        result = await coach.say(id, Answer(offer, "yes"))
        assert (result.turn, result.message, result.offer, result.usage.calls) == (2, "Kept. What else?", None, 1)
        assert [(a.type, a.status, a.summary) for a in result.actions] == [
            ("KEEP_GOAL", "applied", "Run kept by the user")
        ]
        [kept] = [row for row in await rows(coach, action_records) if row.type == "KEEP_GOAL"]
        assert (kept.by, kept.turn) == ("user", 2)
        view = await coach.snapshot(id)
        assert [goal["name"] for goal in view.memory["goals"]] == ["Run"]
        assert [(m.role, m.text) for m in view.messages if m.turn == 2] == [
            ("answer", "Yes, it is"), ("coach", "Kept. What else?"),
        ]  # fmt: skip
        [row] = await rows(coach, offers)
        assert (row.closed, row.how, row.button, row.fields) == (2, "answered", "yes", None)


async def test_what_the_client_edited_fills_the_parameter_of_its_name(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()), said("Fine."))) as coach:
        id, offer = await offered(coach)
        result = await coach.say(id, Answer(offer, "yes", {"name": "Run at dawn"}))
        assert result.actions[0].params == {"name": "Run at dawn"}
        answers = [m.text for m in (await coach.snapshot(id)).messages if m.role == "answer"]
        assert answers == ["Yes, it is\nRun at dawn"]


async def test_answering_twice_gives_the_same_result_once(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()), said("Kept."), said("Go on."))) as coach:
        id, offer = await offered(coach)
        first = await coach.say(id, Answer(offer, "yes"))
        assert (await coach.say(id, Answer(offer, "yes"))).json() == first.json()
        await coach.say(id, "And now?")
        assert (await coach.say(id, Answer(offer, "yes"), key="another")).json() == first.json()
        assert (await count(coach, id))["turns"] == 4


async def test_no_other_turn_takes_the_place_of_an_answer(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()), said("Kept."))) as coach:
        id, offer = await offered(coach)
        with pytest.raises(BadInput, match="a key that begins with 'offer ' belongs to an answer; use another one"):
            await coach.say(id, "Hm.", key=f"offer {offer}")
        assert (await coach.say(id, Answer(offer, "yes"), key=f"offer {offer}")).message == "Kept."


async def test_a_double_click_at_one_moment_is_one_turn(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()), said("Kept."))) as coach:
        id, offer = await offered(coach)
        both = await asyncio.gather(*(coach.say(id, Answer(offer, "yes"), wait=10) for _ in range(5)))
        assert len({result.json() for result in both}) == 1
        assert len((await coach.snapshot(id)).memory["goals"]) == 1


async def test_an_answer_that_comes_too_late_or_elsewhere_is_refused(database: str, folder: Path) -> None:
    model = PiecesModel(said("Well?", ask()), said("Or?", ask("Swim")), said("Kept."), said("Hello?", ask("Fly")))
    async with open_coach(database, folder, model) as coach:
        id, first = await offered(coach)
        second = (await coach.say(id, "I swim.")).offer
        assert second is not None
        with pytest.raises(OfferGone, match=f"not open; the open one is '{second.id}'"):
            await coach.say(id, Answer(first, "yes"))
        assert [(row.how, row.closed) for row in await rows(coach, offers)].count(("superseded", 2)) == 1
        await coach.say(id, Answer(second.id, "yes"))
        with pytest.raises(OfferGone, match="answered already, otherwise"):
            await coach.say(id, Answer(second.id, "no"))
        with pytest.raises(OfferGone, match="answered already, otherwise"):
            await coach.say(id, Answer(second.id, "yes", {"name": "Swim far"}))
        other, _ = await offered(coach)
        with pytest.raises(OfferGone, match="not open"):
            await coach.say(other, Answer(second.id, "yes"))
        with pytest.raises(NoSuchConversation):
            await coach.say(other, Answer(second.id, "yes"), user="bob")
        assert len((await coach.snapshot(id)).memory["goals"]) == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"button": "yse"}, "no button 'yse'; did you mean 'yes'"),
        ({"fields": {"nme": "x"}}, "no field 'nme' to edit; did you mean 'name'"),
        ({"fields": {"name": "x" * 21}}, "has 21 characters; 20 is the most"),
        ({"fields": {"name": "a\0b"}}, "NUL"),
        ({"button": ""}, "give its id and the button's name"),
        ({"fields": None}, "the fields of the answer are not texts by name"),
        ({"fields": ["name"]}, "the fields of the answer are not texts by name"),
        ({"fields": {"name": 1}}, "the fields of the answer are not texts by name"),
    ],
)
async def test_an_answer_that_fits_no_offer_is_refused(
    change: dict[str, Any], problem: str, folder: Path, tmp_path: Path
) -> None:
    async with open_coach(
        f"sqlite:///{tmp_path}/c.db", folder, PiecesModel(said("Well?", ask()), said("Kept."))
    ) as coach:
        id, offer = await offered(coach)
        with pytest.raises(BadInput, match=problem):
            await coach.say(id, replace(Answer(offer, "yes"), **change))
        assert (await coach.say(id, Answer(offer, "yes"))).turn == 2


async def test_where_an_answer_puts_a_new_offer_the_model_is_not_asked(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()), said("Kept."))) as coach:
        id, offer = await offered(coach)
        result = await coach.say(id, Answer(offer, "surer"))
        assert result.offer is not None
        assert (result.message, result.usage.calls, result.offer.text) == ("", 0, "Sure about “Run”?")
        assert (await coach.say(id, Answer(result.offer.id, "yes"))).message == "Kept."
        roles = [(m.role, m.turn) for m in (await coach.snapshot(id)).messages][2:]
        assert roles == [("coach", 1), ("offer", 1), ("answer", 2), ("offer", 2), ("answer", 3), ("coach", 3)]


async def test_a_button_can_move_the_conversation_along_an_exit_of_the_clients(database: str, folder: Path) -> None:
    model = PiecesModel(said("Well?", ask()), said("Let us plan."))
    async with open_coach(database, folder, model) as coach:
        id, offer = await offered(coach)
        result = await coach.say(id, Answer(offer, "on"))
        assert (result.from_state, result.state, result.message) == ("WELCOME", "PLAN", "Let us plan.")
        assert [request.state for request in model.requests] == ["WELCOME", "PLAN"]


async def test_a_state_that_puts_an_offer_on_entering_is_not_asked_after_a_button(
    database: str, program_folder: Folder
) -> None:
    plan = """
from coach import Offer, State, button, to

def put(turn):
    turn.put(Offer(kind="plan", text="Plan now?", buttons=[button("yes", "Yes")]))

state = State(title="Plan", on_enter=put, exits=[to("DONE")])
"""
    folder = program_folder(**{**FILES, "states/plan.py": plan})
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()))) as coach:
        id, offer = await offered(coach)
        result = await coach.say(id, Answer(offer, "on"))
        assert (result.state, result.usage.calls, result.offer and result.offer.text) == ("PLAN", 0, "Plan now?")


async def test_after_a_button_the_new_state_speaks_also_where_the_old_one_would(
    database: str, program_folder: Folder
) -> None:
    welcome = FILES["states/welcome.py"].replace('by="user"', 'by="user", speaks="old"')
    folder = program_folder(**{**FILES, "states/welcome.py": welcome})
    async with open_coach(database, folder, PiecesModel(said("Well?", ask()), said("Let us plan."))) as coach:
        id, offer = await offered(coach)
        assert (await coach.say(id, Answer(offer, "on"))).message == "Let us plan."


async def test_what_the_client_chooses_the_model_cannot(database: str, folder: Path) -> None:
    async with open_coach(database, folder, PiecesModel(said("Kept.", ("KEEP_GOAL", {"name": "Run"})))) as coach:
        begun = await coach.start("ann")
        [action] = (await coach.say(begun.id, "I run.")).actions
        assert (action.kind, (action.reason or "")[:50]) == (
            "not_allowed",
            "KEEP_GOAL is the client's to choose, with a button",
        )


async def test_an_open_offer_closes_a_guard_and_is_withdrawn_by_a_move(database: str, folder: Path) -> None:
    model = PiecesModel(
        said("Well?", ask()), said("On.", move("PLAN")), said("Well?"), said("Off.", ("TAKE_BACK", {}), move("PLAN")),
        said("Plan."),
    )  # fmt: skip
    async with open_coach(database, folder, model) as coach:
        id, _ = await offered(coach)
        closed = await coach.say(id, "Go on.")
        assert closed.actions[0].kind == "guard"
        assert "still to answer: “Is “Run” a goal of yours?”" in (closed.actions[0].reason or "")
        moved = await coach.say(id, "Go on!")
        assert (moved.state, moved.offer) == ("PLAN", None)
        [row] = await rows(coach, offers)
        assert (row.how, row.closed) == ("withdrawn", 3)


async def test_while_an_offer_holds_the_conversation_no_model_is_asked(database: str, folder: Path) -> None:
    model = PiecesModel(said("Rest.", ("PAUSE", {})), said("Welcome back."))
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        offer = (await coach.say(begun.id, "I am tired.")).offer
        assert offer is not None
        held = await coach.say(begun.id, "Are you there?")
        assert (held.message, held.usage.calls, held.offer) == ("Rest first.", 0, offer)
        assert kinds(await events_of(coach, begun.id, "Hello?")) == ["Started", "Text", "Completed"]
        assert (await coach.say(begun.id, Answer(offer.id, "back"))).message == "Welcome back."


@pytest.mark.parametrize("odd", ["STRANGE", "ASTRAY"])
async def test_a_button_that_nobody_could_press_is_a_fault_of_the_program(
    odd: str, folder: Path, database: str
) -> None:
    async with open_coach(database, folder, PiecesModel(said("Odd.", (odd, {})))) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "Hm.")
        assert (result.actions[0].status, result.offer) == ("failed", None)
