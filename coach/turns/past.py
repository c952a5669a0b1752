"""A conversation as it was after one of its turns, found by taking back what came later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from coach.engine.program import Program
from coach.errors import BadInput, NotNow
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.store.rows import Change, Whose, shown_id
from coach.turns.door import no_such
from coach.turns.keeping import as_json, check_program, load_memory, memory_changes
from coach.turns.undoing import Remembered, taken_back
from coach.values import value


@value
class Past:
    """Where a conversation stood after a turn."""

    row: Any
    """The conversation itself, as it is now."""
    turn: int
    state: str
    version: str
    entered: Sequence[str]
    memory: Memory
    """With the offer that was open."""
    offer: str | None
    """The same offer, as JSON."""
    taken_by: str | None
    at: datetime
    """When the turn was committed."""

    def standing(self) -> dict[str, Any]:
        """What of the conversation's row says this, but for the length of its dialogue."""
        return {
            "version": self.version, "state": self.state, "entered": json.dumps(list(self.entered)),
            "scalars": as_json(self.memory.scalars()), "turn": self.turn, "offer": self.offer,
            "taken_by": self.taken_by, "turned_at": self.at,
        }  # fmt: skip

    def records(self, program: Program) -> list[Change]:
        """The rows of its memory."""
        return memory_changes(program.memory(), self.memory)[0]


def check_turn(turn: int | None) -> None:
    """Raise `BadInput` unless this can be the number of a turn, or is None."""
    if turn is not None and (isinstance(turn, bool) or not isinstance(turn, int) or not 0 <= turn < 2**31):
        raise BadInput(f"the turn is {str(turn)[:40]!r}; give the number of one, 0 for the opening")


def stood(program: Program, whose: Whose, rows: Sequence[Sequence[Any]], turn: int | None) -> Past:
    """Where the conversation stood after a turn (None: its last), from what `coach.store.past.past` reads.

    Raises `NoSuchConversation`, `ProgramMismatch`, and `BadInput` for a turn that is not there or cannot be gone
    back to.
    """
    found, records, later, offers = rows
    if not found:
        raise no_such(shown_id(whose.id))
    [row] = found
    turn = row.turn if turn is None else turn
    if turn > row.turn:
        raise NotNow(f"there is no turn {turn} yet; the last one is {row.turn}")
    at, *after = later
    check_program(program, row.program, at.state)
    remembered = _remembered(row, records)
    for each in reversed(after):
        if each.undo is None:
            raise NotNow(f"what takes turn {each.number} back was not kept; it is the earliest turn to go to")
        remembered = taken_back(remembered, each.undo)
    scalars = as_json(remembered.scalars)
    texts = [(name, as_json(record)) for name, kept in remembered.records.items() for record in kept]
    memory = load_memory(program, whose.id, scalars, row.serial, texts)
    offer = offers[0].data if offers else None
    memory.with_offer(Offer.load(offer) if offer is not None else None)
    return Past(row, turn, at.state, at.version, remembered.entered, memory, offer, at.taken_by, at.created_at)


def _remembered(row: Any, records: Sequence[Any]) -> Remembered:
    collections: dict[str, list[Any]] = {}
    for each in records:
        collections.setdefault(each.collection, []).append(json.loads(each.data))
    return Remembered(json.loads(row.entered), json.loads(row.scalars), collections)
