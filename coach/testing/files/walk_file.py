"""Walks in files: what a file says, the walks that come before it, and its cases."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Self

from coach.engine.program import Program
from coach.engine.reply import FormatName
from coach.errors import ProgramError, WalkError
from coach.loading import Program as Loading
from coach.testing.files.cases import check_cases, filled, ids
from coach.testing.files.running import run
from coach.testing.files.script_yaml import load_script
from coach.testing.files.slips import check_script
from coach.testing.walking.script import Script
from coach.testing.walking.walk import Walk
from coach.values import value
from coach.yaml_text.source import Source


@value
class WalkFile:
    """A walk's file, and the one that it comes after."""

    path: Path
    script: Script
    source: Source
    before: WalkFile | None = None

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a file and all that come before it. Raises `WalkError`, one line with file and line."""
        return cls._load(Path(path), ())

    @classmethod
    def _load(cls, path: Path, later: Sequence[Path]) -> Self:
        script, source = load_script(path)
        check_cases(script, source)
        if script.after is None:
            return cls(path, script, source)
        first = Path(os.path.normpath(path.parent / script.after))
        way = [*later, path]
        if any(os.path.realpath(each) == os.path.realpath(first) for each in way):
            around = " after ".join(each.name for each in [*way, first])
            raise source.error("after", f"goes in a circle: {around}")
        if not first.is_file():
            raise source.error("after", f"there is no file {first}")
        before = cls._load(first, way)
        problem = ""
        if before.script.cases is not None:
            problem = f"{first} has cases, and no other walk can come after all of them"
        if script.format and script.format != (before.format or "json"):
            problem = f"{first} is in the format {before.format or 'json'}, and this one in {script.format}"
        if script.interludes is not None and script.interludes != before.interludes:
            problem = f"{first} has to say the same of `interludes`"
        if script.program and before.program and os.path.realpath(_beside(path, script.program)) != before.program:
            problem = f"{first} is a walk of another program, {before.program}"
        if problem:
            raise source.error("after", problem)
        return cls(path, script, source, before)

    @property
    def cases(self) -> list[WalkCase]:
        """The walks that it stands for: one, or one for each of its cases."""
        if self.script.cases is None:
            return [WalkCase(self, self.script, "")]
        names = ids(self.script.cases)
        return [
            WalkCase(self, filled(self.script, case), name) for case, name in zip(self.script.cases, names, strict=True)
        ]

    @property
    def format(self) -> FormatName | None:
        """How the model writes its replies, where a file says it."""
        return self.script.format or (self.before.format if self.before else None)

    @property
    def interludes(self) -> bool | None:
        """Whether there are interludes, where a file says it."""
        return self.script.interludes if self.before is None else self.before.interludes

    @property
    def program(self) -> str | None:
        """The program's folder, where a file says it."""
        if self.script.program is not None:
            return os.path.realpath(_beside(self.path, self.script.program))
        return self.before.program if self.before else None

    @property
    def told(self) -> Source:
        """The file that says which program it is."""
        return self.before.told if self.before and self.script.program is None else self.source

    @property
    def way(self) -> Iterator[WalkFile]:
        """The files in the order they are gone, this one last."""
        if self.before is not None:
            yield from self.before.way
        yield self


@value
class WalkCase:
    """A walk that can be gone: a file, filled with one of its cases."""

    file: WalkFile
    script: Script
    case: str
    """What the case is called; empty where there are none."""

    @property
    def name(self) -> str:
        """What it shows, and the case."""
        return f"{self.script.walk}[{self.case}]" if self.case else self.script.walk

    @property
    def scripts(self) -> list[tuple[Script, Source]]:
        """All that is gone, the set-up first."""
        before = [(each.script, each.source) for each in self.file.way if each is not self.file]
        return [*before, (self.script, self.file.source)]

    def check(self, program: Program) -> None:
        """Raise `WalkError` for what the program does not have."""
        for script, source in self.scripts:
            check_script(script, program, source)

    def go(self, walk: Walk) -> None:
        """Go all the way. Raises `WalkError`, or `WalkFailed` where something is not as a file says."""
        self.check(walk.program)
        for n, (script, source) in enumerate(self.scripts):
            run(script, walk, source, goes_on=n > 0)
        walk.finish()


def _beside(path: Path, folder: str) -> Path:
    return path.parent / folder


def named_program(file: WalkFile) -> Program | None:
    """The program that the file names, loaded once. Raises `WalkError`."""
    if file.program is None:
        return None
    try:
        return loaded(file.program)
    except ProgramError as error:
        problem = str(error)
    raise WalkError(problem, file.told.where("program"))


def as_gone(file: WalkFile, program: Program) -> Program:
    """The program with its interludes on or off, where the file says it."""
    if file.interludes is None or not isinstance(program, Loading):
        return program
    return loaded(str(program.folder), file.interludes)


@cache
def loaded(folder: str | None, interludes: bool | None = None) -> Program:
    """The program of this folder, of which walks change nothing; without one, the one that comes with coach."""
    return Loading.load(folder, interludes=interludes)
