"""Where the service's spans go, as OpenTelemetry's own variables say; nothing unless the settings turn it on."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import Any

from coach.errors import ConfigurationError
from coach.extras import to_install
from coach.service.settings import ServiceSettings
from coach.tracing import enable

_FLUSHING = 3.0  # seconds
_NOBODY = "unknown_service"


def check(settings: ServiceSettings) -> None:
    """Raise `ConfigurationError` where spans are to be sent and what sends them is not installed."""
    if settings.tracing:
        _parts()


def begin(settings: ServiceSettings) -> None:
    """Trace, if the settings say so, to OTEL_EXPORTER_OTLP_ENDPOINT or to whom the process has set up already."""
    if not settings.tracing:
        return
    from opentelemetry.trace import ProxyTracerProvider, get_tracer_provider, set_tracer_provider

    if isinstance(get_tracer_provider(), ProxyTracerProvider):
        set_tracer_provider(_provider())
    enable(words=settings.trace_words)


async def flush(settings: ServiceSettings) -> None:
    """Send what is waiting, for a few seconds; a process that is told to stop does nothing of that by itself."""
    if not settings.tracing:
        return
    from opentelemetry.trace import get_tracer_provider

    send = getattr(get_tracer_provider(), "force_flush", None)
    if send is None:
        return
    loop, sent = asyncio.get_running_loop(), asyncio.Event()

    def sending() -> None:
        send()  # which takes as long as the collector lets it, whatever it is told
        with suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(sent.set)

    threading.Thread(target=sending, daemon=True).start()  # one that the process does not wait for
    with suppress(TimeoutError):
        async with asyncio.timeout(_FLUSHING):
            await sent.wait()


def _provider() -> Any:
    provider, processor, exporter, resource, name = _parts()
    ours = resource.create()
    if str(ours.attributes.get(name, _NOBODY)).startswith(_NOBODY):
        ours = ours.merge(resource({name: "coach"}))
    made = provider(resource=ours, shutdown_on_exit=False)  # that would wait for a collector that does not answer
    made.add_span_processor(processor(exporter()))
    return made


def _parts() -> tuple[Any, ...]:
    """What is needed of the SDK. Raises `ConfigurationError` where it is not installed."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigurationError(
            f"tracing needs {error.name}; install it beside coach: {to_install('tracing')}; or set tracing = false"
        ) from None
    return TracerProvider, BatchSpanProcessor, OTLPSpanExporter, Resource, SERVICE_NAME
