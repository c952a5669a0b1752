"""`coach new`: a small program to begin from, whose own tests pass at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_running import coach, environment

#: What mypy knows of everything that the new program imports, from one run to the next.
_CHECKED = Path(__file__).parent.parent / ".mypy_cache" / "new_program"


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=environment(), capture_output=True, text=True, check=False
    )


def test_a_new_program_passes_its_own_tests_and_talks(tmp_path: Path) -> None:
    made = coach("new", "my_garden", cwd=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    assert "coach chat --program my_garden --model scripted:my_garden/replies.yaml" in made.stdout
    tested = run("-m", "pytest", "-q", "my_garden", cwd=tmp_path)
    assert tested.returncode == 0, tested.stdout
    chat = ("chat", "--program", "my_garden", "--model", "scripted:my_garden/replies.yaml", "--db", "sqlite://")
    talked = coach(*chat, text="Tidy the shed.\nNo.\nSaturday.\n", cwd=tmp_path)
    assert talked.returncode == 0
    assert talked.stdout.endswith("Enjoy the first step!\n")


def test_what_it_says_to_try_is_said_as_it_was_called(tmp_path: Path) -> None:
    installed = Path(sys.executable).with_name("coach")
    made = subprocess.run(
        [installed, "new", "my_garden"],
        cwd=tmp_path,
        env=environment(PATH="/usr/bin:/bin"),
        capture_output=True,
        text=True,
    )
    tries = [line.split() for line in made.stdout.splitlines() if line.startswith("  ")]
    assert tries == [
        [str(installed), "chat", "--program", "my_garden", "--model", "scripted:my_garden/replies.yaml"],
        [str(installed.with_name("pytest")), "my_garden"],
    ]


def test_within_a_project_of_its_own_settings_its_tests_find_it(tmp_path: Path) -> None:
    assert coach("new", "my_garden", cwd=tmp_path).returncode == 0
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -q\n")
    (tmp_path / "test_mine.py").write_text("def test_mine() -> None:\n    pass\n")
    tested = run("-m", "pytest", cwd=tmp_path)
    assert tested.returncode == 0, tested.stdout


@pytest.mark.slow
def test_its_files_call_it_by_its_name_have_right_types_and_are_tidy(tmp_path: Path) -> None:
    assert coach("new", "my_garden", cwd=tmp_path).returncode == 0
    assert (tmp_path / "my_garden/README.md").read_text(encoding="utf-8").startswith("# my_garden\n")
    assert "my_program" not in "".join(p.read_text("utf-8") for p in (tmp_path / "my_garden").rglob("*") if p.is_file())
    for look in (("mypy", "--strict", "--cache-dir", str(_CHECKED)), ("ruff", "check", "--isolated")):
        done = run("-m", *look, "my_garden", cwd=tmp_path)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("my-garden", "'my-garden' is no name for a program"),
        ("class", "'class' is no name for a program"),
        ("json", "Python has a module 'json' already"),
        ("kept", "there is something at kept already"),
        ("kept/file/my_garden", "kept/file/my_garden cannot be written: Not a directory"),
    ],
)
def test_what_cannot_be_made_is_one_line_and_leaves_all_as_it_was(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/file").write_text("mine")
    refused = coach("new", name, cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert says in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert [p.relative_to(tmp_path).as_posix() for p in sorted(tmp_path.rglob("*"))] == ["kept", "kept/file"]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "my_garden").mkdir()
    assert coach("new", "my_garden", cwd=tmp_path).returncode == 0
    assert (tmp_path / "my_garden/states/welcome.py").is_file()
