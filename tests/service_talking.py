"""Servers of one database, their model on a real port, which can be made to halt, and what is heard of a stream."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
from model_answers import Behaviour, chunk
from model_lacks import Body
from model_server import Handler, ModelServer
from service_server import Event, app_on, said, served

WORDS = "A garden, then. What would you plant first, and where would it stand?"
Serve = Callable[[], httpx2.Client]


@contextmanager
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """The server of the model that the settings name."""
    with ModelServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "key")
        yield server


@contextmanager
def serving(database: str, folder: Path) -> Iterator[Serve]:
    """Starts one more server on the same database; each is as a worker process is to the others."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(served(app_on(database, folder, "openai/some-model")))


def halting(text: str, at: str, gate: threading.Event) -> Behaviour:
    """An answer that stops behind these words until the gate is open."""

    def behave(handler: Handler, body: Body) -> None:
        place = text.index(at) + len(at)
        handler.begin()
        handler.event(chunk(body, {"role": "assistant", "content": text[:place]}))
        gate.wait(20)
        handler.event(chunk(body, {"content": text[place:]}))
        handler.event(chunk(body, {}, "stop"))
        handler.event("[DONE]")
        handler.end()

    return behave


def until_said(stream: Iterator[Event], words: str) -> list[Event]:
    """The events up to these words."""
    read: list[Event] = []
    for event in stream:
        read.append(event)
        if words in said(read):
            return read
    raise AssertionError(f"it never said {words!r}: {read}")
