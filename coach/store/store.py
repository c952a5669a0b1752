"""What a database can do for turns: two of them do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable, Row

from coach.store.rows import Claimed, Done, Held, Mark, NewConversation, NewTurn, Whose, Window

T = TypeVar("T")


class Store(Protocol):
    """A database. Every method is one round trip on PostgreSQL and one hop to a thread on SQLite.

    All raise `DatabaseUnavailable` where the database fails underneath.
    """

    ahead: timedelta
    """How far the clock is set forward; tests move it."""

    async def open(self) -> None:
        """Connect and check the tables; an empty SQLite file gets them. Raises `DatabaseOutdated`."""

    async def close(self) -> None: ...

    def clock(self) -> datetime | None:
        """What time it is by the database, as far as that is known without asking: early by as long as an answer takes.

        None where it is not known.
        """

    async def create(self, new: NewConversation) -> tuple[int, bytes | None] | None:
        """Keep a new conversation; where its key was used before, the (id, digest) of that one instead."""

    async def claim(
        self, whose: Whose, key: str | None, token: int, lease: float, window: Window, known: Mark | None = None
    ) -> Claimed | Done | Held | None:
        """Take the conversation for `lease` seconds and bring what a turn needs; None where there is none.

        Where it still stands as it is `known` to, nothing is brought but the time.
        """

    async def commit(self, id: int, token: int, new: NewTurn) -> datetime | None:
        """Write a turn whole, at the time that is returned, and give the claim back.

        None, and nothing written, where the claim is lost.
        """

    async def release(self, id: int, token: int) -> None:
        """Give the claim back with nothing done."""

    async def fetch(self, *statements: Executable) -> list[list[Row[Any]]]:
        """Rows of some SELECT statements, read at one moment."""

    async def with_connection(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a connection, in a transaction."""
