"""Looking for a way through one exit: best first, by how much its guard still misses."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from coach.engine.outcome import Snapshot
from coach.engine.program import Program
from coach.program.state import Exit
from coach.testing.exploring.deeds import Deed, Done, answers, asking_for, candidates, done
from coach.testing.exploring.distance import distance, wanting
from coach.values import value

#: The most successors of one kind that bring nothing nearer and are kept.
_ASIDE = 3
#: How often a memory is looked at again, with other parameters.
_AGAIN = 4
#: Days of silence that are tried where none leads nowhere.
_SILENCES = (3, 30)


@value
class Found:
    """A way through an exit."""

    deeds: tuple[Deed, ...]
    after: Snapshot
    tried: int
    """How many outcomes were looked at."""


@value
class Closed:
    """An exit that could not be opened."""

    missing: tuple[str, ...]
    """What is missing where the least is."""
    tried: int
    fault: str = ""
    """What failed inside, where that is why."""


def way_through(program: Program, start: Snapshot, exit: Exit, seed: str, most: int) -> Found | Closed:
    """A way through `exit` from where a conversation stands, looking at `most` outcomes at the most."""
    found: Found | Closed = Closed((), 0)
    for silences in ((0,), (0, *_SILENCES)):
        found = _Search(program, start, exit, seed, silences).run(most)
        if isinstance(found, Found):
            deeds = _shortened(program, start, exit, found.deeds)
            after = leads_through(program, start, exit, deeds)  # what was left out may have left something behind
            return Found(deeds, after or found.after, found.tried)
    return found


class _Search:
    """One search. The same seed makes the same one."""

    def __init__(self, program: Program, start: Snapshot, exit: Exit, seed: str, silences: Sequence[int]) -> None:
        self._program = program
        self._start = start
        self._exit = exit
        self._silences = silences
        self._random = Random(seed)
        self._ahead: list[tuple[int, int, int, Snapshot, tuple[Deed, ...], int]] = []
        self._numbers = itertools.count()
        self._seen: set[str] = set()
        self._useful: Counter[str] = Counter()
        self._tried = 0
        self._nearest = (distance(exit, start), wanting(exit, start))
        self._fault = ""

    def run(self, most: int) -> Found | Closed:
        self._push(self._start, (), 0, 0)
        while self._ahead and self._tried < most:
            _, aside, _, at, deeds, times = heapq.heappop(self._ahead)
            found = self._through(at, deeds) or self._expanded(at, deeds, aside)
            if found:
                return found
            if times < _AGAIN:
                self._push(at, deeds, aside + 1, times + 1)
        return Closed(self._nearest[1], self._tried, self._fault)

    def _push(self, at: Snapshot, deeds: tuple[Deed, ...], aside: int, times: int) -> None:
        entry = (distance(self._exit, at) + aside, aside, next(self._numbers), at, deeds, times)
        heapq.heappush(self._ahead, entry)

    def _through(self, at: Snapshot, deeds: tuple[Deed, ...]) -> Found | None:
        """Through the exit at once, where it is open and the model's to ask for."""
        if self._exit.by != "model" or wanting(self._exit, at):
            return None
        deed = asking_for(self._exit)
        return self._looked_at(done(self._program, at, deed), (*deeds, deed))

    def _looked_at(self, made: Done | None, deeds: tuple[Deed, ...]) -> Found | None:
        self._tried += 1
        if made is None:
            return None
        if made.outcome.bugs:
            bug = made.outcome.bugs[0]
            self._fault = f"{bug.what} failed: {type(bug.error).__name__}: {bug.error}"
        move = made.outcome.move
        if move is not None and move.exit is self._exit and move.from_state == self._start.state:
            return Found(deeds, made.after, self._tried)
        return None

    def _expanded(self, at: Snapshot, deeds: tuple[Deed, ...], aside: int) -> Found | None:
        """Try what can be done here, until something brings the exit nearer."""
        kept: Counter[str] = Counter()
        for kind, deed in self._deeds(at):
            found, made = self._tried_out(at, deeds, deed)
            if found or made is None:
                if found:
                    return found
                continue
            if self._is_nearer(at, kind, (*deeds, deed), made, aside):
                return None
            if made.memory.offer is not None and made.memory.offer is not at.memory.offer:
                for answer, pressed in answers(made, self._random):
                    found, then = self._tried_out(made, (*deeds, deed), pressed)
                    if found:
                        return found
                    if then is not None and self._is_nearer(
                        at, f"{kind} {answer}", (*deeds, deed, pressed), then, aside
                    ):
                        self._useful[kind] += 1
                        return None
            if kept[kind] < _ASIDE:
                kept[kind] += 1
                self._push(made, (*deeds, deed), aside + 1, 0)
        return None

    def _tried_out(self, at: Snapshot, deeds: tuple[Deed, ...], deed: Deed) -> tuple[Found | None, Snapshot | None]:
        """The way through where this is it; else what comes of it, if that is something new in the same state."""
        made = done(self._program, at, deed)
        found = self._looked_at(made, (*deeds, deed))
        if made is None or made.outcome.move is not None or not made.whole or not self._is_new(made.after):
            return found, None
        return found, made.after

    def _is_nearer(self, at: Snapshot, kind: str, deeds: tuple[Deed, ...], there: Snapshot, aside: int) -> bool:
        """Whether the exit misses less than it did; then the search goes on from there first."""
        far = distance(self._exit, there)
        if far < self._nearest[0]:
            self._nearest = far, wanting(self._exit, there)
        if far >= distance(self._exit, at):
            return False
        self._useful[kind] += 1
        self._push(there, deeds, max(0, aside - 1), 0)
        return True

    def _deeds(self, at: Snapshot) -> Iterator[tuple[str, Deed]]:
        first = [kind for kind, _ in self._useful.most_common()]
        for days in self._silences:
            yield from candidates(self._program, at, wanting(self._exit, at), first, self._random, days)

    def _is_new(self, at: Snapshot) -> bool:
        offer = at.memory.offer
        mark = f"{at.memory.model_dump_json()} {offer and (offer.kind, offer.text)}"
        new = mark not in self._seen
        self._seen.add(mark)
        return new


def _shortened(program: Program, start: Snapshot, exit: Exit, deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    """The way without what it does not need, and with several actions in one reply where that comes to the same."""
    for number in range(len(deeds) - 2, -1, -1):
        fewer = (*deeds[:number], *deeds[number + 1 :])
        if leads_through(program, start, exit, fewer) is not None:
            deeds = fewer
    for number in range(len(deeds) - 2, 0, -1):
        one, two = deeds[number - 1 : number + 1]
        if one.button or two.button or two.days or len(one.proposals) + len(two.proposals) > 4:
            continue
        joined = Deed((*one.proposals, *two.proposals), days=one.days)
        fewer = (*deeds[: number - 1], joined, *deeds[number + 1 :])
        if leads_through(program, start, exit, fewer) is not None:
            deeds = fewer
    return deeds


def leads_through(program: Program, start: Snapshot, exit: Exit, deeds: Sequence[Deed]) -> Snapshot | None:
    """Where these deeds end, if all of them can be done and the last one takes the exit; otherwise None."""
    at = start
    for number, deed in enumerate(deeds, 1):
        made = done(program, at, deed)
        if made is None or not made.whole or (made.outcome.move is None) == (number == len(deeds)):
            return None
        if made.outcome.move is not None and made.outcome.move.exit is not exit:
            return None
        at = made.after
    return at
