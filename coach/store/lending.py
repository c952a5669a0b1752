"""Connections for the hot statements, kept at hand.

Asking SQLAlchemy's pool for a connection and giving it back costs more than the statement itself (90 µs of
CPU against 18, measured with `SELECT 1` through asyncpg on a Unix socket), so a few are kept checked out.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy import PoolProxiedConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn


@dataclass(slots=True)
class Lent:
    """A connection of the pool, checked out."""

    proxy: PoolProxiedConnection
    driver: Any
    """asyncpg's own connection, in autocommit."""
    used: bool = False
    """It has run a statement before: what it fails with now may only be that it died since."""


class Lender:
    """Lends the connections of an engine's pool: at most `most` at once, `keep` of them between uses."""

    def __init__(self, engine: AsyncEngine, *, most: int, keep: int) -> None:
        self._engine = engine
        self._keep = keep
        self._room = asyncio.Semaphore(most)
        self._idle: list[Lent] = []

    async def lend(self) -> Lent:
        """A connection; one that was closed while it lay here is not lent."""
        await self._room.acquire()
        try:
            while self._idle:
                lent = self._idle.pop()
                if not lent.driver.is_closed():
                    return lent
                await self._dismiss(lent)
            while (lent := await self._from_pool()).driver.is_closed():
                await self._dismiss(lent)
            return lent
        except BaseException:
            self._room.release()
            raise

    async def give_back(self, lent: Lent) -> None:
        """Take a connection back after use; a closed one leaves the pool."""
        try:
            if lent.driver.is_closed():
                await self._dismiss(lent)
            elif len(self._idle) < self._keep:
                self._idle.append(lent)
            else:
                await greenlet_spawn(lent.proxy.close)
        finally:
            self._room.release()

    async def close(self) -> None:
        """Give what is kept back to the pool."""
        while self._idle:
            await greenlet_spawn(self._idle.pop().proxy.close)

    async def _from_pool(self) -> Lent:
        proxy = await self._engine.raw_connection()
        used = bool(proxy.info.setdefault("coach", False))
        proxy.info["coach"] = True
        return Lent(proxy, proxy.driver_connection, used)

    async def _dismiss(self, lent: Lent) -> None:
        await greenlet_spawn(lent.proxy.invalidate)
        await greenlet_spawn(lent.proxy.close)
