"""Who looks on while conversations are taken: nobody, except where somebody measures what tests have seen of a program.

A watcher is told of every ruling where it is made and changes nothing. Without one this costs a look at an empty list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from coach.engine.outcome import Outcome, Snapshot
from coach.engine.program import Program
from coach.errors import Refused
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.program.state import Exit

#: Is told that one branch of a template was rendered: the template's file name, and the branch's number in it.
Rendered = Callable[[str, int], None]


class Watcher(Protocol):
    """What is told. Turns may run in several threads at once."""

    def stood(self, program: Program, state: str, memory: Memory) -> None:
        """A conversation begins here, or a turn begins or ends here."""

    def asked(self, program: Program, state: str, exit: Exit, memory: Memory) -> None:
        """The machine was asked to take an exit of `state`."""

    def refused(self, program: Program, action: str, refusal: Refused) -> None:
        """An action refused; the traceback of what it raised says where."""

    def decided(self, program: Program, snapshot: Snapshot, outcome: Outcome) -> None:
        """A reply, or what a button stands for, was decided."""

    def answered(self, program: Program, offer: Offer, button: str) -> None:
        """A button of an offer was pressed."""

    def rendered(self, program: Program, template: str, branch: int) -> None:
        """One branch of a template was rendered."""


#: Whoever looks on now.
watchers: list[Watcher] = []


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """The watcher looks on in all of this process, until the block ends."""
    watchers.append(watcher)
    try:
        yield
    finally:
        watchers.remove(watcher)


def branches(program: Program) -> Rendered | None:
    """Where a program's templates report their branches to; None where nobody looks on."""
    if not watchers:
        return None

    def rendered(template: str, branch: int) -> None:
        for watcher in watchers:
            watcher.rendered(program, template, branch)

    return rendered
