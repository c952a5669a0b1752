"""The same coach for scripts: plain calls instead of awaited ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator, Mapping
from contextvars import copy_context
from typing import Any, Self, TypeVar

from coach.coach import Coach
from coach.errors import ConfigurationError
from coach.pages import ConversationLine, Page, TurnView
from coach.program.offer import Answer
from coach.results import ActionView, Conversation, ConversationView, Event, MessageView, Rewound, TurnResult
from coach.turns.taking import GRACE

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

    def close(self, *, grace: float = GRACE) -> None:
        """As `Coach.close`."""
        if self._closed:
            return
        _check_outside()
        try:
            self._runner.run(self.coach.close(grace=grace))
        finally:
            self._closed = True
            self._runner.close()

    def start(self, user: str, **options: Any) -> Conversation:
        """As `Coach.start`."""
        return self.run(self.coach.start(user, **options))

    def start_in(self, state: str, user: str, **options: Any) -> Conversation:
        """As `Coach.start_in`."""
        return self.run(self.coach.start_in(state, user, **options))

    def reset(self, conversation: str, **options: Any) -> Conversation:
        """As `Coach.reset`."""
        return self.run(self.coach.reset(conversation, **options))

    def say(self, conversation: str, text: str | Answer | None, **options: Any) -> TurnResult:
        """As `Coach.say`."""
        return self.run(self.coach.say(conversation, text, **options))

    def stream(self, conversation: str, text: str | Answer | None, **options: Any) -> Generator[Event]:
        """As `Coach.stream`. Leaving it early (`break`, `close`) waits until the turn has ended.

        Between two events the turn stands still, since nothing runs here but what is asked for.
        """
        events = self.coach.stream(conversation, text, **options)
        try:
            while (event := self.run(_next(events))) is not None:
                yield event
        except GeneratorExit:
            if not self._closed:
                self.run(_end(events))
            raise
        finally:
            if not self._closed:
                self.run(events.aclose())

    def snapshot(self, conversation: str, **options: Any) -> ConversationView:
        """As `Coach.snapshot`."""
        return self.run(self.coach.snapshot(conversation, **options))

    def move(self, conversation: str, state: str, **options: Any) -> TurnResult:
        """As `Coach.move`."""
        return self.run(self.coach.move(conversation, state, **options))

    def edit(self, conversation: str, changes: Mapping[str, Any], **options: Any) -> TurnResult:
        """As `Coach.edit`."""
        return self.run(self.coach.edit(conversation, changes, **options))

    def take_over(self, conversation: str, **options: Any) -> TurnResult:
        """As `Coach.take_over`."""
        return self.run(self.coach.take_over(conversation, **options))

    def release(self, conversation: str, **options: Any) -> TurnResult:
        """As `Coach.release`."""
        return self.run(self.coach.release(conversation, **options))

    def answer(self, conversation: str, text: str, **options: Any) -> TurnResult:
        """As `Coach.answer`."""
        return self.run(self.coach.answer(conversation, text, **options))

    def fork(self, conversation: str, turn: int | None = None, **options: Any) -> Conversation:
        """As `Coach.fork`."""
        return self.run(self.coach.fork(conversation, turn, **options))

    def rewind(self, conversation: str, turn: int, **options: Any) -> Rewound:
        """As `Coach.rewind`."""
        return self.run(self.coach.rewind(conversation, turn, **options))

    def delete(self, conversation: str, **options: Any) -> None:
        """As `Coach.delete`."""
        return self.run(self.coach.delete(conversation, **options))

    def messages(self, conversation: str, **options: Any) -> Page[MessageView]:
        """As `Coach.messages`."""
        return self.run(self.coach.messages(conversation, **options))

    def actions(self, conversation: str, **options: Any) -> Page[ActionView]:
        """As `Coach.actions`."""
        return self.run(self.coach.actions(conversation, **options))

    def turns(self, conversation: str, **options: Any) -> Page[TurnView]:
        """As `Coach.turns`."""
        return self.run(self.coach.turns(conversation, **options))

    def conversations(self, **options: Any) -> Page[ConversationLine]:
        """As `Coach.conversations`."""
        return self.run(self.coach.conversations(**options))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Await anything else on this coach's loop."""
        try:
            _check_outside()
            if self._closed:
                raise ConfigurationError("this coach was closed; open another one")
        except ConfigurationError:
            work.close()
            raise
        return self._runner.run(work, context=copy_context())  # a span that is open here is around it


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
