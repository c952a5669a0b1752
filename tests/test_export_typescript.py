"""A program as TypeScript: it compiles whatever the program is called and holds, and it is what goes over the wire."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from cli_running import coach
from fifty_states import fifty_states
from odd_actions import ODD, action
from small_programs import make
from typescript_checking import complaints

from coach import State
from coach.loading import Program
from coach.service.exported import typescript

Folder = Callable[..., Path]
STARTER = Path(__file__).parent.parent / "coach" / "starter"


def test_the_programs_that_come_with_it_compile(tmp_path: Path, program_folder: Folder) -> None:
    programs = {
        "identity": Program.load(interludes=True),
        "plain": Program.load(interludes=False),
        "starter": Program.load(STARTER),
        "small": Program.load(program_folder()),
        "fifty": Program.load(program_folder(**fifty_states())),
    }
    assert complaints(tmp_path, {f"{name}.ts": typescript(each) for name, each in programs.items()}) == ""


def test_every_kind_of_parameter_compiles(tmp_path: Path) -> None:
    states = {}
    for number, annotation in enumerate(ODD):
        kinds = [action(annotation), action(annotation, None)] if number else [action(annotation)]
        for place, cls in enumerate(kinds):
            cls.__name__ = f"Odd{number}{'AB'[place]}"
        states[f"S{number}"] = State(title=str(number), actions=kinds)
    assert complaints(tmp_path, {"odd.ts": typescript(make(states))}) == ""


def test_it_is_the_same_bytes_each_time() -> None:
    code = "import sys; from coach.loading import Program; from coach.service.exported import typescript\n"
    code += "sys.stdout.write(typescript(Program.load()))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, timeout=60
        ).stdout
        for seed in "123"
    }
    assert len(made) == 1
    assert b"export const State" in made.pop()


def test_interludes_are_states(tmp_path: Path) -> None:
    texts = [
        coach("export", "typescript", option, cwd=tmp_path).stdout for option in ("--interludes", "--no-interludes")
    ]
    assert ["BREAK_BEFORE_ONWARD" in text for text in texts] == [True, False]
    assert '  break: { button: "on"; field: never };' in texts[0]
