"""What differs when a walk in a file is run is told with file and line, and a transcript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from walk_texts import GREETING, PLANNING, go, loaded, writing

from coach import Program
from coach.testing.files.running import WalkFailed


@pytest.fixture
def program(program_folder: Callable[..., Path]) -> Program:
    return loaded(program_folder)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    return writing(tmp_path)


TURN = """\
walk: W
turns:
  - user: I want to run.
    coach:
      - message: Run.
        actions: [{type: SAVE_GOAL, name: run}]
"""
DIFFERS = {
    "moves_to: PLAN": "it did not move to PLAN; it stayed in WELCOME",
    "state: PLAN": "the state is WELCOME, not PLAN",
    "applied: {type: SAVE_GOAL, name: rest}": "SAVE_GOAL was not applied with name='rest'",
    "applied: [SAVE_GOAL, OFFER_GOAL]": "OFFER_GOAL was not applied",
    "refused: true": "nothing was refused",
    "refused: no goal": "nothing was refused with 'no goal'",
    "failed: true": "nothing failed",
    "failed: SAVE_GOAL": "SAVE_GOAL did not fail",
    "offers: goal": "no offer of kind 'goal' is open",
    "says: Sing": "the coach did not say 'Sing'",
    "missing: {PLAN: no goal yet}": "PLAN misses [], not ['no goal yet']",
    "missing: {DONE: []}": "there is no exit to DONE here",
    "remembers: {ready: true}": "the memory's ready is False, not True",
    "remembers: {goals: [{name: rest}]}": "goals has no record with name='rest'",
    "remembers: {goals: []}": "goals is not empty",
    "prompt_contains: nothing like it": "no request of the turn has 'nothing like it' in it",
    "calls: 2": "the number of calls is 1, not 2",
}


@pytest.mark.parametrize(("expected", "problem"), DIFFERS.items(), ids=DIFFERS)
def test_what_differs_is_told_with_its_line_and_a_transcript(
    write: Callable[..., str], program: Program, expected: str, problem: str
) -> None:
    file = write(
        w=f"{TURN}    expect:\n      offers_nothing: true\n      {expected}\n".replace(
            "      offers_nothing: true\n      offers:", "      calls: 1\n      offers:"
        )
    )
    with pytest.raises(WalkFailed) as raised:
        go(file, program)
    assert str(raised.value).startswith(f"w.walk.yaml:9: {problem}")
    assert raised.value.where == "w.walk.yaml:9"
    assert raised.value.problem.startswith(problem)
    assert " turn 1: WELCOME" in raised.value.transcript
    assert "client: I want to run." in raised.value.transcript
    assert any(line.startswith(">") for line in raised.value.transcript.splitlines())


def test_the_line_is_that_of_the_item_that_differs(write: Callable[..., str], program: Program) -> None:
    file = write(w=TURN + "    expect:\n      says:\n        - Run\n        - Sing\n")
    with pytest.raises(WalkFailed, match=r"^w\.walk\.yaml:10: the coach did not say 'Sing'"):
        go(file, program)


LOST = {
    "a reply that is never asked for": (TURN + "      - And?\n", 7, "a scripted reply was never asked for: 'And?'"),
    "nothing scripted": ("walk: W\nturns:\n  - user: Hm.\n", 3, "add coach: …"),
    "nothing scripted for the new state": (
        TURN.replace("run}]", "run}, {type: TRANSITION_STATE, target_state: PLAN}]"),
        3,
        "PLAN was asked to speak, but nothing is scripted: add a reply to the list behind `coach`",
    ),
    "a button of no offer": (TURN + "  - silence: {days: 1}\n    button: Yes\n", 8, "no offer is open"),
    "a turn after the end": ("walk: W\nat: DONE\nturns: [{user: Hm.}]", 3, "the turn failed, ConversationOver"),
    "a memory that does not fit": ("walk: W\nmemory:\n  ready: 7\n", 2, "the walk cannot begin: the memory does not"),
    "time beyond all dates": ("walk: W\nturns:\n - silence: {days: 9999999}\n   user: Hm.", 3, "so much time"),
}


@pytest.mark.parametrize(("text", "line", "problem"), LOST.values(), ids=LOST)
def test_a_turn_that_cannot_be_is_told_with_its_line(
    write: Callable[..., str], program: Program, text: str, line: int, problem: str
) -> None:
    with pytest.raises(WalkFailed) as raised:
        go(write(w=text), program)
    assert str(raised.value).startswith(f"w.walk.yaml:{line}: ")
    assert problem in raised.value.problem


def test_what_differs_in_the_beginning_is_told_with_the_line_of_its_own_file(
    write: Callable[..., str], program: Program
) -> None:
    with pytest.raises(WalkFailed, match=r"^greeting\.walk\.yaml:7: it did not"):
        go(write(greeting=GREETING.replace("stays: true", "moves_to: PLAN"), planning=PLANNING), program)
