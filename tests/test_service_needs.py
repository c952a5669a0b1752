"""The service needs what its extra brings; the rest of coach does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cli_running import environment

#: Runs the command line where nothing of the extra is installed.
_WITHOUT = """
import importlib.util, sys
NAMES = ("fastapi", "starlette", "uvicorn", "prometheus_client", "jwt")
class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in NAMES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Nowhere())
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in NAMES else found(name, *more)
from coach.__main__ import main
main()
"""


def run(*arguments: str, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT, *arguments], input=text, capture_output=True, text=True, cwd=cwd,
        env=environment(COACH_MODEL="practice"), timeout=60, check=False,
    )  # fmt: skip


def test_a_chat_needs_none_of_it(tmp_path: Path) -> None:
    done = run("chat", cwd=tmp_path, text="Hello\n")
    assert done.returncode == 0, done.stderr
    assert "practice coach" in done.stdout


def test_settings_are_shown_without_it(tmp_path: Path) -> None:
    done = run("config", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "database_url" in done.stdout


def test_serving_says_what_to_install(tmp_path: Path) -> None:
    done = run("serve", cwd=tmp_path)
    assert done.returncode == 1
    assert "pip install 'fastapi<0.170,>=0.165'" in done.stderr
    assert done.stderr.count("\n") == 1
