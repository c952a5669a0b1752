"""Runs of pytest inside a run, of tests which see some of the small program, or all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

LEAN = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:schemathesis")
Run = Callable[..., pytest.RunResult]
CLOSED = """
from coach import TransitionState

def test_closed(walk):
    walk.begin()
    walk.user("On?")
    walk.coach("No.", TransitionState(target_state="PLAN")).refused("no goal yet")
"""
REST = """
from coach import Action, SyncCoach, TransitionState
import pytest

class SaveGoal(Action):
    name: str

@pytest.mark.parametrize("state", ["WELCOME", "PLAN"])
def test_saving(walk, state):
    walk.at(state)
    walk.user("To run.")
    walk.coach("Run.", SaveGoal(name="Run")).applied()
    walk.user("So?")
    walk.coach("Run!", SaveGoal(name="run"), SaveGoal(name=" ")).refused("already a goal").refused("needs a name")

def test_done(coach_program, tmp_path):
    from coach.models.scripted import ScriptedModel
    moves = [{"type": "TRANSITION_STATE", "target_state": state} for state in ("PLAN", "WELCOME", "PLAN", "DONE")]
    import json
    replies = [json.dumps({"actions": [move], "message": "Come."}) for move in moves]
    replies[1:1] = replies[4:4] = [json.dumps({"actions": [], "message": "Here we are."})]
    with SyncCoach.open(f"sqlite:///{tmp_path}/c.db", program=coach_program, model=ScriptedModel(replies)) as coach:
        id = coach.start("ann", memory={"goals": [{"name": "Run"}]}).id
        while coach.snapshot(id).state != "DONE":
            coach.say(id, "On.")

def test_done_without_a_goal(walk):
    walk.at("DONE")
"""
TITLED = """
from coach import Settings
from ..memory import GoalMemory
settings = Settings(memory=GoalMemory, name="<b>goals</b>")
"""


def runner(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> Run:
    """Runs tests of a small program with these options."""

    def run(*options: str, inside: bool = True, **tests: str) -> pytest.RunResult:
        pytester.makeini(f"[pytest]\ncoach_program = {program_folder()}\nfilterwarnings = error")
        pytester.makepyfile(**{f"test_{name}": text for name, text in tests.items()})
        return pytester.runpytest_inprocess(*LEAN, *options) if inside else pytester.runpytest(*LEAN, *options)

    return run
