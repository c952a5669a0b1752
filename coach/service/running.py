"""The turns that run in this process and that somebody listens to: each in a task of its own, whoever leaves."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from coach.coach import Coach
from coach.errors import CoachError, InternalError
from coach.program.offer import Answer
from coach.results import Completed, Event, Failed, Started, TurnResult
from coach.service.metrics import Metrics
from coach.service.problems import kind_of
from coach.service.recording import Recorder
from coach.service.wire import STORED, Sent, sent, stored
from coach.store.token_usage import Account
from coach.values import value

Said = str | Answer | None
T = TypeVar("T")


@value
class Call:
    """A turn that a caller asks for."""

    conversation: str
    said: Said
    key: str | None
    user: str | None
    tenant: str | None
    operates: bool = False
    wait: float = 0.0
    account: Account | None = None
    """Whose tokens it uses, where they are counted."""


class Run:
    """A turn that is heard: what happened in it so far, and what happens next."""

    def __init__(self, conversation: int, call: Call) -> None:
        self.conversation = conversation
        self.call = call
        self.attempt = secrets.token_hex(4)
        self.turn: int | None = None
        """Its number, once it is known."""
        self.heard: list[Sent] = []
        self.done = False
        self.error: CoachError | None = None
        self._news = asyncio.Event()

    async def settled(self) -> None:
        """Wait until it is known whether the turn is let in."""
        while self.turn is None and not self.done:
            await self._news.wait()

    async def follow(self, after: int, ping: float) -> AsyncIterator[tuple[int, Sent] | None]:
        """The events behind the first `after`, with their numbers, until the last; None for every `ping` seconds."""
        while True:
            news = self._news
            while after < len(self.heard):
                after += 1
                yield after, self.heard[after - 1]
            if self.done:
                return
            try:
                async with asyncio.timeout(ping):
                    await news.wait()
            except TimeoutError:
                yield None

    def hear(self, event: Event) -> None:
        """Something happened."""
        match event:
            case Started(turn=turn):
                self.turn = turn
                self._add(event)
            case Completed(result=result) if self.turn is None:  # it had happened before: nothing was heard of it
                self.turn, self.attempt = result.turn, STORED
                self.heard = stored(result)
            case Failed(error=error):
                self.error = error
                self._add(event)
            case _ if self.turn is not None:
                self._add(event)
        self.done = isinstance(event, Completed | Failed)
        self._news.set()
        self._news = asyncio.Event()

    def _add(self, event: Event) -> None:
        self.heard.append(sent(event, operates=self.call.operates))


class Runs:
    """The heard turns of this process. `used` is told what a turn used whose tokens are counted."""

    def __init__(
        self,
        coach: Coach,
        recorder: Recorder,
        metrics: Metrics,
        used: Callable[[Account, TurnResult], Awaitable[None]],
    ) -> None:
        self._coach = coach
        self._recorder = recorder
        self._metrics = metrics
        self._used = used
        self._running: dict[tuple[int, int], Run] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def find(self, conversation: int, turn: int) -> Run | None:
        """The run of this turn, while it runs here."""
        return self._running.get((conversation, turn))

    def like(self, conversation: int, call: Call) -> Run | None:
        """The run that does what this call asks for, while it runs here."""
        for run in self._running.values():
            if run.conversation == conversation and run.call.key == call.key and run.call.said == call.said:
                return run
        return None

    def begin(self, conversation: int, call: Call) -> Run:
        """Take a turn that is heard."""
        run = Run(conversation, call)
        self._task(self._hear(run, self._events(call)))
        return run

    async def take(self, call: Call) -> TurnResult:
        """Take a turn that nobody hears."""
        if call.account is not None:  # whoever leaves early has used the tokens all the same
            return await asyncio.shield(self._task(self._counted(self._end(call))))
        return await self._counted(
            self._coach.say(
                call.conversation, call.said, user=call.user, tenant=call.tenant, key=call.key, wait=call.wait
            )
        )

    async def quiet(self, seconds: float) -> None:
        """Wait until no turn runs and what is to be kept of them is, for so long."""
        try:
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(self._tasks)
                await self._recorder.ended()
        except TimeoutError:
            pass

    def _task(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _events(self, call: Call) -> AsyncGenerator[Event, None]:
        """The events of a turn; what it used is added up before its end is told."""
        taken = False
        async for event in self._coach.stream(
            call.conversation, call.said, user=call.user, tenant=call.tenant, key=call.key, wait=call.wait
        ):
            taken = taken or isinstance(event, Started)  # else it had happened before
            if taken and call.account is not None and isinstance(event, Completed):
                await self._used(call.account, event.result)
            yield event

    async def _end(self, call: Call) -> TurnResult:
        async for event in self._events(call):
            match event:
                case Completed(result=result):
                    return result
                case Failed(error=error):
                    raise error
        raise InternalError("a turn ended without an end")

    async def _hear(self, run: Run, events: AsyncGenerator[Event, None]) -> None:
        place: tuple[int, int] | None = None

        async def end() -> TurnResult:
            nonlocal place
            async for event in events:
                run.hear(event)
                match event:
                    case Started(turn=turn):
                        place = (run.conversation, turn)
                        self._running[place] = run
                        self._recorder.begin(run)
                    case Completed(result=result):
                        return result
                    case Failed(error=error):
                        raise error
            raise InternalError("a turn ended without an end")

        try:
            await self._counted(end())
        except CoachError:
            pass  # whoever listens was told
        finally:
            if place is not None and self._running.get(place) is run:
                del self._running[place]

    async def _counted(self, turn: Awaitable[TurnResult]) -> TurnResult:
        started = time.perf_counter()
        with self._metrics.running.track_inprogress():
            try:
                result = await turn
            except CoachError as error:
                self._metrics.no_turn(kind_of(error).code, time.perf_counter() - started)
                raise
        self._metrics.turn(result, time.perf_counter() - started)
        return result
