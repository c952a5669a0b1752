"""The events of a turn as they are sent: a kind, JSON, and an id to go on from."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from coach.results import ActionDecided, Completed, Event, Failed, Moved, Retracted, Started, Text, TurnResult
from coach.service.problems import problem_of
from coach.values import value

#: What keeps an idle connection open.
PING = KEEPALIVE_COMMENT
#: The attempt that the events of a stored turn are said to be of.
STORED = "stored"
_ID = re.compile(r"(\d{1,10})\.([0-9a-z]{1,16})\.(\d{1,9})")
_SEPARATORS = (",", ":")


@value
class Sent:
    """An event as it is sent."""

    kind: str
    data: str
    """JSON."""

    @property
    def last(self) -> bool:
        """Whether nothing comes after it."""
        return self.kind in ("completed", "failed")


@value
class Place:
    """How far a reader has come: in which turn, in which attempt at it, at which event."""

    turn: int
    attempt: str
    seq: int

    def __str__(self) -> str:
        return f"{self.turn}.{self.attempt}.{self.seq}"


def place_of(id: str | None) -> Place | None:
    """The place that a `Last-Event-ID` names; None for what is none of ours."""
    found = _ID.fullmatch(id or "")
    return Place(int(found[1]), found[2], int(found[3])) if found else None


def sent(event: Event, *, operates: bool = False) -> Sent:
    """An event as it is sent."""
    match event:
        case Started():
            return Sent("started", _json(asdict(event)))
        case Text():
            return Sent("text", _json(asdict(event)))
        case ActionDecided(action):
            return Sent("action", _json(asdict(action)))
        case Moved():
            return Sent("moved", _json(asdict(event)))
        case Retracted():
            return retracted(event.reason)
        case Completed(result):
            return Sent("completed", result.json())
        case Failed(error):
            return Sent("failed", _json(problem_of(error, operates=operates)))


def retracted(reason: str) -> Sent:
    """What was said so far is withdrawn."""
    return Sent("retracted", _json({"reason": reason}))


def stored(result: TurnResult) -> list[Sent]:
    """The events of a turn that is committed: as if nobody had heard it while it ran."""
    events: list[Event] = [Started(result.conversation, result.turn, result.from_state)]
    events += [ActionDecided(action) for action in result.actions]
    if result.state != result.from_state:
        events.append(Moved(result.from_state, result.state))
    if result.message:
        events.append(Text(result.message))
    return [sent(event) for event in (*events, Completed(result))]


def encoded(event: Sent, place: Place | None) -> bytes:
    """An event on the stream; without a place where there is no turn that it is of."""
    return format_sse_event(data_str=event.data, event=event.kind, id=str(place) if place is not None else None)


def packed(attempt: str, events: Sequence[Sent]) -> str:
    """Events one after another, as they are kept."""
    return _json({"attempt": attempt, "events": [[event.kind, event.data] for event in events]})


def unpacked(text: str) -> tuple[str, list[Sent]]:
    """The attempt, and its events."""
    data = json.loads(text)
    return data["attempt"], [Sent(kind, event) for kind, event in data["events"]]


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=_SEPARATORS)
