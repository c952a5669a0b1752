"""What the events of a turn carry, besides an `ActionResult`, a `TurnResult` and a `Problem`."""

from __future__ import annotations

from typing import Any

from coach.service.shapes.base import Out
from coach.service.shapes.service import Problem
from coach.service.shapes.turns import ActionResult, TurnResult


class Started(Out):
    """The conversation is claimed."""

    conversation: str
    turn: int
    state: str


class Text(Out):
    """Some more of the message."""

    text: str


class Moved(Out):
    """The state changes with this turn."""

    from_state: str
    to_state: str


class Retracted(Out):
    """The text so far is withdrawn: forget it, another one follows or the turn fails."""

    reason: str


#: What each kind of event carries as its data.
EVENTS: dict[str, type[Out]] = {
    "started": Started,
    "text": Text,
    "action": ActionResult,
    "moved": Moved,
    "retracted": Retracted,
    "completed": TurnResult,
    "failed": Problem,
}


def event_schema() -> dict[str, Any]:
    """The schema of an item of a stream."""
    return {"oneOf": [_item(kind, shape) for kind, shape in EVENTS.items()]}


def _item(kind: str, shape: type[Out]) -> dict[str, Any]:
    carried = {"$ref": f"#/components/schemas/{shape.__name__}"}
    data = {"type": "string", "contentMediaType": "application/json", "contentSchema": carried}
    properties = {"event": {"const": kind}, "data": data, "id": {"type": "string"}}
    return {"title": kind, "type": "object", "properties": properties, "required": ["event", "data"]}
