"""How often callers may call: a bucket for each key and one for each tenant, which requests empty and time fills.

Each worker process counts by itself, so the limit is shared out among the workers: with four of them, each lets a
quarter of it through (but one request at least). That needs no round trip to the database. Machines count apart.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from coach.service.access import Rate, rate
from coach.service.caller import Caller
from coach.service.problems import TooMany
from coach.service.settings import ServiceSettings

#: How many buckets there are at most; of more, those that were longest unused are forgotten, and begin full again.
MOST = 10_000


class Buckets:
    """A bucket for each caller: full at first, `number` requests deep, and full again after `seconds`."""

    def __init__(self, rate: Rate, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._deep = max(1.0, rate.number / workers)
        self._per_second = rate.number / workers / rate.seconds
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def wait(self, who: Hashable) -> float:
        """In how many seconds this one may call; 0 for now."""
        missing = 1.0 - self._level(who)
        return 0.0 if missing <= 1e-9 else missing / self._per_second

    def take(self, who: Hashable) -> None:
        """Count a request."""
        self._left[who] = (self._level(who) - 1.0, self._clock())
        self._left.move_to_end(who)
        while len(self._left) > MOST:
            self._left.popitem(last=False)

    def _level(self, who: Hashable) -> float:
        level, at = self._left.get(who, (self._deep, 0.0))
        return min(self._deep, level + (self._clock() - at) * self._per_second)


class Limits:
    """What the settings allow."""

    def __init__(self, settings: ServiceSettings) -> None:
        def buckets(text: str | None) -> Buckets | None:
            return Buckets(rate(text), settings.workers) if text is not None else None

        self._by_key = buckets(settings.rate_per_key)
        self._by_tenant = buckets(settings.rate_per_tenant)

    def count(self, caller: Caller) -> None:
        """Count a request of this caller's. Raises `TooMany`, and then it counts for nothing."""
        asked: list[tuple[Buckets, Hashable, str]] = []
        if self._by_key is not None:
            asked.append((self._by_key, (caller.tenant, caller.key or caller.user), "this key asks"))
        if self._by_tenant is not None:
            asked.append((self._by_tenant, caller.tenant, "the callers of this tenant ask"))
        for buckets, who, words in asked:
            if (wait := buckets.wait(who)) > 0:
                raise TooMany(f"{words} more than {buckets.rate.words}", wait)
        for buckets, who, _ in asked:
            buckets.take(who)
