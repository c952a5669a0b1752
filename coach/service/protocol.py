"""HTTP/1.1 as uvicorn speaks it, with an end to heads that do not arrive and to readers that take nothing."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import h11
from fastapi import FastAPI
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol

from coach.service import problems


class BoundedConfig(Config):
    """uvicorn's settings, with one more."""

    def __init__(self, app: FastAPI | str, *, slow: float, **options: Any) -> None:
        super().__init__(app, http=BoundedProtocol, **options)
        self.slow = slow
        """After how many seconds a head that is still arriving is cut off, or a reader that takes nothing."""


class BoundedProtocol(H11Protocol):
    """A connection, of a server with a `BoundedConfig`."""

    config: BoundedConfig

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._arriving: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # asyncio does so only where the listening socket was made with its protocol named: else what comes after the
        # head of an answer waits 40 ms, until the other side has said that it has the head.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._arriving = self.loop.call_later(self.config.slow, transport.abort)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:  # the head is whole
            self._arriving = _stopped(self._arriving)
        elif self._arriving is None:  # that of another request on the same connection has begun
            self._arriving = self.loop.call_later(self.config.slow, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        _stopped(self._stalled)
        self._stalled = self.loop.call_later(self.config.slow, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stalled = _stopped(self._stalled)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP gets a problem as everything else does."""
        body = bytes(problems.refused(400).body)
        headers = [("content-type", problems.MEDIA_TYPE), ("content-length", str(len(body))), ("connection", "close")]
        for event in (h11.Response(status_code=400, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arriving, self._stalled = _stopped(self._arriving), _stopped(self._stalled)
        super().connection_lost(exc)


def _stopped(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """No timer, once this one is stopped."""
    if timer is not None:
        timer.cancel()
    return None
