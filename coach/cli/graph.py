"""`coach graph`: a program as a picture or a table, with a conversation, a coverage or its traffic marked on it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from coach.cli.commands.programs import GraphFormat
from coach.cli.files import check_written
from coach.cli.output import complain, write, writing
from coach.cli.tables import plain_table, screen_table
from coach.coach import Coach
from coach.engine.program import Program
from coach.errors import BadInput, ConfigurationError
from coach.graph import (
    FORMATS,
    Picture,
    Theme,
    covered,
    journey,
    picture,
    read_journey,
    read_traffic,
    table_rows,
    with_traffic,
    written,
)
from coach.graph.drawing import hushed
from coach.loading import Program as Loading
from coach.models.scripted import ScriptedModel
from coach.reference import actions_reference

T = TypeVar("T")


@dataclass(frozen=True)
class Graph:
    """What `coach graph` was asked for."""

    program: str | None
    format: GraphFormat | None
    file: str | None
    actions: bool
    interludes: bool | None
    theme: Theme
    conversation: str | None
    coverage: str | None
    traffic: bool
    db: str
    schema: str | None
    user: str | None

    def run(self) -> None:
        """Write the program to the file, or to standard output. Raises a `CoachError`."""
        format = self._format()
        program = Loading.load(self.program, interludes=self.interludes)
        text = self._text(program, format)
        if self.file is not None:
            _save(self.file, text)
        elif isinstance(text, str):
            write(text)
        elif sys.stdout.isatty():
            raise ConfigurationError("a PNG is no text; name a file with -o FILE.png")
        else:
            with writing():
                sys.stdout.buffer.write(text)
                sys.stdout.buffer.flush()

    def _format(self) -> GraphFormat:
        """The format that was asked for, or that of the file's name. Raises `ConfigurationError`."""
        marks = {"--conversation": self.conversation, "--coverage": self.coverage, "--traffic": self.traffic or None}
        given = [name for name, value in marks.items() if value is not None]
        if len(given) > 1:
            raise ConfigurationError(f"{' and '.join(given)} are marked on pictures of their own; ask for one of them")
        if self.format == "actions" and given:
            raise ConfigurationError(
                f"the reference of the actions shows nothing of {given[0]}; ask for another format"
            )
        if self.format is not None or self.file is None:
            return self.format or "table"
        ending = Path(self.file).suffix.lower().removeprefix(".")
        found = {"mmd": "mermaid", "gv": "dot", "htm": "html", "txt": "table", "md": "actions"}.get(ending, ending)
        if found not in get_args(GraphFormat):
            raise ConfigurationError(f"the name {self.file} does not tell its format; say --format {'|'.join(FORMATS)}")
        return found  # type: ignore[return-value]

    def _text(self, program: Program, format: GraphFormat) -> str | bytes:
        if format == "actions":
            return actions_reference(program)
        drawn = self._marked(program)
        if format != "table":
            with hushed():
                return written(drawn, format, actions=self.actions, theme=self.theme)
        rows = table_rows(program, drawn if drawn.subject else None)
        if drawn.subject and self.file is None:
            complain("; ".join(drawn.caption))
        return screen_table(rows) if sys.stdout.isatty() and self.file is None else plain_table(rows)

    def _marked(self, program: Program) -> Picture:
        plain = picture(program)
        if self.coverage is not None:
            return covered(plain, _read(self.coverage))
        if self.conversation is not None:
            name = self.conversation
            return journey(plain, self._asked(program, lambda coach: read_journey(coach, name, user=self.user)))
        return with_traffic(plain, self._asked(program, read_traffic)) if self.traffic else plain

    def _asked(self, program: Program, work: Callable[[Coach], Awaitable[T]]) -> T:
        """Read something of the database; nobody is asked anything here, whatever model is set."""
        coach = Coach.open(self.db, program=program, schema=self.schema, model=ScriptedModel(()))

        async def run() -> T:
            try:
                check_written(coach.store)
                return await work(coach)
            finally:
                await coach.close()

        return asyncio.run(run())


def _read(file: str) -> Any:
    """The JSON in a file. Raises `ConfigurationError`, `BadInput`."""
    try:
        return json.loads(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"the coverage {file} cannot be read ({error.strerror})") from None
    except ValueError:
        raise BadInput(f"{file} is not JSON; make a coverage.json with pytest --coach-cov-report=json") from None


def _save(file: str, text: str | bytes) -> None:
    """Write the file. Raises `ConfigurationError`."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    try:
        Path(file).write_bytes(data)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written ({error.strerror}); name another file with -o") from None
