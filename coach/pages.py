"""What a list of something gives back, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from coach.values import value

T = TypeVar("T")


@value
class Page(Generic[T]):
    """Some of a list, in its order."""

    items: Sequence[T]
    after: str | None
    """Asked for `after` this, the list goes on, also once more has come. None: there was nothing yet."""
    more: bool
    """Whether there is more now."""


@value
class ConversationLine:
    """A conversation in a list of them."""

    conversation: str
    user: str
    tenant: str
    label: str | None
    version: str
    state: str
    turn: int
    taken_by: str | None
    """Who answers in the coach's place."""
    started: datetime
    turned: datetime
    """When its last turn was."""


@value
class CallView:
    """One call of the model within a turn."""

    attempt: int
    state: str
    """Whose prompt was asked."""
    model: str
    format: str
    problem: str | None
    """Why the reply could not be used."""
    finish: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    latency_ms: int
    retries: int


@value
class TurnView:
    """A turn in the list of a conversation's."""

    turn: int
    key: str | None
    from_state: str
    state: str
    version: str
    missing: Mapping[str, Sequence[str]]
    """For each exit of `state`, what was missing then."""
    offer: str | None
    """The id of the offer that was open then."""
    taken_by: str | None
    """Who answered in the coach's place then."""
    calls: Sequence[CallView]
    at: datetime
