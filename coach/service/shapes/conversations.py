"""Conversations, and what is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from coach.service.shapes.base import Missing, Out
from coach.service.shapes.turns import Offer


class Exit(Out):
    target: str
    open: bool
    missing: list[str]


class Running(Out):
    """A turn that is running."""

    turn: int
    ends_within: float = Field(description="In seconds: then its claim is over at the latest.")


class ConversationState(Out):
    id: str
    user: str
    label: str | None
    program: str
    version: str
    state: str
    title: str
    group: str | None
    over: bool = Field(description="Whether it takes no more turns.")
    turn: int = Field(description="The number of its last turn.")
    memory: dict[str, Any]
    progress: list[Exit] = Field(description="The exits of its state, with what is missing.")
    offers: list[Offer] = Field(description="The open ones.")
    taken_by: str | None = Field(description="Who answers in the coach's place.")
    running: Running | None


class ConversationLine(Out):
    conversation: str
    user: str
    tenant: str
    label: str | None
    version: str
    state: str
    turn: int
    taken_by: str | None
    started: datetime
    turned: datetime


class Message(Out):
    turn: int
    role: str = Field(examples=["client", "coach", "offer", "answer"])
    text: str
    state: str
    version: str
    model: str | None
    lint: list[str] = Field(description="What was noticed of it.")
    at: datetime


class Action(Out):
    turn: int
    attempt: int
    type: str
    params: dict[str, Any]
    status: str
    kind: str | None
    reason: str | None
    summary: str | None
    by: str = Field(examples=["model", "user", "auto", "operator"])
    from_state: str | None
    to_state: str | None
    label: str | None


class Call(Out):
    attempt: int
    state: str
    model: str
    format: str
    problem: str | None
    finish: str
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    latency_ms: int
    retries: int


class Turn(Out):
    turn: int
    key: str | None
    from_state: str
    state: str
    version: str
    missing: Missing
    offer: str | None
    taken_by: str | None
    calls: list[Call]
    at: datetime


class _Page(Out):
    after: str | None = Field(description="Ask for what comes `after` this to go on; also later, when there is more.")
    more: bool = Field(description="Whether there is more now.")


class Messages(_Page):
    items: list[Message]


class Actions(_Page):
    items: list[Action]


class Turns(_Page):
    items: list[Turn]


class Conversations(_Page):
    items: list[ConversationLine]
