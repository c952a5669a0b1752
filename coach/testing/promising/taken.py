"""A turn that was taken, and all that can be seen of it."""

from __future__ import annotations

from collections.abc import Mapping

from coach.engine.outcome import Snapshot
from coach.engine.request import Request
from coach.program.memory import Memory
from coach.program.offer import Answer, Offer
from coach.program.state import Exit
from coach.results import ConversationView, TurnResult
from coach.values import value


@value
class Taken:
    """A turn that was asked for."""

    did: str | Answer | None
    """What the client said, or answered; None where nothing was said."""
    before: ConversationView
    after: ConversationView
    result: TurnResult | None
    """None where it did not happen."""
    error: Exception | None
    replies: tuple[str, ...]
    """What the model sent, every time it was asked; nothing where it was cut off."""
    rulings: tuple[tuple[str, Exit, Memory], ...]
    """What the machine was asked, in this order: state, exit, memory."""
    faults: tuple[str, ...]
    """What the log says of faults inside."""
    offer: Offer | None
    """The offer that is open after it, with what its buttons stand for."""
    begun: Snapshot | None
    """Where the machine began to decide; None where it was not asked to."""
    asked: tuple[Request, ...]
    """What the model was asked."""
    constants: Mapping[tuple[str, str], str]
    """For every state and reply format, the constant part that its prompt had when a model was first asked so."""
    gone: frozenset[str]
    """The ids of records and offers that were there earlier, and were gone before the turn."""


def ids_in(view: ConversationView) -> set[str]:
    """The ids of all records and of the open offer."""
    records = [record for each in view.memory.values() if isinstance(each, list) for record in each]
    found = {record["id"] for record in records if isinstance(record, dict) and "id" in record}
    return found | ({view.offer.id} if view.offer is not None else set())
