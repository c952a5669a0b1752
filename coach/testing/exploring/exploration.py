"""Going over the graph of a program: every path up to a depth, and beyond it whatever exit was not taken yet."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

from coach.engine.outcome import Snapshot
from coach.engine.program import Program
from coach.program.state import Exit
from coach.testing.exploring.deeds import Deed
from coach.testing.exploring.distance import wanting
from coach.testing.exploring.search import Closed, way_through
from coach.testing.walking.beginning import IDS
from coach.values import value

#: Outcomes looked at for one exit from one place, at the most.
_MOST = 6_000
#: From how many places an exit is tried before it counts as closed.
_PLACES = 3
#: The most legs of one exploration.
_LEGS = 400
_NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@value
class Leg:
    """The way from one state through one of its exits, after the leg that led there."""

    number: int
    source: str
    exit: Exit
    landing: str
    """The state it leads to: the exit's target, or an interlude before it."""
    deeds: tuple[Deed, ...]
    before: Snapshot
    after: Snapshot
    missing: tuple[str, ...]
    """What kept the exit closed where the leg begins."""
    parent: Leg | None = None

    @property
    def chain(self) -> tuple[Leg, ...]:
        """The legs from the beginning of the conversation to this one."""
        return (*(self.parent.chain if self.parent else ()), self)


@value
class Unopened:
    """An exit that no way was found through, and why."""

    source: str
    exit: Exit
    missing: tuple[str, ...] = ()
    """What is missing where the least is."""
    reason: str = ""
    """Where it is not what is missing: nobody came to the state, it is an operator's, something fails inside."""
    tried: int = 0


@value
class Exploration:
    """What was found."""

    legs: tuple[Leg, ...]
    unopened: tuple[Unopened, ...]
    tried: int = 0
    """How many outcomes were looked at."""
    exits: int = 0
    """How many exits the program has."""


def explore(program: Program, depth: int = 3, seed: int = 0, most: int = _MOST) -> Exploration:
    """Every path of at most `depth` moves that can be gone, and a way through every exit that one was found for.

    `most` outcomes are looked at for one exit from one place. Pure: nothing is asked or written, and the same
    program, depth, seed and `most` give the same exploration.
    """
    return _Explorer(program, depth, seed, most).run()


class _Explorer:
    def __init__(self, program: Program, depth: int, seed: int, most: int) -> None:
        self._program = program
        self._depth = depth
        self._seed = seed
        self._most = most
        self._taken: set[tuple[str, str]] = set()
        self._legs: list[Leg] = []
        self._closed: dict[tuple[str, str], list[Closed]] = {}
        self._tried = 0

    def run(self) -> Exploration:
        initial = self._program.initial.name
        memory = self._program.memory().renewed(IDS)
        start = Snapshot(initial, memory, 1, _NOW, entered=[initial])
        places: deque[tuple[Leg | None, Snapshot]] = deque([(None, start)])
        while places and len(self._legs) < _LEGS:
            parent, here = places.popleft()
            for leg in self._legs_from(parent, here):
                places.append((leg, leg.after))
        unopened = [found for name, exit in _exits(self._program) if (found := self._unopened(name, exit))]
        return Exploration(tuple(self._legs), tuple(unopened), self._tried, len(_exits(self._program)))

    def _legs_from(self, parent: Leg | None, here: Snapshot) -> list[Leg]:
        found = []
        for exit in self._program.states[here.state].exits:
            way = (here.state, str(exit))
            deep = (len(parent.chain) if parent else 0) >= self._depth
            if exit.by == "operator" or (deep and way in self._taken):
                continue
            if len(self._closed.get(way, ())) >= _PLACES:
                continue
            leg = self._leg(parent, here, exit)
            if leg is not None:
                self._taken.add(way)
                self._legs.append(leg)
                found.append(leg)
        return found

    def _leg(self, parent: Leg | None, here: Snapshot, exit: Exit) -> Leg | None:
        """A way through the exit from here; where there is none, that is remembered."""
        found = way_through(self._program, here, exit, f"{self._seed} {here.state} {exit}", self._most)
        self._tried += found.tried
        if isinstance(found, Closed):
            self._closed.setdefault((here.state, str(exit)), []).append(found)
            return None
        missing = wanting(exit, here)
        number = len(self._legs) + 1
        landing = found.after.state
        return Leg(number, here.state, exit, landing, found.deeds, here, found.after, missing, parent)

    def _unopened(self, name: str, exit: Exit) -> Unopened | None:
        if (name, str(exit)) in self._taken:
            return None
        closed = self._closed.get((name, str(exit)), [])
        if exit.by == "operator":
            return Unopened(name, exit, reason="it is an operator's to take, which no walk does")
        if not closed:
            return Unopened(name, exit, reason=f"no way was found to {name}")
        best = min(closed, key=lambda each: len(each.missing) or _MOST)
        return Unopened(name, exit, best.missing, best.fault, sum(each.tried for each in closed))


def _exits(program: Program) -> list[tuple[str, Exit]]:
    return [(name, exit) for name, state in program.states.items() for exit in state.exits]
