"""A wire between asyncpg and a PostgreSQL server that a test can cut, at the moment it chooses."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal
from urllib.parse import parse_qs, urlsplit

How = Literal["open", "deaf", "mute", "cut"]


class Wire:
    """`how` it behaves: `open`: as it should; `deaf`, `mute`: what goes to (comes from) the server is lost;
    `cut`: the next answer is lost, and its connection with it."""

    def __init__(self, socket: str) -> None:
        self.how: How = "open"
        self.accepts = True
        self.sent = 0
        """How many times the client has sent something."""
        self.lost = asyncio.Event()
        """Something was lost since it was cleared."""
        self._socket = socket
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        if not self.accepts:
            writer.transport.abort()
            return
        to_server, from_server = None, None
        with contextlib.suppress(OSError):
            from_server, to_server = await asyncio.open_unix_connection(self._socket)
        if from_server is None or to_server is None:
            writer.transport.abort()
            return
        self._writers.append(to_server)
        for source, sink, loses in ((reader, to_server, "deaf"), (from_server, writer, "mute")):
            task = asyncio.create_task(self._pump(source, sink, loses))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, loses: str) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(1 << 20):
                self.sent += loses == "deaf"
                if self.how == loses or (self.how == "cut" and loses == "mute"):
                    self.lost.set()
                    if self.how == "cut":
                        self.how = "open"
                        break
                    continue
                sink.write(data)
                await sink.drain()
        sink.transport.abort()

    def hang_up(self) -> None:
        """End all connections."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def end(self) -> None:
        self.hang_up()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """The wire, and the URL of the same database through it."""
    parts = urlsplit(url)
    [folder] = parse_qs(parts.query)["host"]
    wire = Wire(f"{folder}/.s.PGSQL.5432")
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield wire, f"postgresql://postgres@127.0.0.1:{port}{parts.path}?sslmode=disable"
    finally:
        server.close()
        await wire.end()
