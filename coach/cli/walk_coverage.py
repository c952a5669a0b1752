"""`coach walk --coverage`: what the walks have seen of their programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from coach.cli.output import console, write
from coach.engine.program import Program
from coach.errors import ConfigurationError
from coach.testing.coverage import Recorder, Report
from coach.testing.coverage.plain import as_json
from coach.testing.coverage.table import as_table
from coach.testing.coverage.writing import write as write_report

_FORMS = {".json": "json", ".html": "html", ".htm": "html"}


class Seen:
    """Looks on while walks are run: at each program from its first walk on, and at none where nobody asks.

    `asked` are the files to be written; an empty name is the table.
    """

    def __init__(self, asked: Sequence[str]) -> None:
        """Raises `ConfigurationError` for a file whose name does not tell what it is."""
        self._table = "" in asked
        self._files = {file: _form(file) for file in asked if file}
        self._wanted = bool(asked)
        self._recorders: dict[tuple[str, str], Recorder] = {}
        self._watching = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._watching.close()

    def begin(self, program: Program) -> None:
        """A walk of this program comes next."""
        key = (program.name, program.version)
        if self._wanted and key not in self._recorders:
            self._recorders[key] = self._watching.enter_context(Recorder(program).watching())

    def plain(self) -> dict[str, Any]:
        """The part of what is printed as JSON: nothing where nobody asks."""
        return {"coverage": [as_json(report) for report in self._reports()]} if self._wanted else {}

    def tell(self, *, quiet: bool) -> None:
        """Print the table and write the files; `quiet` prints nothing. Raises `ConfigurationError`."""
        reports = list(self._reports())
        if self._table and not quiet:
            screen = console()
            for report in reports:
                write("\n" + as_table(report, screen.width, colours=screen.is_terminal))
        for file, form in self._files.items():
            _save(reports, form, file)
            if not quiet:
                write(f"Wrote {file}\n")

    def _reports(self) -> Iterator[Report]:
        return (each.report() for each in self._recorders.values())


def _form(file: str) -> str:
    if (form := _FORMS.get(Path(file).suffix.lower())) is None:
        raise ConfigurationError(f"the name {file} does not tell its format; call it *.json or *.html")
    return form


def _save(reports: Sequence[Report], form: str, file: str) -> None:
    if not reports:
        raise ConfigurationError(f"no walk could be run, so there is nothing to write to {file}")
    if len(reports) > 1:
        names = " and ".join(repr(each.program) for each in reports)
        raise ConfigurationError(
            f"the walks are of several programs, {names}, and {file} has room for one; run the walks of one program"
        )
    try:
        write_report(reports[0], form, Path(file))
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written ({error.strerror})") from None
