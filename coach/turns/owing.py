"""Claims that could not be given back: they are once the database is there again, which is sooner than they end."""

from __future__ import annotations

import asyncio

from coach.errors import StoreError
from coach.store.store import Store

_PAUSE, _LONGEST_PAUSE = 0.25, 2.0  # seconds between tries
_MOST = 1000  # whatever more there is ends by itself


class Owed:
    """The claims of a store that are still to be given back, for `lease` seconds each: then they have ended."""

    def __init__(self, store: Store, lease: float) -> None:
        self._store = store
        self._lease = lease
        self._claims: dict[int, tuple[int, float]] = {}
        """By their tokens, the conversation, and when the claim ends."""
        self._settling: asyncio.Task[None] | None = None

    def add(self, id: int, token: int) -> None:
        """A claim that could not be given back, or of which nobody knows whether it was made."""
        if len(self._claims) < _MOST:
            self._claims[token] = id, asyncio.get_running_loop().time() + self._lease
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settle())

    async def stop(self) -> None:
        """Leave what is left."""
        self._claims.clear()
        if self._settling is not None:
            self._settling.cancel()
            await asyncio.gather(self._settling, return_exceptions=True)

    async def _settle(self) -> None:
        """Try now and then, until nothing is owed. A claim that another turn has by then has another token."""
        pause = _PAUSE
        while self._claims:
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            for token, (id, until) in list(self._claims.items()):
                if asyncio.get_running_loop().time() < until:
                    try:
                        await self._store.release(id, token)
                    except StoreError:  # for this one, and most likely for all
                        break
                self._claims.pop(token, None)
