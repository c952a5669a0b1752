"""Tracing, turned on and off for all of a process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from coach.tracing.steps import around

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

_API = "opentelemetry.trace"
_decided = False


def enable(provider: TracerProvider | None = None, *, words: bool = False) -> None:
    """Trace from now on, with the provider, or the one that the process has set up.

    With `words`, spans also hold what was said: the requests to the model, its replies, the texts of errors.
    """
    global _decided
    from coach.tracing.incoming import Requests
    from coach.tracing.spans import Spans, tracer_of

    tracer = tracer_of(provider)
    _decided = True
    around.update(Spans(tracer, words=words).steps() | Requests(tracer).steps())


def disable() -> None:
    """Trace nothing from now on, whatever the process sets up."""
    global _decided
    _decided = True
    around.clear()


def notice() -> None:
    """Trace, where the process has set up a tracer provider and nobody has said whether to trace."""
    if _decided or _API not in sys.modules:
        return
    from opentelemetry.trace import NoOpTracerProvider, ProxyTracerProvider, get_tracer_provider

    if not isinstance(get_tracer_provider(), ProxyTracerProvider | NoOpTracerProvider):
        enable()
