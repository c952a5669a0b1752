"""The command line as a whole: what it imports, how it is called wrongly."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_running import coach, environment

HEAVY = ("openai", "fastapi", "sqlalchemy", "alembic", "jinja2", "transitions", "prompt_toolkit")


@pytest.mark.parametrize("code", ["import coach", "import coach.cli as cli; cli.main()"])
def test_neither_import_nor_help_loads_what_is_heavy(code: str) -> None:
    listing = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {code}"
    done = subprocess.run(
        [sys.executable, "-c", listing, "--help"], capture_output=True, text=True, env=environment(), check=True
    )
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "coach" in loaded
    assert not loaded & set(HEAVY)


def test_help_names_every_command(tmp_path: Path) -> None:
    done = coach("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert {"chat", "show", "graph", "db"} <= set(re.findall(r"^  (\w+)", done.stdout, re.MULTILINE))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chat", "--format", "yaml"], "'yaml' is not one of"),
        (["show"], "Missing argument 'ID'"),
        (["grpah"], "No such command 'grpah'"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = coach(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["--help"], ["graph", "--format", "table"]])
def test_output_that_cannot_be_written_is_one_line(arguments: list[str], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "coach", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env=environment(),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "coach: standard output cannot be written (No space left on device); send it elsewhere\n"


def test_a_reader_that_leaves_is_no_error_to_speak_of(tmp_path: Path) -> None:
    line = f"{sys.executable} -m coach graph | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, cwd=tmp_path, env=environment(), check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_closed_streams_are_empty_ones(tmp_path: Path) -> None:
    line = f"{sys.executable} -m coach chat <&- >&- 2>&-"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=environment(), check=False)
    assert done.returncode == 0
    assert (tmp_path / "coach.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_error_that_cannot_be_said_still_ends_with_1(tmp_path: Path) -> None:
    line = f"{sys.executable} -m coach show 7vq11ttxyf2g --program none 2>/dev/full"
    done = subprocess.run(["bash", "-c", line], capture_output=True, cwd=tmp_path, env=environment(), check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_standard_input_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    line = f"{sys.executable} -m coach chat --json 0>written.txt"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, cwd=tmp_path, env=environment(), check=False
    )
    assert done.returncode == 1
    assert done.stderr == "coach: standard input cannot be read (Bad file descriptor); send lines of text\n"
