"""Looks on while conversations are taken, and counts what is seen of one program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from coach.engine.decide import Outcome, Snapshot
from coach.engine.program import Program
from coach.engine.watching import watched
from coach.errors import Refused
from coach.program.guard import Guard
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.program.state import Exit
from coach.testing.coverage.catalog import Catalog
from coach.testing.coverage.guards import Missed, missed
from coach.testing.coverage.refusals import At, raised_at
from coach.testing.coverage.report import Report
from coach.testing.coverage.things import Key, Thing


class Recorder:
    """What tests have seen of `program`; of others nothing is counted, but that one may be loaded several times.

    A refusal is the action's own: it counts in whichever program the very same action is tried.
    It needs no pytest: `with recorder.watching(): …`, then `recorder.report()`. Guards are asked once more by it, on a
    copy of the memory: they are pure. Templates that were used before the watching began do not report their branches.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._seen: Counter[Key] = Counter()
        self._missed: Counter[tuple[Key, Missed]] = Counter()
        self._refused: Counter[tuple[str, At]] = Counter()
        self._found: dict[Key, Thing] = {}
        """What reading the program did not tell of."""
        self._lock = Lock()

    @contextmanager
    def watching(self) -> Iterator[Recorder]:
        """Count what happens in this process until the block ends."""
        with watched(self):
            yield self

    def report(self) -> Report:
        """What was seen so far."""
        catalog = Catalog(self.program)
        with self._lock:
            seen, things = Counter(self._seen), {**self._found, **catalog.things}
            for (exit, each), times in self._missed.items():
                for key in [key for wanted, key in catalog.missing.get(exit, ()) if wanted.holds(each)][:1]:
                    seen[key] += times
            for (action, (file, line, kind)), times in self._refused.items():
                sites = catalog.refusals.get(action, ())
                for key in [key for site, key in sites if site.kind == kind and site.holds(file, line)][:1]:
                    seen[key] += times
        return Report.of(catalog, things.values(), seen)

    # --- what is told -------------------------------------------------------------------------

    def stood(self, program: Program, state: str, memory: Memory) -> None:
        if self._is_ours(program):
            self._count("states", state)
            for exit in program.states[state].exits:
                self._ask(state, exit, memory)

    def asked(self, program: Program, state: str, exit: Exit, memory: Memory) -> None:
        if self._is_ours(program):
            self._ask(state, exit, memory)

    def refused(self, program: Program, action: str, refusal: Refused) -> None:
        tried = program.actions.get(action)
        if self._is_ours(program) or (tried is not None and tried is self.program.actions.get(action)):
            with self._lock:
                self._refused[action, raised_at(refusal)] += 1

    def decided(self, program: Program, snapshot: Snapshot, outcome: Outcome) -> None:
        if not self._is_ours(program):
            return
        for result in outcome.results:
            if result.status == "applied" and result.type in program.actions:
                kind = "pressed" if result.by == "user" else "actions"
                self._count(kind, snapshot.state, result.type)
        if outcome.move is not None:
            self._count("exits", outcome.move.from_state, str(outcome.move.exit))
        offer, before = outcome.memory.offer, snapshot.memory.offer
        if offer is not None and (before is None or offer.id != before.id):
            self._put(offer)

    def answered(self, program: Program, offer: Offer, button: str) -> None:
        if self._is_ours(program):
            self._count("buttons", offer.kind, button)

    def rendered(self, program: Program, template: str, branch: int) -> None:
        if self._is_ours(program):
            self._count("branches", template, str(branch))

    # --- inside -------------------------------------------------------------------------------

    def _is_ours(self, program: Program) -> bool:
        ours = self.program
        return program is ours or (program.version == ours.version and program.name == ours.name)

    def _count(self, *key: str) -> None:
        with self._lock:
            self._seen[key] += 1

    def _put(self, offer: Offer) -> None:
        self._count("offers", offer.kind)
        things = [Thing("offers", (offer.kind,), offer.text)]
        things += [Thing("buttons", (offer.kind, each.name), each.label) for each in offer.buttons]
        with self._lock:
            for thing in things:
                self._found.setdefault(thing.whole_key, thing)

    def _ask(self, state: str, exit: Exit, memory: Memory) -> None:
        key = (state, str(exit))
        try:
            found = _missed(exit.guard, memory)
        except Exception:  # a guard that is at fault is neither open nor closed; the engine reports it
            return
        self._count("guards", *key, "closed" if found else "open")
        with self._lock:
            for each in found:
                self._missed[key, each] += 1


def _missed(guard: Guard[Any] | None, memory: Memory) -> list[Missed]:
    return missed(guard, memory.copied(locked=True)) if guard is not None else []
