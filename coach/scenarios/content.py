"""What a scenario's file says, part by part: the fields of each, their types, and what may be left out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from coach.engine.outcome import Kind, Status
from coach.engine.reply import FormatName
from coach.program.action import By

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Small = Annotated[int, Field(ge=0, le=2**15 - 1)]

#: Who speaks in the dialogue; what else stands in a transcript is a notice after it.


class Part(BaseModel):
    """A part of the file. A field with a default may be left out, and is where it has that value."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class MessagePart(Part):
    """A message as it was shown."""

    role: Literal["client", "coach", "answer", "offer"]
    state: str
    model: str | None = None
    lint: list[str] = []
    text: str


class ActionPart(Part):
    """The record of an action."""

    type: str
    params: dict[str, Any] = {}
    status: Status
    kind: Kind | None = None
    reason: str | None = None
    summary: str | None = None
    by: By = "model"
    attempt: Small = 1
    """The call it came with; 0 for what a button stood for."""
    from_state: str | None = None
    to_state: str | None = None


class CallPart(Part):
    """A call of the model, and its raw reply."""

    state: str
    model: str
    format: FormatName
    finish: str
    input_tokens: Count | None = None
    output_tokens: Count | None = None
    cached_tokens: Count | None = None
    latency_ms: Count = 0
    retries: Small = 0
    problem: str | None = None
    raw: str


class ButtonPart(Part):
    """A button, with the actions it stands for."""

    name: str
    label: str
    plan: list[dict[str, Any]] = []


class BlankPart(Part):
    """A text of an offer that the client may edit."""

    name: str
    label: str
    value: str = ""
    longest: Count = 500


class OfferPart(Part):
    """The offer that was put in a turn, and how it was closed."""

    id: str
    kind: str
    text: str
    buttons: list[ButtonPart]
    fields: list[BlankPart] = []
    holds: str = ""
    link: str = ""
    closed: Count | None = None
    """The turn that closed it; an open one has none."""
    how: Literal["answered", "superseded", "withdrawn"] | None = None
    button: str | None = None
    edited: dict[str, str] = {}


class TurnPart(Part):
    """A turn; the first of them is the opening, turn 0."""

    state: str
    """Where it ended."""
    version: str | None = None
    """Of the program, where it was another one than in the last turn."""
    ago: str = "0s"
    """Before the last turn."""
    context: dict[str, Any] = {}
    """What the host passed with it."""
    messages: list[MessagePart] = []
    calls: list[CallPart] = []
    actions: list[ActionPart] = []
    offer: OfferPart | None = None
    taken_by: str | None = None
    """Who answered in the coach's place from then on."""
    missing: dict[str, list[str]] = {}
    """For each exit of the state, what was missing."""


class Content(Part):
    """All that a file says."""

    program: str
    version: str
    label: str = ""
    state: str
    entered: list[str]
    """The states entered so far."""
    memory: dict[str, Any]
    gone: list[str] = []
    """Ids that what was done speaks of, of things that are no more."""
    turns: Annotated[list[TurnPart], Field(min_length=1)]


def plain(part: Any) -> Any:
    """A part as the data that is written: fields in their order, without those that may be left out."""
    if isinstance(part, BaseModel):
        fields = type(part).model_fields
        return {
            name: plain(value)
            for name, field in fields.items()
            if (value := getattr(part, name)) != field.default or field.is_required()
        }
    return [plain(each) for each in part] if isinstance(part, list) else part
