"""Spans as a test reads them: what began, below what, and all that they say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from coach import tracing
from coach.tracing import switching
from coach.values import value

Tree = list[tuple[str, "Tree"]]


@value
class Told:
    """What was told so far."""

    provider: TracerProvider
    exporter: InMemorySpanExporter

    @property
    def spans(self) -> Sequence[ReadableSpan]:
        """All that have ended, in the order of their beginnings."""
        return sorted(self.exporter.get_finished_spans(), key=lambda span: span.start_time or 0)

    def named(self, start: str) -> list[ReadableSpan]:
        """Those whose names begin like this."""
        return [span for span in self.spans if span.name.startswith(start)]

    def wait_for(self, start: str, number: int) -> None:
        """Wait until so many have ended: that of a request ends behind its answer."""
        end = time.monotonic() + 30
        while len(self.named(start)) < number:
            assert time.monotonic() < end, self.tree()
            time.sleep(0.01)

    def tree(self) -> Tree:
        """The names, each with those below it."""
        known = {span.context.span_id for span in self.spans}

        def below(id: int | None) -> Tree:
            return [(span.name, below(span.context.span_id)) for span in self.spans if _parent(span, known) == id]

        return below(None)

    def everything(self) -> str:
        """All that they say, as one text."""
        return "\n".join(span.to_json() for span in self.spans)


@contextmanager
def told(**options: Any) -> Iterator[Told]:
    """Trace into memory until the block ends."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.enable(provider, **options)
    try:
        yield Told(provider, exporter)
    finally:
        tracing.disable()
        switching._decided = False  # as in a process in which nobody has said anything
        provider.shutdown()


def attributes(span: ReadableSpan) -> dict[str, Any]:
    """What a span says."""
    found: dict[str, Any] = json.loads(span.to_json())["attributes"]
    return found


def _parent(span: ReadableSpan, known: set[int]) -> int | None:
    return span.parent.span_id if span.parent is not None and span.parent.span_id in known else None
