"""How long it is tried again, and when."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

_FIRST, _LONGEST = 0.2, 5.0  # seconds


class Patience:
    """Pauses between attempts, each longer than the one before, and within `seconds` in all.

    `clock` and `chance` (from 0 to 1) are for tests.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._chance = chance
        self.renew()

    def renew(self) -> None:
        """Begin anew: it goes on after all."""
        self._until = self._clock() + self._seconds
        self._next = _FIRST

    def pause(self, least: float = 0.0) -> float | None:
        """How many seconds to wait before the next attempt, `least` at the least; None where it is over."""
        pause = max(least * (1 + self._chance() / 10), self._next * (0.5 + self._chance() / 2))
        self._next = min(2 * self._next, _LONGEST)
        return pause if self._clock() + pause < self._until else None
