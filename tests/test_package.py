"""The package as it is installed: what the wheel carries, and what an import costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"openai", "fastapi", "sqlalchemy", "alembic", "asyncpg", "opentelemetry"}


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a new environment, elsewhere, with nothing but our wheel and what it needs."""
    folder = tmp_path_factory.mktemp("installed")
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "build", "--wheel", "--out-dir", str(folder / "dist"), str(ROOT)], check=True, cwd=folder)
    subprocess.run([*uv, "venv", "--python", sys.executable, str(folder / "venv")], check=True, cwd=folder)
    [wheel] = (folder / "dist").glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*uv, "pip", "install", "--python", str(python), str(wheel)], check=True, cwd=folder)
    return python.parent


def run(command: list[str], folder: Path, words: str = "") -> subprocess.CompletedProcess[str]:
    """A command in an empty folder, with none of this machine's settings for coach or a model."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("COACH_", "OPENAI_", "PYTHONPATH", "COVERAGE_"))}
    return subprocess.run(command, cwd=folder, env=clean, input=words, capture_output=True, text=True, timeout=60)


def test_an_installed_wheel_holds_a_conversation(installed: Path, tmp_path: Path) -> None:
    done = run([str(installed / "coach"), "chat", "--json"], tmp_path, "I'm Ana.\nYes\nYes, let us begin.\n")
    assert done.returncode == 0, done.stderr
    turns = [json.loads(line) for line in done.stdout.splitlines()]
    assert [turn["turn"] for turn in turns] == [0, 1, 2, 3]
    assert turns[-1]["state"] == "GET_TO_KNOW_YOU"
    shown = run([str(installed / "coach"), "show", turns[0]["conversation"], "--json"], tmp_path)
    assert json.loads(shown.stdout)["memory"]["facts"][0]["value"] == "Ana"


@pytest.mark.slow
def test_an_installed_wheel_carries_the_program_and_the_migrations(installed: Path, tmp_path: Path) -> None:
    drawn = run([str(installed / "coach"), "graph", "--format", "mermaid"], tmp_path)
    assert "IDENTITY_DISCOVERY" in drawn.stdout
    upgraded = run([str(installed / "coach"), "db", "upgrade", "--db", "sqlite:///new.db"], tmp_path)
    assert upgraded.returncode == 0, upgraded.stderr
    assert (tmp_path / "new.db").exists()


@pytest.mark.slow
def test_an_installed_wheel_and_pytest_alone_make_a_program_and_run_its_walks(installed: Path, tmp_path: Path) -> None:
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "pip", "install", "--python", str(installed / "python"), "pytest>=9,<10"], check=True)
    for command, shows in (
        (["coach", "new", "my_program"], "a program of three states"),
        (["pytest", "-q", "my_program", "--coach-cov", "--coach-check"], "everything"),
        (["coach", "walk", "my_program"], "1 passed"),
        (["coach", "walk", "--schema"], '"title": "A walk of coach"'),
    ):
        done = run([str(installed / command[0]), *command[1:]], tmp_path)
        assert (done.returncode, shows in done.stdout) == (0, True), done.stdout + done.stderr
    published = [file.name for file in installed.parent.rglob("walk.schema.json")]
    assert published == ["walk.schema.json"]


@pytest.mark.parametrize(
    "statement", ["import coach", "import runpy; sys.argv = ['coach', '--help']; runpy.run_module('coach')"]
)
def test_importing_coach_and_its_help_stay_light(statement: str, tmp_path: Path) -> None:
    watched = f"""
import sys
try:
    {statement}
except SystemExit:
    pass
print("LOADED", sorted({HEAVY!r} & set(sys.modules)))
"""
    done = run([sys.executable, "-c", watched], tmp_path)
    assert done.stdout.splitlines()[-1] == "LOADED []", done.stdout + done.stderr


def test_every_public_name_is_there() -> None:
    import coach

    for name in coach.__all__:
        assert getattr(coach, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    import coach

    with pytest.raises(AttributeError, match="Cooach"):
        _ = coach.Cooach


def test_the_heavy_libraries_are_each_imported_in_one_place() -> None:
    homes = {"transitions": "engine/machine.py", "jinja2": "engine/templates", "openai": "models/openai.py"}
    for library, home in homes.items():
        found = [
            path.relative_to(ROOT / "coach")
            for path in (ROOT / "coach").rglob("*.py")
            if any(line.strip().startswith((f"import {library}", f"from {library}")) for line in path.open())
        ]
        assert found
        assert all(path.is_relative_to(home) for path in found)


def test_a_command_that_is_interrupted_while_it_is_imported_ends_without_a_word(tmp_path: Path) -> None:
    interrupted = """
import sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == "coach.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupt())
from coach.__main__ import main
main()
"""
    done = run([sys.executable, "-c", interrupted], tmp_path)
    assert (done.returncode, done.stderr) == (130, "")
