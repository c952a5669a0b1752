"""What is made while something else is awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from types import coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Meanwhile(Generic[T]):
    """Something that is made while something else is awaited: a database's answer, as a rule.

    What cannot be made then is made, and raises, when it is asked for.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._handle: asyncio.Handle | None = None

    def get(self) -> T:
        """It, whether there was anything to wait for or not."""
        if self._handle is not None:
            self._handle.cancel()
        return self._made[0] if self._made else self._make()

    def begin(self, *, now: bool) -> None:
        """Make it now, or once all that is ready to run has run."""
        if now:
            self._try()
        else:
            self._handle = asyncio.get_running_loop().call_soon(self._try)

    def _try(self) -> None:
        try:
            self._made.append(self._make())
        except Exception:  # it is made again, where that can be told
            return


@coroutine
def during(work: Awaitable[T], wanted: list[Meanwhile[Any]], *, alone: bool) -> Generator[Any, Any, T]:
    """Await `work`; what is wanted is made as soon as that has to wait for something.

    Where others may be about to ask the database for something as well, they do so first: then it works for them in the
    meantime. Who is `alone` is spared two rounds of the event loop.
    """
    steps = work.__await__()
    try:
        step = next(steps)
        for each in wanted:
            each.begin(now=alone)
        while True:
            try:
                sent = yield step
            except BaseException as error:  # whoever waits was cancelled: so is what they wait for
                step = steps.throw(error)
            else:
                step = steps.send(sent)
    except StopIteration as done:
        found: T = done.value
        return found
