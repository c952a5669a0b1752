"""Keys for callers, made in the service's database as `coach key create` makes them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from coach.service.keys import Made, end_key, make_key
from coach.store.connecting import open_store
from coach.store.store import Store

T = TypeVar("T")
Headers = dict[str, str]


def on(database: str, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do something to a database on a connection of one's own."""

    async def run() -> T:
        store = open_store(database)
        try:
            await store.open()
            return await work(store)
        finally:
            await store.close()

    with ThreadPoolExecutor(1) as pool:  # where a loop may run already, as that of a browser
        return pool.submit(asyncio.run, run()).result()


def made(database: str, role: str, tenant: str = "", user: str | None = None, days: int | None = None) -> Made:
    """A new key."""
    return on(database, lambda store: make_key(store, tenant, role, user, days))


def ended(database: str, id: str) -> None:
    """Revoke a key."""
    on(database, lambda store: end_key(store, id))


def unasked(folder: Path) -> str:
    """A model that nobody asks."""
    (folder / "never.yaml").write_text("[]", encoding="utf-8")
    return f"scripted:{folder}/never.yaml"


def bearer(key: Made | str) -> Headers:
    """The header that sends a key."""
    return {"Authorization": f"Bearer {key if isinstance(key, str) else key.key}"}
