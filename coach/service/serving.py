"""What the routes share: the coach, its running turns, and what is known of the service itself."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import Depends, Request

from coach.coach import Coach
from coach.errors import StoreError
from coach.service.budgets import Budgets
from coach.service.caller import Identify
from coach.service.limiting import Limits
from coach.service.metrics import Metrics
from coach.service.problems import Stopping
from coach.service.recording import Recorder
from coach.service.running import Runs
from coach.service.settings import ServiceSettings
from coach.service.turns import Turns
from coach.store.migrating import check_version

log = logging.getLogger("coach.service")

_CLOSING = 6.0  # seconds of the grace that closing the coach takes at most
_DISCONNECTING = 1.0  # those of them in which no turn may run any more
#: When the server last said that it serves: it is told to stop soon after that.
_served: dict[str, float] = {}


async def still_serving() -> None:
    """Called by the server about every second until it is told to stop."""
    _served["until"] = time.monotonic()


def closing(grace: float) -> float:
    """How many seconds of the grace are for closing the coach."""
    return min(_CLOSING, grace / 2)


class Service:
    """A coach that is served. `close` ends it."""

    def __init__(self, coach: Coach, settings: ServiceSettings, identify: Identify, *, ours: bool) -> None:
        self.coach = coach
        self.settings = settings
        self.identify = identify
        self.metrics = Metrics()
        self.recorder = Recorder(coach.store)
        self.limits = Limits(settings)
        budgets = Budgets(coach, settings)
        self.runs = Runs(coach, self.recorder, self.metrics, budgets.add)
        self.turns = Turns(coach, self.runs, budgets)
        self.stopping = False
        self.checked = False
        """Whether another process has found that the database is as it should be."""
        self._answered = -math.inf
        self._ours = ours

    async def start(self) -> None:
        """Connect, so that what is wrong with the database is said at once. Raises a `StoreError`.

        Where it was looked at before (`checked`), one that is away now is waited for: `/readyz` says so.
        """
        try:
            await self.coach.connect()
        except StoreError as error:
            if not self.checked:
                raise
            log.warning("the database is waited for: %s", type(error).__name__)

    def check_open(self) -> Coach:
        """The coach, to begin something with. Raises `Stopping`."""
        if self.stopping:
            raise Stopping("the service is being stopped and begins nothing new; ask again, another one answers")
        return self.coach

    async def check_database(self) -> None:
        """Raise a `StoreError` unless the database answers and its tables are those of this version.

        However often it is asked, the database is about once in a second.
        """
        if time.monotonic() - self._answered < 1.0:
            return
        await self.coach.connect()
        schema = getattr(self.coach.store, "schema", None)
        await self.coach.store.with_connection(lambda connection: check_version(connection, schema))
        self._answered = time.monotonic()

    async def read(self, stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        """The stream, counted while it is read."""
        with self.metrics.readers.track_inprogress():
            async with aclosing(stream):
                async for each in stream:
                    yield each

    async def close(self) -> None:
        """Begin nothing more, let running turns finish within the grace or give them up; disconnect what is ours."""
        self.stopping = True
        last = closing(self.settings.grace)
        left = self.settings.grace - last - (time.monotonic() - _served["until"] if _served else 0.0)
        await self.runs.quiet(max(0.0, left))
        if self._ours:
            await self.coach.close(grace=max(0.0, last - _DISCONNECTING))
            await self.recorder.stop()


async def _service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


Here = Annotated[Service, Depends(_service)]
