"""What a caller gets back: a turn's result, its events while it runs, and a whole conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from coach.errors import CoachError
from coach.program.offer import Answer
from coach.program.words import as_spoken
from coach.values import value


@value
class ActionResult:
    """What became of one action that the model proposed."""

    type: str
    params: Mapping[str, Any]
    status: str
    """`applied`, `refused` or `failed`."""
    kind: str | None
    """Of a refusal: `undeclared`, `not_allowed`, `invalid`, `guard`, `stale`, `limit`."""
    reason: str | None
    """Why it was not done; of an operator's deed, why it was."""
    summary: str | None


@value
class TurnUsage:
    """What a turn cost: calls of the model, and tokens as far as its server counted them."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0


@value
class ButtonView:
    """One of an offer's buttons."""

    name: str
    label: str
    fields: tuple[str, ...] = ()
    """The texts that it takes, by name."""


@value
class BlankView:
    """A text of an offer that the client may edit."""

    name: str
    label: str
    value: str
    longest: int
    """In characters."""


@value
class OfferView:
    """An offer as a client is shown it; answered with `Answer(offer=id, button=name)`."""

    id: str
    kind: str
    text: str
    buttons: tuple[ButtonView, ...]
    fields: tuple[BlankView, ...]
    link: str
    """The address of what is shown, such as a video; empty where there is none."""

    def answered_by(self, typed: str) -> Answer | None:
        """The answer that is meant by a button's number or label; None for anything else.

        Case, a full stop, quotation marks and short forms such as “I'm” are aside.
        """
        text = as_spoken(typed)
        for number, button in enumerate(self.buttons, 1):
            if text and text in (str(number), as_spoken(button.label)):
                return Answer(self.id, button.name)
        return None


@value
class TurnResult:
    """A turn that is committed. The same key gives the same result, byte for byte."""

    conversation: str
    turn: int
    from_state: str
    state: str
    message: str
    actions: tuple[ActionResult, ...]
    """The proposals of every attempt, in the order given, after what a button stood for."""
    missing: Mapping[str, Sequence[str]]
    """For each exit of `state` that is not an operator's, what is missing; an open one misses nothing."""
    offer: OfferView | None
    """The question with buttons that waits for the client's answer."""
    usage: TurnUsage
    taken_over: bool = False
    """A person answers in the coach's place from now on; what the client types has no message until then."""

    def json(self) -> str:
        """One line of JSON; without an open offer it has no `offer`, and `taken_over` only where it is true."""
        plain = asdict(self)
        if self.offer is None:
            del plain["offer"]
        if not self.taken_over:
            del plain["taken_over"]
        return json.dumps(plain, ensure_ascii=False)


# --- events, in the order they happen ----------------------------------------------------------


@value
class Started:
    """The conversation is claimed."""

    conversation: str
    turn: int
    state: str


@value
class Text:
    """Some more of the message."""

    text: str


@value
class ActionDecided:
    """The machine ruled on a proposal."""

    action: ActionResult


@value
class Moved:
    """The state changes with this turn."""

    from_state: str
    to_state: str


@value
class Retracted:
    """The text so far is withdrawn: forget it, another one follows or the turn fails."""

    reason: str


@value
class Completed:
    """The turn is committed; the last event of a turn that happened."""

    result: TurnResult


@value
class Failed:
    """The turn did not happen; the last event of one that did not."""

    error: CoachError


Event = Started | Text | ActionDecided | Moved | Retracted | Completed | Failed


# --- a conversation ----------------------------------------------------------------------------


@value
class MessageView:
    """A message as it was shown."""

    turn: int
    role: str
    text: str
    state: str
    version: str
    model: str | None
    lint: Sequence[str]
    """What was noticed of it: a second question, words about the machinery."""
    at: datetime


@value
class ActionView:
    """One record of an action: what was asked, by whom, and what became of it."""

    turn: int
    attempt: int
    type: str
    params: Mapping[str, Any]
    status: str
    kind: str | None
    reason: str | None
    summary: str | None
    by: str
    from_state: str | None
    to_state: str | None
    label: str | None


@value
class ConversationView:
    """A conversation, read at one moment."""

    conversation: str
    user: str
    tenant: str
    label: str | None
    program: str
    version: str
    state: str
    turn: int
    memory: Mapping[str, Any]
    """Scalars by name, each collection a list of its records in order of creation."""
    missing: Mapping[str, Sequence[str]]
    offer: OfferView | None
    messages: Sequence[MessageView]
    actions: Sequence[ActionView]
    taken_by: str | None = None
    """Who answers in the coach's place."""


@value
class Conversation:
    """A conversation that was started, with its opening."""

    id: str
    opening: TurnResult


@value
class Rewound:
    """A conversation that was taken back to one of its turns."""

    id: str
    turn: TurnResult
    """The turn that is its last now, as it was given the first time."""
    kept: str | None
    """The id of a copy of the whole as it was; None where there was nothing to take back."""
