"""`coach new`: a small complete program to begin from."""

from __future__ import annotations

import keyword
import shutil
from importlib.util import find_spec
from pathlib import Path

from coach.cli.command import tried, typed
from coach.cli.output import write
from coach.errors import ConfigurationError

#: The program that is copied; its files call it by this name.
_STARTER = Path(__file__).parent.parent / "starter"
_NAME = "my_program"


def new_program(folder: str) -> None:
    """Write the program and say what to try. Raises `ConfigurationError` where it cannot stand there."""
    target = Path(folder).expanduser()
    _check_name(target.resolve().name)
    try:
        if target.exists() and not (target.is_dir() and not any(target.iterdir())):
            raise ConfigurationError(f"there is something at {folder} already; name a folder that is new")
        _copy(target)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be written: {error.strerror or error}") from None
    write(f"Wrote {folder}, a program of three states. To try it:\n\n")
    chat = typed("chat", db=None, schema=None, program=folder, model=f"scripted:{target / 'replies.yaml'}")
    write(f"  {chat}\n  {tried(folder)}\n\nIts README.md says what is where.\n")


def _check_name(name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ConfigurationError(
            f"{name!r} is no name for a program, which tests import: take letters, digits and _, such as {_NAME}"
        )
    if find_spec(name) is not None and not Path(name).is_dir():
        raise ConfigurationError(f"Python has a module {name!r} already, which tests would import; take another name")


def _copy(target: Path) -> None:
    shutil.copytree(_STARTER, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    readme = target / "README.md"
    text = readme.read_text(encoding="utf-8").replace(_NAME, target.resolve().name)
    readme.write_text(text, encoding="utf-8")
