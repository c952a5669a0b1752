"""Both clients behind one face, and a wire to a server that a test can cut, at the moment it chooses."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from coach.client import AsyncCoachClient, CoachClient
from coach.results import ActionDecided, Completed, Event, Retracted, Started, Text

KINDS = ("waited", "awaited")
#: For tests that take seconds: one of the two in every run, the other with the slow ones.
KINDS_SLOWLY = ("waited", pytest.param("awaited", marks=pytest.mark.slow))


class Awaited:
    """An `AsyncCoachClient` as if it were a `CoachClient`."""

    def __init__(self, client: AsyncCoachClient) -> None:
        self.client = client
        self._runner = asyncio.Runner()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def called(*arguments: Any, **options: Any) -> Any:
            made = getattr(self.client, name)(*arguments, **options)
            return self._runner.run(made) if isinstance(made, Coroutine) else self._iterate(made)

        return called

    def end(self) -> None:
        self._runner.run(self.client.close())
        self._runner.close()

    def _iterate(self, items: AsyncGenerator[Any]) -> Iterator[Any]:
        nothing = object()

        async def following() -> Any:
            return await anext(items, nothing)

        try:
            while (item := self._runner.run(following())) is not nothing:
                yield item
        finally:
            self._runner.run(items.aclose())


@contextmanager
def client_of(kind: str, url: str, **options: Any) -> Iterator[Any]:
    """A client of this kind: both are used in the same way here."""
    if kind == "waited":
        with CoachClient(url, **options) as client:
            yield client
        return
    awaited = Awaited(AsyncCoachClient(url, **options))
    try:
        yield awaited
    finally:
        awaited.end()


def words(heard: list[Event]) -> str:
    """The message that a reader of these events has before it."""
    text = ""
    for event in heard:
        if isinstance(event, Retracted):
            text = ""
        elif isinstance(event, Text):
            text += event.text
    return text


def check_heard(heard: list[Event], text: str, actions: int) -> None:
    """All of the turn was told, and none of it twice."""
    assert [type(event) for event in heard].count(Started) == 1
    assert isinstance(heard[-1], Completed), heard[-1]
    assert words(heard) == text == heard[-1].result.message
    decided = [event.action for event in heard if isinstance(event, ActionDecided)]
    assert decided == list(heard[-1].result.actions)
    assert len(decided) == actions


def until(happened: Callable[[], Any], seconds: float = 20.0) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


class Cut:
    """Where the answer of a server breaks off: at these bytes, before them or behind them."""

    def __init__(self, at: bytes, *, behind: bool, times: int = 1) -> None:
        self.at = at
        self.behind = behind
        self.times = times


class Line:
    """A wire to a server; `upstream` is its port, or None while nobody is there."""

    def __init__(self, upstream: int | None) -> None:
        self.upstream = upstream
        self.cuts: list[Cut] = []
        self.cut = threading.Event()
        """Something was cut."""
        self.connections = 0
        self.requests = 0
        """How many heads of requests went through."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.connections += 1
                try:
                    if self.upstream is None:
                        raise ConnectionRefusedError
                    server = socket.create_connection(("127.0.0.1", self.upstream))
                except OSError:
                    client.close()
                    continue
                self._open += [client, server]
                for source, sink, answers in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pump, args=(source, sink, answers), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        tail = b""
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if not answers:
                    self.requests += data.count(b" HTTP/1.1\r\n")
                elif (place := self._place(tail, data)) is not None:
                    sink.sendall(data[:place])
                    self.cut.set()
                    break
                tail = (tail + data)[-200:]
                sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _place(self, tail: bytes, data: bytes) -> int | None:
        """After how many of these bytes it is cut; None where it is not."""
        for cut in self.cuts:
            found = (tail + data).find(cut.at)
            if cut.times and found >= 0:
                cut.times -= 1
                return max(0, found + len(cut.at) * cut.behind - len(tail))
        return None

    def close(self) -> None:
        for each in (self._listening, *self._open):
            each.close()


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    """A wire to the server at this address."""
    line = Line(int(url.rpartition(":")[2]))
    try:
        yield line
    finally:
        line.close()
