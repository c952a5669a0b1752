"""Counts what crosses the wire: a relay in front of PostgreSQL that reads the server's messages.

One ReadyForQuery is one round trip the client waited for (a pipeline has a single one); one CommandComplete is one
statement executed. Used for counting only, never while timing.
"""

import asyncio
import threading

from databases import HOST

READY, DONE = ord("Z"), (ord("C"), ord("s"), ord("I"))


class Wire:
    """A relay on a `port` of its own, to the server's."""

    def __init__(self, server: int) -> None:
        self.round_trips = 0
        self.statements = 0
        self.port = 0
        self._server = server
        started = threading.Event()
        threading.Thread(target=asyncio.run, args=(self._serve(started),), daemon=True).start()
        started.wait()

    async def _serve(self, started: threading.Event) -> None:
        relay = await asyncio.start_server(self._relay, HOST)
        self.port = relay.sockets[0].getsockname()[1]
        started.set()
        await relay.serve_forever()

    async def _relay(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(HOST, self._server)
        await asyncio.gather(self._pass(from_client, to_server), self._count(from_server, to_client))

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65536):
            sink.write(chunk)
            await sink.drain()
        sink.close()

    async def _count(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        pending = bytearray()
        refusal = await source.readexactly(1)
        sink.write(refusal)
        assert refusal == b"N", "every client here asks for TLS first, which this server has not"
        while chunk := await source.read(65536):
            sink.write(chunk)
            await sink.drain()
            pending += chunk
            start = 0
            while len(pending) - start >= 5:
                size = 1 + int.from_bytes(pending[start + 1 : start + 5], "big")
                if len(pending) - start < size:
                    break
                self.round_trips += pending[start] == READY
                self.statements += pending[start] in DONE
                start += size
            del pending[:start]
        sink.close()
