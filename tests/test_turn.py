"""A turn: who is asked, how often, what is made of the replies, and what is on record of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, count, goal, move, open_coach, rows, said

from coach import Coach
from coach.errors import ReplyUnusable
from coach.store.tables import model_calls

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
REFUSED = said("Let us plan.", move("PLAN"))
BROKEN = '{"actions": [], "message": "Hel'


async def test_a_conversation_begins_with_the_opening(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as coach:
        begun = await coach.start("ann")
        opening = begun.opening
        assert (opening.turn, opening.from_state, opening.state) == (0, "WELCOME", "WELCOME")
        assert (opening.message, opening.usage.calls) == ("What do you want?", 0)
        assert opening.missing == {"PLAN": ["no goal yet"]}
        assert [(m.turn, m.role, m.text) for m in (await coach.snapshot(begun.id)).messages] == [
            (0, "coach", "What do you want?")
        ]


async def test_a_turn_does_what_was_proposed_and_is_on_record(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Fine.", goal("Run", size=2), goal("RUN")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann", tenant="acme", label="first")
        result = await coach.say(begun.id, "I want to run.")
        assert [(a.type, a.status, a.kind) for a in result.actions] == [
            ("SAVE_GOAL", "applied", None),
            ("SAVE_GOAL", "refused", "invalid"),
        ]
        assert result.actions[0].params == {"name": "Run", "size": 2}
        assert result.missing == {"PLAN": []}
        view = await coach.snapshot(begun.id)
        assert [record["name"] for record in view.memory["goals"]] == ["Run"]
        assert [(m.role, m.text, m.state, m.model) for m in view.messages[1:]] == [
            ("client", "I want to run.", "WELCOME", None),
            ("coach", "Fine.", "WELCOME", "pieces"),
        ]
        assert {(a.turn, a.attempt, a.by, a.label) for a in view.actions} == {(1, 1, "model", "first")}
        assert "called 'Run'" in str(view.actions[1].reason)


async def test_a_refused_transition_is_asked_for_once_more_with_its_reasons(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(REFUSED, said("What is your goal?"))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "Hello")
        assert (result.message, result.state, result.usage.calls) == ("What is your goal?", "WELCOME", 2)
        assert [(a.type, a.kind, a.reason) for a in result.actions] == [
            ("TRANSITION_STATE", "guard", "PLAN is not open yet: no goal yet")
        ]
        told = model.requests[1].messages
        assert told[: len(model.requests[0].messages)] == model.requests[0].messages
        assert "no goal yet" in told[-1].text
        assert [m.text for m in (await coach.snapshot(begun.id)).messages][1:] == ["Hello", "What is your goal?"]


async def test_what_was_applied_stays_applied_when_the_model_is_asked_again(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("On.", goal("Run"), move("DONE")), said("Once more.", goal("run"), goal("Rest")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "Hello")
        assert [(a.status, a.kind) for a in result.actions] == [
            ("applied", None),
            ("refused", "undeclared"),
            ("refused", "invalid"),
            ("applied", None),
        ]
        view = await coach.snapshot(begun.id)
        assert [(a.attempt, a.status) for a in view.actions] == [
            (1, "applied"),
            (1, "refused"),
            (2, "refused"),
            (2, "applied"),
        ]
        assert [record["name"] for record in view.memory["goals"]] == ["Run", "Rest"]


async def test_other_refusals_are_not_asked_about_but_shown_in_the_next_turn(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel(said("Ok.", ("SAVE_DREAM", {"name": "Fly"})), said("Well."), said("So."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        first = await coach.say(begun.id, "I want to fly.")
        assert (first.actions[0].kind, first.usage.calls) == ("undeclared", 1)
        await coach.say(begun.id, "Really.")
        await coach.say(begun.id, "Yes.")
        noted = ["SAVE_DREAM: there is no action" in request.messages[-2].text for request in model.requests]
        assert noted == [False, True, False]


UNUSABLE = [BROKEN, "", "no object", said(""), said("  \n"), "[" * 100_000, said("x", goal("\0"))]


async def test_a_reply_that_stays_unusable_commits_nothing_and_the_key_is_free(
    database: str, program_folder: Folder
) -> None:
    model = PiecesModel()
    async with open_coach(database, program_folder(), model) as coach:
        for bad in UNUSABLE:
            model.answers = [bad, bad, bad, said("Good.")]
            begun = await coach.start("ann")
            before = await count(coach)
            with pytest.raises(ReplyUnusable, match=r"[^.]; try again"):
                await coach.say(begun.id, "Hello", key="k")
            assert await count(coach) == before
            result = await coach.say(begun.id, "Hello", key="k")
            assert (result.turn, result.message, result.usage.calls) == (1, "Good.", 2)
        assert [call.attempt for call in await rows(coach, model_calls)] == [1, 2] * len(UNUSABLE)


KINDS = {
    "fine": said("fine"),
    "blank": said(" "),
    "broken": BROKEN,
    "refused": said("refused", move("NOWHERE")),
    "moved": said("moved", move("PLAN")),
}


def expected(kinds: tuple[str, ...]) -> tuple[int, bool]:
    """How many calls such a turn makes (the replies being of these kinds, in order), and whether it is committed."""
    bad, first, second = ("blank", "broken"), kinds[0], kinds[1]
    used = 1
    if first != "moved":
        if first == "fine":
            return 1, True
        used = 2
        if second != "moved":
            return 2, second not in bad or first == "refused"
    arrived = kinds[used:]  # the new state speaks, and whatever it asks for its words stand
    for index, kind in enumerate(arrived[:2], 1):
        if kind not in bad:
            return used + index, True
    return used + min(len(arrived), 2), False


async def test_no_row_of_replies_takes_more_than_three_calls(program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder()) as idle:
        for kinds in itertools.product(KINDS, repeat=3):
            model = PiecesModel(*(KINDS[kind] for kind in kinds))
            coach = Coach(idle.store, idle.program, model)
            begun = await coach.start("ann", memory={"goals": [{"name": "Run"}]})
            calls, kept = expected(kinds)
            try:
                result = await coach.say(begun.id, "Hello")
            except ReplyUnusable:
                assert (len(model.requests), kept) == (calls, False), kinds
                assert (await count(coach, begun.id))["turns"] == 1, kinds
            else:
                assert (len(model.requests), kept) == (calls, True), kinds
                assert (await count(coach, begun.id))["model_calls"] == result.usage.calls == calls
                moved = "moved" in kinds[: calls - 1]
                assert result.state == ("PLAN" if moved else "WELCOME"), kinds
                assert result.message == kinds[calls - 1] or (kinds[0] == "refused" == result.message), kinds
                assert sum(a.status == "applied" for a in result.actions) == moved, kinds
