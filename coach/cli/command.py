"""Commands as a person can type them again."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

#: The database of who names none.
DEFAULT_DATABASE = "sqlite:///coach.db"


def typed(*words: str, db: str | None, schema: str | None, **options: str | None) -> str:
    """The command line of these words: by the way `coach` was called, on this database, with these options.

    What has no value is left out, and so is a database that is meant anyway.
    """
    line = [*_called(), *words]
    if db is not None and db != (os.environ.get("COACH_DATABASE_URL") or DEFAULT_DATABASE):
        options["db"] = without_secrets(db)
    for name, value in {**options, "schema": schema}.items():
        line += [f"--{name}", value] if value else []
    return shlex.join(line)


def tried(folder: str) -> str:
    """The command line that runs the tests of the program in a folder; without pytest, its walks alone."""
    if find_spec("pytest") is None:
        return typed("walk", folder, db=None, schema=None)
    first, *module = _called()
    beside = Path(first).with_name("pytest")
    pytest = [first, "-m", "pytest"] if module else [str(beside) if beside.is_file() else "pytest"]
    return shlex.join([*pytest, folder])


def without_secrets(url: str) -> str:
    """A database's URL with its passwords starred out."""
    url = re.sub(r"(?<=://)([^:/?#@]*):.+@", r"\1:***@", url)
    return re.sub(r"([?&](?:ssl)?password=)[^&]*", r"\1***", url, flags=re.IGNORECASE)


def _called() -> list[str]:
    """The words that this process was called by: as short as the shell still finds it."""
    path = Path(sys.argv[0])
    if path.name == "__main__.py":
        return [sys.orig_argv[0], "-m", "coach"]
    with suppress(OSError):
        found = shutil.which(path.name)
        return [path.name if found is not None and path.samefile(found) else sys.argv[0]]
    return ["coach"]
