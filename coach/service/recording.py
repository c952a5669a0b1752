"""Keeps the events of streamed turns for readers in other processes: every now and then, all that has come."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from coach.errors import StoreError
from coach.service.wire import packed
from coach.store.store import Store
from coach.store.turn_events import Batch, forget, keep

if TYPE_CHECKING:
    from coach.service.running import Run

log = logging.getLogger("coach.service")

#: Seconds between writes: a turn that is shorter than the first is never written, its rows say it all.
EVERY = 0.5
#: How long events are kept, and how often older ones are looked for.
KEPT, SWEEPING = timedelta(hours=1), 60.0


class Recorder:
    """Writes for all turns of this process at once, while there are any."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._runs: dict[Run, int] = {}
        """What is recorded, and how many of its events are written."""
        self._task: asyncio.Task[None] | None = None
        self._swept = -SWEEPING

    def begin(self, run: Run) -> None:
        """Record this turn until it is done."""
        self._runs[run] = 0
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._keep_on())

    async def ended(self) -> None:
        """Wait until what ran is written."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Write nothing more."""
        self._runs.clear()
        await self.ended()

    async def _keep_on(self) -> None:
        while self._runs:
            await asyncio.sleep(EVERY)
            try:
                await self._write()
            except StoreError as error:  # the turns themselves are not touched by it; of those that run it stays due
                log.warning("events of running turns could not be kept: %s", type(error).__name__)
                self._runs = {run: number for run, number in self._runs.items() if not run.done}
            except Exception:
                log.exception("events of running turns could not be kept")
                self._runs.clear()

    async def _write(self) -> None:
        batches: list[Batch] = []
        written: dict[Run, int] = {}
        for run, before in self._runs.items():
            events = run.heard[before:]
            brief = run.done and before == 0  # its end is in the rows already, or nothing of it is
            if run.turn is not None and events and not brief:
                data = packed(run.attempt, events)
                batches.append(Batch(run.conversation, run.turn, before + 1, data, before == 0))
            written[run] = before + len(events)
        ended = {run for run in self._runs if run.done}
        if batches:
            await self._store.with_connection(lambda connection: self._keep(connection, batches))
        self._runs |= {run: number for run, number in written.items() if run in self._runs}
        for run in ended:
            self._runs.pop(run, None)

    def _keep(self, connection: Connection, batches: Sequence[Batch]) -> None:
        keep(connection, batches, ahead=self._store.ahead)
        if time.monotonic() - self._swept > SWEEPING:
            forget(connection, KEPT, ahead=self._store.ahead)
            self._swept = time.monotonic()
