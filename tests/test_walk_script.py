"""What a walk says: filled by a test in Python as it goes, written to a file, read again, and run as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from any_script import SCRIPTS
from goal_actions import PLAN, OfferGoal, SaveGoal
from hypothesis import given, settings
from offering import FILES

from coach import Program, TransitionState, Walk
from coach.testing.files.running import run
from coach.testing.files.script_yaml import read_script, write_script
from coach.testing.walking.parts import Silence
from coach.testing.walking.script import (
    Reply,
    Script,
    Turn,
)


@pytest.fixture
def program(program_folder: Callable[..., Path]) -> Program:
    return Program.load(program_folder())


@pytest.fixture
def walk(program: Program) -> Iterator[Walk]:
    with Walk(program, title="Goals are kept") as walk:
        yield walk


def test_a_walk_fills_its_script_with_what_was_scripted_and_is_so(walk: Walk) -> None:
    walk.at("WELCOME", {"ready": True}).remembers(ready=True)
    walk.user("To run.").coach("Run.", SaveGoal(name="run")).applied(SaveGoal(name="run")).stays()
    walk.silence(days=3, hours=1)
    walk.user("On!").coach("On.", PLAN).raw('{"actions": [], "message": "When?"}').moves_to("PLAN").applied().says("n?")
    assert walk.missing("DONE") == []
    assert walk.calls == 2
    with pytest.raises(AssertionError):
        walk.says("Never said.")
    assert (
        write_script(walk.script)
        == """\
walk: Goals are kept
memory:
  ready: true
expect:
  remembers:
    ready: true
turns:
- user: To run.
  coach:
    message: Run.
    actions:
    - type: SAVE_GOAL
      name: run
      size: 1
  expect:
    applied:
      type: SAVE_GOAL
      name: run
      size: 1
    stays: true
- silence:
    days: 3
    hours: 1
  user: On!
  coach:
  - message: On.
    actions:
    - type: TRANSITION_STATE
      target_state: PLAN
  - raw: '{"actions": [], "message": "When?"}'
  expect:
    applied: true
    moves_to: PLAN
    says: n?
    missing:
      DONE: []
    calls: 2
"""
    )


def offering(walk: Walk) -> None:
    """A walk with offers, buttons, silence, refusals and raw replies."""
    walk.begin().says("What do you want?")
    walk.user("I run.", context={"week": 7}).coach("Well?", OfferGoal(name="Run")).applied().offers("goal", "“Run”")
    walk.silence(hours=20).silence(hours=5, minutes=1.5)
    walk.button("Yes, it is", name="Run far").coach("Kept.").applied("KEEP_GOAL").offers_nothing().stays()
    walk.remembers("goals", name="Run far").remembers(ready=False)
    walk.user("On.").coach("On.", TransitionState(target_state="DONE")).refused("no exit", kind="undeclared").refused()
    assert walk.calls == 2
    walk.prompt_contains("Run far").prompt_contains("On.")
    walk.user("On!").raw("{").raw('{"actions": [], "message": "Oh."}').says("Oh.")


def test_a_script_that_is_written_and_read_runs_again_and_fills_the_same_script(
    program_folder: Callable[..., Path],
) -> None:
    program = Program.load(program_folder(**FILES))
    with Walk(program, title="Offers") as walk:
        offering(walk)
        script = walk.script
    assert script.turns[1].silence == Silence(days=1, hours=1, minutes=1, seconds=30)
    assert script.turns[1].button == "Yes, it is"
    assert script.turns[0].context == {"week": 7}
    again, _ = read_script(write_script(script))
    assert again == script
    with Walk(program, title="Offers") as walk:
        run(again, walk)
        assert walk.script == script


def test_a_script_is_saved_loaded_and_run_by_names_that_are_public(program: Program, tmp_path: Path) -> None:
    from coach import testing

    script = testing.Script(walk="W", turns=[Turn(user="Hm.", coach=[Reply(message="Well?")])])
    testing.save_script(script, tmp_path / "w.walk.yaml")
    loaded, source = testing.load_script(tmp_path / "w.walk.yaml")
    assert loaded == script
    with testing.Walk(program) as walk:
        testing.run(loaded, walk, source)
        assert walk.says("Well?").state == "WELCOME"
    assert all(getattr(testing, name) for name in testing.__all__)


@given(SCRIPTS)
@settings(deadline=None, max_examples=150)
def test_every_script_is_read_as_it_was_written(script: Script) -> None:
    text = write_script(script)
    again, _ = read_script(text)
    assert again == script
    assert write_script(again) == text
