"""Deciding on a reply: the order, and a copy of its own for every action."""

from __future__ import annotations

from dataclasses import replace

import pytest
from deciding import kinds, program, ruled
from small_programs import (
    Goal,
    GoalMemory,
    at,
    breaking,
    move,
    propose,
    reply,
)

from coach import Action, Turn, to
from coach.engine.decide import decide, refusals
from coach.engine.reply import Proposal

# --- order -------------------------------------------------------------------------------------


def test_actions_are_applied_in_the_order_given() -> None:
    outcome = ruled(*(propose("SAVE_GOAL", name=name) for name in ("b", "a", "B", "c")))
    assert kinds(outcome) == ["applied", "applied", "invalid", "applied"]
    assert [goal.name for goal in GoalMemory.model_validate(outcome.memory).goals] == ["b", "a", "c"]


def test_a_transition_is_decided_last_on_the_memory_that_the_others_left() -> None:
    outcome = ruled(move("PLAN"), propose("SAVE_GOAL", name="Run"))
    assert [result.type for result in outcome.results] == ["TRANSITION_STATE", "SAVE_GOAL"]
    assert kinds(outcome) == ["applied", "applied"]
    assert outcome.state == "PLAN"
    assert outcome.results[0].summary == "Moved to Plan"
    assert (outcome.results[0].from_state, outcome.results[0].to_state) == ("FIRST", "PLAN")


def test_actions_after_a_granted_move_still_belong_to_the_state_that_was_asked() -> None:
    outcome = ruled(propose("SAVE_GOAL", name="Run"), move("PLAN"), propose("ELSEWHERE"), propose("BE_READY"))
    assert kinds(outcome) == ["applied", "applied", "not_allowed", "applied"]


def test_one_move_at_most_is_granted() -> None:
    memory = GoalMemory(goals=[Goal(name="Run")])
    outcome = ruled(move("PLAN"), move("PLAN"), move("FIRST"), memory=memory)
    assert kinds(outcome) == ["applied", "limit", "limit"]
    assert "one move a turn" in outcome.results[1].reason


def test_a_second_transition_is_heard_where_the_first_was_refused() -> None:
    memory = GoalMemory(goals=[Goal(name="Run")])
    assert kinds(ruled(move("NOWHERE"), move("PLAN"), memory=memory)) == ["undeclared", "applied"]


def test_a_transition_after_a_move_in_the_same_turn_is_over_the_limit() -> None:
    outcome = ruled(propose("SAVE_GOAL", name="Run"), move("PLAN"), moved=True)
    assert kinds(outcome) == ["applied", "limit"]
    assert (outcome.state, outcome.move) == ("FIRST", None)


# --- own copy each -----------------------------------------------------------------------------


def test_a_refused_or_failed_action_leaves_no_trace_and_does_not_stop_the_rest() -> None:
    outcome = ruled(
        propose("SAVE_GOAL", name="one"), propose("REFUSE_ALL"), propose("BREAK_DOWN"), propose("SAVE_GOAL", name="two")
    )
    assert kinds(outcome) == ["applied", "invalid", "failed", "applied"]
    memory = GoalMemory.model_validate(outcome.memory)
    assert [goal.name for goal in memory.goals] == ["one", "two"]
    assert memory.ready is False


@pytest.mark.parametrize(
    "proposal", [propose("BREAK_DOWN"), propose("WIDE", word="break"), propose("WIDE", word="odd")]
)
def test_an_action_at_fault_fails_and_its_error_goes_to_the_log_alone(proposal: Proposal) -> None:
    outcome = ruled(proposal)
    [result] = outcome.results
    assert (result.status, result.kind) == ("failed", None)
    assert "secret" not in result.reason
    assert "reported" in result.reason
    [bug] = outcome.bugs
    assert bug.what == f"action {proposal.type}"
    assert isinstance(bug.error, ZeroDivisionError | KeyError | TypeError)


@pytest.mark.parametrize(("word", "summary"), [("silent", ""), ("empty", ""), ("said", "said")])
def test_an_action_may_say_nothing(word: str, summary: str) -> None:
    [result] = ruled(propose("WIDE", word=word)).results
    assert (result.status, result.summary) == ("applied", summary)


def test_what_was_not_done_is_listed_for_the_model() -> None:
    outcome = ruled(propose("SAVE_GOAL", name="a"), propose("REFUSE_ALL"), Proposal("", {}, "unreadable"), move("PLAN"))
    assert refusals(outcome.results) == ["REFUSE_ALL: not today", "an action: unreadable"]
    assert outcome.refused_transitions == ()
    outcome = ruled(move("PLAN"), move("X"))
    assert [r.kind for r in outcome.refused_transitions] == ["guard", "undeclared"]


def test_a_faulty_guard_fails_the_transition_and_is_reported() -> None:
    outcome = ruled(move("PLAN"), program=program(exits=[to("PLAN", when=breaking(ValueError("secret")))]))
    [result] = outcome.results
    assert (result.status, outcome.state, outcome.move) == ("failed", "FIRST", None)
    assert "secret" not in result.reason
    assert isinstance(outcome.bugs[0].error, ValueError)


def test_the_context_and_the_clock_reach_an_action() -> None:
    seen: list[Turn[GoalMemory]] = []

    class Look(Action):
        """Looks around."""

        def apply(self, turn: Turn[GoalMemory]) -> None:
            seen.append(turn)
            turn.context["list"].append("mine")

    context = {"list": ["host's"], "tier": "gold"}
    snapshot = replace(at("FIRST"), context=context)
    decide(program(actions=[Look]), snapshot, reply(propose("LOOK"), propose("LOOK")))
    assert [(turn.state, turn.number, turn.now, turn.since_last, turn.by) for turn in seen] == [
        ("FIRST", 3, snapshot.now, None, "model")
    ] * 2
    assert [turn.context["list"] for turn in seen] == [["host's", "mine"], ["host's", "mine"]]
    assert context == {"list": ["host's"], "tier": "gold"}
