"""What was found lately, so that not every request has to ask for it."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Finds things, and remembers each for so many seconds, at most so many of them; what fails is not remembered.

    However many ask for one at the same time, it is looked for once. What is None was not there: so many of those are
    remembered at most as well, and none of them takes the place of something that was.
    """

    def __init__(self, find: Callable[[K], Awaitable[V | None]], seconds: float, most: int) -> None:
        self._find = find
        self._seconds = seconds
        self._most = most
        self._there: OrderedDict[K, tuple[V, float]] = OrderedDict()
        self._absent: OrderedDict[K, tuple[None, float]] = OrderedDict()
        self._looking: dict[K, asyncio.Task[V | None]] = {}

    async def get(self, key: K) -> V | None:
        """What there is, or was a moment ago; None where there is nothing. Raises what finding it raises."""
        found = self._there.get(key) or self._absent.get(key)
        if found is not None and time.monotonic() < found[1]:
            return found[0]
        looking = self._looking.get(key)
        if looking is None:
            looking = self._looking[key] = asyncio.create_task(self._look(key))
        return await asyncio.shield(looking)  # whoever leaves does not stop it for the others

    async def _look(self, key: K) -> V | None:
        try:
            until = time.monotonic() + self._seconds  # from before it was looked for
            found = await self._find(key)
        finally:
            del self._looking[key]
        self._there.pop(key, None)
        self._absent.pop(key, None)
        if found is None:
            self._absent[key] = (None, until)
            _bounded(self._absent, self._most)
        else:
            self._there[key] = (found, until)
            _bounded(self._there, self._most)
        return found


def _bounded(kept: OrderedDict[K, V], most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
