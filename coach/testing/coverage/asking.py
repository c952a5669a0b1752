"""What is asked for on a command line: which reports, and how much is enough."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coach.program.words import listed, nearest
from coach.testing.coverage.report import Report
from coach.testing.coverage.things import KINDS, MEANING, Kind
from coach.values import value

#: The reports that are files, and what they are called where nobody says.
FILES = {"json": "coverage.json", "html": "coverage.html"}


@value
class Wish:
    """One report that is wanted."""

    form: str
    """`table`, `json` or `html`."""
    file: Path | None = None


@value
class Enough:
    """How much has to be seen, in percent; of everything, or of one kind."""

    percent: float
    kind: Kind | None = None

    def problem(self, report: Report) -> str:
        """What is to be said where it is not reached; empty where it is."""
        there = report.percent(self.kind)
        if there >= self.percent:
            return ""
        return f"{there:g} % of {MEANING[self.kind] if self.kind else 'everything'}; {self.percent:g} % were asked for"


def wishes(given: Sequence[str]) -> list[Wish]:
    """What `table,json:FILE,html:FILE` asks for; nothing given is a table. Raises ValueError."""
    parts = [part.strip() for each in given or ["table"] for part in each.split(",") if part.strip()]
    return [_wish(part) for part in parts]


def _wish(part: str) -> Wish:
    form, colon, file = part.partition(":")
    if form == "table" and not colon:
        return Wish(form)
    if form not in FILES:
        raise ValueError(f"there is no report {part!r}{nearest(form, ('table', *FILES))}; json and html take :FILE")
    return Wish(form, Path(file or FILES[form]))


def enough(given: str) -> list[Enough]:
    """What `95` or `states:100,exits:100,90` asks for. Raises ValueError."""
    return [_enough(part.strip()) for part in given.split(",") if part.strip()]


def _enough(part: str) -> Enough:
    kind, _, number = part.rpartition(":")
    try:
        percent = float(number.removesuffix("%"))
    except ValueError:
        raise ValueError(f"{part!r} is no percentage: give 95, or states:100") from None
    if not 0 <= percent <= 100:
        raise ValueError(f"{part!r} is no percentage: it is from 0 to 100")
    if not kind:
        return Enough(percent)
    for known in KINDS:
        if kind == known:
            return Enough(percent, known)
    raise ValueError(f"nothing called {kind!r} is counted{nearest(kind, KINDS)}; there are {listed(KINDS)}")
