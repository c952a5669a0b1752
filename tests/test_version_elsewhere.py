"""What a program's version rests on outside of its folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL

from coach import Program
from coach.loading.importing import modules_of
from coach.loading.sources import sources_of

Folder = Callable[..., Path]
Edit = tuple[str, str, str]
PLAN = "states/plan.py"


def version(folder: Path) -> str:
    return Program.load(folder).version


def edited(folder: Path, *edits: Edit) -> Path:
    for name, old, new in edits:
        file = folder / name
        text = file.read_text()
        assert old in text
        file.write_bytes(text.replace(old, new).encode())
    return folder


LIBRARY = {
    "__init__.py": "",
    "limits.py": "MOST = 5\n",
    "base.py": """
from coach import Action
class Saving(Action):
    def apply(self, turn):
        return 'Saved it'
""",
    "kinds.py": "from enum import Enum\nclass Kind(str, Enum):\n    BIG = 'big'\n",
    "guards.py": """
from coach import guard
LEAST = 1
@guard
def some(memory):
    'Some are known.'
    if len(memory.goals) < LEAST:
        yield "none yet"
""",
    "saving.py": """
from .base import Saving
from .kinds import Kind
from .limits import MOST
class Save(Saving):
    'Keep it.'
    name: str
    kind: Kind | None = None
def enter(turn):
    'On the way in.'
""",
}
USING = """from coach import State, to
from {name}.saving import Save, enter
from {name}.guards import some
state = State(title="Plan", actions=[Save], on_enter=enter, exits=[to("DONE", when=some)])
"""
VERSION = "import sys; sys.path.insert(0, {!r}); from coach import Program; print(Program.load({!r}).version)"


def version_with(folder: Path, library: Path) -> str:
    command = [sys.executable, "-c", VERSION.format(str(library), str(folder))]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_of_parts_that_are_written_elsewhere_their_modules_count(program_folder: Folder, tmp_path: Path) -> None:
    def with_library(*edits: Edit, extra: str = "") -> str:
        folder = program_folder(**{PLAN: USING.format(name="library")})
        library = folder / "beside" / "library"
        library.mkdir(parents=True)
        for name, text in LIBRARY.items():
            (library / name).write_text(text)
        edited(library, *edits)
        return version_with(folder, library.parent)

    first = with_library()
    assert with_library() == first
    counted = [
        ("saving.py", "Keep it.", "Keep this."),
        ("saving.py", "On the way in.", "On the way out."),
        ("base.py", "Saved it", "Kept it"),
        ("guards.py", "LEAST = 1", "LEAST = 2"),
        ("kinds.py", "BIG = 'big'", "BIG = 'huge'"),
    ]
    others = [with_library(edit) for edit in counted]
    assert len({first, *others}) == len(counted) + 1
    assert with_library(("limits.py", "MOST = 5", "MOST = 6")) == first, "which is not where a part is written"


@pytest.mark.parametrize("more", [{}, {PLAN: f"from coach.identity import every_category_covered\n{SMALL[PLAN]}"}])
def test_the_version_does_not_hang_on_the_libraries_underneath(program_folder: Folder, more: dict[str, str]) -> None:
    program = Program.load(program_folder(**more))
    own = modules_of(program.memory.__module__.partition(".")[0])
    seen = sources_of(program.settings, program.states.values(), own)
    assert set(seen) == {".actions.goals", ".memory", ".states", ".states.done", ".states.plan", ".states.welcome"}


def test_of_the_repositorys_program_the_modules_of_its_parts_count() -> None:
    program = Program.load()
    own = {name for name in sources_of(program.settings, program.states.values(), {}) if name.startswith("coach.")}
    assert {"coach.identity.memory", "coach.identity.guards", "coach.identity.categories"} <= own
    assert all(name.startswith("coach.identity.") for name in own)
