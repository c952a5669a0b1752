"""Walks as a run of tests wants them: each with a clean conversation, all closed at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coach.engine.program import Program
from coach.engine.reply import FormatName
from coach.testing.walking.database import IN_MEMORY, prepared
from coach.testing.walking.walk import Walk

__tracebackhide__ = True  # a failing walk shows the test's own lines


class Walks:
    """Makes walks: `new_walk(format="tags")`, `new_walk(program=…)`, a folder or a loaded one."""

    def __init__(self, program: Callable[[], Program], database: str | None, title: str) -> None:
        self.made: list[Walk] = []
        self._program = program
        self._database = database
        self._title = title

    def __call__(
        self, program: Program | str | Path | None = None, *, format: FormatName = "json", title: str | None = None
    ) -> Walk:
        """A walk that is closed with the test. Raises a `CoachError`."""
        from coach.loading import Program as Loading

        match program:
            case None:
                found = self._program()
            case str() | Path():
                found = Loading.load(program)
            case _:
                found = program
        database = IN_MEMORY if self._database is None else prepared(self._database)
        walk = Walk(found, database=database, format=format, title=title or self._title)
        self.made.append(walk)
        return walk

    def finish(self) -> None:
        """Take the last turns; every scripted reply must have been asked for."""
        for walk in self.made:
            walk.finish()

    def close(self) -> None:
        """Close them all."""
        for walk in self.made:
            walk.close()
