"""What the service can be asked of conversations and what is in them, for both clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.client.commands import Request
from coach.client.exchange import Call, Listing, as_object
from coach.client.methods import Asking, hearing, listing
from coach.client.requests import deed, given, request
from coach.client.streaming import Hearing
from coach.pages import ConversationLine, TurnView
from coach.program.memory import Memory
from coach.program.offer import Answer
from coach.results import ActionView, Conversation, MessageView, TurnResult
from coach.service import shapes

_ONE = "/conversations/{conversation}"
_EVENTS = f"{_ONE}/turns/{{turn}}/events"
_STREAM = {"Accept": "text/event-stream"}


# --- conversations -----------------------------------------------------------------------------


@Asking
def start(
    user: str | None = None,
    *,
    label: str | None = None,
    memory: Memory | Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Call[Conversation]:
    """Begin a conversation. A key of the service that is bound to a user needs no `user`."""
    known = memory.plain() if isinstance(memory, Memory) else memory
    return as_object(Conversation, deed("POST", "/conversations", key, given(user=user, label=label, memory=known)))


@listing
def conversations(
    *,
    user: str | None = None,
    state: str | None = None,
    label: str | None = None,
    version: str | None = None,
    search: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Listing[ConversationLine]:
    """The conversations that the caller may see, the newest first; `limit` at a time are fetched.

    `search` finds a user by any part of the name, in capitals or not.
    """
    narrowed = {"user": user, "state": state, "label": label, "version": version, "search": search}
    params = {**narrowed, "after": after, "limit": limit}
    return Listing(request("GET", "/conversations", params=params), ConversationLine)


@Asking
def get(conversation: str) -> Call[shapes.ConversationState]:
    """A conversation as it stands: its state, its memory, what each exit still misses, what is offered."""
    return as_object(shapes.ConversationState, request("GET", _ONE, conversation=conversation))


@Asking
def delete(conversation: str, *, key: str | None = None) -> Call[None]:
    """Remove a conversation with all that belongs to it."""
    return Call(deed("DELETE", _ONE, key, conversation=conversation), lambda body: None)


# --- turns -------------------------------------------------------------------------------------


@Asking
def say(conversation: str, text: str | Answer | None, *, key: str | None = None) -> Call[TurnResult]:
    """Take one turn: the client says `text`, or answers an offer; with None nothing is said."""
    return as_object(TurnResult, _turn(conversation, text, key, {}))


@hearing
def stream(conversation: str, text: str | Answer | None, *, key: str | None = None) -> Hearing:
    """Take one turn as `say` does, and give its events; the last is `Completed` or `Failed`.

    A lost connection is gone on from, where the turn stands. Leaving early does not stop the turn.
    """
    resume = request("GET", _EVENTS, headers=_STREAM, conversation=conversation)
    return Hearing(_turn(conversation, text, key, _STREAM), resume)


@hearing
def events(conversation: str, turn: int, *, last: str = "") -> Hearing:
    """The events of a turn that runs or is done, those after the id `last` alone."""
    return Hearing(None, request("GET", _EVENTS, headers=_STREAM, conversation=conversation), turn, last)


@Asking
def turn(conversation: str, turn: int) -> Call[TurnResult]:
    """A turn as it was given when it was taken."""
    return as_object(TurnResult, request("GET", f"{_ONE}/turns/{{turn}}", conversation=conversation, turn=turn))


def _turn(conversation: str, said: str | Answer | None, key: str | None, headers: Mapping[str, str]) -> Request:
    body: dict[str, Any] = given(text=said) if not isinstance(said, Answer) else _answered(said)
    asked = deed("POST", f"{_ONE}/turns", key, body, conversation=conversation)
    return Request(asked.method, asked.path, asked.params, {**asked.headers, **headers}, asked.body)


def _answered(said: Answer) -> dict[str, Any]:
    return {"offer": said.offer, "button": said.button, **({"fields": dict(said.fields)} if said.fields else {})}


# --- what is in a conversation -----------------------------------------------------------------


@listing
def messages(
    conversation: str, *, after: str | None = None, limit: int | None = None, newest: bool = False
) -> Listing[MessageView]:
    """What was said, the oldest first, or the newest; `limit` at a time are fetched."""
    params = {"after": after, "limit": limit, "newest": newest or None}
    return Listing(request("GET", f"{_ONE}/messages", params=params, conversation=conversation), MessageView)


@listing
def actions(conversation: str, *, after: str | None = None, limit: int | None = None) -> Listing[ActionView]:
    """What was done, or proposed and refused, the oldest first; `limit` at a time are fetched."""
    params = {"after": after, "limit": limit}
    return Listing(request("GET", f"{_ONE}/actions", params=params, conversation=conversation), ActionView)


@listing
def turns(conversation: str, *, after: str | None = None, limit: int | None = None) -> Listing[TurnView]:
    """Its turns with the calls of the model, the oldest first; `limit` at a time are fetched."""
    params = {"after": after, "limit": limit}
    return Listing(request("GET", f"{_ONE}/turns", params=params, conversation=conversation), TurnView)
