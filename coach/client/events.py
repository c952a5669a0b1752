"""A stream of events as it comes, in pieces of any size, and what each event is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from coach.client.failing import failed, unreadable
from coach.client.reading import read
from coach.results import (
    ActionDecided,
    ActionResult,
    Completed,
    Event,
    Failed,
    Moved,
    Retracted,
    Started,
    Text,
    TurnResult,
)
from coach.values import value


@value
class Item:
    """One event of a stream."""

    kind: str
    data: str
    id: str
    """Where to go on from; empty for one that has no place."""


class Lines:
    """Reads items out of pieces of a stream (`text/event-stream`)."""

    def __init__(self) -> None:
        self._rest = b""
        self._fields: dict[str, list[str]] = {}

    def feed(self, piece: bytes) -> Iterator[Item]:
        """The items that are whole with this piece."""
        *lines, self._rest = (self._rest + piece).replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            if line:
                name, _, text = line.decode("utf-8", "replace").partition(":")
                self._fields.setdefault(name, []).append(text.removeprefix(" "))
                continue
            fields, self._fields = self._fields, {}
            if "event" in fields and "data" in fields:
                yield Item(fields["event"][-1], "\n".join(fields["data"]), fields.get("id", [""])[-1])


def event_of(item: Item) -> Event | None:
    """What an item is; None for a kind that is not known here. Raises `Unreachable` for one that cannot be read."""
    match item.kind:
        case "started":
            return read(Started, item.data)
        case "text":
            return read(Text, item.data)
        case "action":
            return ActionDecided(read(ActionResult, item.data))
        case "moved":
            return read(Moved, item.data)
        case "retracted":
            return read(Retracted, item.data)
        case "completed":
            return Completed(read(TurnResult, item.data))
        case "failed":
            return Failed(failed(problem_in(item)).error)
    return None


def problem_in(item: Item) -> Mapping[str, Any]:
    """The problem that a `failed` item has. Raises `Unreachable` for one that cannot be read."""
    problem = read(dict[str, Any], item.data)
    if "type" not in problem:
        raise unreadable("a turn failed, and it is not said why")
    return problem
