"""Coverage of guards: open, closed, and each thing that they can miss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from coverage_walking import GUARDS, say, walking

from coach import TransitionState
from coach.testing.coverage import Report
from coach.testing.coverage.plain import as_json
from coach.testing.coverage.wording import wanting

Folder = Callable[..., Path]


def of_exit(report: Report, state: str, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = as_json(report)["states"][state]["exits"][number]
    return found


def missing(report: Report, state: str, number: int = 0) -> dict[str, int]:
    return {each["says"]: each["seen"] for each in of_exit(report, state, number)["missing"]}


def test_a_guard_that_was_only_seen_closed_is_told_of(program_folder: Folder) -> None:
    with walking(program_folder()) as (walk, recorder):
        walk.begin()
        walk.user("On?")
        walk.coach("No.", TransitionState(target_state="PLAN")).refused("no goal yet")
    report = recorder.report()
    assert report.totals["guards"] == (1, 2)
    assert report.totals["missing"] == (1, 1)
    assert wanting(report)["WELCOME"] == [
        "to PLAN (model): never taken, its guard never seen open",
        "never applied here: SAVE_GOAL",
    ]


def test_an_exit_that_is_taken_was_open_on_the_memory_that_the_reply_left(program_folder: Folder) -> None:
    with walking(program_folder()) as (walk, recorder):
        walk.begin()
        walk.user("To run.")
        goal = walk.program.actions["SAVE_GOAL"].model_validate({"name": "Run"})
        walk.coach("On.", goal, TransitionState(target_state="PLAN")).then("Now.").moves_to("PLAN")
    exit = of_exit(recorder.report(), "WELCOME")
    assert (exit["taken"], exit["open"] > 0, exit["closed"]) == (1, True, 2)  # on beginning, and before the turn
    assert recorder.report().percent("guards") == 100


def test_each_thing_that_a_guard_can_miss_is_one_of_its_own(program_folder: Folder) -> None:
    with walking(program_folder(**{"states/welcome.py": GUARDS})) as (walk, recorder):
        walk.begin()
        assert missing(recorder.report(), "WELCOME") == {
            "no goal yet": 1,
            "“{goal.name}” is too big": 0,
            "{goal.name} is tiny": 0,
            "too many": 0,
        }
        say(walk, "SAVE_GOAL", name="Run", size=6)
        say(walk, "SAVE_GOAL", name="Rest", size=0)
    report = recorder.report()
    assert all(times for says, times in missing(report, "WELCOME").items() if says != "too many")
    assert report.totals["missing"] == (5, 6)  # what is excused is not counted; of the operator's exit see below


def test_guards_that_are_combined_are_seen_part_by_part(program_folder: Folder) -> None:
    with walking(program_folder(**{"states/welcome.py": GUARDS})) as (walk, recorder):
        walk.begin()
        exit = of_exit(recorder.report(), "WELCOME", 1)
        assert (exit["by"], exit["open"], exit["closed"]) == ("operator", 0, 1)
        assert missing(recorder.report(), "WELCOME", 1) == {
            "no run yet": 1,
            "not ready": 1,
            "not while: It is there": 0,
        }
        walk.at("WELCOME", {"goals": [{"name": "Sing"}]})
        assert missing(recorder.report(), "WELCOME", 1)["not while: It is there"] == 1
        walk.at("WELCOME", {"ready": True})  # one of the two is enough, so nothing of it is missing
        assert missing(recorder.report(), "WELCOME", 1)["no run yet"] == 2
    wheres = [each["where"] for each in of_exit(recorder.report(), "WELCOME", 1)["missing"]]
    assert wheres == ["states/welcome.py:25", "states/welcome.py:45", "states/welcome.py:54"]


def test_a_guard_that_breaks_is_neither_open_nor_closed(program_folder: Folder) -> None:
    broken = GUARDS.replace("if not memory.goals:\n        yield", "if memory.ready and 1 / 0:\n        yield", 1)
    with walking(program_folder(**{"states/welcome.py": broken})) as (walk, recorder):
        walk.at("WELCOME", {"ready": True})
    exit = of_exit(recorder.report(), "WELCOME")
    assert (exit["open"], exit["closed"]) == (0, 0)
