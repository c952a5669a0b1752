"""The report in a terminal: a line for each state, then what was not seen in words, then the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from coach.testing.coverage.report import Report
from coach.testing.coverage.things import KINDS, MEANING, Thing
from coach.testing.coverage.wording import wanting


def as_table(report: Report, width: int = 120, *, colours: bool = False) -> str:
    """The report as lines of text."""
    out = StringIO()
    console = Console(
        file=out, width=max(width, 60), force_terminal=colours, color_system="standard" if colours else None,
        highlight=False, legacy_windows=False, emoji=False, markup=False,
    )  # fmt: skip
    console.print(Text(f"{report.program}, version {report.version}", "bold"))
    console.print(_states(report))
    for heading, sentences in wanting(report).items():
        console.print(Text(heading, "yellow"))
        for each in sentences:
            console.print(Padding(Text(each), (0, 0, 0, 2)))
    console.print(_totals(report))
    for where in report.unexplained:
        console.print(Text(f"{where}: coach: no cover gives no reason, so it excuses nothing; write why", "yellow"))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _states(report: Report) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("state", no_wrap=True)
    for heading in ("visited", "exits", "guards", "missing", "actions"):
        table.add_column(heading, justify="right", no_wrap=True)
    for state in report.of_kind("states"):
        kinds = [report.of_kind(kind, *state.key) for kind in ("exits", "guards", "missing", "actions")]
        wanted = report.unseen([state, *(each for things in kinds for each in things)])
        shares = (_share(report, things) for things in kinds)
        table.add_row(Text(state.key[0], "yellow" if wanted else "green"), str(report.times(state)), *shares)
    return table


def _totals(report: Report) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(justify="right")
    for kind in KINDS:
        seen, every = report.totals[kind]
        if every:
            style = "green" if seen == every else "yellow"
            table.add_row(MEANING[kind], f"{seen}/{every}", Text(f"{report.percent(kind):g} %", style))
    style = "bold green" if report.percent() == 100 else "bold yellow"
    table.add_row(Text("everything", "bold"), "", Text(f"{report.percent():g} %", style))
    return table


def _share(report: Report, things: Iterable[Thing]) -> Text:
    seen, every = report.share(things)
    if not every:
        return Text("–", "dim")
    return Text(f"{seen}/{every}", "" if seen == every else "yellow")
