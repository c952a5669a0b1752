"""Coaches for an application with threads: each is used by one request at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue

from coach import SyncCoach


class NoneFree(Exception):
    """So many requests wait for the model that one more would wait too long."""


class Coaches:
    """At most so many coaches, each opened when it is first wanted. As many as the server has threads is right."""

    def __init__(self, opened: Callable[[], SyncCoach], most: int, patience: float = 10.0) -> None:
        self._opened = opened
        self._patience = patience
        self._free: LifoQueue[SyncCoach | None] = LifoQueue()
        for _ in range(most):
            self._free.put(None)

    @contextmanager
    def one(self) -> Iterator[SyncCoach]:
        """A coach, for as long as the block takes. Raises `NoneFree`."""
        try:
            coach = self._free.get(timeout=self._patience)
        except Empty:
            raise NoneFree from None
        try:
            coach = coach or self._opened()
            yield coach
        finally:
            self._free.put(coach)

    def close(self) -> None:
        """Let what runs end, and disconnect."""
        for _ in range(self._free.qsize()):
            coach = self._free.get()
            if coach is not None:
                coach.close()
