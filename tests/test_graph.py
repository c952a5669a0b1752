"""A program as a picture and as a table, and the command that writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import coach
from fifty_states import fifty_states
from graph_reading import dot_exits, ways

from coach.graph import FORMATS, mermaid, picture, table_rows, written
from coach.loading import Program


@pytest.fixture(scope="module")
def identity() -> Program:
    return Program.load()


def test_a_picture_has_the_machines_edges(identity: Program, program_folder: Callable[..., Path]) -> None:
    big = Program.load(program_folder(**fifty_states()))
    assert len(big.states) == 50
    for program in (identity, Program.load(interludes=True), Program.load(program_folder()), big):
        drawn = picture(program)
        assert ways(drawn) == program.machine.edges()
        assert [node.name for node in drawn.nodes] == list(program.states)


def test_the_ways_back_are_known(program_folder: Callable[..., Path]) -> None:
    drawn = picture(Program.load(program_folder()))
    assert [(edge.source, edge.target) for edge in drawn.edges if edge.number in drawn.returns] == [("PLAN", "WELCOME")]


def test_the_table_has_states_exits_what_they_want_and_actions(program_folder: Callable[..., Path]) -> None:
    rows = table_rows(Program.load(program_folder()))
    assert [(row.state, row.mark, row.target, row.by, row.wants, row.actions) for row in rows] == [
        ("WELCOME", "initial", "PLAN", "model", "A goal is known", ("SAVE_GOAL",)),
        ("PLAN", "", "DONE", "model", "nothing", ("SAVE_GOAL",)),
        ("PLAN", "", "WELCOME", "model", "nothing", ("SAVE_GOAL",)),
        ("DONE", "final", "", "", "", ()),
    ]


CONFIRM = """
from coach import State, to

from ..actions.goals import SaveGoal

state = State(title="Plan", buttons=[SaveGoal], exits=[to("DONE", by="user"), to("WELCOME")])
"""


def test_what_buttons_stand_for_is_in_the_table_where_there_is_any(
    program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    folder = program_folder(**{"states/plan.py": CONFIRM})
    rows = table_rows(Program.load(folder))
    assert [(row.state, row.actions, row.buttons) for row in rows] == [
        ("WELCOME", ("SAVE_GOAL",), ()),
        ("PLAN", (), ("SAVE_GOAL",)),
        ("PLAN", (), ("SAVE_GOAL",)),
        ("DONE", (), ()),
    ]
    lines = coach("graph", "--program", str(folder), cwd=tmp_path).stdout.splitlines()
    assert [re.split(r"  +", line) for line in lines] == [
        ["State", "Exit", "By", "Wants", "Actions", "Buttons"],
        ["WELCOME (initial)", "PLAN", "model", "A goal is known", "SAVE_GOAL"],
        ["PLAN", "DONE", "user", "nothing", "SAVE_GOAL"],
        ["PLAN", "WELCOME", "model", "nothing", "SAVE_GOAL"],
        ["DONE (final)"],
    ]
    assert lines[2].index("SAVE_GOAL") == lines[0].index("Buttons")
    without = coach("graph", "--program", str(program_folder()), cwd=tmp_path).stdout
    assert "Buttons" not in without


def test_the_command_prints_text(identity: Program, tmp_path: Path) -> None:
    drawn = coach("graph", "--format", "mermaid", cwd=tmp_path)
    assert (drawn.returncode, drawn.stdout) == (0, mermaid(identity))
    listed = coach("graph", "--format", "table", cwd=tmp_path).stdout.splitlines()
    assert re.split(r"  +", listed[0])[:5] == ["State", "Exit", "By", "Wants", "Actions"]
    assert len(listed) == 1 + len(table_rows(identity))
    assert any(re.match(r"INTRODUCTION \(initial\) +GET_TO_KNOW_YOU +model ", line) for line in listed)
    assert list(tmp_path.iterdir()) == [], "no database is made for it"


@pytest.mark.slow
@pytest.mark.usefixtures("drawing")
def test_the_name_of_a_file_tells_its_format(program_folder: Callable[..., Path], tmp_path: Path) -> None:
    folder = program_folder()
    small = picture(Program.load(folder))
    for ending, format in {"mmd": "mermaid", "gv": "dot", "dot": "dot", "svg": "svg", "json": "json", "html": "html",
                           "PNG": "png"}.items():  # fmt: skip
        file = tmp_path / f"graph.{ending}"
        done = coach("graph", "--program", folder, "-o", file, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert format in FORMATS
        text = written(small, format)
        assert file.read_bytes() == (text if isinstance(text, bytes) else text.encode())
    listed = tmp_path / "graph.txt"
    assert coach("graph", "--program", folder, "-o", listed, cwd=tmp_path).returncode == 0
    assert listed.read_text(encoding="utf-8") == coach("graph", "--program", folder, cwd=tmp_path).stdout


@pytest.mark.usefixtures("drawing")
def test_a_format_goes_before_the_name_of_the_file(program_folder: Callable[..., Path], tmp_path: Path) -> None:
    asked = ("graph", "--program", program_folder(), "--format", "dot", "-o", "graph.txt", "--actions")
    assert coach(*asked, cwd=tmp_path).returncode == 0
    text = (tmp_path / "graph.txt").read_text(encoding="utf-8")
    assert len(dot_exits(text)) == 3
    assert "SAVE_GOAL" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "graph.xyz"], "the name graph.xyz does not tell its format; say --format mermaid|dot|svg|"),
        (["-o", "no/such/graph.dot"], "no/such/graph.dot cannot be written (No such file or directory)"),
        (["--coverage", "none.json"], "the coverage none.json cannot be read (No such file or directory)"),
        (["--coverage", "text.json"], "text.json is not JSON; make a coverage.json"),
        (["--coverage", "list.json"], "this is no coverage of a program"),
        (["--coverage", "other.json"], "this is the coverage of program 'other', not of 'goals'"),
        (["--traffic", "--conversation", "x"], "--conversation and --traffic are marked on pictures of their own"),
        (["--traffic", "--format", "actions"], "the reference of the actions shows nothing of --traffic"),
        (["--traffic"], "there is no file coach.db"),
        (["--conversation", "000000000000", "--db", "sqlite:///nowhere.db"], "there is no file nowhere.db"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_line(
    arguments: list[str], said: str, program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "text.json").write_text("none", encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    other = {"format": 1, "program": "other", "version": "1", "totals": {}, "states": {}}
    (tmp_path / "other.json").write_text(json.dumps(other), encoding="utf-8")
    done = coach("graph", "--program", program_folder(), *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("coach: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


MISSING = """
import sys
sys.modules["pygraphviz"] = None
from coach.__main__ import main
main()
"""


@pytest.mark.slow
def test_without_the_drawing_library_text_is_written_and_a_picture_says_what_to_install(
    program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    import subprocess
    import sys

    def run(format: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", MISSING, "graph", "--format", format, "--program", str(program_folder())]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)

    for format in ("mermaid", "dot", "json", "table"):
        assert (run(format).returncode, run(format).stderr) == (0, "")
    for format in ("svg", "png", "html"):
        done = run(format)
        assert (done.returncode, done.stdout) == (1, "")
        assert "pip install 'pygraphviz<3,>=2.0'" in done.stderr
