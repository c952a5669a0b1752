"""What operators are shown of the inside: a turn, the prompts, all conversations; and who it is that looks."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from coach.program.action import By
from coach.service.shapes.base import Out
from coach.service.shapes.conversations import Action, Message, Turn


class Calling(Out):
    """Who calls."""

    role: Literal["client", "operator", "admin"]
    tenant: str
    user: str | None = Field(description="Whose conversations it sees; null: those of all of its tenant.")


class Way(Out):
    """An exit, with what it misses."""

    to: str
    by: By = Field(description="Who may ask for it.")
    missing: list[str]


class Shown(Out):
    """A message as the model was shown it."""

    role: str = Field(examples=["system", "user", "assistant"])
    part: Literal["constant", "history", "changing", "said", "again"]
    text: str


class Attempt(Out):
    """One request to the model, and what it replied."""

    state: str = Field(description="Whose prompt it was.")
    format: str = Field(examples=["json"])
    messages: list[Shown]
    raw: str = Field(description="The reply, as it came.")
    reply: dict[str, Any] | None = Field(alias="schema", description="The JSON schema that the reply has to fit.")
    tools: list[dict[str, Any]]


class Stage(Out):
    name: Literal["render", "decide"]
    attempt: int
    seconds: float


class Inside(Out):
    """A turn from the inside. What cannot be worked out is null or empty, and `problem` says why."""

    turn: Turn
    title: str = Field(description="Of its state; empty where the program has that no more.")
    memory: dict[str, Any] | None = Field(description="What was known after it.")
    before: dict[str, Any] | None = Field(description="What was known before it.")
    exits: list[Way] | None = Field(description="The exits of its state, as they stood after it.")
    messages: list[Message]
    actions: list[Action]
    attempts: list[Attempt]
    stages: list[Stage]
    same: bool = Field(description="Whether the same came of it when it was worked out again.")
    same_version: bool = Field(description="Whether it was taken with the program as it is now.")
    problem: str


class Finding(Out):
    """What `coach check` found."""

    code: str
    severity: str = Field(examples=["error", "warning"])
    place: str
    sentence: str


class Template(Out):
    name: str = Field(examples=["identity_discovery.md.j2"])
    text: str
    states: list[str] = Field(description="The states that it is of; none for one that others use.")


class Prompts(Out):
    templates: list[Template]
    findings: list[Finding]


class Tried(Out):
    """What an edit of a template would do."""

    problem: str = Field(description="Why it cannot be used; empty where it can.")
    findings: list[Finding]
    now: list[Attempt] = Field(description="The requests of the turn as they are.")
    then: list[Attempt] = Field(description="The same with the edit.")


class Stay(Out):
    """What conversations did in a state."""

    came: int
    there: int
    stopped: int = Field(description="How many of those there had no turn for a week.")
    left: int
    turns: float | None = Field(description="The median from coming to leaving.")
    seconds: float | None = Field(description="The median from coming to leaving.")


class Taken(Out):
    """How often a way was gone, or refused."""

    source: str
    target: str
    by: str
    times: int


class Cost(Out):
    """What the model cost in a state."""

    state: str
    calls: int
    unusable: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    latency_ms: int


class Overview(Out):
    """What the newest conversations did as a whole."""

    conversations: int
    most: int = Field(description="How many were counted at most.")
    states: dict[str, Stay]
    taken: list[Taken]
    refused: list[Taken]
    costs: list[Cost]
