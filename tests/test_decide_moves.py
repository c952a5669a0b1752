"""Moves: automatic exits, entering a state, guards at fault or slow, and what is still missing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from small_programs import Goal, GoalMemory, SaveGoal, a_goal_is_known, at, breaking, make, move, propose, ready, reply

from coach import Offer, Refused, State, Turn, button, guard, to
from coach.engine.decide import Outcome, decide, missing
from coach.engine.program import Program
from coach.program.action import By
from coach.program.state import Exit

MODEL: By = "model"
FULL = GoalMemory(goals=[Goal(name="Run")])


def program(*exits: Exit, **second: Any) -> Program:
    return make(
        {
            "FIRST": State(title="First", actions=[SaveGoal], exits=exits),
            "SECOND": State(**{"title": "Second", "exits": [to("THIRD", by="auto")], **second}),
            "THIRD": State(title="Third", final=True),
        }
    )


def ruled(program: Program, *proposals: Any, memory: GoalMemory | None = None, **more: Any) -> Outcome:
    return decide(program, at("FIRST", memory, **more), reply(*proposals))


# --- automatic exits -----------------------------------------------------------------------------


def test_the_first_open_automatic_exit_is_taken_in_the_order_declared() -> None:
    first = to("SECOND", by="auto", when=a_goal_is_known)
    second = to("THIRD", by="auto")
    assert ruled(program(first, second)).state == "THIRD"
    assert ruled(program(first, second), memory=FULL).state == "SECOND"
    assert ruled(program(second, first), memory=FULL).state == "THIRD"


def test_an_automatic_move_is_decided_on_what_the_actions_left_and_is_on_record() -> None:
    outcome = ruled(program(to("SECOND", by="auto", when=a_goal_is_known)), propose("SAVE_GOAL", name="Run"))
    assert outcome.state == "SECOND"
    assert outcome.by_itself is not None
    assert (outcome.by_itself.by, outcome.by_itself.status, outcome.by_itself.to_state) == ("auto", "applied", "SECOND")
    assert outcome.by_itself.params == {"target_state": "SECOND"}
    assert [result.type for result in outcome.results] == ["SAVE_GOAL"]


def test_one_move_a_turn_automatic_ones_included() -> None:
    onward = program(to("SECOND"), to("SECOND", by="auto"))
    assert ruled(onward).state == "SECOND"
    granted = ruled(onward, move("SECOND"))
    assert (granted.state, granted.by_itself) == ("SECOND", None)
    assert ruled(onward, moved=True).state == "FIRST"


def test_an_automatic_exit_is_taken_though_the_model_asked_for_a_closed_one() -> None:
    outcome = ruled(program(to("SECOND", when=a_goal_is_known), to("THIRD", by="auto")), move("SECOND"))
    assert outcome.results[0].kind == "guard"
    assert outcome.state == "THIRD"


@pytest.mark.parametrize("by", ["user", "operator"])
def test_what_a_person_asks_for_is_never_taken_by_itself(by: Any) -> None:
    outcome = ruled(program(to("SECOND", by=by)))
    assert (outcome.state, outcome.by_itself, outcome.move) == ("FIRST", None, None)


def test_a_move_takes_back_what_was_asked_in_the_state_that_is_left() -> None:
    asked = GoalMemory().with_offer(Offer(kind="goal", text="Run?", buttons=[button("yes", "Yes")]))
    left = ruled(program(to("SECOND")), move("SECOND"), memory=asked)
    assert (left.state, left.memory.offer) == ("SECOND", None)


def test_while_an_offer_holds_the_conversation_only_its_buttons_move_it() -> None:
    rest = Offer(kind="break", text="A rest.", buttons=[button("on", "On")], holds="Rest first.")
    resting = GoalMemory().with_offer(rest)
    outcome = ruled(program(to("SECOND"), to("THIRD", by="auto")), move("SECOND"), memory=resting)
    assert (outcome.state, outcome.results[0].kind, outcome.memory.offer) == ("FIRST", "guard", rest)
    assert outcome.results[0].reason == "SECOND is not open yet: The client has still to answer: “A rest.”"
    pressed = decide(program(to("SECOND", by="user")), at("FIRST", resting), reply(move("SECOND")), by="user")
    assert pressed.state == "SECOND"


def test_an_automatic_exit_at_fault_is_passed_over_and_reported() -> None:
    outcome = ruled(program(to("SECOND", by="auto", when=breaking(ValueError("x"))), to("THIRD", by="auto")))
    assert outcome.state == "THIRD"
    assert [bug.what for bug in outcome.bugs] == ["exit FIRST -> SECOND (auto): guard broken raised ValueError"]


# --- entering ----------------------------------------------------------------------------------


def test_on_enter_changes_the_memory_of_the_move_and_knows_who_moved() -> None:
    seen: list[Turn[GoalMemory]] = []

    def enter(turn: Turn[GoalMemory]) -> None:
        seen.append(turn)
        turn.memory.mood = f"in {turn.state}"

    for exit in (to("SECOND"), to("SECOND", by="auto")):
        before = FULL.copied()
        outcome = ruled(program(exit, on_enter=enter), *([move("SECOND")] if exit.by == "model" else []), memory=before)
        assert outcome.memory != before
        assert outcome.memory.scalars()["mood"] == "in SECOND"
        assert before == FULL
    assert [turn.by for turn in seen] == ["model", "auto"]


def test_on_enter_is_left_alone_when_a_state_leads_to_itself() -> None:
    def enter(turn: Turn[GoalMemory]) -> None:
        raise AssertionError

    again = make({"FIRST": State(title="First", exits=[to("FIRST")], on_enter=enter)})
    outcome = ruled(again, move("FIRST"))
    assert outcome.results[0].status == "applied"
    assert outcome.move is not None
    assert (outcome.move.from_state, outcome.move.to_state) == ("FIRST", "FIRST")


@pytest.mark.parametrize("error", [ValueError("secret"), Refused("not now")])
def test_a_move_whose_on_enter_raises_fails_and_leaves_no_trace(error: Exception) -> None:
    def enter(turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.add(Goal(name="of a failed move"))
        raise error

    outcome = ruled(program(to("SECOND"), on_enter=enter), move("SECOND"), propose("SAVE_GOAL", name="Run"))
    assert [result.status for result in outcome.results] == ["failed", "applied"]
    assert "secret" not in outcome.results[0].reason
    assert (outcome.state, outcome.move) == ("FIRST", None)
    assert [goal["name"] for goal in outcome.memory.plain()["goals"]] == ["Run"]
    assert [(bug.what, bug.error) for bug in outcome.bugs] == [("on_enter of SECOND", error)]


def test_after_a_failed_move_an_automatic_exit_may_still_be_taken() -> None:
    def enter(turn: Turn[GoalMemory]) -> None:
        raise ValueError

    outcome = ruled(program(to("SECOND"), to("THIRD", by="auto"), on_enter=enter), move("SECOND"))
    assert outcome.state == "THIRD"


# --- guards that are slow or at fault -----------------------------------------------------------------


def test_a_slow_guard_is_obeyed_and_reported() -> None:
    @guard
    def slow(memory: GoalMemory) -> Iterator[str]:
        """This takes its time."""
        time.sleep(0.06)
        yield from ()

    outcome = ruled(program(to("SECOND", when=slow)), move("SECOND"))
    assert outcome.state == "SECOND"
    [bug] = outcome.bugs
    assert bug.error is None
    assert bug.what.startswith("exit FIRST -> SECOND (model): its guard took ")


def test_a_quick_guard_is_not_reported() -> None:
    assert ruled(program(to("SECOND", when=a_goal_is_known)), move("SECOND"), memory=FULL).bugs == ()


@pytest.mark.parametrize(
    "write",
    [
        lambda memory: setattr(memory, "ready", True),
        lambda memory: memory.goals.add(Goal(name="mine")),
        lambda memory: memory.goals.change("Run", size=99),
    ],
)
def test_a_guard_that_writes_never_opens_the_door(write: Callable[[GoalMemory], object]) -> None:
    @guard
    def writing(memory: GoalMemory) -> Iterator[str]:
        """This writes."""
        write(memory)
        yield from ()

    before = FULL.copied()
    outcome = ruled(program(to("SECOND", when=writing)), move("SECOND"), memory=before)
    assert (outcome.results[0].status, outcome.state) == ("failed", "FIRST")
    assert outcome.memory == before == FULL
    assert len(outcome.bugs) == 1


# --- what is missing -----------------------------------------------------------------------------


def test_what_is_missing_is_said_for_every_exit_that_is_not_an_operators() -> None:
    exits = [
        to("SECOND", when=a_goal_is_known & ready),
        to("FIRST", by="user", when=ready),
        to("THIRD", by="operator"),
    ]
    assert missing(program(*exits), "FIRST", GoalMemory()) == {
        "SECOND": ["no goal yet", "not ready"],
        "FIRST": ["not ready"],
    }
    assert missing(program(*exits), "THIRD", GoalMemory()) == {}


def test_of_two_ways_to_a_state_the_open_one_counts_but_not_for_somebody_else() -> None:
    both = program(to("SECOND", when=a_goal_is_known), to("SECOND", by="user"))
    assert missing(both, "FIRST", GoalMemory()) == {"SECOND": []}
    assert missing(both, "FIRST", GoalMemory(), by=[MODEL]) == {"SECOND": ["no goal yet"]}


def test_a_faulty_guard_counts_as_closed_and_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    broken = program(to("SECOND", when=breaking(ValueError("secret"))))
    with caplog.at_level(logging.ERROR, logger="coach.program"):
        [said] = missing(broken, "FIRST", GoalMemory())["SECOND"]
    assert "secret" not in said
    assert "exit FIRST -> SECOND (model): guard broken raised ValueError" in caplog.text
