"""The same coach for scripts: plain calls instead of awaited ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator
from typing import Any, Self, TypeVar

from coach.coach import Coach
from coach.errors import ConfigurationError
from coach.program.offer import Answer
from coach.results import Conversation, ConversationView, Event, TurnResult

T = TypeVar("T")


class SyncCoach:
    """A `Coach` on an event loop of its own, for use outside of one: `with SyncCoach.open(…) as coach`.

    Its methods take what those of `Coach` take and raise what they raise.
    """

    def __init__(self, coach: Coach) -> None:
        self.coach = coach
        self._runner = asyncio.Runner()
        self._closed = False

    @classmethod
    def open(cls, *arguments: Any, **options: Any) -> Self:
        """As `Coach.open`."""
        return cls(Coach.open(*arguments, **options))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """As `Coach.close`."""
        if self._closed:
            return
        _check_outside()
        try:
            self._runner.run(self.coach.close())
        finally:
            self._closed = True
            self._runner.close()

    def start(self, user: str, **options: Any) -> Conversation:
        """As `Coach.start`."""
        return self._run(self.coach.start(user, **options))

    def start_in(self, state: str, user: str, **options: Any) -> Conversation:
        """As `Coach.start_in`."""
        return self._run(self.coach.start_in(state, user, **options))

    def reset(self, conversation: str, **options: Any) -> Conversation:
        """As `Coach.reset`."""
        return self._run(self.coach.reset(conversation, **options))

    def say(self, conversation: str, text: str | Answer, **options: Any) -> TurnResult:
        """As `Coach.say`."""
        return self._run(self.coach.say(conversation, text, **options))

    def stream(self, conversation: str, text: str | Answer, **options: Any) -> Generator[Event]:
        """As `Coach.stream`. Leaving it early (`break`, `close`) waits until the turn has ended.

        Between two events the turn stands still, since nothing runs here but what is asked for.
        """
        events = self.coach.stream(conversation, text, **options)
        try:
            while (event := self._run(_next(events))) is not None:
                yield event
        except GeneratorExit:
            if not self._closed:
                self._run(_end(events))
            raise
        finally:
            if not self._closed:
                self._run(events.aclose())

    def snapshot(self, conversation: str, **options: Any) -> ConversationView:
        """As `Coach.snapshot`."""
        return self._run(self.coach.snapshot(conversation, **options))

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            _check_outside()
            if self._closed:
                raise ConfigurationError("this coach was closed; open another one")
        except ConfigurationError:
            work.close()
            raise
        return self._runner.run(work)


def _check_outside() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise ConfigurationError("SyncCoach cannot be used inside a running event loop; use Coach and await it")


async def _next(events: AsyncGenerator[Event, None]) -> Event | None:
    return await anext(events, None)


async def _end(events: AsyncGenerator[Event, None]) -> None:
    async for _ in events:
        pass
