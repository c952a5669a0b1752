"""What does as the protocol commands: over a connection that is waited for, and over one that is awaited."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Self

from coach.client.commands import Answered, Lost, Open, Read, Request, Send, Told, Wait
from coach.errors import ConfigurationError
from coach.extras import to_install

try:
    import httpx2
except ImportError as error:
    raise ConfigurationError(f"the client needs httpx2; install it beside coach: {to_install('client')}") from error

_STREAM = "text/event-stream"
_FAULTS = (httpx2.TransportError, httpx2.DecodingError)
Command = Send | Open | Read | Wait


def new_client() -> httpx2.Client:
    """A pool of connections of our own."""
    return httpx2.Client()


def new_async_client() -> httpx2.AsyncClient:
    """The same, awaited."""
    return httpx2.AsyncClient()


class Address:
    """Where the service is, and what every request to it has."""

    def __init__(self, base: str, headers: Mapping[str, str], timeout: float) -> None:
        self._base = base
        self._headers = headers
        self._timeout = httpx2.Timeout(timeout, connect=min(timeout, 10.0))

    def request(self, http: httpx2.Client | httpx2.AsyncClient, asked: Request) -> httpx2.Request:
        """The request as httpx2 has it."""
        return http.build_request(
            asked.method,
            self._base + asked.path,
            params=dict(asked.params) or None,
            headers={**self._headers, **asked.headers},
            content=asked.body,
            timeout=self._timeout,
        )


class Wire:
    """Waits. One of them does one thing after another, and has one stream at a time."""

    def __init__(self, http: httpx2.Client, address: Address) -> None:
        self._http = http
        self._address = address
        self._answer: httpx2.Response | None = None
        self._pieces: Iterator[bytes] = iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._answer is not None:
            self._answer.close()

    def do(self, command: Command) -> Told:
        """Do it; what the protocol is to be told of it."""
        try:
            match command:
                case Wait(seconds):
                    time.sleep(seconds)
                case Send(request):
                    answer = self._http.send(self._address.request(self._http, request))
                    return _answered(answer, answer.content)
                case Open(request):
                    self.__exit__()
                    self._answer = self._http.send(self._address.request(self._http, request), stream=True)
                    self._pieces = self._answer.iter_bytes()
                    return _answered(self._answer, b"" if _streams(self._answer) else self._answer.read())
                case Read():
                    return next(self._pieces, b"")
        except _FAULTS as error:
            return _lost(error)
        return None


class AsyncWire:
    """The same, awaited."""

    def __init__(self, http: httpx2.AsyncClient, address: Address) -> None:
        self._http = http
        self._address = address
        self._answer: httpx2.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._answer is not None:
            await self._answer.aclose()

    async def do(self, command: Command) -> Told:
        """Do it; what the protocol is to be told of it."""
        try:
            match command:
                case Wait(seconds):
                    await asyncio.sleep(seconds)
                case Send(request):
                    answer = await self._http.send(self._address.request(self._http, request))
                    return _answered(answer, answer.content)
                case Open(request):
                    await self.__aexit__()
                    self._answer = await self._http.send(self._address.request(self._http, request), stream=True)
                    self._pieces = self._answer.aiter_bytes()
                    return _answered(self._answer, b"" if _streams(self._answer) else await self._answer.aread())
                case Read():
                    assert self._pieces is not None
                    return await anext(self._pieces, b"")
        except _FAULTS as error:
            return _lost(error)
        return None


def _answered(answer: httpx2.Response, body: bytes) -> Answered:
    return Answered(answer.status_code, {name.lower(): each for name, each in answer.headers.items()}, body)


def _streams(answer: httpx2.Response) -> bool:
    return answer.status_code < 300 and answer.headers.get("content-type", "").startswith(_STREAM)


def _lost(error: Exception) -> Lost:
    said: Any = str(error) or type(error).__name__
    return Lost(f"{type(error).__name__}: {said}" if said != type(error).__name__ else said)
