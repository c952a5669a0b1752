"""A clock that tests can move, and a store that goes by it.

Left alone it runs as the database's does, set forward by what has passed. Once it is set, it stands still: a turn takes
no time, and what a program sees of time is the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row

from coach.store.rows import Claimed, Done, Held, Mark, NewConversation, NewTurn, Whose, Window, read_id
from coach.store.store import Store

__tracebackhide__ = True  # a failing walk shows the test's own lines

T = TypeVar("T")


def read_time(text: str) -> datetime:
    """The time that a text says, in UTC where it names no zone. Raises ValueError."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text[:40]!r} is no time; write it like 2027-03-01 09:30, in UTC") from None
    return _whole(time)


def passing(how_long: Mapping[str, float]) -> timedelta:
    """The time that a `silence` takes, in the words of `timedelta`. Fails where none can pass."""
    said = f"silence({', '.join(f'{unit}={number!r}' for unit, number in how_long.items())})"
    try:
        time = timedelta(**how_long)
    except (TypeError, ValueError, OverflowError):
        time = None
    if time is None:
        raise AssertionError(f"{said} is no time that passes; write like silence(days=3, hours=1)")
    if time < timedelta():
        raise AssertionError(f"time does not run backwards: {said}")
    return time


class Clock:
    """What time it is in a walk."""

    def __init__(self) -> None:
        self._stands: datetime | None = None
        self._ahead = timedelta()

    @property
    def stands(self) -> datetime | None:
        """The time it was set to, and has moved on to since; None where it runs."""
        return self._stands

    @property
    def now(self) -> datetime:
        """What time it is."""
        return datetime.now(UTC) + self._ahead if self._stands is None else self._stands

    @property
    def text(self) -> str | None:
        """The time it stands at, as a walk's file says it."""
        return None if self._stands is None else self._stands.replace(tzinfo=None).isoformat(" ")

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of the machine's own."""
        return self._ahead if self._stands is None else self._stands - datetime.now(UTC)

    def move(self, time: timedelta) -> None:
        """Let time pass. Fails where it would run backwards."""
        if time < timedelta():
            raise AssertionError(f"time does not run backwards: {time.total_seconds():g} seconds cannot pass")
        try:
            if self._stands is None:
                self._ahead += time
                _ = self.now  # too late for a date
            else:
                self._stands += time
        except OverflowError:
            raise AssertionError("so much time cannot pass: no date is as late as that") from None

    def set(self, time: datetime | str, *, back: bool = False) -> None:
        """Set it, to a time in UTC where it names no zone; from then on it stands still.

        `back`: to an earlier time as well.
        """
        if isinstance(time, str):
            try:
                time = read_time(time)
            except ValueError as error:
                raise AssertionError(str(error)) from None
        time = _whole(time)
        if time < self.now and not back:
            raise AssertionError(
                f"time does not run backwards: it is {self.now:%Y-%m-%d %H:%M:%S} in the walk already, "
                f"after {time:%Y-%m-%d %H:%M:%S}; set the clock before the walk begins"
            )
        self._stands = time


class ClockedStore:
    """A store whose conversations go by a clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._turned: dict[int, datetime] = {}
        """When the last turn of a conversation was, by the clock that stands."""

    @property
    def ahead(self) -> timedelta:
        """How far the clock is set forward."""
        return self._clock.ahead

    @ahead.setter
    def ahead(self, ahead: timedelta) -> None:
        self._clock.move(ahead - self._clock.ahead)

    async def open(self) -> None:
        await self._store.open()

    async def close(self) -> None:
        await self._store.close()

    def clock(self) -> datetime | None:
        return self._set().clock() if self._clock.stands is None else None

    async def create(self, new: NewConversation) -> tuple[int, bytes | None] | None:
        return await self._set().create(new)

    async def claim(
        self, whose: Whose, key: str | None, token: int, lease: float, window: Window, known: Mark | None = None
    ) -> Claimed | Done | Held | None:
        found = await self._set().claim(whose, key, token, lease, window, known)
        now = self._clock.stands
        if now is None or not isinstance(found, Claimed):
            return found
        before = self._turned.get(whose.id)
        return replace(found, now=now, since_last=found.since_last if before is None else now - before)

    async def commit(self, id: int, token: int, new: NewTurn) -> datetime | None:
        self._turned[id] = self._clock.now
        return await self._set().commit(id, token, new)

    async def release(self, id: int, token: int) -> None:
        await self._store.release(id, token)

    async def fetch(self, *statements: Executable) -> list[list[Row[Any]]]:
        return await self._store.fetch(*statements)

    async def with_connection(self, work: Callable[[Connection], T]) -> T:
        return await self._set().with_connection(work)

    def began(self, shown: str) -> None:
        """A conversation was begun just now, however it was written."""
        if (id := read_id(shown)) is not None:
            self._turned[id] = self._clock.now

    def _set(self) -> Store:
        """The store, its clock set forward as it has to be now."""
        self._store.ahead = self._clock.ahead
        return self._store


def _whole(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
