"""`coach serve`: the application on uvicorn, in one process or several."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from fastapi import FastAPI
from uvicorn.server import Server
from uvicorn.supervisors import Multiprocess

from coach.coach import Coach
from coach.errors import ConfigurationError
from coach.service import tracing
from coach.service.access import is_loopback
from coach.service.app import create_app, opened
from coach.service.identifying import KeysAndTokens
from coach.service.logs import log_to_stderr
from coach.service.protocol import BoundedConfig
from coach.service.serving import closing, still_serving
from coach.service.settings import WITH_SECRETS, ServiceSettings
from coach.store.sqlite import SqliteStore

#: How a worker process is told its settings.
_VARIABLE = "_COACH_SERVICE_SETTINGS"
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_KEEP_ALIVE = 30  # seconds
_WAITING = 2048  # connections that nobody has accepted yet, as uvicorn has it


def serve(settings: ServiceSettings, told: Callable[[str, bool], None]) -> None:
    """Serve until a signal ends it; `told` gets the address once it can be called, and whether keys are asked for.

    Raises what is wrong before anybody is served: a `ProgramError`, a `StoreError`, a `ConfigurationError`.
    """
    tracing.check(settings)
    asks = asyncio.run(_checked(settings))
    listening = _listening(settings.host, settings.port)
    if not asks:
        _check_nobody_else(listening, settings.host)
    os.environ[_VARIABLE] = settings.model_dump_json(context=WITH_SECRETS)
    log_to_stderr(settings.log_level, words=settings.log_words)
    told(_address(listening), asks)
    with listening, _shared_metrics(settings.workers):
        config = config_of(settings, "coach.service.server:worker", factory=True)
        if settings.workers == 1:
            Server(config).run(sockets=[listening])
        else:
            _Workers(config, sockets=[listening]).run()


class _Workers(Multiprocess):
    """Several processes that serve."""

    def terminate_all(self) -> None:
        """Tell them to stop. Ours is the last hold on the port: whoever calls now is refused at once."""
        for each in self.sockets:
            each.close()
        super().terminate_all()


def worker() -> FastAPI:
    """The application of a process that serves, by the settings of the one that began it."""
    settings = ServiceSettings.model_validate_json(os.environ[_VARIABLE])
    log_to_stderr(settings.log_level, words=settings.log_words)
    app = create_app(settings=settings)
    app.state.service.checked = True  # by `serve`; a worker that takes another's place waits for a database
    gc.collect()
    gc.freeze()  # what is loaded now is never looked through again
    return app


async def _checked(settings: ServiceSettings) -> bool:
    """Open everything once: an empty SQLite file gets its tables here, before several processes want them.

    Gives whether callers will be asked for a key.
    """
    coach = opened(settings)
    try:
        if settings.workers > 1 and _in_memory(coach):
            raise ConfigurationError("several workers cannot share a database in memory; name a file, or PostgreSQL")
        await coach.connect()
        return await KeysAndTokens(coach, settings).asks()
    finally:
        await coach.close()


def config_of(settings: ServiceSettings, app: FastAPI | str, *, factory: bool = False) -> BoundedConfig:
    """What uvicorn is told."""
    return BoundedConfig(
        app,
        factory=factory,
        slow=settings.slow,
        workers=settings.workers,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=max(1, round(settings.grace - closing(settings.grace))),
        timeout_notify=1,
        callback_notify=still_serving,
        h11_max_incomplete_event_size=settings.max_header,
        timeout_worker_healthcheck=30,
    )


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises `ConfigurationError`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_WAITING)  # whoever calls before the workers are ready waits for them
        made.set_inheritable(True)
    except OSError as error:
        raise ConfigurationError(
            f"{host} port {port} cannot be listened on ({error.strerror}); choose others with --host and --port"
        ) from None
    return made


def _check_nobody_else(listening: socket.socket, host: str) -> None:
    """Raise `ConfigurationError` where other machines could call, and nothing tells who does."""
    if not is_loopback(listening.getsockname()[0]):
        listening.close()
        raise ConfigurationError(
            f"on {host} other machines could call, and no key was made; make one first "
            "(coach key create --role operator), set jwt_jwks_url or jwt_secret, or serve on 127.0.0.1"
        )


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """A folder in which several processes add up their numbers."""
    if workers == 1 or os.environ.get(_METRICS):
        yield
        return
    with TemporaryDirectory(prefix="coach-metrics-") as folder:
        os.environ[_METRICS] = folder
        yield


def _in_memory(coach: Coach) -> bool:
    return isinstance(coach.store, SqliteStore) and coach.store.engine.url.database in (None, "", ":memory:")
