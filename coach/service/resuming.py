"""Reading the events of a turn from any process and from any place: while it runs, and after it is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from coach.coach import Coach
from coach.errors import CoachError, ModelUnavailable, StoreError
from coach.results import Failed
from coach.service.problems import NoSuchTurn
from coach.service.running import Run, Runs
from coach.service.wire import PING, STORED, Place, Sent, encoded, retracted, sent, stored, unpacked
from coach.store.rows import Whose, shown_id
from coach.store.turn_events import kept, standing
from coach.turns.door import no_such
from coach.turns.reading import read_turn

log = logging.getLogger("coach.service")

#: Seconds between pings on a stream where nothing happens.
PINGING = 15.0
_POLL, _LONGEST_POLL = 0.1, 1.0
_GRACE = 2.0  # seconds in which the last events of a turn that ended are still expected
_HIGHEST = 2**31 - 1
_WITHDRAWN = "the stream was lost; the whole turn follows"
_GONE = "the turn ended without being done, and nothing of it was kept; ask again with the same key"


async def heard(run: Run, after: Place | None = None) -> AsyncGenerator[bytes, None]:
    """The stream of a turn that runs here."""
    seq = 0
    if after is not None and after.attempt == run.attempt:
        seq = after.seq
    elif after is not None and after.seq:
        yield encoded(retracted(_WITHDRAWN), None)
    async for each in run.follow(seq, PINGING):
        if each is None:
            yield PING
        else:
            number, event = each
            yield encoded(event, Place(run.turn, run.attempt, number) if run.turn is not None else None)


async def resumed(
    coach: Coach, runs: Runs, whose: Whose, turn: int, after: Place | None
) -> AsyncGenerator[bytes, None]:
    """The stream of any turn, behind a place. Raises `NoSuchConversation`, `NoSuchTurn` at once, before it begins."""
    await coach.connect()
    number = min(turn, _HIGHEST)  # the highest that a database can hold
    rows, batches = await coach.store.fetch(standing(whose), kept(whose.id, number, 1))
    if not rows:
        raise no_such(shown_id(whose.id))
    if after is not None and after.turn != turn:
        after = None
    if (run := runs.find(whose.id, turn)) is not None:
        return heard(run, after)
    row = rows[0]
    if turn > row.turn and not (turn == row.turn + 1 and (batches or _runs(coach, row))):
        raise NoSuchTurn(f"the conversation has no turn {turn}, and none of that number is running")
    return _Elsewhere(coach, whose, turn, after).stream()


class _Elsewhere:
    """A turn that does not run in this process: read from what is kept of it."""

    def __init__(self, coach: Coach, whose: Whose, turn: int, after: Place | None) -> None:
        self._coach = coach
        self._whose = whose
        self._turn = turn
        self._attempt, self._seq = (after.attempt, after.seq) if after is not None else ("", 0)

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """All that is kept and comes, until the end of the turn."""
        loop, pause = asyncio.get_running_loop(), _POLL
        pinged, ended = loop.time(), None
        try:
            while True:
                rows, batches = await self._coach.store.fetch(
                    standing(self._whose), kept(self._whose.id, self._turn, self._seq + 1)
                )
                for event, place in self._kept(batches):
                    pause, pinged = _POLL, loop.time()
                    yield encoded(event, place)
                    if event.last:
                        return
                over = not rows or rows[0].turn >= self._turn or not _runs(self._coach, rows[0])
                ended = (ended or loop.time()) if over else None
                if ended is not None and (not batches or loop.time() - ended > _GRACE):
                    for event, place in await self._end(done=bool(rows) and rows[0].turn >= self._turn):
                        yield encoded(event, place)
                    return
                if loop.time() - pinged > PINGING:
                    pinged = loop.time()
                    yield PING
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_POLL)
        except StoreError as error:  # whoever reads comes back with the last id it saw
            log.warning("a stream was given up: %s", type(error).__name__)

    def _kept(self, batches: Sequence[Any]) -> Iterator[tuple[Sent, Place | None]]:
        """What is new of what is kept."""
        for first, data in batches:
            attempt, events = unpacked(data)
            if attempt != self._attempt:
                if self._seq:
                    yield retracted(_WITHDRAWN), None
                self._attempt, self._seq = attempt, 0
            for number, event in enumerate(events, first):
                if number > self._seq:
                    self._seq = number
                    yield event, Place(self._turn, attempt, number)

    async def _end(self, *, done: bool) -> list[tuple[Sent, Place | None]]:
        """What was not kept as events: the turn as it is stored, or that it is not."""
        try:
            if not done:
                raise ModelUnavailable(_GONE)
            events = stored(await read_turn(self._coach.store, self._whose.id, self._turn))
        except StoreError:
            raise
        except CoachError as error:
            return [(sent(Failed(error), operates=True), None)]
        begun = self._seq if self._attempt == STORED else 0
        found = [(event, Place(self._turn, STORED, number)) for number, event in enumerate(events, 1)][begun:]
        withdrawn = [(retracted(_WITHDRAWN), None)] if self._seq and not begun else []
        return [*withdrawn, *found]


def _runs(coach: Coach, row: Any) -> bool:
    """Whether a turn is running."""
    return row.claim is not None and row.claimed_until > datetime.now(UTC) + coach.store.ahead
