"""What a walk expects, met and not met."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from failing_walks import FILES, Break, differing, said
from goal_actions import DONE, PLAN, SaveGoal

from coach import Program, TransitionState, Walk
from coach.testing import Step


@pytest.fixture
def walk(program_folder: Callable[..., Path]) -> Iterator[Walk]:
    with Walk(Program.load(program_folder(**FILES))) as walk:
        yield walk


@pytest.fixture
def step(walk: Walk) -> Step:
    """A turn in PLAN that saved a goal, failed at another action, was refused a move, and stayed."""
    walk.at("PLAN", {"goals": [{"name": "sing"}]})
    walk.user("To run ten miles. On to it!")
    return walk.coach("Ten miles.", SaveGoal(name="run", size=10), Break(), TransitionState(target_state="PLAN"))


MET: dict[str, Callable[[Step], object]] = {
    "an action applied": lambda step: step.applied(SaveGoal).applied("SAVE_GOAL"),
    "an action applied with these parameters": lambda step: step.applied(SaveGoal(name="run", size=10)),
    "something refused": lambda step: step.refused(),
    "something refused for this": lambda step: step.refused("no exit from PLAN to PLAN"),
    "something refused as this": lambda step: step.refused(kind="undeclared").refused("no exit", kind="undeclared"),
    "something failed": lambda step: step.failed(),
    "an action failed": lambda step: step.failed(Break).failed("BREAK"),
    "staying": lambda step: step.stays(),
    "words said": lambda step: step.says("Ten miles."),
    "words told": lambda step: step.prompt_contains("Goals: sing"),
}
NOT_MET: dict[str, tuple[Callable[[Step], object], str, list[str]]] = {
    "all applied": (
        lambda step: step.applied(),
        "not everything was applied",
        ["BREAK failed: something", 'TRANSITION_STATE {"target_state": "PLAN"} refused (undeclared): there is no exit'],
    ),
    "an action applied": (lambda step: step.applied(SaveGoal, Break), "BREAK was not applied", ["BREAK failed"]),
    "an action applied with other parameters": (
        lambda step: step.applied(SaveGoal(name="run")),
        "SAVE_GOAL was not applied with SaveGoal(name='run', size=1)",
        ['SAVE_GOAL {"name": "run", "size": 10} applied: Saved goal'],
    ),
    "an action nobody proposed": (
        lambda step: step.applied(DONE),
        "TRANSITION_STATE was not applied with TransitionState(target_state='DONE')",
        ['TRANSITION_STATE {"target_state": "PLAN"} refused'],
    ),
    "an action there is not": (lambda step: step.applied("SAVE_GOLD"), "did you mean 'SAVE_GOAL'?", []),
    "refused for something else": (
        lambda step: step.refused("too late"),
        "nothing was refused with 'too late'",
        ["TRANSITION_STATE"],
    ),
    "refused as something else": (
        lambda step: step.refused("no exit", kind="guard"),
        "nothing was refused as guard with 'no exit'",
        ["TRANSITION_STATE"],
    ),
    "refused as nothing there is": (
        lambda step: step.refused(kind="gard"),  # type: ignore[arg-type]  # the slip that is meant
        "there is no refusal of kind 'gard'; did you mean 'guard'?",
        [],
    ),
    "another action failed": (lambda step: step.failed(SaveGoal), "SAVE_GOAL did not fail", ["SAVE_GOAL"]),
    "moving": (lambda step: step.moves_to("DONE"), "it did not move to DONE; it stayed in PLAN", ["TRANSITION_STATE"]),
    "moving to nowhere": (lambda step: step.moves_to("PLANE"), "no state 'PLANE'; did you mean 'PLAN'?", ["turn 1"]),
    "words": (lambda step: step.says("Ten yards."), "the coach did not say 'Ten yards.'", ["coach: Ten miles."]),
    "words told": (
        lambda step: step.prompt_contains("Goals: sing; run"),
        "no request of the turn has 'Goals: sing; run' in it",
        ["Goals: sing;"],
    ),
}


@pytest.mark.parametrize("expectation", MET.values(), ids=MET)
def test_what_is_met_goes_on(step: Step, expectation: Callable[[Step], object]) -> None:
    assert expectation(step) is step


@pytest.mark.parametrize(("expectation", "problem", "marked"), NOT_MET.values(), ids=NOT_MET)
def test_what_is_not_met_is_marked(
    step: Step, expectation: Callable[[Step], object], problem: str, marked: list[str]
) -> None:
    lines = said(lambda: expectation(step))
    assert problem in lines[0]
    found = differing(lines)
    assert len(found) == len(marked), lines
    assert all(line.startswith(start) for line, start in zip(found, marked, strict=True)), found


def test_a_turn_without_actions_applied_nothing_and_refused_nothing(walk: Walk) -> None:
    walk.begin()
    walk.user("Hm.")
    step = walk.coach("Well?")
    for expectation, problem in (
        (step.applied, "nothing was proposed"),
        (step.refused, "nothing was refused"),
        (step.failed, "nothing failed"),
    ):
        lines = said(expectation)
        assert (lines[0], differing(lines)) == (problem, ["coach: Well?"])


def test_a_turn_that_moved_did_not_stay_nor_move_elsewhere(walk: Walk) -> None:
    walk.begin()
    walk.user("To run.")
    step = walk.coach("Run.", SaveGoal(name="run"), PLAN).then("When?").moves_to("PLAN")
    lines = said(step.stays)
    assert lines[0] == "it did not stay in WELCOME; it moved to PLAN"
    assert differing(lines) == ["turn 1: WELCOME → PLAN"]
    lines = said(lambda: step.moves_to("DONE"))
    assert lines[0] == "it did not move to DONE; it moved to PLAN"
    assert differing(lines) == ["turn 1: WELCOME → PLAN"]


def test_what_is_so_now_met_and_not_met(walk: Walk) -> None:
    walk.begin().remembers(ready=False).says("What do you want?")
    assert walk.missing("PLAN") == ["no goal yet"]
    assert "no exit to PLANS here; did you mean 'PLAN'?" in said(lambda: walk.missing("PLANS"))[0]
    lines = said(lambda: walk.remembers(ready=True))
    assert (lines[0], differing(lines)) == ("the memory's ready is False, not True", ["memory, ready: False"])
    lines = said(lambda: walk.says("What do you need?"))
    assert differing(lines) == ["coach: What do you want?"]
    assert said(lambda: walk.prompt_contains("goal"))[-1] == "> the model was not asked"
    walk.at("PLAN")
    assert said(lambda: walk.says("Hello"))[0] == "the coach said nothing"
    assert said(lambda: walk.fail("and now?")) == [
        "and now?",
        "",
        "  now in PLAN",
        "    DONE: open",
        "    WELCOME: open",
    ]


def test_memory_that_is_not_as_expected_is_told_by_what_is_nearest(walk: Walk) -> None:
    walk.at("PLAN", {"goals": [{"name": "run", "size": 3}, {"name": "sing", "size": 3}]})
    walk.remembers("goals").remembers("goals", size=3).remembers("goals", name="run", size=3)
    lines = said(lambda: walk.remembers("goals", name="run", size=10))
    assert lines[0] == "goals has no record with name='run', size=10"
    assert differing(lines) == ["memory, goals: name='run', size=3"]
    assert "the memory has no 'reddy'; did you mean 'ready'?" in said(lambda: walk.remembers(reddy=True))[0]
    assert "no collection 'goal'; did you mean 'goals'?" in said(lambda: walk.remembers("goal", name="run"))[0]
    assert "have no field 'nam'; did you mean 'name'?" in said(lambda: walk.remembers("goals", nam="run"))[0]
    walk.remembers(goals=[{"name": "sing"}, {"name": "run", "size": 3}])
    lines = said(lambda: walk.remembers(goals=[{"name": "sing"}, {"name": "rest"}]))
    assert lines[0] == "goals has no record with name='rest'"
    lines = said(lambda: walk.remembers(goals=[]))
    assert (lines[0], len(differing(lines))) == ("goals is not empty", 2)
    assert said(lambda: walk.remembers(goals=3))[0].startswith("goals is a collection: give a list of records")
    assert said(walk.remembers)[0].startswith("say what should be remembered")
    walk.begin()
    lines = said(lambda: walk.remembers("goals"))
    assert (lines[0], differing(lines)) == ("goals is empty", ["memory, goals: []"])
    walk.remembers(goals=[])
