"""Running the walks of files and folders, without pytest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from coach.engine.program import Program
from coach.engine.reply import FormatName
from coach.errors import ConfigurationError, WalkError
from coach.loading import program_around
from coach.testing.files.running import WalkFailed
from coach.testing.files.script_yaml import ENDING
from coach.testing.files.walk_file import WalkCase, WalkFile, as_gone, loaded, named_program
from coach.testing.walking.database import IN_MEMORY, prepared
from coach.testing.walking.walk import Walk
from coach.values import value


@value
class WalkResult:
    """What became of one walk, or of a file that cannot be used."""

    file: str
    name: str
    """What the walk shows, with its case; the file's name where it cannot be used."""
    status: Literal["passed", "failed", "broken"]
    seconds: float
    where: str = ""
    """The file and the line that differs."""
    problem: str = ""
    """What differs, in a line."""
    transcript: str = ""
    """How it came to this."""

    @property
    def told(self) -> str:
        """The whole failure."""
        head = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{head}\n\n{self.transcript}" if self.transcript else head


def find_walks(paths: Iterable[str]) -> list[Path]:
    """The walks' files at these paths, files and folders. Raises `ConfigurationError` where there are none."""
    found: dict[str, Path] = {}
    for each in paths:
        path = Path(os.path.normpath(each))
        if not path.exists():
            raise ConfigurationError(f"there is no file or folder {each}")
        if path.is_file() and not path.name.endswith(ENDING):
            raise ConfigurationError(f"{each} is no walk; the files of walks are called *{ENDING}")
        files = sorted(_inside(path)) if path.is_dir() else [path]
        if not files:
            raise ConfigurationError(f"there are no walks in {each}; their files are called *{ENDING}")
        found |= {os.path.realpath(file): file for file in files if os.path.realpath(file) not in found}
    return list(found.values())


def run_walks(
    files: Sequence[Path],
    program: str | None = None,
    *,
    database: str = IN_MEMORY,
    format: FormatName = "json",
    begin: Callable[[Program], None] = lambda program: None,
) -> Iterator[WalkResult]:
    """Run the walks, one after another. Raises a `CoachError`.

    `program` is the folder of those that name none; without it, each is of the program that it stands in, and where
    there is none of the one that comes with coach. `begin` is told of the program before its walks are run.
    """
    url = prepared(database)
    for file in files:
        started = time.perf_counter()
        try:
            walk = WalkFile.load(file)
            own = as_gone(walk, named_program(walk) or loaded(program or _around(file)))
            cases = walk.cases
        except WalkError as error:
            took = time.perf_counter() - started
            yield WalkResult(str(file), file.name, "broken", took, error.where, error.problem)
            continue
        begin(own)
        for case in cases:
            yield _run(case, own, url, format)


def _run(case: WalkCase, program: Program, database: str, format: FormatName) -> WalkResult:
    started = time.perf_counter()
    status: Literal["passed", "failed", "broken"] = "passed"
    where = problem = transcript = ""
    walk = Walk(program, database=database, format=case.file.format or format, title=case.script.walk)
    try:
        case.go(walk)
    except WalkFailed as failed:
        status, where, problem, transcript = "failed", failed.where, failed.problem, failed.transcript
    except WalkError as error:
        status, where, problem = "broken", error.where, error.problem
    finally:
        walk.close()
    took = time.perf_counter() - started
    return WalkResult(str(case.file.path), case.name, status, took, where, problem, transcript)


def _around(file: Path) -> str | None:
    found = program_around(file)
    return None if found is None else str(found)


def _inside(folder: Path) -> Iterator[Path]:
    """The walks' files in a folder and all below it, but for hidden ones."""
    for root, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        yield from (Path(root, each) for each in files if each.endswith(ENDING) and not each.startswith("."))
