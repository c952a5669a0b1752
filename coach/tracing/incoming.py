"""The span of an HTTP request, where the application around us has begun none, behind the caller's `traceparent`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from opentelemetry.propagate import extract
from opentelemetry.propagators.textmap import Getter
from opentelemetry.trace import SpanKind, StatusCode, Tracer, get_current_span

from coach.tracing import names
from coach.tracing.spans import spanned
from coach.tracing.steps import Around, Step

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
#: What is asked all the time by machines, and tells nothing.
_UNTOLD = ("/healthz", "/readyz", "/metrics")


class Requests:
    """Makes a span of each request: its method, its route and its status; an address may hold anybody's words."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer

    def steps(self) -> dict[Step, Around]:
        """What is called in place of the step."""
        return {"request": self.request}

    async def request(
        self, answer: Callable[..., Awaitable[None]], app: object, scope: Any, receive: Any, send: Any
    ) -> None:
        """An ASGI application's call."""
        around_us = get_current_span().get_span_context().is_valid
        if around_us or scope["type"] != "http" or scope["path"].endswith(_UNTOLD):
            await answer(app, scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        attributes = {names.HTTP_METHOD: method, names.URL_SCHEME: scope.get("scheme", "http")}
        caller = extract(scope["headers"], getter=_Headers())
        with spanned(self._tracer, method, SpanKind.SERVER, context=caller, attributes=attributes) as span:

            async def told(message: Any) -> None:
                if message["type"] == "http.response.start":
                    route = getattr(scope.get("route"), "path", "")
                    span.set_attribute(names.HTTP_STATUS, message["status"])
                    if message["status"] >= 500:
                        span.set_attribute(names.ERROR_TYPE, str(message["status"]))
                        span.set_status(StatusCode.ERROR)
                    if route:
                        span.set_attribute(names.HTTP_ROUTE, route)
                        span.update_name(f"{method} {route}")
                await send(message)

            await answer(app, scope, receive, told)


class _Headers(Getter[Iterable[tuple[bytes, bytes]]]):
    """Reads the headers of an ASGI request."""

    def get(self, carrier: Iterable[tuple[bytes, bytes]], key: str) -> list[str] | None:
        wanted = key.lower().encode()
        return [value.decode("latin-1") for name, value in carrier if name == wanted] or None

    def keys(self, carrier: Iterable[tuple[bytes, bytes]]) -> list[str]:
        return [name.decode("latin-1") for name, _ in carrier]
