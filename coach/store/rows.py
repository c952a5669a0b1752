"""What goes into the store and comes out of it, whatever the database."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from coach.program.words import LETTERS, in_letters
from coach.values import value

_ID_LETTERS = 12

#: Whose messages make up the dialogue; others are notices.
SPEAKERS = ("client", "coach")


def new_id() -> int:
    """A conversation's id: 60 random bits."""
    return secrets.randbits(5 * _ID_LETTERS)


@lru_cache(maxsize=1024)
def shown_id(number: int) -> str:
    """The id as callers see it: 12 letters and digits (Crockford's base 32)."""
    return in_letters(number, _ID_LETTERS)


@lru_cache(maxsize=1024)
def read_id(shown: str) -> int | None:
    """The number behind a shown id; None where it cannot be one."""
    letters = shown.strip().lower()
    if len(letters) != _ID_LETTERS or any(letter not in LETTERS for letter in letters):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | LETTERS.index(letter)
    return number


@value
class Whose:
    """Which conversation, and whose it has to be; None asks for no match."""

    id: int
    user: str | None = None
    tenant: str | None = None


@value
class Window:
    """How much of the dialogue a claim brings: up to `size` messages, trimmed in blocks."""

    size: int
    block: int

    def first(self, dialogue: int) -> int:
        """The place of the oldest message that is brought of a dialogue so long; 0: all that there is."""
        trimmed = max(0, -(-(dialogue + 1 - self.size) // self.block) * self.block)
        return trimmed and trimmed + 1


@value
class Standing:
    """Where a conversation stands."""

    program: str
    version: str
    state: str
    entered: str
    scalars: str
    serial: int
    turn: int
    dialogue: int
    label: str | None
    offer: str | None
    """The open offer, as JSON."""
    taken_by: str | None
    """Who answers in the coach's place."""
    notices: int
    """How many there are after the last message of the dialogue."""
    recent: Sequence[tuple[str, str]]
    """(role, text), oldest first; notices among them."""
    records: Sequence[tuple[str, str]]
    """(collection, data), in order of creation."""
    refused: Sequence[tuple[str, str]]
    """(type, reason) of what was not done in the last turn."""


@value
class Mark:
    """What tells one standing of a conversation from every other."""

    at: datetime
    """When its last turn was committed."""
    turn: int
    """The number of that turn: a clock may stand still, or be set back."""
    serial: int
    """How many ids its memory has given: where a conversation is taken back, its last turn is an old one again."""


@value
class Claimed:
    """The conversation is ours for a while."""

    token: int
    at: datetime
    """When its last turn was committed."""
    now: datetime
    since_last: timedelta
    standing: Standing | None
    """None where it stands as the caller knew."""


@value
class Done:
    """A turn with this key is committed."""

    turn: int
    digest: bytes | None


@value
class Held:
    """Another turn is running."""

    seconds: float
    """When its claim ends at the latest."""


@value
class NewMessage:
    ordinal: int
    """Its place in the dialogue, from 1; a notice has that of the message before it."""
    notice: int
    """0 for a message of the dialogue; notices after it are 1, 2, …"""
    role: str
    text: str
    state: str
    model: str | None = None
    lint: str | None = None


@value
class NewCall:
    attempt: int
    state: str
    model: str
    format: str
    raw: bytes
    problem: str | None
    finish: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    latency_ms: int
    retries: int


@value
class NewAction:
    attempt: int
    type: str
    params: str
    status: str
    kind: str | None
    reason: str | None
    summary: str | None
    by: str
    from_state: str | None
    to_state: str | None


@value
class NewOffer:
    """An offer that is put, or one that is closed."""

    id: str
    turn: int
    data: str
    closed: int | None = None
    how: str | None = None
    button: str | None = None
    fields: str | None = None


@value
class Change:
    """A record of the memory that is new or different."""

    id: str
    collection: str
    position: int
    key: str
    data: str


@value
class NewTurn:
    """All that a turn writes."""

    number: int
    from_state: str
    state: str
    version: str
    entered: str
    scalars: str
    serial: int
    missing: str
    dialogue: int
    """Messages of the dialogue, with this turn's."""
    offer: str | None = None
    offer_id: str | None = None
    taken_by: str | None = None
    undo: str | None = None
    """What takes the turn back, as JSON; None where nobody knows."""
    context: str | None = None
    """What the host passed with it, as JSON; None where it passed nothing."""
    key: str | None = None
    digest: bytes | None = None
    label: str | None = None
    messages: Sequence[NewMessage] = ()
    calls: Sequence[NewCall] = ()
    actions: Sequence[NewAction] = ()
    changed: Sequence[Change] = ()
    removed: Sequence[str] = ()
    offers: Sequence[NewOffer] = ()


@value
class NewConversation:
    id: int
    user: str
    tenant: str
    program: str
    turn: NewTurn
    """Turn 0, with the key and digest of start."""
