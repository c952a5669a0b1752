"""The two clients: one protocol, and two ways to wait."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import TYPE_CHECKING, Self, TypeVar

from coach.client import conversing, operating
from coach.client.commands import Emit, Flow, Told, Work
from coach.client.patience import Patience
from coach.client.wires import Address, AsyncWire, Wire, new_async_client, new_client
from coach.errors import BadInput

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

#: Seconds that an answer may take to go on: a turn may take the service a minute, and streams have pings.
TIMEOUT = 90.0
#: Seconds in which it is tried again.
PATIENCE = 60.0


class _Client:
    """What both have: what can be asked, of whom, and how long it is tried."""

    start = conversing.start
    conversations = conversing.conversations
    get = conversing.get
    delete = conversing.delete
    say = conversing.say
    stream = conversing.stream
    events = conversing.events
    turn = conversing.turn
    messages = conversing.messages
    actions = conversing.actions
    turns = conversing.turns
    move = operating.move
    edit = operating.edit
    take_over = operating.take_over
    release = operating.release
    answer = operating.answer
    reset = operating.reset
    fork = operating.fork
    rewind = operating.rewind
    freeze = operating.freeze
    start_scenario = operating.start_scenario
    program = operating.program
    graph = operating.graph
    typescript = operating.typescript
    caller = operating.caller
    inside = operating.inside
    walk = operating.walk
    overview = operating.overview
    prompts = operating.prompts
    try_prompt = operating.try_prompt

    def __init__(self, base_url: str, key: str | None, timeout: float, patience: float) -> None:
        if not base_url.startswith(("http://", "https://")):
            raise BadInput(f"{base_url[:80]!r} is no address of a service; it begins with https:// or http://")
        if key is not None and not (key.isascii() and key.isprintable()):
            raise BadInput("the key has characters that no header can have")
        base = base_url.rstrip("/").removesuffix("/v1")
        self._address = Address(base, {"Authorization": f"Bearer {key}"} if key is not None else {}, timeout)
        self._seconds = patience

    def _patience(self) -> Patience:
        return Patience(self._seconds)


class CoachClient(_Client):
    """A client that waits: `with CoachClient("https://…", key="…") as coach`.

    Where a method changes something it takes a `key`, with which that happens once however often it is asked for; where
    none is given one is made, and it is tried again for `patience` seconds while the service cannot be reached, is not
    available or busy. `timeout` is the longest that it may say nothing, in seconds. Raises the errors of
    `coach.errors`. Safe to share between threads. `http` is an `httpx2.Client` of the caller's, which stays open.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
        http: httpx2.Client | None = None,
    ) -> None:
        super().__init__(base_url, key, timeout, patience)
        self._http = http if http is not None else new_client()
        self._ours = http is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._ours:
            self._http.close()

    def _run(self, work: Work[T]) -> T:
        with Wire(self._http, self._address) as wire:
            told: Told = None
            while True:
                try:
                    command = work.send(told)
                except StopIteration as end:
                    result: T = end.value
                    return result
                told = wire.do(command)

    def _iterate(self, flow: Flow[T]) -> Generator[T]:
        with Wire(self._http, self._address) as wire:
            told: Told = None
            while True:
                try:
                    command = flow.send(told)
                except StopIteration:
                    return
                told = None
                if isinstance(command, Emit):
                    yield command.item
                else:
                    told = wire.do(command)


class AsyncCoachClient(_Client):
    """The same, awaited: `async with AsyncCoachClient("https://…", key="…") as coach`.

    `http` is an `httpx2.AsyncClient` of the caller's. A stream that is left early is closed by `aclose`.
    """

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None = None,
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        super().__init__(base_url, key, timeout, patience)
        self._http = http if http is not None else new_async_client()
        self._ours = http is None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._ours:
            await self._http.aclose()

    async def _run(self, work: Work[T]) -> T:
        async with AsyncWire(self._http, self._address) as wire:
            told: Told = None
            while True:
                try:
                    command = work.send(told)
                except StopIteration as end:
                    result: T = end.value
                    return result
                told = await wire.do(command)

    async def _iterate(self, flow: Flow[T]) -> AsyncGenerator[T]:
        async with AsyncWire(self._http, self._address) as wire:
            told: Told = None
            while True:
                try:
                    command = flow.send(told)
                except StopIteration:
                    return
                told = None
                if isinstance(command, Emit):
                    yield command.item
                else:
                    told = await wire.do(command)
