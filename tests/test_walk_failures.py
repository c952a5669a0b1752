"""What a walk expects, met and not met, and the transcript that a failure shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach import Action, Program, TransitionState, Walk
from coach.testing import Step

PLAN, DONE = (TransitionState(target_state=state) for state in ("PLAN", "DONE"))


class SaveGoal(Action):
    """The program's, by its name and parameters."""

    name: str
    size: int = 1


class Break(Action):
    """The program's, which breaks."""


BREAK = '''
from coach import Action, Turn

from ..memory import GoalMemory


class Break(Action):
    """Break inside."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return str(1 // 0)
'''
PLANNING = '''
"""The client plans the goal."""

from coach import State, to

from ..actions.goals import SaveGoal
from ..actions.more import Break

state = State(title="Plan", actions=[SaveGoal, Break], exits=[to("DONE"), to("WELCOME")])
'''


@pytest.fixture
def walk(program_folder: Callable[..., Path]) -> Iterator[Walk]:
    folder = program_folder(**{"actions/more.py": BREAK, "states/plan.py": PLANNING})
    with Walk(Program.load(folder)) as walk:
        yield walk


def said(expectation: Callable[[], object]) -> list[str]:
    """The lines of what an expectation that is not met says."""
    with pytest.raises(AssertionError) as raised:
        expectation()
    return str(raised.value).splitlines()


def differing(lines: list[str]) -> list[str]:
    return [line[1:].strip() for line in lines if line.startswith(">")]


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
    assert said(lambda: walk.says("Hello"))[0] == "the coach has said nothing yet"
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
    assert said(lambda: walk.remembers(goals=[]))[0] == "goals is a collection: walk.remembers('goals', …)"
    assert said(walk.remembers)[0].startswith("say what should be remembered")
    walk.begin()
    lines = said(lambda: walk.remembers("goals"))
    assert (lines[0], differing(lines)) == ("goals is empty", ["memory, goals: []"])


def test_a_turn_that_fails_is_told_with_its_line_in_the_test(walk: Walk) -> None:
    walk.at("DONE")
    lines = said(walk.user("Hello?").stays)
    assert lines[0].startswith("the turn failed, ConversationOver: the conversation is over")
    assert differing(lines)[0].startswith("this turn did not happen (test_walk_failures.py:")
    assert lines[-1] == "    client: Hello?"


def test_a_failure_tells_how_the_conversation_came_to_this(walk: Walk) -> None:
    walk.begin()
    walk.user("To run.")
    first = walk.coach("Running. How far?", SaveGoal(name="run"))
    walk.user("Ten miles.\nOr less.")
    second = walk.coach("Ten!", SaveGoal(name="Run", size=10), PLAN).then("When do you run?")
    assert said(lambda: second.applied()) == [
        "not everything was applied",
        "",
        "  turn 0: WELCOME",
        "    coach: What do you want?",
        "  turn 1: WELCOME",
        "    client: To run.",
        '      SAVE_GOAL {"name": "run", "size": 1} applied: Saved goal \'run\'',
        "    coach: Running. How far?",
        "  turn 2: WELCOME → PLAN",
        "    client: Ten miles. Or less.",
        '>     SAVE_GOAL {"name": "Run", "size": 10} refused (invalid): there is already a goal called \'run\'',
        '      TRANSITION_STATE {"target_state": "PLAN"} applied: Moved to Plan',
        "    coach: When do you run?",
        "  now in PLAN",
        "    DONE: open",
        "    WELCOME: open",
    ]
    for n in range(5):
        walk.user(f"Day {n}.")
        walk.coach("Well run.")
    assert differing(said(lambda: first.says("How long?"))) == ["coach: Running. How far?"]
    assert said(lambda: first.says("How long?"))[2] == "  turn 1: WELCOME"
    assert said(lambda: walk.says("Well done."))[2] == "  turn 4: PLAN"
