"""Where any program is driven through the real turn: a coach on a database of its own, and a model that says anything.

It needs no hypothesis: whoever explores a program by other means stands on it too.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from coach.coach import Coach
from coach.engine.outcome import Outcome, Snapshot
from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.engine.watching import watched
from coach.errors import CoachError, Refused
from coach.program.memory import Memory
from coach.program.offer import Answer, Offer
from coach.program.state import Exit
from coach.results import ConversationView, TurnResult
from coach.store.connecting import open_store
from coach.sync import SyncCoach
from coach.testing.walking.beginning import Beginning, begun
from coach.testing.walking.clock import Clock, ClockedStore
from coach.testing.walking.database import new_database
from coach.values import value

#: What the model says where it was given nothing more to say.
PLAIN = "And what else?"


@value
class Taken:
    """A turn that was asked for, and all that can be seen of it."""

    did: str | Answer
    before: ConversationView
    after: ConversationView
    result: TurnResult | None
    """None where it did not happen."""
    error: CoachError | None
    replies: tuple[str, ...]
    """What the model sent, every time it was asked."""
    rulings: tuple[tuple[str, Exit, Memory], ...]
    """What the machine was asked, in this order: state, exit, memory."""
    faults: tuple[str, ...]
    """What the log says of faults inside."""
    begun: Snapshot | None
    """Where the machine began to decide; None where it was not asked to."""
    asked: tuple[Request, ...]
    """What the model was asked."""
    constants: Mapping[str, str]
    """For every state, the constant part that its prompt had when a model was first asked there."""
    gone: frozenset[str]
    """The ids of records and offers that were there earlier, and were gone before the turn."""


class Ground:
    """One conversation after another with a program, in memory."""

    def __init__(self, program: Program, format: FormatName = "json") -> None:
        self.program = program
        self.format = format
        self._model = _GivenModel()
        self._engine = new_database()
        self._clock = Clock()
        self._store = ClockedStore(open_store(self._engine), self._clock)
        self._coach = SyncCoach(Coach(self._store, program, self._model, format=format))
        self._id = ""
        self._view: ConversationView | None = None
        self._constants: dict[str, str] = {}
        self._ids: set[str] = set()

    def begin(self, state: str, memory: Memory | None = None) -> ConversationView:
        """A new conversation in this state. Its records have the ids that those of any walk have."""
        begins = begun(self._coach.coach, Beginning(state, memory), self._clock.now, "somebody")
        self._id = self._coach.run(begins).id
        self._store.began(self._id)
        self._view = self._coach.snapshot(self._id)
        self._ids = ids_in(self._view)
        return self._view

    @property
    def view(self) -> ConversationView:
        """The conversation as it stands."""
        assert self._view is not None, "begin first"
        return self._view

    def wait(self, **how_long: float) -> None:
        """Time passes."""
        self._clock.move(timedelta(**how_long))

    def take(self, did: str | Answer, replies: Sequence[str] = (), key: str | None = None) -> Taken:
        """One real turn with these raw replies, then plain words for as long as the model is asked."""
        before = self.view
        self._model.begin(replies)
        watcher, result, error = _Watcher(self.program), None, None
        with watched(watcher), _faults() as faults:
            try:
                result = self._coach.say(self._id, did, key=None if isinstance(did, Answer) else key)
            except CoachError as raised:
                error = raised
        self._view = self._coach.snapshot(self._id)
        for request in self._model.asked:
            self._constants.setdefault(request.state, request.messages[0].text)
        gone = frozenset(self._ids - ids_in(before))
        self._ids |= ids_in(self._view)
        return Taken(
            did, before, self._view, result, error, tuple(self._model.sent), tuple(watcher.rulings), tuple(faults),
            watcher.begun, tuple(self._model.asked), self._constants, gone,
        )  # fmt: skip

    def close(self) -> None:
        """Give the database back."""
        self._coach.close()
        self._engine.dispose()


def ids_in(view: ConversationView) -> set[str]:
    """The ids of all records and of the open offer."""
    records = [record for each in view.memory.values() if isinstance(each, list) for record in each]
    found = {record["id"] for record in records if isinstance(record, dict) and "id" in record}
    return found | ({view.offer.id} if view.offer is not None else set())


class _GivenModel:
    """Says what it is given, then plain words."""

    name = "given"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.asked: list[Request] = []
        self._replies: deque[str] = deque()

    def begin(self, replies: Sequence[str]) -> None:
        self.sent, self.asked = [], []
        self._replies = deque(replies)

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        raw = self._replies.popleft() if self._replies else FORMATS[request.format].write(PLAIN)
        self.sent.append(raw)
        self.asked.append(request)
        yield raw
        yield Completion(self.name)

    async def close(self) -> None:
        """Nothing is held."""


class _Watcher:
    """Remembers what the machine was asked."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.rulings: list[tuple[str, Exit, Memory]] = []
        self.begun: Snapshot | None = None

    def asked(self, program: Program, state: str, exit: Exit, memory: Memory) -> None:
        if program is self._program:
            self.rulings.append((state, exit, memory))

    def decided(self, program: Program, snapshot: Snapshot, outcome: Outcome) -> None:
        if program is self._program and self.begun is None:
            self.begun = snapshot

    def stood(self, program: Program, state: str, memory: Memory) -> None: ...
    def refused(self, program: Program, action: str, refusal: Refused) -> None: ...
    def answered(self, program: Program, offer: Offer, button: str) -> None: ...
    def rendered(self, program: Program, template: str, branch: int) -> None: ...


class _Faults(logging.Handler):
    """Keeps what is logged as an error, with what was raised."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        raised = record.exc_info[1] if record.exc_info else None
        if raised is not None:  # without, it is that a guard was slow, as anything is at times on a busy machine
            self.found.append(f"{record.getMessage()}: {type(raised).__name__}: {raised}")


@contextmanager
def _faults() -> Iterator[list[str]]:
    """What is logged of faults while this lasts; nobody else is told of them."""
    log: Any = logging.getLogger("coach")
    handler, propagates = _Faults(), log.propagate
    log.addHandler(handler)
    log.propagate = False
    try:
        yield handler.found
    finally:
        log.propagate = propagates
        log.removeHandler(handler)
