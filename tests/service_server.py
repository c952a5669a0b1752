"""The service on a real port of 127.0.0.1, in a thread or in processes of its own, and a client that reads streams."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from cli_running import COMMAND, environment
from fastapi import FastAPI, Request
from uvicorn.server import Server

from coach.service import Caller, Identify, ServiceSettings, create_app
from coach.service.server import config_of
from coach.values import value

JSON = {"content-type": "application/json"}
STREAM = {"accept": "text/event-stream"}


@contextmanager
def served(app: FastAPI) -> Iterator[httpx2.Client]:
    """The application on uvicorn, in a thread with a loop of its own; a client of it."""
    settings: ServiceSettings = app.state.service.settings
    server = Server(config_of(settings, app))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            _wait(lambda: server.started or not thread.is_alive())
            with httpx2.Client(base_url=url, timeout=30.0, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()


def app_on(
    database: str,
    program: Path | str | None = None,
    model: str = "practice",
    identify: Identify | None = None,
    **more: Any,
) -> FastAPI:
    """The application with settings of a test."""
    named = str(program) if program is not None else None
    told = {"deadline": 20.0, "grace": 8.0, **more}
    settings = ServiceSettings(database_url=database, program=named, model=model, **told)
    return create_app(settings=settings, identify=identify)


class Everybody:
    """Tells that whoever calls is this one; a header `X-Caller` names another of those that are known."""

    def __init__(self, *callers: Caller) -> None:
        self._callers = callers

    async def __call__(self, request: Request, /) -> Caller:
        return self._callers[int(request.headers.get("x-caller", "0"))]


@value
class Process:
    """`coach serve` as it is run."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    def client(self) -> httpx2.Client:
        """A client that keeps no connection, so that any worker may answer."""
        limits = httpx2.Limits(max_keepalive_connections=0)
        return httpx2.Client(base_url=self.url, timeout=30.0, trust_env=False, limits=limits)

    def stop(self, seconds: float = 30.0) -> int:
        """Tell it to stop, and wait for its end."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def lines(self) -> list[dict[str, Any]]:
        """What it logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def process(folder: Path, *arguments: object, env: Mapping[str, str] | None = None) -> Iterator[Process]:
    """`coach serve` on any free port, once it says that it serves: whoever calls then is answered."""
    log = folder / "serve.log"
    with log.open("w") as errors:
        started = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=errors, text=True, cwd=folder, env=environment(**(env or {})),
            start_new_session=True,
        )  # fmt: skip
    try:
        assert started.stdout is not None
        first = started.stdout.readline()
        assert "http://" in first, log.read_text()
        url = first.split()[-1]
        assert httpx2.get(f"{url}/healthz", timeout=60.0, trust_env=False).status_code == 200
        yield Process(url, started, log)
    finally:
        if started.poll() is None:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        if started.stdout is not None:
            started.stdout.close()


@value
class Event:
    """An event as it was read."""

    kind: str
    data: Any
    id: str


def events(response: httpx2.Response) -> Iterator[Event]:
    """The events of a stream, as they come."""
    found: dict[str, str] = {}
    for line in response.iter_lines():
        name, _, text = line.partition(": ")
        if line and name:
            found[name] = text
        elif "event" in found:
            yield Event(found["event"], json.loads(found["data"]), found.get("id", ""))
            found = {}


def said(read: list[Event]) -> str:
    """The message that a reader of these events has before it."""
    text = ""
    for event in read:
        text = "" if event.kind == "retracted" else text + (event.data["text"] if event.kind == "text" else "")
    return text


def begun(client: httpx2.Client, user: str = "ada", **more: Any) -> str:
    """The id of a new conversation."""
    made = client.post("/v1/conversations", json={"user": user, **more})
    assert made.status_code == 201, made.text
    id: str = made.json()["id"]
    return id


def _wait(happened: Any, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
