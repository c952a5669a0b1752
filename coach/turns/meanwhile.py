"""What is made while something else is awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Meanwhile(Generic[T]):
    """Makes something once whoever wants it waits for something else: a database's answer, as a rule.

    What cannot be made then is made, and raises, when it is asked for.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._handle = asyncio.get_running_loop().call_soon(self._try)

    def get(self) -> T:
        """It, whether there was anything to wait for or not."""
        self._handle.cancel()
        return self._made[0] if self._made else self._make()

    def _try(self) -> None:
        try:
            self._made.append(self._make())
        except Exception:  # it is made again, where that can be told
            return
