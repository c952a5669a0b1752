"""Turns, and what they are made of."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from coach.service.shapes.base import Missing, Out


class ActionResult(Out):
    type: str = Field(examples=["SAVE_IDENTITY"])
    params: dict[str, Any]
    status: Literal["applied", "refused", "failed"]
    kind: str | None = Field(description="Of a refusal: undeclared, not_allowed, invalid, guard, stale, limit.")
    reason: str | None = Field(description="Why it was not done; of an operator's deed, why it was.")
    summary: str | None


class Button(Out):
    name: str
    label: str
    fields: list[str] = Field(description="The texts that it takes, by name.")


class Blank(Out):
    name: str
    label: str
    value: str
    longest: int = Field(description="In characters.")


class Offer(Out):
    """A question with buttons."""

    id: str
    kind: str
    text: str
    buttons: list[Button]
    fields: list[Blank]
    link: str = Field(description="The address of what is shown, such as a video; empty where there is none.")


class Usage(Out):
    calls: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int


class TurnResult(Out):
    """A turn that is committed. The same key gives the same bytes."""

    conversation: str
    turn: int
    from_state: str
    state: str
    message: str
    actions: list[ActionResult]
    missing: Missing = Field(description="For each exit of the state, what is missing; an open one misses nothing.")
    offer: Offer | None = Field(None, description="The question that waits for an answer; absent where there is none.")
    usage: Usage
    taken_over: bool = Field(False, description="A person answers in the coach's place; absent where none does.")


class Begun(Out):
    """A conversation that was begun."""

    id: str = Field(examples=["0v7k2m9x4qza"])
    turn: TurnResult


class Rewound(Out):
    id: str
    turn: TurnResult
    kept: str | None = Field(description="The id of a copy of the whole as it was.")
