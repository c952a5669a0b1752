"""What is listed in one program and was written for another one is told at the place that lists it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mistakes import ACTIONS, MEMORY, OTHER, WELCOME, Files, Folder, check, plan, settings

from coach import Program

PLAN = 'title="Plan", exits=[to("DONE")], '
FOREIGN = "from coach.identity import SaveIdentity, every_category_covered\n"
WRONG = "works on {}, but this program's memory is GoalMemory"


def foreign(arguments: str) -> Files:
    """A state PLAN that has the identity program's parts at hand."""
    return {name: FOREIGN + (text or "") for name, text in plan(arguments).items()}


# --- classes from elsewhere ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            foreign(PLAN + "actions=[SaveGoal, SaveIdentity]"),
            f"states/plan.py:8: SaveIdentity.apply {WRONG.format('IdentityMemory')}",
        ),
        (
            foreign(PLAN + "buttons=[SaveIdentity]"),
            f"states/plan.py:8: SaveIdentity.apply {WRONG.format('IdentityMemory')}",
        ),
        (
            foreign('title="Plan", exits=[to("DONE", when=every_category_covered)]'),
            f"states/plan.py:8: every_category_covered {WRONG.format('IdentityMemory')}",
        ),
        (
            {
                "states/__init__.py": FOREIGN
                + str(settings("memory=GoalMemory, actions=[SaveIdentity]")["states/__init__.py"])
            },
            f"states/__init__.py:6: SaveIdentity.apply {WRONG.format('IdentityMemory')}",
        ),
        (
            {"states/plan.py": "from coach import Action\n" + str(plan(PLAN + "actions=[Action]")["states/plan.py"])},
            "states/plan.py:8: Action is what actions extend; list the classes that do",
        ),
    ],
)
def test_a_part_that_is_written_elsewhere_is_told_where_it_is_listed(
    program_folder: Folder, files: Files, expected: str
) -> None:
    check(program_folder, files, expected)


def test_an_exit_that_is_made_elsewhere_is_told_where_its_state_is(program_folder: Folder, tmp_path: Path) -> None:
    helper = tmp_path / "exits_from_elsewhere.py"
    helper.write_text("from coach import to\ndef leading(where, **more):\n    return to(where, **more)\n")
    sys.path.insert(0, str(tmp_path))
    try:
        for arguments, expected in (
            ('"DNOE"', "there is no state 'DNOE'; did you mean 'DONE'?"),
            ('"DONE", when=len', "when=len is not a guard; put @guard above the function"),
        ):
            files = plan(f'title="Plan", exits=[leading({arguments})]')
            files = {name: f"from exits_from_elsewhere import leading\n{text}" for name, text in files.items()}
            check(program_folder, files, f"states/plan.py:8: {expected}")
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("exits_from_elsewhere", None)


def test_two_actions_of_one_name_are_told_by_where_they_are_found(program_folder: Folder) -> None:
    files: Files = {"actions/goals.py": ACTIONS + '\n\nclass SaveIdentity(SaveGoal):\n    """Another one."""\n'}
    arguments = (
        PLAN
        + "actions=[__import__('sys').modules[SaveGoal.__module__].SaveIdentity, type('SaveIdentity', (SaveGoal,), "
        "{'__doc__': 'x', '__module__': 'elsewhere'})]"
    )
    expected = "states/plan.py:7: two actions are called SAVE_IDENTITY: actions/goals.py:18 and elsewhere.SaveIdentity"
    check(program_folder, files | plan(arguments), expected)


def test_a_memory_of_the_same_name_is_told_to_be_another_one(program_folder: Folder) -> None:
    own = "from coach import Memory\n\n\nclass GoalMemory(Memory):\n    ready: bool = False\n"
    source = ACTIONS.replace("import Goal, GoalMemory\n", "import Goal\n" + own)
    expected = "SaveGoal.apply works on another GoalMemory than the one in the settings; import that one"
    check(program_folder, {"actions/goals.py": source}, f"actions/goals.py:12: {expected}")


# --- hints that only a type checker reads ----------------------------------------------------------

LATER = """from __future__ import annotations
{}
from coach import Action, Turn
if {}:
    {}
"""


def saving(hint: str, how: str = "TYPE_CHECKING", line: str = "from ..memory import OtherMemory, GoalMemory") -> Files:
    """An action whose hints name a memory that is imported for a type checker alone."""
    source = ACTIONS.replace("turn: Turn[GoalMemory]", f"turn: {hint}").replace("Goal, GoalMemory", "Goal")
    typing = "import typing" if "." in how else "from typing import TYPE_CHECKING"
    source = source.replace("\nfrom coach import Action, Turn\n", LATER.format(typing, how, line), 1)
    return {"memory.py": MEMORY + OTHER, "actions/goals.py": source}


@pytest.mark.parametrize(
    "files",
    [
        saving("Turn[OtherMemory]"),
        saving("Turn[OtherMemory]", how="typing.TYPE_CHECKING"),
        saving("Turn[Another]", line="from ..memory import OtherMemory as Another"),
        saving("Turn[memory.OtherMemory]", line="from .. import memory"),
        saving("Turn[OtherMemory]", line="import nowhere; from ..nowhere import x; from ..memory import OtherMemory"),
        saving("Turn[OtherMemory] | None"),
        saving("Nowhere | None, extra: Turn[OtherMemory] | None = None"),
        saving("'Turn[OtherMemory]'"),
    ],
)
def test_hints_are_read_as_a_type_checker_reads_them(program_folder: Folder, files: Files) -> None:
    check(program_folder, files, f"actions/goals.py:…: SaveGoal.apply {WRONG.format('OtherMemory')}")


@pytest.mark.parametrize(
    "files",
    [
        saving("Turn[GoalMemory]"),
        saving("Turn[GoalMemory] | None"),
        saving("Turn[OtherMemory] | Turn[GoalMemory]"),
        saving("Turn[Nowhere] | None", line="from ..nowhere import Nowhere"),
        saving("Turn[Nowhere]", line="raise SystemExit; from ..memory import OtherMemory"),
        saving("'Turn[('"),
    ],
)
def test_hints_that_fit_or_say_nothing_are_fine(program_folder: Folder, files: Files) -> None:
    Program.load(program_folder(**files))


def test_what_no_hint_names_is_not_imported(program_folder: Folder) -> None:
    line = "from .. import costly, memory; import costly_too"
    program = Program.load(program_folder(**saving("Turn[memory.GoalMemory]", line=line), **{"costly.py": "x = 1"}))
    package = program.memory.__module__.partition(".")[0]
    assert {name for name in sys.modules if name.startswith(f"{package}.") and "costly" in name} == set()


def test_inside_unions_and_behind_type_variables(program_folder: Folder) -> None:
    union = ACTIONS.replace("Turn[GoalMemory]", "Turn[OtherMemory] | None").replace(
        "Goal, GoalMemory", "Goal, OtherMemory"
    )
    expected = f"actions/goals.py:7: SaveGoal.apply {WRONG.format('OtherMemory')}"
    check(program_folder, {"memory.py": MEMORY + OTHER, "actions/goals.py": union}, expected)
    variable = ACTIONS.replace("Turn[GoalMemory]", "Turn[M]").replace("Goal, GoalMemory", "Goal, OtherMemory")
    variable = variable.replace(
        "class Save", 'from typing import TypeVar\nM = TypeVar("M", bound=OtherMemory)\nclass Save'
    )
    check(program_folder, {"memory.py": MEMORY + OTHER, "actions/goals.py": variable}, expected.replace(":7", ":9"))
    guard = WELCOME.replace("memory: GoalMemory", "memory: OtherMemory | None").replace(
        "import GoalMemory", "import OtherMemory"
    )
    expected = f"states/welcome.py:19: a_goal_is_known {WRONG.format('OtherMemory')}"
    check(program_folder, {"memory.py": MEMORY + OTHER, "states/welcome.py": guard}, expected)


@pytest.mark.parametrize("made", ["partial(enter, extra=1)", "Enter()", "Enter().again"])
def test_on_enter_of_any_making_is_read(program_folder: Folder, made: str) -> None:
    source = f"""
from functools import partial
from coach import State, Turn, to
from ..memory import OtherMemory

def enter(turn: Turn[OtherMemory], extra: int) -> None: ...

class Enter:
    kept: int
    def __call__(self, turn: Turn[OtherMemory]) -> None: ...
    def again(self, turn: Turn[OtherMemory]) -> None: ...

state = State(title="Plan", exits=[to("DONE")], on_enter={made})
"""
    files: Files = {"memory.py": MEMORY + OTHER, "states/plan.py": source}
    check(program_folder, files, f"states/plan.py:13: …{WRONG.format('OtherMemory')}")


# --- guards that cannot be called --------------------------------------------------------------------


@pytest.mark.parametrize("signature", ["()", "(memory, more)", "(memory, *, more)", "(*, memory)"])
def test_a_guard_that_does_not_take_the_memory(program_folder: Folder, signature: str) -> None:
    source = WELCOME.replace("(memory: GoalMemory)", signature).replace("not memory.goals", "0")
    expected = "states/welcome.py:12: guard a_goal_is_known is called with (memory); its signature does not fit"
    check(program_folder, {"states/welcome.py": source}, expected)


@pytest.mark.parametrize("signature", ["(memory, more=1)", "(*memory)", "(memory, /)"])
def test_a_guard_that_takes_more_than_it_needs(program_folder: Folder, signature: str) -> None:
    source = WELCOME.replace("(memory: GoalMemory)", signature).replace("not memory.goals", "not memory")
    Program.load(program_folder(**{"states/welcome.py": source}))
