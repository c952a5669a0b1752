"""Turns of a walk in which nothing is said: in Python and in a file, told, held to the promises, found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from failing_walks import UNBOUNDED, differing, pasted
from failing_walks import said as told_of
from goal_actions import PLAN, SaveGoal
from offering import FILES as OFFERING
from walking import NIGHT

from coach import Program, Walk
from coach.testing.coverage.recorder import Recorder
from coach.testing.files.running import run
from coach.testing.files.script_yaml import read_script, write_script
from coach.testing.generating.ground import Ground
from coach.testing.generating.shortening import driven, shortest
from coach.testing.generating.told import told
from coach.testing.promising.promises import broken_promises
from coach.testing.walking.script import Reply, Script, ScriptedAction, Turn

Folder = Callable[..., Path]
#: From whose plan nobody comes back by day, and where nobody answers at night.
SLEEPY = {
    "states/night.py": NIGHT,
    "states/plan.py": 'from coach import State, to\nstate = State(title="Plan", exits=[to("NIGHT"), to("DONE")])',
}
TEXT = """\
walk: Nobody is there
turns:
- user: I run.
  coach:
    message: Run, then.
    actions:
    - type: SAVE_GOAL
      name: Run
      size: 1
- silence:
    days: 3
  nothing_said: true
  context:
    week: 7
  coach: Are you still there?
  expect:
    stays: true
    says: still there
    prompt_contains: The client has said nothing
- nothing_said: true
  coach:
  - message: Let us go on, then.
    actions:
    - type: TRANSITION_STATE
      target_state: PLAN
  - When do you run?
  expect:
    moves_to: PLAN
    calls: 2
"""


@pytest.fixture
def walk(program_folder: Folder) -> Iterator[Walk]:
    with Walk(Program.load(program_folder()), title="Nobody is there") as walk:
        yield walk


# --- as it is scripted -------------------------------------------------------------------------------


def test_a_test_in_python_and_a_file_say_the_same(walk: Walk) -> None:
    step = walk.begin().user("I run.").coach("Run, then.", SaveGoal(name="Run"))
    step = step.silence(days=3).nothing_said(context={"week": 7}).coach("Are you still there?")
    step.stays().says("still there").prompt_contains("The client has said nothing")
    walk.nothing_said()
    walk.coach("Let us go on, then.", PLAN).then("When do you run?").moves_to("PLAN")
    assert walk.calls == 2
    assert write_script(walk.script) == TEXT
    script, source = read_script(TEXT)
    with Walk(walk.program, title=script.walk) as again:
        run(script, again, source)
        assert again.script == walk.script
        assert [each.role for each in again.now.messages] == ["coach", "client", "coach", "coach", "coach"]


def test_what_is_no_text_is_not_said(walk: Walk) -> None:
    nothing: Any = None
    with pytest.raises(AssertionError, match=r"None is no text to say; where nothing is said, write walk.nothing_said"):
        walk.begin().user(nothing)


def test_a_turn_that_does_not_happen_is_told(walk: Walk) -> None:
    walk.at("DONE")
    lines = told_of(walk.nothing_said().stays)
    assert differing(lines)[0].startswith("this turn did not happen (test_walk_nothing_said.py:")
    assert lines[-1] == "    client says nothing"


def test_turns_are_told_in_which_nobody_says_anything(program_folder: Folder) -> None:
    with Walk(Program.load(program_folder(**SLEEPY))) as walk:
        walk.at("PLAN").nothing_said().coach("Good night!", PLAN.model_copy(update={"target_state": "NIGHT"}))
        walk.nothing_said()
        assert walk.stays().calls == 0
        assert told_of(lambda: walk.says("Hello"))[2:] == [
            "  turn 1: PLAN → NIGHT",
            "    client says nothing",
            '      TRANSITION_STATE {"target_state": "NIGHT"} applied: Moved to Night',
            "    coach: Good night!",
            "> turn 2: NIGHT",
            "    client says nothing",
            "  now in NIGHT",
        ]


def test_what_they_come_through_is_seen_by_coverage(walk: Walk) -> None:
    recorder = Recorder(walk.program)
    with recorder.watching():
        walk.at("WELCOME", {"goals": [{"name": "Run"}]}).nothing_said().coach("On.", PLAN).then("When?").take()
    report = recorder.report()
    assert [report.times(exit) for exit in report.of_kind("exits", "WELCOME")] == [1]


# --- held to the promises, and generated -------------------------------------------------------------


def test_they_keep_all_promises(program_folder: Folder) -> None:
    program = Program.load(program_folder(**OFFERING))
    with Walk(program) as walk:
        walk.begin().keeps_its_promises()
        walk.nothing_said().coach("Rest.", program.actions["PAUSE"]()).applied().offers("break")
        walk.silence(days=2).nothing_said().says("Rest first.").offers("break")
        walk.button("back").coach("Welcome back.").offers_nothing()
        walk.nothing_said(key="mine").coach("Shall we?").stays()
    with Walk(Program.load(program_folder(**SLEEPY))) as walk:
        walk.at("NIGHT").keeps_its_promises()
        for _ in range(2):
            walk.nothing_said().stays()
        walk.user("Hello?").stays()
        assert walk.now.turn == 3


def test_words_that_nobody_said_or_that_are_lost_break_a_promise(program_folder: Folder) -> None:
    ground = Ground(Program.load(program_folder()))
    ground.begin("WELCOME")
    quiet = ground.take(None, (), "a")
    assert list(ground.wrong(quiet)) == []
    assert list(ground.wrong_again()) == []
    put = replace(quiet.after.messages[-1], role="client")
    forged = replace(quiet, after=replace(quiet.after, messages=[*quiet.after.messages, put]))
    assert list(broken_promises(ground.program, forged)) == ["the client's words are on record as ['client'], not []"]
    spoken = ground.take("Hello", (), "b")
    assert list(ground.wrong(spoken)) == []
    messages = [each for each in spoken.after.messages if each.text != "Hello"]
    lost = replace(spoken, after=replace(spoken.after, messages=messages))
    assert list(broken_promises(ground.program, lost)) == ["the client's words are on record as [], not ['client']"]
    ground.close()


def test_a_found_walk_says_so_where_it_matters_and_is_plainer_where_it_does_not(program_folder: Folder) -> None:
    program = Program.load(program_folder(**UNBOUNDED))
    ground = Ground(program)
    three = [ScriptedAction.model_validate({"type": "SAVE_GOAL", "name": name}) for name in "abc"]
    turns = [Turn(nothing_said=True, context={}, coach=[Reply(message="Fine.", actions=three)])]
    failing = driven(ground, Script(walk="Found", keeps_its_promises=True, turns=turns))
    assert failing.script.turns == turns
    text = told(program, failing.script)
    assert "walk.nothing_said()" in text
    assert "- nothing_said: true" in text
    with pytest.raises(AssertionError, match="there are 3"):
        pasted(text, program)
    assert shortest(ground, failing).script.turns[0].user == "Go on."
    ground.close()
