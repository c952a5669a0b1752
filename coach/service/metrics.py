"""Counts and times for Prometheus: of requests and of turns, never of what anybody said."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from coach.results import TurnResult

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """The numbers of one application; of all its worker processes where PROMETHEUS_MULTIPROC_DIR names a folder."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "coach_request_seconds", "Requests, by route and status.", ("method", "route", "status"),
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._turns = Counter("coach_turns", "Turns, by how they ended.", ("outcome",), registry=self._registry)
        self._times = Histogram("coach_turn_seconds", "How long turns took.", buckets=_SECONDS, registry=self._registry)
        self._tokens = Counter("coach_tokens", "Tokens, as servers count them.", ("kind",), registry=self._registry)
        self.running = Gauge(
            "coach_turns_running", "Turns that are running.", registry=self._registry, multiprocess_mode="livesum"
        )
        self.readers = Gauge(
            "coach_readers", "Streams that are read.", registry=self._registry, multiprocess_mode="livesum"
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request that was answered; `route` is empty where there is none."""
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route or "none", str(status)).observe(seconds)

    def turn(self, result: TurnResult, seconds: float) -> None:
        """A turn that happened."""
        self._turns.labels("completed").inc()
        self._times.observe(seconds)
        usage = result.usage
        for kind, number in (
            ("input", usage.input_tokens), ("output", usage.output_tokens), ("cached", usage.cached_tokens)
        ):  # fmt: skip
            self._tokens.labels(kind).inc(number)

    def no_turn(self, code: str, seconds: float) -> None:
        """A turn that did not happen, and which problem it was."""
        self._turns.labels(code).inc()
        self._times.observe(seconds)

    def page(self) -> bytes:
        """All of it, as Prometheus reads it."""
        registry = self._registry
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
