"""A conversation that is held to what is promised of any: looked at before, within and after each of its turns."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from coach.engine.outcome import Outcome, Snapshot
from coach.engine.program import Program
from coach.engine.request import Request
from coach.engine.watching import watched
from coach.errors import CoachError, Refused
from coach.program.memory import Memory
from coach.program.offer import Answer, Offer
from coach.program.state import Exit
from coach.results import ConversationView, TurnResult
from coach.testing.promising.promises import broken_promises, once_only, sound
from coach.testing.promising.taken import Taken, ids_in

#: What the model says where it was given nothing more to say.
PLAIN = "And what else?"
#: An answer to an offer that was never put.
_NEVER_PUT = Answer("00000", "yes")


class Talk(Protocol):
    """A conversation, and whoever speaks in it for the model."""

    @property
    def sent(self) -> Sequence[str]:
        """What the model sent in the last turn."""

    @property
    def asked(self) -> Sequence[Request]:
        """What it was asked in the last turn."""

    def view(self) -> ConversationView:
        """The conversation as it stands. Raises a `CoachError` where it cannot be read."""

    def say(self, did: str | Answer | None, key: str | None) -> TurnResult:
        """One real turn; None: nothing is said."""

    def plainly(self) -> None:
        """In the next turn, the model says plain words however often it is asked."""


class Held:
    """One conversation after another, held to the promises."""

    def __init__(self, program: Program, talk: Talk) -> None:
        self._program = program
        self._talk = talk
        self._constants: dict[tuple[str, str], str] = {}
        self._ids: set[str] = set()
        self._done: list[tuple[Taken, str | None]] = []
        self.view: ConversationView
        """How it stood when it was last looked at."""

    def begin(self, offer: Offer | None = None) -> Iterator[str]:
        """A conversation stands where it is begun, with this open offer; what is wrong with that."""
        self.view = self._talk.view()
        self._ids, self._done = ids_in(self.view), []
        return sound(self._program, self.view, offer)

    def take(self, did: str | Answer | None, key: str | None) -> Taken:
        """Take a turn and look at all of it. Without a `key` it cannot be asked for again; an answer needs none."""
        before, key = self.view, None if isinstance(did, Answer) else key
        taken = self._looked_at(did, before, key)
        if taken.result is not None:
            self._done.append((taken, key))
        return taken

    def wrong(self, taken: Taken) -> Iterator[str]:
        """What a turn that was taken did not keep."""
        return broken_promises(self._program, taken)

    def wrong_again(self, done: Sequence[int] | None = None) -> Iterator[str]:
        """What goes wrong where turns that are done (all, or these) are asked for again: nothing is to happen."""
        for taken, key in [self._done[each] for each in done] if done is not None else self._done:
            if key is not None or isinstance(taken.did, Answer):
                self._talk.plainly()
                yield from once_only(taken, self._looked_at(taken.did, self.view, key))

    def wrong_answer(self) -> Iterator[str]:
        """What goes wrong where an offer is answered that was never put."""
        self._talk.plainly()
        stale = self._looked_at(_NEVER_PUT, self.view, None)
        yield from [] if stale.error is not None else ["an offer that was never put was answered"]
        yield from broken_promises(self._program, stale)

    def _looked_at(self, did: str | Answer | None, before: ConversationView, key: str | None) -> Taken:
        talk, watcher = self._talk, _Watcher(self._program)
        result: TurnResult | None = None
        error: Exception | None = None
        with watched(watcher), _faults() as faults:
            try:
                result = talk.say(did, key)
            except Exception as raised:
                error = raised
            try:
                self.view = talk.view()
            except CoachError as raised:
                faults.append(f"the conversation cannot be read any more: {raised}")
        for request in talk.asked:
            self._constants.setdefault((request.state, request.format), request.messages[0].text)
        faults = [each.replace(self.view.conversation, "the conversation") for each in faults]
        gone = frozenset(self._ids - ids_in(before))
        self._ids |= ids_in(self.view)
        return Taken(
            did, before, self.view, result, error, tuple(talk.sent), tuple(watcher.rulings), tuple(faults),
            watcher.offer, watcher.begun, tuple(talk.asked), self._constants, gone,
        )  # fmt: skip


class _Watcher:
    """Remembers what the machine was asked."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.rulings: list[tuple[str, Exit, Memory]] = []
        self.begun: Snapshot | None = None
        self.offer: Offer | None = None

    def asked(self, program: Program, state: str, exit: Exit, memory: Memory) -> None:
        if program is self._program:
            self.rulings.append((state, exit, memory))

    def decided(self, program: Program, snapshot: Snapshot, outcome: Outcome) -> None:
        if program is self._program and self.begun is None:
            self.begun = snapshot

    def stood(self, program: Program, state: str, memory: Memory) -> None:
        if program is self._program:  # at the beginning of the turn, then at its end
            self.offer = memory.offer

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
