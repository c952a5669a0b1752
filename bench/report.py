"""What was measured, as tables, and which targets were reached."""

from __future__ import annotations

import itertools
import os
import platform
import sqlite3
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from run import Found

Walks = Sequence[Mapping[str, Any]]

STAGES = ("claim", "load", "render", "ask + parse", "decide", "commit", "result", "the rest")


# --- figures -----------------------------------------------------------------------------------


def per_turn(walk: Mapping[str, Any], what: str = "wall") -> float:
    """Seconds a turn."""
    spent: float = walk[what] / walk["turns"]
    return spent


def quantile(walks: Walks, share: float) -> float:
    """A quantile of the turns' latencies, in milliseconds."""
    latencies: list[float] = sorted(itertools.chain(*(walk["latencies"] for walk in walks)))
    return 1e3 * latencies[int(share * (len(latencies) - 1))]


def times(walks: Walks, others: Walks) -> list[float]:
    """How many times as long a turn takes as the other's, pair by pair."""
    return [per_turn(one) / per_turn(other) for one, other in zip(walks, others, strict=True)]


def middle(ratios: Sequence[float]) -> str:
    """The median, and the middle half."""
    if len(ratios) < 4:
        return f"{statistics.median(ratios):.2f}"
    low, median, high = statistics.quantiles(ratios, n=4)
    return f"{median:.2f} ({low:.2f}–{high:.2f})"


def growth(found: Mapping[str, Any]) -> tuple[float, float]:
    """Median milliseconds of a young conversation's turn, and of an old one's."""
    return 1e3 * statistics.median(found["early"]), 1e3 * statistics.median(found["late"])


def cpu(walks: Walks) -> float:
    """Milliseconds of CPU a turn."""
    return 1e3 * statistics.median(per_turn(walk, "cpu") for walk in walks)


# --- tables ------------------------------------------------------------------------------------


def table(title: str, *columns: str) -> Table:
    made = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        made.add_column(column, justify="right" if number else "left", no_wrap=True)
    return made


def speeds(name: str, found: Found) -> Table:
    """Turns a second and latencies of every system."""
    alone, together = "alone: turns/s", "32 at once: turns/s"
    made = table(
        f"{name} (× floor: median and middle half)",
        "",
        alone,
        "p50 ms",
        "p99 ms",
        "× floor",
        "CPU ms",
        together,
        "p50 ms",
        "p99 ms",
        "× floor",
    )
    for system, walks in found.alone.items():
        crowd = found.together[system]
        made.add_row(
            system,
            f"{1 / statistics.median(map(per_turn, walks)):.0f}",
            f"{quantile(walks, 0.5):.2f}",
            f"{quantile(walks, 0.99):.2f}",
            middle(times(walks, found.alone["floor"])),
            f"{cpu(walks):.2f}",
            f"{1 / statistics.median(map(per_turn, crowd)):.0f}",
            f"{quantile(crowd, 0.5):.1f}",
            f"{quantile(crowd, 0.99):.1f}",
            middle(times(crowd, found.together["floor"])),
        )
    return made


def stages(found: Mapping[str, Found]) -> Table:
    """Microseconds of each stage of the engine's turn."""
    made = table("a turn of coach, µs", "stage", *(f"{name} {what}" for name in found for what in ("CPU", "time")))
    columns = [(each.stages[what], each.stages["turns"]) for each in found.values() for what in ("cpu", "wall")]
    for stage in STAGES:
        made.add_row(stage, *(f"{1e6 * spent.get(stage, 0) / turns:.0f}" for spent, turns in columns))
    made.add_row("in all", *(f"{1e6 * sum(spent.values()) / turns:.0f}" for spent, turns in columns), style="bold")
    return made


def sizes(found: Mapping[str, Found]) -> Table:
    """What a turn leaves behind, and what length costs."""
    made = table(
        "1000 turns (milliseconds; a turn's rows and bytes)", "", "turn 10", "1000", "rows", "bytes", "in tables"
    )
    for name, each in found.items():
        for system, added in each.grown.items():
            parts = sorted(added.bytes.items(), key=lambda part: -part[1])
            shares = ", ".join(f"{table} {size / 1000:.0f}" for table, size in parts if size)
            grew = [f"{ms:.2f}" for ms in growth(each.growth[system])] if system in each.growth else ["", ""]
            rows, size = f"{added.rows / 1000:.1f}", f"{sum(added.bytes.values()) / 1000:.0f}"
            made.add_row(f"{system}, {name}", *grew, rows, size, shares)
    return made


def facts(found: Mapping[str, Found], settings: Mapping[str, str]) -> list[str]:
    """What needs no table."""
    wire = found["PostgreSQL"].wire
    sent = found["PostgreSQL"].prefixes
    trips = "; ".join(f"{system} {trips:.2f} ({done:.2f} statements)" for system, (trips, done) in wire.items())
    shares = [same / size for same, size in zip(sent["same"], sent["bytes"], strict=True)]
    whole = sum(sent["same"]) / sum(sent["bytes"])
    return [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"SQLite {sqlite3.sqlite_version} (WAL, synchronous=FULL), "
        + ", ".join(f"{name} {value}" for name, value in settings.items())
        + ", over TCP on loopback",
        f"round trips a turn: {trips}",
        f"of a request's bytes ({statistics.mean(sent['bytes']):.0f} on average), {100 * whole:.0f} % equal the "
        f"beginning of the request before (median {100 * statistics.median(shares):.0f} %)",
    ]


# --- targets -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """A figure and where it should be."""

    what: str
    value: float
    limit: float
    unit: str = ""
    least: bool = False
    """The limit is the least, not the most."""
    counted: bool = False
    """No noise in it."""

    @property
    def reached(self) -> bool:
        return self.value >= self.limit if self.least else self.value <= self.limit


def targets(found: Mapping[str, Found]) -> list[Target]:
    """The figures that have one."""
    postgres, sqlite = found["PostgreSQL"], found["SQLite"]

    def median(kind: Mapping[str, Walks], one: str, other: str) -> float:
        return statistics.median(times(kind[one], kind[other]))

    early, late = growth(postgres.growth["coach"])
    size = sum(postgres.grown["coach"].bytes.values()) / 1000
    orm = "machine + ORM"
    return [
        Target("round trips a turn", postgres.wire["coach"][0], 2, counted=True),
        Target("time per turn alone", median(postgres.alone, "coach", "floor"), 1.5, " × floor"),
        Target("the same with a key", median(postgres.alone, "coach, keyed", "floor"), 1.5, " × floor"),
        Target("throughput, 32 at once", median(postgres.together, "floor", "coach"), 0.5, " × floor", least=True),
        Target("CPU per turn", cpu(postgres.alone["coach"]), 1, " ms"),
        Target("turn 1000", late / early, 1.15, " × turn 10"),
        Target("on disk per turn, at 1000", size / 1000, 2, " KB", counted=True),
        Target("SQLite, throughput alone", median(sqlite.alone, orm, "coach"), 4, f" × {orm}", least=True),
        Target("SQLite, 32 at once", median(sqlite.together, orm, "coach"), 4, f" × {orm}", least=True),
    ]


def report(found: Mapping[str, Found], settings: Mapping[str, str]) -> int:
    """Print everything; 1 where a count misses its target, else 0."""
    console = Console(width=max(170, Console().width), highlight=False)
    for name, each in found.items():
        console.print(speeds(name, each))
    console.print(stages(found))
    console.print(sizes(found))
    for line in facts(found, settings):
        console.print(line, soft_wrap=True)
    made = table("targets (PostgreSQL where nothing is said)", "", "found", "target", "")
    wanted = targets(found)
    for target in wanted:
        sign = "≥" if target.least else "≤"
        value, limit = f"{target.value:.2f}{target.unit}", f"{sign} {target.limit:g}{target.unit}"
        made.add_row(target.what, value, limit, "reached" if target.reached else "[bold red]missed[/]")
    console.print(made)
    return int(any(target.counted and not target.reached for target in wanted))
