"""Coverage of actions: applied in each state that allows them, and refused for each reason there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from coverage_walking import GUARDS, say, walking

from coach.testing.coverage import Report
from coach.testing.coverage.plain import as_json
from coach.testing.coverage.wording import wanting

Folder = Callable[..., Path]
REFUSALS = '''
from coach import Action, Refused, Stale, Turn

from ..memory import Goal, GoalMemory


def known(memory: GoalMemory, name: str) -> Goal:
    """A goal of this name."""
    if name not in memory.goals:
        raise Stale(f"there is no {name!r}")
    return memory.goals[name]


def odd(why: str) -> Refused:
    return Refused(why)


class SaveGoal(Action):
    """Keep a goal."""

    name: str
    size: int = 1

    def apply(self, turn: Turn[GoalMemory]) -> str:
        self.check(turn.memory)
        goal = turn.memory.goals.add(Goal(name=self.name, size=self.size))
        return f"Saved goal {goal.name!r}"

    def check(self, memory: GoalMemory) -> None:
        if self.size > 9:
            raise Refused(
                f"{self.size} is too big"
            )
        if not memory.fits(self.size):
            raise odd("it does not fit")
        if self.size == 7:
            known(memory, "seven")  # coach: no cover: seven is always there


class DropGoal(Action):
    """Drop a goal."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.remove(known(turn.memory, self.name))
        raise Refused("never at night")  # coach: no cover
'''
FITTING = '''
from typing import Annotated

from coach import Key, Memory, Record, Records, Refused


class Goal(Record):
    """Something the client wants."""

    name: Annotated[str, Key()]
    size: int = 1


class GoalMemory(Memory):
    ready: bool = False
    goals: Records[Goal]

    def fits(self, size: int) -> bool:
        if size < 0:
            raise Refused("less than nothing")
        return size != 8
'''


@pytest.fixture
def refusing(program_folder: Folder) -> Path:
    from_goals = "from ..actions.goals import SaveGoal"
    both = GUARDS.replace(from_goals, "from ..actions.goals import DropGoal, SaveGoal")
    welcome = both.replace("actions=[SaveGoal]", "actions=[SaveGoal, DropGoal]")
    files = {"memory.py": FITTING, "actions/goals.py": REFUSALS, "states/welcome.py": welcome}
    return program_folder(**files)


def refusals(report: Report, action: str) -> dict[str, int]:
    return {each["says"]: each["seen"] for each in as_json(report)["actions"][action]["refusals"]}


def test_every_refusal_that_an_action_gets_to_is_listed_and_seen_where_it_was_raised(refusing: Path) -> None:
    with walking(refusing) as (walk, recorder):
        walk.begin()
        assert refusals(recorder.report(), "SAVE_GOAL") == {
            "{self.size} is too big": 0,
            "it does not fit": 0,
            "less than nothing": 0,
            "a goal needs a name": 0,
            "there is already a goal called {self.name}": 0,
        }
        for size in (10, 8, -1):
            say(walk, "SAVE_GOAL", name="Run", size=size)
        for name in ("", "Run", "RUN"):
            say(walk, "SAVE_GOAL", name=name)
        say(walk, "DROP_GOAL", name="Rest")
        say(walk, "DROP_GOAL", naem="Run")  # does not fit: no refusal of the action's own
    report = recorder.report()
    assert set(refusals(report, "SAVE_GOAL").values()) == {1}
    assert refusals(report, "DROP_GOAL") == {"there is no {name}": 1, "never at night": 0}


def test_a_refusal_that_was_not_seen_is_told_of_with_its_place(refusing: Path) -> None:
    with walking(refusing) as (walk, recorder):
        walk.begin()
        say(walk, "SAVE_GOAL", name="Run", size=10)
    found = wanting(recorder.report())["refusals of actions"]
    assert found[2] == "“it does not fit” (actions/goals.py:35), never of SAVE_GOAL"
    assert "“there is no {name}” (actions/goals.py:10), never of DROP_GOAL" in found


def test_an_excuse_without_a_reason_is_none(refusing: Path) -> None:
    with walking(refusing) as (_, recorder):
        report = recorder.report()
    assert report.unexplained == ("actions/goals.py:47",)
    assert "never at night" in str(wanting(report)["refusals of actions"])


def test_what_is_excused_of_one_action_is_wanted_of_the_others_and_what_is_caught_of_none(refusing: Path) -> None:
    text = REFUSALS.replace(
        "        raise Stale(", "        raise Stale(  # coach: no cover for DROP_GOAL: it is there\n            "
    )
    text = text.replace('seven")  # coach: no cover: seven is always there', 'seven")')
    (refusing / "actions/goals.py").write_text(text, encoding="utf-8")
    with walking(refusing) as (_, recorder):
        found = wanting(recorder.report())["refusals of actions"]
    assert "“there is no {name}” (actions/goals.py:10), never of SAVE_GOAL" in found
    caught = text.replace("            known(memory", "            try:\n                known(memory")
    caught = caught.replace('"seven")', '"seven")\n            except Refused:\n                pass')
    (refusing / "actions/goals.py").write_text(caught, encoding="utf-8")
    with walking(refusing) as (_, recorder):
        assert "there is no {name}" not in refusals(recorder.report(), "SAVE_GOAL")


def test_an_action_counts_in_each_state_that_allows_it(program_folder: Folder) -> None:
    with walking(program_folder()) as (walk, recorder):
        walk.begin()
        say(walk, "SAVE_GOAL", name="Run")
    report = recorder.report()
    assert report.totals["actions"] == (1, 2)
    assert "never applied here: SAVE_GOAL" in wanting(report)["PLAN"]
    assert as_json(report)["actions"]["SAVE_GOAL"]["applied"] == 1
