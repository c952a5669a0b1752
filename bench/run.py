"""What a turn costs: this engine between a hand-written floor and a machine and an ORM per request.

All walk the same conversation with an instant model, in turn (A B C A B C …) and each in a process of its own, on
PostgreSQL and on SQLite, both waiting for the disk. A ratio is the median of ratios of neighbours in time, so that a
noisy machine spoils few of them. Exits with 1 where a count, which no noise excuses, misses its target.
"""

import argparse
import json
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from databases import Databases, Postgres, Size, opened
from report import report
from wire import Wire

WORKER = Path(__file__).parent / "worker.py"
SYSTEMS = ("floor", "coach", "coach, keyed", "machine + ORM")
MANY = 32
LONG = 1000


@dataclass(frozen=True)
class Scale:
    """How much is walked."""

    blocks: int
    """How many times both kinds of rounds are walked: a shared machine has better and worse minutes."""
    rounds: int
    """Of walks by themselves, in each block."""
    alone: int
    """Turns of a walk by itself."""
    rounds_together: int
    """Of walks at once, in each block."""
    together: int
    """Turns of each of the conversations walked at once."""
    old: int
    """How many long conversations are compared with young ones."""


FULL = Scale(blocks=8, rounds=5, alone=100, rounds_together=2, together=20, old=4)
QUICK = Scale(blocks=1, rounds=5, alone=60, rounds_together=2, together=12, old=1)


@dataclass
class Found:
    """What was measured on one kind of database, by system."""

    alone: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """A walk for each round."""
    together: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    growth: dict[str, dict[str, Any]] = field(default_factory=dict)
    stages: dict[str, Any] = field(default_factory=dict)
    prefixes: dict[str, Any] = field(default_factory=dict)
    grown: dict[str, Size] = field(default_factory=dict)
    """What `LONG` turns added."""
    wire: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Round trips and statements a turn."""


class System:
    """A worker process that measures one system on one database."""

    def __init__(self, name: str, target: str) -> None:
        command = [sys.executable, str(WORKER), name, target]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()

    def measure(self, what: str, **arguments: int) -> dict[str, Any]:
        """One of the worker's measures."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **arguments}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a worker ended before its measure did; it said why above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def measure(databases: Databases, scale: Scale) -> Found:
    """All there is to measure on one kind of database."""
    found = Found()
    with ExitStack() as stack:
        systems = {name: stack.enter_context(System(name, databases.create())) for name in SYSTEMS}
        for block in range(1, scale.blocks + 1):
            walk(systems, scale, found)
            progress(f"{databases.name}: block {block} of {scale.blocks}, {scale.rounds} rounds alone and "
                     f"{scale.rounds_together} of {MANY} conversations at once")  # fmt: skip
        for name in ("floor", "coach"):
            found.growth[name] = systems[name].measure("growth", turn=LONG, conversations=scale.old)
        progress(f"{databases.name}: turn 10 and turn {LONG}")
        found.prefixes = systems["coach"].measure("prefixes", turns=2 * scale.alone)
        found.stages = systems["coach"].measure("stages", turns=3 * scale.alone)
        progress(f"{databases.name}: stages and requests")
    for name in ("floor", "coach", "coach, keyed"):
        found.grown[name] = grown(databases, name)
    progress(f"{databases.name}: bytes of {LONG} turns")
    if isinstance(databases, Postgres):
        found.wire = {name: on_the_wire(databases, name) for name in SYSTEMS}
        progress(f"{databases.name}: round trips")
    return found


def walk(systems: dict[str, System], scale: Scale, found: Found) -> None:
    """One block."""
    for _ in range(scale.rounds):
        for name, system in systems.items():
            found.alone.setdefault(name, []).append(system.measure("alone", turns=scale.alone))
    for _ in range(scale.rounds_together):
        for name, system in systems.items():
            walked = system.measure("together", turns=scale.together, many=MANY)
            found.together.setdefault(name, []).append(walked)


def grown(databases: Databases, name: str) -> Size:
    """What one long conversation adds to a database."""
    target = databases.create()
    with System(name, target) as system:
        before = databases.size(target)
        system.measure("alone", turns=LONG)
        after = databases.size(target)
    added = {table: size - before.bytes.get(table, 0) for table, size in after.bytes.items()}
    return Size(added, after.rows - before.rows)


def on_the_wire(postgres: Postgres, name: str) -> tuple[float, float]:
    """Round trips and statements of a turn: what a longer walk makes more than a shorter one."""
    wire = Wire(postgres.port)
    with System(name, postgres.through(postgres.create(), wire.port)) as system:
        system.measure("alone", turns=80)  # every connection has its statements prepared
        counts = []
        for turns in (20, 80):
            before = wire.round_trips, wire.statements
            system.measure("alone", turns=turns)
            counts.append((wire.round_trips - before[0], wire.statements - before[1]))
    (short_trips, short_statements), (long_trips, long_statements) = counts
    assert long_trips > short_trips, "the relay counted nothing: it no longer reads what the server says"
    return (long_trips - short_trips) / 60, (long_statements - short_statements) / 60


STARTED = time.monotonic()


def progress(what: str) -> None:
    """A line on standard error."""
    sys.stderr.write(f"{time.monotonic() - STARTED:4.0f} s  {what}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under a minute, for a smoke test: its times are rough")
    scale = QUICK if parser.parse_args().quick else FULL
    with opened() as (postgres, sqlite):
        settings = postgres.settings()
        found = {databases.name: measure(databases, scale) for databases in (postgres, sqlite)}
    return report(found, settings)


if __name__ == "__main__":
    sys.exit(main())
