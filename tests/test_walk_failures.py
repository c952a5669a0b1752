"""The transcript that a failure of a walk shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from failing_walks import FILES, differing, said
from goal_actions import PLAN, SaveGoal

from coach import Program, Walk


@pytest.fixture
def walk(program_folder: Callable[..., Path]) -> Iterator[Walk]:
    with Walk(Program.load(program_folder(**FILES))) as walk:
        yield walk


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
