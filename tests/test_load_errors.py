"""Mistakes in states, exits and settings: one line each, with file, line and the nearest valid name."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import SMALL
from mistakes import (
    WELCOME,
    Files,
    Folder,
    check,
    complaint,
    plan,
    settings,
)

DONE = 'title="Plan", exits=[to("DONE")]'
NAMED = "a state's file is named like the state itself, in lower case: a letter, then letters, digits and _ alone"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (plan('title="Plan", exits=[to("DNOE")]'), "there is no state 'DNOE'; did you mean 'DONE'?"),
        (plan('title="Plan", exits=[to("done")]'), "there is no state 'done'; did you mean 'DONE'?"),
        (plan('title="Plan", exits=[to("XYZ")]'), "there is no state 'XYZ'; there are 'DONE', 'PLAN', 'WELCOME'"),
        (plan('title="Plan", exits=[to(None)]'), "to(None) names no state; write its name in quotes"),
        (plan('title="Plan", exits=["DONE"]'), "'DONE' is not an exit; make one with to(\"STATE\")"),
        (
            plan('title="Plan", exits=to("DONE")'),
            "exits=to('DONE') is not a list of exits, each made with to(\"STATE\")",
        ),
        (
            plan('title="Plan", exits=[to("DONE"), to("DONE")]'),
            "PLAN has two exits to DONE (model) that the same one may ask for",
        ),
        (plan('title="Plan", exits=[to("DONE", by="modl")]'), "by='modl'; did you mean 'model'?"),
        (plan('title="Plan", exits=[to("DONE", speaks="both")]'), "speaks='both'; it is 'new' or 'old'"),
        (
            plan('title="Plan", exits=[to("DONE", wen=None)]'),
            "to(…) takes no 'wen'; did you mean 'when'?",
        ),
        (plan('title="Plan", exits=[to()]'), 'an exit needs the state it leads to: to("STATE")'),
        (
            plan('title="Plan", exits=[to("DONE", None)]'),
            "to(…) is given a value without a name; the names are 'target', 'when', 'by', 'speaks'",
        ),
        (plan('title="Plan", exits=[to("DONE", target="DONE")]'), "to(…) is given its target twice"),
        (plan('title="Plan", exits=[to("DONE", when=len)]'), "when=len is not a guard; put @guard above the function"),
        (
            plan('title="Plan", exits=[to("DONE", when=True)]'),
            "when=True is not a guard; put @guard above the function",
        ),
        (plan('title="Plan", initial=True, exits=[to("DONE")]'), None),
        (
            plan('title="Plan", final=True, exits=[to("DONE")]'),
            "PLAN is final: nobody would ever take its exit to DONE (model)",
        ),
        (
            plan(f"{DONE}, titel=1"),
            "State(…) takes no 'titel'; did you mean 'title'?",
        ),
        (plan('exits=[to("DONE")]'), 'a state needs a title: State(title="…")'),
        (plan(""), 'a state needs a title: State(title="…")'),
        (plan("'Plan'"), "State(…) is given a value without a name; the names are 'title', 'purpose', 'prompt', …"),
        (
            plan(f"{DONE}, model=ModelSettings(temprature=1)"),
            "ModelSettings(…) takes no 'temprature'; did you mean 'temperature'?",
        ),
        (
            plan(f"{DONE}, model=ModelSettings(top_p=1)"),
            "ModelSettings(…) takes no 'top_p'; there are 'name', 'output_limit', 'temperature'",
        ),
        (plan("title=3"), "title=3 is not text"),
        (plan(f"{DONE}, silent='no'"), "silent='no' is not True or False"),
        (plan(f"{DONE}, initial=1"), "initial=1 is not True or False"),
        (plan(f"{DONE}, model={{}}"), "model={} is not ModelSettings(…)"),
        (plan(f"{DONE}, model=ModelSettings(temperature='hot')"), "temperature='hot' is not a number"),
        (plan(f"{DONE}, on_enter='reset'"), "on_enter='reset' is not a function of the turn"),
        (plan(f"{DONE}, on_enter=lambda: None"), "<lambda> is called with (turn); its signature does not fit"),
        (plan(f"{DONE}, actions=SaveGoal"), "actions=SaveGoal is not a list of Action classes"),
        (plan(f"{DONE}, actions=[Goal]"), "Goal is not an Action class; actions lists classes that extend Action"),
        (
            plan(f"{DONE}, actions=['SAVE_GOAL']"),
            "'SAVE_GOAL' is not an Action class; actions lists classes that extend Action",
        ),
        (
            plan(f"{DONE}, actions=[SaveGoal(name='x')]"),
            "SaveGoal(…) is not an Action class; actions lists classes that extend Action",
        ),
        (plan(f"{DONE}, actions=[TransitionState]"), "TransitionState is built in; declare exits, do not list it"),
    ],
)
def test_a_mistake_in_a_state(program_folder: Folder, files: Files, expected: str | None) -> None:
    if expected is None:
        expected = "'PLAN', 'WELCOME' all have initial=True; one state has"
        check(program_folder, files, f"states/welcome.py:19: {expected}")
    else:
        check(program_folder, files, f"states/plan.py:7: {expected}")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"states/welcome.py": WELCOME.replace("initial=True, ", "")},
            "states: no state has initial=True; mark the one where conversations begin",
        ),
        (
            {"states/lost.py": 'from coach import State\n\nstate = State(title="Lost")\n', "prompts/lost.md.j2": "x"},
            "states/lost.py:3: no exit leads to LOST: nobody can reach it",
        ),
        (
            {"states/plan.py": "x = 1\n"},
            "states/plan.py: it declares no state: write state = State(…), "
            "or call the file _plan.py if it only helps other states",
        ),
        (
            {"states/plan.py": "from coach import State\nsate = State(title='Plan')\n"},
            "states/plan.py:2: it declares no state: write state = State(…); did you mean 'sate'?",
        ),
        ({"states/plan.py": "x = 1\nstate = 'PLAN'\n"}, "states/plan.py:2: state is str, not State(…)"),
        ({"states/Plan.py": "x = 1\n"}, f"states/Plan.py: {NAMED}"),
        ({"states/next-plan.py": "x = 1\n"}, f"states/next-plan.py: {NAMED}"),
        ({"states/__init__.py": ""}, "states/__init__.py: it declares no settings: write settings = Settings(…)"),
        ({"states/__init__.py": "settings = {}\n"}, "states/__init__.py:1: settings is dict, not Settings(…)"),
        ({"states/__init__.py": None}, "FOLDER: this is no program: it has no states/__init__.py"),
        (
            {name: None for name in SMALL if name.startswith("prompts/")},
            "FOLDER: this is no program: it has no prompts",
        ),
        (
            {name: None for name in SMALL if name.startswith("states/") and "__init__" not in name},
            "states: there are no states; each is a file here with state = State(…)",
        ),
        (settings("memory=GoalMemory()"), "states/__init__.py:5: memory=GoalMemory(…) is not a Memory class"),
        (
            settings("memory=GoalMemory, history=1"),
            "states/__init__.py:5: history=1; a model needs 2 messages at least",
        ),
        (settings("memory=GoalMemory, history='14'"), "states/__init__.py:5: history='14' is not a whole number"),
        (
            settings("memory=GoalMemory, histroy=14"),
            "states/__init__.py:5: Settings(…) takes no 'histroy'; did you mean 'history'?",
        ),
        (settings("history=14"), "states/__init__.py:5: the settings need the program's memory: Settings(memory=…)"),
        (
            settings("memory=GoalMemory, practice='me'"),
            "states/__init__.py:5: practice='me' is not a function of the situation",
        ),
        (
            settings("memory=GoalMemory, exits=['DONE']"),
            "states/__init__.py:5: 'DONE' is not an exit; make one with to(\"STATE\")",
        ),
        (
            settings("memory=GoalMemory, exits=[to('DNOE')]"),
            "states/__init__.py:5: there is no state 'DNOE'; did you mean 'DONE'?",
        ),
    ],
)
def test_a_mistake_in_the_whole(program_folder: Folder, files: Files, expected: str) -> None:
    check(program_folder, files, expected)


def test_a_folder_that_is_not_there_is_no_program(tmp_path: Path) -> None:
    assert complaint(tmp_path / "nowhere") == "FOLDER: this is no program: it has no states/__init__.py"
