"""What every request passes: it is timed, counted and logged, and cut off where it does not arrive."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.service import problems
from coach.service.metrics import Metrics
from coach.tracing.steps import traced

log = logging.getLogger("coach.requests")

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
#: What has not arrived is not waited for.
_CLOSE = {"Connection": "close"}
_STORED_NOWHERE = (b"cache-control", b"no-store")


class Door:
    """ASGI middleware, the outermost of ours. `service` has `metrics` and `settings`."""

    def __init__(self, app: ASGIApp, service: Any) -> None:
        self._app = app
        self._metrics: Metrics = service.metrics
        self._slow: float = service.settings.slow
        self._most: int = service.settings.max_body
        self._head: int = service.settings.max_header

    @traced("request")
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passing = _Passing(send)
        started = time.perf_counter()
        try:
            if _size(scope) > self._head:
                await problems.refused(431)(scope, receive, passing)
                return
            await self._app(scope, _Arriving(receive, self._slow, self._most), passing)
        except asyncio.CancelledError:  # by the server, which stops and waits no longer
            if not passing.begun:
                await problems.given_up()(scope, receive, passing)
            raise
        finally:
            self._told(scope, passing.status, time.perf_counter() - started)

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        """Count it and log it, by the route's path: the address may hold what is nobody's business."""
        route = getattr(scope.get("route"), "path", "")
        self._metrics.request(scope["method"], route, status, seconds)
        fields = {"method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        for name in ("conversation", "turn"):
            if (given := scope.get("path_params", {}).get(name)) is not None and status != 404:
                fields[name] = given
        caller = scope.get("state", {}).get("caller")
        if caller is not None:
            fields["key"], fields["tenant"] = caller.key, caller.tenant
        log.info("%s %s %s", scope["method"], route or "-", status, extra={"fields": fields})


def _size(scope: Scope) -> int:
    """Of the head of a request, in bytes."""
    lines = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    return lines + len(scope.get("raw_path") or b"") + len(scope["query_string"])


class _Arriving:
    """`receive`, while the body arrives: so many bytes within a time. Raises `HTTPException` 408, 413."""

    def __init__(self, receive: Receive, seconds: float, most: int) -> None:
        self._receive = receive
        self._left = most
        self._until = asyncio.get_running_loop().time() + seconds
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:  # whoever asks now waits for the client to leave
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, headers=_CLOSE) from None
        self._whole = not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, headers=_CLOSE)
        return message


class _Passing:
    """`send`, with headers of ours; knows the status, once the answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 500
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.begun = message["status"], True
            given = list(message.get("headers", ()))
            names = {name.lower() for name, _ in given}
            message = {**message, "headers": given + _HEADERS + [_STORED_NOWHERE] * (b"cache-control" not in names)}
        await self._send(message)
