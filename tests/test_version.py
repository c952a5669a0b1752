"""A program's version: the same for the same definition, another one for every change of it."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL

from coach import Program

Folder = Callable[..., Path]
Edit = tuple[str, str, str]


def version(folder: Path) -> str:
    return Program.load(folder).version


def edited(folder: Path, *edits: Edit) -> Path:
    for name, old, new in edits:
        file = folder / name
        text = file.read_text()
        assert old in text
        file.write_bytes(text.replace(old, new).encode())
    return folder


def test_a_version_is_twelve_hexadecimal_digits(program_folder: Folder) -> None:
    made = version(program_folder())
    assert len(made) == 12
    assert int(made, 16) >= 0


def test_a_version_is_stable_across_loads_folders_and_processes(program_folder: Folder) -> None:
    folder = program_folder()
    code = f"from coach import Program; print(Program.load({str(folder)!r}).version)"
    command = [sys.executable, "-c", code]
    there = [
        subprocess.run(command, check=True, capture_output=True, text=True, env={"PYTHONHASHSEED": seed}).stdout.strip()
        for seed in ("1", "2")
    ]
    assert {*there, version(folder), version(folder), version(program_folder())} == {version(folder)}


WELCOME, PLAN, ACTIONS, MEMORY = "states/welcome.py", "states/plan.py", "actions/goals.py", "memory.py"
MADE = """
def at_least(least):
    @guard
    def enough(memory: GoalMemory) -> Iterator[str]:
        \"\"\"Enough is known.\"\"\"
        if len(memory.goals) < least:
            yield "more"
    return enough


state = State("""


@pytest.mark.parametrize(
    "edit",
    [
        (PLAN, 'title="Plan"', 'title="Planning"'),
        (PLAN, "The client plans the goal.", "The client plans."),
        (PLAN, 'title="Plan"', 'title="Plan", group="Middle"'),
        (PLAN, 'title="Plan"', 'title="Plan", silent=True'),
        (PLAN, 'title="Plan"', 'title="Plan", on_enter=lambda turn: None'),
        (PLAN, "actions=[SaveGoal], ", ""),
        (PLAN, 'to("DONE")', 'to("DONE", by="user")'),
        (PLAN, 'speaks="old"', 'speaks="new"'),
        (PLAN, ', to("WELCOME", speaks="old")', ""),
        (PLAN, 'to("DONE"), to("WELCOME", speaks="old")', 'to("WELCOME", speaks="old"), to("DONE")'),
        (PLAN, 'title="Plan"', 'title="Plan", model=__import__("coach").ModelSettings(temperature=0.5)'),
        (WELCOME, "if not memory.goals", "if len(memory.goals) < 2"),
        (WELCOME, "no goal yet", "no goal so far"),
        (WELCOME, "A goal is known.", "One goal is known."),
        (WELCOME, "when=a_goal_is_known", "when=~a_goal_is_known"),
        (WELCOME, "when=a_goal_is_known", "when=a_goal_is_known & a_goal_is_known"),
        (ACTIONS, "name: str", "title: str"),
        (ACTIONS, "size: int = 1", "size: int = 2"),
        (ACTIONS, "size: int = 1", "size: float = 1"),
        (ACTIONS, "Keep a goal the client has named.", "Keep a goal."),
        (ACTIONS, "Saved goal", "Kept goal"),
        (MEMORY, "ready: bool = False", "ready: bool = True"),
        (MEMORY, "size: int = 1", "size: int = 1\n    why: str = ''"),
        (MEMORY, "size: int = 1", "size: int = 1\n\n    @property\n    def big(self) -> bool:\n        return True"),
        ("states/__init__.py", 'name="goals"', 'name="goals", history=20'),
        ("prompts/plan.md.j2", "Make a plan.", "Make plans."),
        ("prompts/welcome.md.j2", "What do you want?", "What would you like?"),
    ],
    ids=lambda edit: f"{edit[1]} -> {edit[2]}",
)
def test_a_change_of_the_definition_changes_the_version(program_folder: Folder, edit: Edit) -> None:
    assert version(edited(program_folder(), edit)) != version(program_folder())


@pytest.mark.parametrize(
    "edit",
    [
        (PLAN, '"""The client plans the goal."""', '"""The client plans the goal."""\n\n# a remark'),
        (PLAN, "from coach import State, to", "from coach import to, State"),
        ("states/__init__.py", 'name="goals"', 'name="aims"'),
        (WELCOME, "\n\n\nstate =", "\n\n\n\n\nstate ="),
        (WELCOME, "\n\n\nstate =", "\n# a remark\n\nstate ="),
        (ACTIONS, "from coach import Action, Turn\n", "from coach import Turn\nfrom coach import Action\n"),
        (MEMORY, "\n\nclass GoalMemory", "# another remark\nclass GoalMemory"),
        (ACTIONS, "\n", "\r\n"),
        (ACTIONS, "\nfrom coach", "\ufeff\nfrom coach"),
    ],
    ids=lambda edit: f"{edit[1]} -> {edit[2]}",
)
def test_what_is_not_the_definition_does_not_change_it(program_folder: Folder, edit: Edit) -> None:
    assert version(edited(program_folder(), edit)) == version(program_folder())


def test_a_file_that_is_not_part_of_the_definition_does_not_change_it(program_folder: Folder) -> None:
    more = {
        "README.md": "Read me.",
        "actions/unused.py": "x = 1\n",
        "prompts/README.md": "Notes.",
        "tests/test_it.py": "",
    }
    assert version(program_folder(**more)) == version(program_folder())


def test_a_guard_made_with_another_limit_is_another_guard(program_folder: Folder) -> None:
    def with_limit(limit: str) -> str:
        made = (WELCOME, "\nstate = State(", MADE), (WELCOME, "when=a_goal_is_known", f"when=at_least({limit})")
        return version(edited(program_folder(), *made))

    assert with_limit("3") == with_limit("3")
    assert with_limit("3") != with_limit("5")


def test_a_source_that_python_warns_of_is_warned_of_once(program_folder: Folder) -> None:
    folder = edited(program_folder(), (ACTIONS, "\nclass SaveGoal", "\nODD = '\\d'\n\nclass SaveGoal"))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        version(folder)
    assert len([each for each in told if "invalid escape" in str(each.message)]) == 1


def test_guards_combined_otherwise_are_another_guard(program_folder: Folder) -> None:
    def combined(expression: str) -> str:
        second = "g = a_goal_is_known\n\n\nstate = State("
        edits = (WELCOME, "state = State(", second), (WELCOME, "when=a_goal_is_known", f"when={expression}")
        return version(edited(program_folder(), *edits))

    assert len({combined(each) for each in ("g & g", "g | g", "~(g & g)", "~g & g", "g & (g | g)", "(g & g) | g")}) == 6


def test_a_class_that_was_made_without_being_written_counts_by_its_name_and_schema(program_folder: Folder) -> None:
    def with_class(name: str) -> str:
        made = f'type("{name}", (SaveGoal,), {{"__doc__": "Again.", "__module__": __name__}})'
        return version(edited(program_folder(), (PLAN, "actions=[SaveGoal]", f"actions=[SaveGoal, {made}]")))

    assert with_class("Again") == with_class("Again")
    assert with_class("Again") != with_class("Anew")


# --- what the parts rest on ------------------------------------------------------------------------

LIMITS = "MOST = 5\n\n\ndef fits(goals):\n    return len(goals) < MOST\n"
SAVING = (
    SMALL[ACTIONS]
    .replace("from ..memory", "from .limits import fits\nfrom ..memory")
    .replace("        goal = ", "        assert fits(turn.memory.goals)\n        goal = ")
)
BESIDE = SMALL[WELCOME].replace(
    "\n\n@guard", "\nLEAST = 1\n\n\ndef few(goals):\n    return len(goals) < LEAST\n\n\n@guard"
)
INHERITED = (
    SMALL[ACTIONS]
    .replace(
        "class SaveGoal(Action)",
        """class Saving(Action):
    def apply(self, turn):
        return "Saved it"


class SaveGoal(Saving)""",
    )
    .partition("    def apply(self, turn: Turn")[0]
)


@pytest.mark.parametrize(
    ("files", "edit"),
    [
        ({"actions/limits.py": LIMITS, ACTIONS: SAVING}, ("actions/limits.py", "MOST = 5", "MOST = 6")),
        ({"actions/limits.py": LIMITS, ACTIONS: SAVING}, ("actions/limits.py", "len(goals) <", "len(goals) <=")),
        ({WELCOME: BESIDE}, (WELCOME, "LEAST = 1", "LEAST = 2")),
        ({WELCOME: BESIDE}, (WELCOME, "len(goals) <", "len(goals) <=")),
        ({ACTIONS: INHERITED}, (ACTIONS, "Saved it", "Kept it")),
        ({"states/_shared.py": "X = 1\n", PLAN: f"from . import _shared\n{SMALL[PLAN]}"},
         ("states/_shared.py", "X = 1", "X = 2")),
        ({"states/__init__.py": SMALL["states/__init__.py"] + "X = 1\n"}, ("states/__init__.py", "X = 1", "X = 2")),
        ({ACTIONS: f"from . import limits\n{SMALL[ACTIONS]}", "actions/limits.py": LIMITS},
         (ACTIONS, "from . import limits", "from .limits import MOST")),
    ],
)  # fmt: skip
def test_what_a_guard_or_an_action_rests_on_is_part_of_the_definition(
    program_folder: Folder, files: dict[str, str], edit: Edit
) -> None:
    assert version(program_folder(**files)) == version(program_folder(**files))
    assert version(program_folder(**files)) != version(edited(program_folder(**files), edit))
