"""A walk as a test in Python says it, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from goal_actions import PLAN, OfferGoal, SaveGoal
from offering import FILES

from coach import Program, Walk
from coach.testing.walking.script import Expectation


@pytest.fixture
def program(program_folder: Callable[..., Path]) -> Program:
    return Program.load(program_folder())


@pytest.fixture
def walk(program: Program) -> Iterator[Walk]:
    with Walk(program, title="Goals are kept") as walk:
        yield walk


def test_everything_can_be_said_in_one_breath(walk: Walk) -> None:
    begun = walk.begin().says("What do you want?").remembers(ready=False).remembers(goals=[])
    step = begun.user("To run.").coach("Run.", SaveGoal(name="run")).applied(SaveGoal).stays()
    step.silence(days=2).user("And on?").coach("On.", PLAN).then("When?").applied().moves_to("PLAN").says("When?")
    assert walk.calls == 2
    assert walk.missing("DONE") == []
    walk.user("Soon.").coach("Soon, then.")
    assert walk.script.turns[-1].expect == Expectation()


def test_what_is_expected_of_the_walk_is_expected_of_its_last_turn(walk: Walk) -> None:
    walk.begin().user("To run.").coach("Run.", SaveGoal(name="run"))
    walk.applied(SaveGoal).stays().says("Run.").offers_nothing().prompt_contains("To run.").remembers("goals")
    walk.user("On!").coach("On.", PLAN, SaveGoal(name="run")).then("When?")
    walk.moves_to("PLAN").refused("there is already a goal")
    with pytest.raises(AssertionError, match="nothing failed"):
        walk.failed()


def test_the_model_may_send_anything_at_all(walk: Walk) -> None:
    walk.begin().user("Hm.")
    step = walk.raw("I think the client {").raw('{"actions": [], "message": "Well?"}').stays().says("Well?")
    assert step.calls == 2
    step.prompt_contains("holds no JSON object")
    walk.user("Hm!").raw('```json\n{"actions": [], "message": "So?"}\n```').says("So?")
    assert walk.calls == 1


def test_a_raw_reply_that_cannot_be_read_has_no_words_that_could_stand(walk: Walk) -> None:
    step = walk.begin().user("Hm.").raw("no JSON")
    with pytest.raises(
        AssertionError, match=r"WELCOME was asked again \(.*JSON.*\), but nothing is scripted: add \.then"
    ):
        step.stays()


def test_the_words_of_a_raw_reply_that_can_be_read_stand(walk: Walk) -> None:
    raw = '{"actions": [{"type": "TRANSITION_STATE", "target_state": "PLAN"}], "message": "On."}'
    step = walk.begin().user("Hm.").raw(raw).refused("no goal yet").says("On.").stays()
    assert step.calls == 2


def test_a_raw_reply_that_is_never_asked_for_fails(walk: Walk) -> None:
    step = walk.begin().user("Hm.").coach("Well?").raw("never")
    with pytest.raises(AssertionError, match="a scripted reply was never asked for: 'never'"):
        step.stays()


def test_a_reply_after_a_button_that_is_never_asked_for_fails(program_folder: Callable[..., Path]) -> None:
    with Walk(Program.load(program_folder(**FILES))) as walk:
        walk.begin().user("I run.").coach("Well?", OfferGoal(name="Run")).offers("goal")
        step = walk.button("yes").coach("Kept.").then("And?")
        with pytest.raises(AssertionError) as raised:
            step.applied()
    told = str(raised.value)
    assert told.startswith("a scripted reply was never asked for: 'And?'")
    assert told.splitlines()[-1].startswith(">   coach: And? (test_walk_in_python.py:")


def test_time_does_not_run_backwards(walk: Walk) -> None:
    with pytest.raises(AssertionError, match=r"time does not run backwards: silence\(days=-1\)"):
        walk.begin().silence(days=-1)


@pytest.mark.parametrize("how_long", [{"day": 3}, {"days": float("nan")}, {"days": 1e300}], ids=repr)
def test_what_is_no_time_is_told(walk: Walk, how_long: dict[str, float]) -> None:
    with pytest.raises(AssertionError, match=r"silence\(days?=.*\) is no time that passes; write like silence\(days=3"):
        walk.begin().silence(**how_long)


def test_a_walk_is_shown_by_its_title(program: Program) -> None:
    with Walk(program, title="A goal is kept") as walk:
        assert repr(walk) == "<Walk 'A goal is kept'>"


@pytest.mark.parametrize("format", ["json", "tools", "tags", "xml"])
def test_the_same_walk_in_every_format(program: Program, format: Any) -> None:
    with Walk(program, format=format) as walk:
        walk.begin().user("To run.").coach("Run <3 & {x}.", SaveGoal(name="run [x]"), PLAN).then("When?").applied()
        walk.moves_to("PLAN").says("When?").remembers("goals", name="run [x]")
        assert walk.script.format == (None if format == "json" else format)
