"""Walks as they are written in files, and the program that they are of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from offering import FILES

from coach import Program, Walk
from coach.testing.files.walk_file import WalkFile

GREETING = """\
walk: The client names a goal
turns:
  - user: I want to run.
    coach:
      message: Run.
      actions: [{type: SAVE_GOAL, name: run}]
    expect: {applied: SAVE_GOAL, stays: true}
"""
PLANNING = """\
walk: A plan is made
after: greeting.walk.yaml
turns:
  - user: On!
    coach:
      - message: On.
        actions: [{type: TRANSITION_STATE, target_state: PLAN}]
      - When?
    expect: {moves_to: PLAN, says: "When?", calls: 2, remembers: {goals: [{name: run}]}, missing: {DONE: []}}
"""
CASES = """\
walk: Goals of any size
cases:
  - {name: run, size: 3, words: "{name}, then"}
  - {name: to sing, size: 10, words: Sing}
turns:
  - user: "I want {name}."
    coach:
      message: "{words}."
      actions: [{type: SAVE_GOAL, name: "{name}", size: "{size}"}]
    expect:
      says: "{words}"
      remembers: {goals: [{name: "{name}", size: "{size}"}]}
"""
EVERYTHING = """\
walk: All that can be expected
at: WELCOME
memory: {ready: true}
expect: {says: "What do you want?", remembers: {ready: true, goals: []}, offers_nothing: true, calls: 0, applied: []}
turns:
  - user: I run.
    coach: {message: "Well?", actions: [{type: OFFER_GOAL, name: Run}]}
    expect: {applied: true, offers: {kind: goal, words: “Run”}, state: WELCOME}
  - silence: {days: 2}
    button: Yes, it is
    fields: {name: Run far}
    coach: Kept.
    expect: {applied: {type: KEEP_GOAL, name: Run far}, offers_nothing: true, prompt_contains: [Run far, button]}
  - user: On.
    coach:
      - {message: On., actions: [{type: TRANSITION_STATE, target_state: DONE}]}
      - raw: '{"actions": [], "message": "Well."}'
    expect: {refused: [no exit, {kind: undeclared}], stays: true, says: [We, ll.], calls: 2}
  - silence: {weeks: 1}
    nothing_said: true
    coach: Are you still there?
    expect: {stays: true, says: still there, prompt_contains: The client has said nothing}
""".replace(", applied: []", "")


def loaded(program_folder: Callable[..., Path]) -> Program:
    """The offering program, whose model saves goals of its own accord too."""
    saving = "from ..actions.goals import SaveGoal\n" + FILES["states/welcome.py"].replace(
        "actions=[", "actions=[SaveGoal, "
    )
    return Program.load(program_folder(**{**FILES, "states/welcome.py": saving}))


def writing(folder: Path) -> Callable[..., str]:
    """Writes files beside each other, `write(greeting=…)`, and gives the name of the last."""

    def write(**texts: str) -> str:
        for name, text in texts.items():
            (folder / f"{name}.walk.yaml").write_text(text, encoding="utf-8")
        return f"{name}.walk.yaml"

    return write


def go(file: str, program: Program) -> None:
    for case in WalkFile.load(file).cases:
        with Walk(program, format=case.file.format or "json") as walk:
            case.go(walk)
