"""A folder becomes a program: read whole, private, frozen, and never out of a stale cache."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach import Program
from coach.errors import ProgramError, ProgramMismatch
from coach.program.state import ModelSettings, State

Folder = Callable[..., Path]

SHARED = '''
"""Finding a goal."""

from coach import Action, ModelSettings, Settings, Turn, to

from ..memory import GoalMemory


class Stop(Action):
    """The client wants to stop."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.ready = True


settings = Settings(
    memory=GoalMemory,
    name="goals",
    actions=[Stop],
    exits=[to("DONE", by="user"), to("PLAN")],
    model=ModelSettings(name="big", output_limit=500),
)
'''


def private_modules() -> set[str]:
    return {name for name in sys.modules if name.startswith("coach_program_")}


# --- what is read ------------------------------------------------------------------------------


def test_states_are_named_after_their_files_and_the_initial_one_is_first(program_folder: Folder) -> None:
    program = Program.load(program_folder())
    assert list(program.states) == ["WELCOME", "PLAN", "DONE"]
    assert program.initial.name == "WELCOME"
    assert program.name == "goals"
    assert set(program.sources) == {"welcome.md.j2", "plan.md.j2", "done.md.j2"}
    assert list(program.actions) == ["SAVE_GOAL"]


def test_a_state_takes_its_purpose_and_prompt_from_its_file(program_folder: Folder) -> None:
    other = '"""One line.\n\nMore lines."""\nfrom coach import State\n\nstate = State(title="Done", final=True, {})\n'
    program = Program.load(program_folder(**{"states/done.py": other.format("")}))
    assert (program.states["DONE"].purpose, program.states["DONE"].prompt) == ("One line.", "done")
    named = other.format('purpose="Why", prompt="bye.md.j2"')
    program = Program.load(
        program_folder(**{"states/done.py": named, "prompts/done.md.j2": None, "prompts/bye.md.j2": "Bye."})
    )
    assert (program.states["DONE"].purpose, program.states["DONE"].prompt) == ("Why", "bye")
    assert program.template(program.states["DONE"]) == "bye.md.j2"


def test_a_program_without_a_name_is_called_like_its_folder(program_folder: Folder) -> None:
    unnamed = "from coach import Settings\nfrom ..memory import GoalMemory\nsettings = Settings(memory=GoalMemory)\n"
    folder = program_folder(**{"states/__init__.py": unnamed})
    assert Program.load(folder).name == folder.name


def test_what_all_states_share_holds_in_every_state_that_is_not_final(program_folder: Folder) -> None:
    program = Program.load(program_folder(**{"states/__init__.py": SHARED}))
    assert [list(rules.allowed) for rules in program.rules.values()] == [
        ["SAVE_GOAL", "STOP"],
        ["SAVE_GOAL", "STOP"],
        [],
    ]
    exits = {name: [str(exit) for exit in state.exits] for name, state in program.states.items()}
    assert exits == {
        "WELCOME": ["PLAN (model)", "DONE (user)"],
        "PLAN": ["DONE (model)", "WELCOME (model)", "DONE (user)"],
        "DONE": [],
    }
    assert program.states["WELCOME"].exits[0].guard is not None


def test_a_state_s_model_settings_come_before_the_program_s(program_folder: Folder) -> None:
    plan = (
        "from coach import ModelSettings, State, to\n"
        'state = State(title="Plan", exits=[to("DONE")], model=ModelSettings(name="small", temperature=0.0))\n'
    )
    program = Program.load(program_folder(**{"states/__init__.py": SHARED, "states/plan.py": plan}))
    assert program.model_settings(program.states["PLAN"]) == ModelSettings("small", 0.0, 500)
    assert program.model_settings(program.states["WELCOME"]) == ModelSettings("big", None, 500)


def test_the_program_of_the_repository_is_the_default() -> None:
    program = Program.load()
    assert program.name == "Identity coaching"
    assert program.initial.name == "INTRODUCTION"
    assert program.states["FAREWELL"].final


def test_templates_in_folders_and_with_a_byte_order_mark_are_read(program_folder: Folder) -> None:
    done = '\ufeff{% extends "shared/voice.md.j2" %}'
    program = Program.load(
        program_folder(**{"prompts/done.md.j2": done, "prompts/shared/voice.md.j2": "\ufeffGoodbye.\r\n"})
    )
    assert program.sources["shared/voice.md.j2"] == "Goodbye.\n"


def test_what_editors_leave_beside_the_files_is_no_part_of_the_program(program_folder: Folder) -> None:
    clean = program_folder()
    left = program_folder(**{"states/._plan.py": "\0", "prompts/.plan.md.j2.swp": "x", "prompts/plan.md.j2~": "x"})
    for link in ("states/.#plan.py", "prompts/.#plan.md.j2", "actions/.#goals.py"):
        (left / link).symlink_to("ann@host.1")
    assert Program.load(left).version == Program.load(clean).version


def test_a_folder_of_actions_needs_no_init_file(program_folder: Folder) -> None:
    assert "SAVE_GOAL" in Program.load(program_folder(**{"actions/__init__.py": None})).actions


# --- private -----------------------------------------------------------------------------------


def test_two_programs_are_loaded_side_by_side(program_folder: Folder) -> None:
    one, other = Program.load(program_folder()), Program.load(program_folder())
    assert one.version == other.version
    assert one.memory is not other.memory
    assert one.actions["SAVE_GOAL"].__module__ != other.actions["SAVE_GOAL"].__module__
    assert one.memory(ready=True).plain() == other.memory(ready=True).plain()


def test_the_same_folder_can_be_loaded_twice(program_folder: Folder) -> None:
    folder = program_folder()
    assert Program.load(folder).memory is not Program.load(str(folder)).memory


def test_a_program_s_modules_are_nobody_else_s(program_folder: Folder) -> None:
    Program.load(program_folder())
    assert not {"memory", "states", "actions", "actions.goals"} & sys.modules.keys()


def test_relative_imports_reach_all_of_the_program_and_nothing_above(program_folder: Folder) -> None:
    assert Program.load(program_folder(**{"actions/words.py": "from .goals import SaveGoal\nfrom .. import memory\n"}))
    with pytest.raises(ProgramError, match=r"^states/plan\.py:1: ImportError: attempted relative import beyond"):
        Program.load(program_folder(**{"states/plan.py": "from ...elsewhere import x\n"}))


@pytest.mark.parametrize(
    "broken",
    [
        {"states/plan.py": "raise ValueError('at import')\n"},
        {"states/plan.py": "from coach import State\nstate = State(title='Plan', exits=[])\n"},
        {"prompts/plan.md.j2": "{{ memory.goals }}"},
        {"prompts/plan.md.j2": None},
    ],
)
def test_a_load_that_fails_leaves_nothing_behind(program_folder: Folder, broken: dict[str, str | None]) -> None:
    before, finders = private_modules(), [str(finder) for finder in sys.meta_path]
    with pytest.raises(ProgramError):
        Program.load(program_folder(**broken))
    assert private_modules() == before
    Program.load(program_folder())
    assert len(sys.meta_path) <= len(finders) + 1
    assert private_modules() > before


def test_a_mended_program_loads_in_the_same_process(program_folder: Folder) -> None:
    folder = program_folder(**{"memory.py": "class GoalMemory: ...\n"})
    with pytest.raises(ProgramError):
        Program.load(folder)
    (folder / "memory.py").write_text((program_folder() / "memory.py").read_text())
    assert Program.load(folder).name == "goals"


# --- fresh and frozen --------------------------------------------------------------------------


def test_an_edited_source_is_what_runs_though_a_cache_seems_valid(program_folder: Folder) -> None:
    import os
    import py_compile

    folder = program_folder()
    source = folder / "states/welcome.py"
    first = Program.load(folder)
    assert not list(folder.rglob("*.pyc"))
    py_compile.compile(str(source), doraise=True)
    times = source.stat()
    edited = source.read_text().replace("no goal yet", "NO GOAL YET")  # as long as before
    source.write_text(edited)
    os.utime(source, ns=(times.st_atime_ns, times.st_mtime_ns))
    second = Program.load(folder)
    assert first.version != second.version
    guards = [program.states["WELCOME"].exits[0].guard for program in (first, second)]
    assert [each.missing(p.memory()) for each, p in zip(guards, (first, second), strict=True) if each is not None] == [
        ("no goal yet",),
        ("NO GOAL YET",),
    ]


def test_a_traceback_shows_the_source_that_was_read(program_folder: Folder) -> None:
    import traceback

    folder = program_folder()
    program = Program.load(folder)
    (folder / "actions/goals.py").write_text("# gone\n" * 40)
    turn: Any = None
    with pytest.raises(AttributeError) as caught:
        program.actions["SAVE_GOAL"].model_validate({"name": "x"}).apply(turn)
    assert "turn.memory.goals.add" in "".join(traceback.format_exception(caught.value))


def test_a_loaded_program_is_frozen(program_folder: Folder) -> None:
    program: Any = Program.load(program_folder())
    with pytest.raises(AttributeError):
        program.name = "other"
    with pytest.raises(AttributeError):
        program.states["PLAN"].title = "other"
    for mapping in (program.states, program.actions, program.sources, program.rules):
        with pytest.raises(TypeError):
            mapping["X"] = State(title="x")
    assert isinstance(program.states["PLAN"].exits, tuple)
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(program)


def test_a_state_that_is_gone_is_a_mismatch_that_names_those_there_are(program_folder: Folder) -> None:
    program = Program.load(program_folder())
    with pytest.raises(ProgramMismatch, match=r"is in state 'GONE'.*it has 'WELCOME', 'PLAN', 'DONE'"):
        program.state("GONE")
