"""The events of a turn, whatever becomes of the connection: nothing is told twice, and nothing is lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any

from coach.client.commands import Answered, Emit, Flow, Lost, Open, Read, Request, Wait
from coach.client.events import Item, Lines, event_of, problem_in
from coach.client.failing import Failure, failed, failure_of
from coach.client.patience import Patience
from coach.errors import CoachError, NoSuchTurn
from coach.results import ActionDecided, Completed, Event, Failed, Moved, Retracted, Started, Text
from coach.values import value

_STREAM = "text/event-stream"
_ANEW = "the turn is taken again"


@value
class Hearing:
    """A turn that is to be heard."""

    take: Request | None
    """What takes the turn, with its key; None where it is only listened to."""
    resume: Request
    """What goes on with it: `{turn}` at the place of its number."""
    turn: int | None = None
    """Its number, where that is known before."""
    last: str = ""
    """The id of the last event that was heard before."""


def heard(hearing: Hearing, patience: Patience, line: Patience) -> Flow[Event]:
    """The events of a turn; the last is `Completed`, or `Failed` with what the service says, or `Unreachable`.

    `patience` is for turns that fail and can be taken again with their key, `line` for connections that break: as long
    as something new is heard, that one begins anew.
    """
    told = _Told(hearing)
    while not told.over:
        try:
            failure = yield from _once(told, line)
        except CoachError as error:  # what it says cannot be read
            failure = Failure(error, again=False)
        if failure is None:
            continue
        broken = isinstance(failure, _Broken)
        if isinstance(failure.error, NoSuchTurn) and told.can_forget:  # nothing of it was kept
            failure = Failure(failure.error, again=True)
        pause = (line if broken else patience).pause(failure.after) if failure.again else None
        if pause is None:
            yield Emit(Failed(failure.error))
            return
        if not broken:
            yield from map(Emit, told.forget())
        yield Wait(pause)


class _Broken(Failure):
    """The connection broke: what is heard goes on elsewhere."""


def _once(told: _Told, line: Patience) -> Generator[Open | Read | Emit[Event], Any, Failure | None]:
    """What one connection tells; what went wrong, or None at the end."""
    answer: Answered | Lost = yield Open(told.request())
    if isinstance(answer, Lost):
        return _broken(answer)
    if answer.status >= 300 or not answer.headers.get("content-type", "").startswith(_STREAM):
        return failure_of(answer)
    lines = Lines()
    while True:
        piece: bytes | Lost = yield Read()
        if isinstance(piece, Lost) or not piece:
            return _broken(piece if isinstance(piece, Lost) else Lost("the stream broke off"))
        for item in lines.feed(piece):
            line.renew()
            if item.kind == "failed":
                failure = failed(problem_in(item))
                return failure if told.can_forget else replace(failure, again=False)
            yield from map(Emit, told.tell(item))
            if told.over:
                return None


def _broken(lost: Lost) -> Failure:
    failure = failure_of(lost)
    return _Broken(failure.error, failure.again, failure.after)


class _Told:
    """What was told of a turn so far."""

    def __init__(self, hearing: Hearing) -> None:
        self.over = False
        self._hearing = hearing
        self._turn, self._last = hearing.turn, hearing.last
        self._begun = False
        self._words = False
        """Whether there are words that were not withdrawn."""
        self._done: list[Event] = []
        """What the machine ruled and where it moved, as it was told."""
        self._again: deque[Event] = deque()
        """What of that comes once more, since the whole turn follows."""

    @property
    def can_forget(self) -> bool:
        """Whether the turn can be asked for again."""
        return self._hearing.take is not None

    def request(self) -> Request:
        """What to ask for now."""
        if self._turn is None and self._hearing.take is not None:
            return self._hearing.take
        resume = self._hearing.resume
        headers = {**resume.headers, **({"Last-Event-ID": self._last} if self._last else {})}
        return replace(resume, path=resume.path.replace("{turn}", str(self._turn)), headers=headers)

    def forget(self) -> Iterator[Event]:
        """Nothing of the turn was kept: it is taken again."""
        if not self.can_forget:
            return
        self._turn, self._last = None, ""
        yield from self._withdrawn(_ANEW)

    def tell(self, item: Item) -> Iterator[Event]:
        """What is new in an item."""
        if item.id:
            self._last = item.id
        event = event_of(item)
        match event:
            case Started(turn=turn):
                self._turn = turn
                if not self._begun:
                    self._begun = True
                    yield event
            case Text():
                self._words = True
                yield event
            case Retracted(reason) if not item.id:  # of the service, not of the turn: all of it follows
                yield from self._withdrawn(reason)
            case Retracted():
                self._words = False
                yield event
            case ActionDecided() | Moved():
                if self._again and self._again[0] == event:
                    self._again.popleft()
                    return
                self._again.clear()
                self._done.append(event)
                yield event
            case Completed():
                self.over = True
                yield event

    def _withdrawn(self, reason: str) -> Iterator[Event]:
        self._again = deque(self._done)
        if self._words:
            self._words = False
            yield Retracted(reason)
