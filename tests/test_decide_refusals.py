"""Every kind of refusal, with a reason that names the choices."""

from __future__ import annotations

from typing import Any

import pytest
from deciding import kinds, program, ruled
from small_programs import (
    Goal,
    GoalMemory,
    SaveGoal,
    make,
    move,
    propose,
)

from coach import Action, Refused, State, Turn
from coach.engine.reply import Proposal


def test_an_applied_action_has_its_summary_and_its_parameters_as_given() -> None:
    [result] = ruled(propose("SAVE_GOAL", name="Run", size="4")).results
    assert (result.status, result.summary, result.reason) == ("applied", "Saved goal 'Run'", "")
    assert result.params == {"name": "Run", "size": "4"}
    assert result.by == "model"


@pytest.mark.parametrize(
    ("proposal", "kind", "reason"),
    [
        (propose("SAVE_GAOL"), "undeclared", "there is no action 'SAVE_GAOL'; did you mean 'SAVE_GOAL'?"),
        (
            propose("X" * 500),
            "undeclared",
            f"there is no action '{'X' * 80}'; there are 'BE_READY', 'BREAK_DOWN', 'REFUSE_ALL', 'SAVE_GOAL', "
            "'TRANSITION_STATE', 'WIDE'",
        ),
        (
            propose("ELSEWHERE"),
            "not_allowed",
            "ELSEWHERE is not allowed here; allowed here: 'SAVE_GOAL', 'BE_READY', 'REFUSE_ALL', 'BREAK_DOWN', "
            "'WIDE', 'TRANSITION_STATE'",
        ),
        (propose("SAVE_GOAL"), "invalid", "name: is required"),
        (propose("SAVE_GOAL", name=None), "invalid", "name: should be a valid string"),
        (
            propose("SAVE_GOAL", name="a", colour=1),
            "invalid",
            "colour: there is no such parameter; there are 'name', 'size'",
        ),
        (propose("WIDE", word="refuse"), "invalid", "not that word"),
        (propose("WIDE", word="gone"), "stale", "that word is gone"),
        (propose("REFUSE_ALL"), "invalid", "not today"),
        (propose("REFUSE_ALL", stale=True), "stale", "not today"),
        (Proposal("SAVE_GOAL", {"text": "{"}, "the braces do not match"), "invalid", "the braces do not match"),
        (Proposal("TRANSITION_STATE", {"text": "{"}, "no"), "invalid", "no"),
        (move("PLAN"), "guard", "PLAN is not open yet: no goal yet"),
        (move("plna"), "undeclared", "there is no state 'PLNA'; did you mean 'PLAN'?"),
        (move("ELSE"), "undeclared", "there is no state 'ELSE'; there are 'PLAN'"),
        (move("FIRST"), "undeclared", "there is no exit from FIRST to FIRST; you may ask for 'PLAN'"),
        (move("CALL"), "not_allowed", "the exit to CALL is the client's to ask for; you may ask for 'PLAN'"),
        (move("HELP"), "not_allowed", "the exit to HELP is an operator's to ask for; you may ask for 'PLAN'"),
        (move("WAIT"), "not_allowed", "the exit to WAIT is taken by itself; you may ask for 'PLAN'"),
        (propose("TRANSITION_STATE"), "invalid", "target_state: is required; you may ask for 'PLAN'"),
        (
            propose("TRANSITION_STATE", target_state=3),
            "invalid",
            "target_state: should be a valid string; you may ask for 'PLAN'",
        ),
    ],
)
def test_a_refusal_has_its_kind_and_a_reason_that_names_the_choices(proposal: Proposal, kind: str, reason: str) -> None:
    before = GoalMemory()
    outcome = ruled(proposal, memory=before)
    [result] = outcome.results
    assert (result.status, result.kind, result.reason) == ("refused", kind, reason)
    assert (outcome.memory, outcome.state, outcome.bugs) == (before, "FIRST", ())


def test_where_nothing_can_be_done_the_reason_says_so() -> None:
    bare = make({"FIRST": State(title="First"), "OTHER": State(title="Other", actions=[SaveGoal])})
    reasons = [
        r.reason for r in ruled(propose("X"), propose("SAVE_GOAL", name="a"), move("OTHER"), program=bare).results
    ]
    assert reasons == [
        "there is no action 'X'; nothing can be done here",
        "SAVE_GOAL is not allowed here; nothing can be done here",
        "there is no exit from FIRST to OTHER; there is no exit you may ask for",
    ]


def test_a_refusal_never_repeats_more_of_the_input_than_a_name() -> None:
    long = "a very long\nname " * 5000
    outcome = ruled(propose("SAVE_GOAL", **{long: 1, "name": "x"}), propose(long), move(long))
    assert kinds(outcome) == ["invalid", "undeclared", "undeclared"]
    assert all(len(result.reason) < 300 and "\n" not in result.reason for result in outcome.results)


def test_a_refusal_without_words_gets_some() -> None:
    class Mute(Action):
        """Refuses without a word."""

        def apply(self, turn: Turn[GoalMemory]) -> None:
            raise Refused

    [result] = ruled(propose("MUTE"), program=program(actions=[Mute])).results
    assert (result.kind, result.reason) == ("invalid", "it cannot be done now")


@pytest.mark.parametrize("params", [{"word": "x", "count": None}, {"word": "x"}])
def test_null_means_not_given(params: dict[str, Any]) -> None:
    assert kinds(ruled(Proposal("WIDE", params))) == ["applied"]


def test_target_states_are_read_in_any_case() -> None:
    memory = GoalMemory(goals=[Goal(name="Run")])
    assert ruled(move(" plan "), memory=memory).state == "PLAN"
