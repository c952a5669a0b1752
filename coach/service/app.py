"""The application: one coach, who may call, and the routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig

from coach.coach import Coach
from coach.service import openapi, problems, tracing
from coach.service.caller import Identify
from coach.service.door import Door
from coach.service.identifying import KeysAndTokens
from coach.service.routers import ROUTERS
from coach.service.serving import Service
from coach.service.settings import ServiceSettings
from coach.service.strict import Known

DESCRIPTION = """\
Staged conversations with a language model: the model talks, the machine decides.

Everything that changes something takes an `Idempotency-Key`: asked again with the same one, it has happened once and
the answer is the same. Every error is `application/problem+json` with what to do about it in `remedy`.
"""
#: What FastAPI would tell of itself: with addresses and the texts of exceptions, which can hold what people said.
_TELLS_NOTHING: TelemetryConfig = {
    "tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False,
}  # fmt: skip
_ALLOWED = ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "traceparent", "tracestate"]
_SHOWN = ["Location", "Retry-After"]


def create_app(
    coach: Coach | None = None, settings: ServiceSettings | None = None, *, identify: Identify | None = None
) -> FastAPI:
    """An application that serves a coach of the host's, or one that it opens by `settings` and closes at its end.

    `identify` tells who calls; without one, keys (`coach key create`) and tokens do, and while there are none, this
    machine alone is served. Where the application is mounted in another one, that one's lifespan has to
    `await app.state.service.close()`. Raises `ProgramError`, `ConfigurationError`.
    """
    settings = settings or ServiceSettings()
    tracing.begin(settings)
    ours, coach = coach is None, coach or opened(settings)
    service = Service(coach, settings, identify or KeysAndTokens(coach, settings), ours=ours)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await service.start()
        try:
            yield
        finally:
            await service.close()
            await tracing.flush(settings)

    app = FastAPI(
        title="coach",
        version=version("coach"),
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # those pages come from other hosts
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_TELLS_NOTHING,
        dependencies=[Known],
        generate_unique_id_function=_operation,
    )
    app.state.service = service
    problems.install(app)
    openapi.install(app)
    for router in ROUTERS:
        app.include_router(router)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["*"], allow_headers=_ALLOWED,
            expose_headers=_SHOWN,
        )  # fmt: skip
    app.add_middleware(Door, service=service)
    return app


def opened(settings: ServiceSettings) -> Coach:
    """The coach that the settings ask for."""
    return Coach.open(
        settings.database_url,
        program=settings.program,
        model=settings.model,
        format=settings.format,
        schema=settings.database_schema,
        deadline=settings.deadline,
    )


def _operation(route: APIRoute) -> str:
    return route.name
