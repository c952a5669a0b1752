"""What the client's protocol is told in place of a wire, and what it makes of it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

from coach.client import conversing
from coach.client.commands import Answered, Emit, Open, Read, Wait
from coach.client.patience import Patience
from coach.client.streaming import heard
from coach.errors import CoachError
from coach.results import (
    ActionDecided,
    ActionResult,
    Completed,
    Event,
    Retracted,
    Started,
    Text,
    TurnResult,
    TurnUsage,
)
from coach.service.problems import problem_of
from coach.service.wire import Place, encoded, sent

ID = "0v7k2m9x4qza"
SAVED = ActionResult("SAVE_GOAL", {"name": "Garden"}, "applied", None, None, "Saved")
RESULT = TurnResult(ID, 1, "WELCOME", "WELCOME", "A garden.", (SAVED,), {"PLAN": []}, None, TurnUsage())
WHOLE: list[Event] = [Started(ID, 1, "WELCOME"), ActionDecided(SAVED), Text("A "), Text("garden."), Completed(RESULT)]


class Clock:
    """Time that passes when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def patience(self, seconds: float, chance: float = 0.5) -> Patience:
        return Patience(seconds, lambda: self.now, lambda: chance)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.waits.append(seconds)


def problem(error: CoachError, **headers: str) -> Answered:
    told = problem_of(error, operates=True)
    return Answered(told["status"], headers, json.dumps(told).encode())


def hearing(
    script: list[Any], wants: Any = conversing.stream, *arguments: Any, line: float = 60.0
) -> tuple[list[Event], list[Any]]:
    """What is told where each connection gives this, in turn; and what was asked for."""
    clock, requests, told_events = Clock(), list[Any](), list[Event]()
    flow = heard(inspect.unwrap(wants)(ID, *(arguments or ("Hello",))), clock.patience(60), clock.patience(line))
    pieces: Iterator[Any] = iter(())
    told: Any = None
    while True:
        try:
            command = flow.send(told)
        except StopIteration:
            return told_events, requests
        told = None
        match command:
            case Emit(item):
                told_events.append(item)
            case Open(request):
                requests.append((request.method, request.path, request.headers.get("Last-Event-ID")))
                given = script.pop(0)
                stream = isinstance(given, list)
                pieces = iter(given) if stream else iter(())
                told = Answered(200, {"content-type": "text/event-stream; charset=utf-8"}) if stream else given
            case Read():
                told = next(pieces, b"")
            case Wait(seconds):
                clock.wait(seconds)


def stream(*some: Event, first: int = 1, attempt: str = "a") -> list[bytes]:
    return [encoded(sent(each), Place(1, attempt, n)) for n, each in enumerate(some, first)]


def withdrawn() -> list[bytes]:
    return [encoded(sent(Retracted("the stream was lost; the whole turn follows")), None)]
