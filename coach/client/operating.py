"""What operators can ask of the service, and what it tells of the program, for both clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from coach.client.exchange import Call, as_object, as_text
from coach.client.methods import Asking
from coach.client.requests import deed, given, request
from coach.results import Conversation, Rewound, TurnResult
from coach.service import shapes

_ONE = "/conversations/{conversation}"

# --- operators ---------------------------------------------------------------------------------


@Asking
def move(conversation: str, state: str, *, reason: str, key: str | None = None) -> Call[TurnResult]:
    """Go to any state of the program, past all guards."""
    body = {"state": state, "reason": reason}
    return as_object(TurnResult, deed("POST", f"{_ONE}/move", key, body, conversation=conversation))


@Asking
def edit(conversation: str, changes: Mapping[str, Any], *, reason: str, key: str | None = None) -> Call[TurnResult]:
    """Change what is remembered, as `Coach.edit` does: all of it or nothing."""
    body = {"changes": changes, "reason": reason}
    return as_object(TurnResult, deed("PATCH", f"{_ONE}/memory", key, body, conversation=conversation))


@Asking
def take_over(conversation: str, *, by: str, key: str | None = None) -> Call[TurnResult]:
    """Answer in the coach's place from now on: no model is asked until `release`."""
    return as_object(TurnResult, deed("POST", f"{_ONE}/takeover", key, {"by": by}, conversation=conversation))


@Asking
def release(conversation: str, *, key: str | None = None) -> Call[TurnResult]:
    """Let the coach answer again."""
    return as_object(TurnResult, deed("POST", f"{_ONE}/release", key, conversation=conversation))


@Asking
def answer(conversation: str, text: str, *, key: str | None = None) -> Call[TurnResult]:
    """Say something to the client, as the person who has taken the conversation over."""
    return as_object(TurnResult, deed("POST", f"{_ONE}/answer", key, {"text": text}, conversation=conversation))


@Asking
def reset(conversation: str, *, key: str | None = None) -> Call[Conversation]:
    """Begin the conversation again: nothing that was said, done or remembered stays."""
    return as_object(Conversation, deed("POST", f"{_ONE}/reset", key, conversation=conversation))


@Asking
def fork(
    conversation: str,
    turn: int | None = None,
    *,
    owner: str | None = None,
    label: str | None = None,
    key: str | None = None,
) -> Call[Conversation]:
    """Begin a copy of the conversation as it was after `turn`; its `opening` is that turn."""
    body = given(turn=turn, user=owner, label=label)
    return as_object(Conversation, deed("POST", f"{_ONE}/fork", key, body, conversation=conversation))


@Asking
def rewind(conversation: str, turn: int, *, key: str | None = None) -> Call[Rewound]:
    """Take the conversation back to `turn`; a copy of the whole is kept beside it."""
    return as_object(Rewound, deed("POST", f"{_ONE}/rewind", key, {"turn": turn}, conversation=conversation))


# --- scenarios ---------------------------------------------------------------------------------


@Asking
def freeze(conversation: str, *, name: str = "scenario") -> Call[str]:
    """The conversation as a scenario's file. It has the client's words in it."""
    return as_text(request("GET", f"{_ONE}/scenario", params={"name": name}, conversation=conversation))


@Asking
def start_scenario(
    scenario: str, *, user: str | None = None, reset: bool = False, key: str | None = None
) -> Call[Conversation]:
    """Begin a conversation as the text of a scenario's file says; its `opening` is its last turn.

    With `reset`, those that were begun from it before are removed.
    """
    body = given(scenario=scenario, user=user, reset=reset or None)
    return as_object(Conversation, deed("POST", "/scenarios/start", key, body))


# --- the program, and the inside ---------------------------------------------------------------


@Asking
def program() -> Call[shapes.Program]:
    """The states with their exits, and the actions with the schemas of their parameters."""
    return as_object(shapes.Program, request("GET", "/program"))


@Asking
def graph(
    format: Literal["svg", "json", "mmd"] = "svg",
    *,
    actions: bool = False,
    theme: Literal["auto", "light", "dark"] = "auto",
    bare: bool = False,
) -> Call[str]:
    """The program as a picture; `bare`, an SVG without styles."""
    params = {"actions": actions or None, "theme": theme, "bare": bare or None}
    return as_text(request("GET", "/program/graph.{format}", params=params, format=format))


@Asking
def typescript() -> Call[str]:
    """The program and the service's answers as TypeScript."""
    return as_text(request("GET", "/typescript"))


@Asking
def caller() -> Call[shapes.Calling]:
    """Who calls, as far as the service knows."""
    return as_object(shapes.Calling, request("GET", "/caller"))


@Asking
def inside(conversation: str, turn: int) -> Call[shapes.Inside]:
    """A turn from the inside: what the model was shown, what it replied, what changed."""
    return as_object(
        shapes.Inside, request("GET", f"{_ONE}/turns/{{turn}}/inside", conversation=conversation, turn=turn)
    )


@Asking
def walk(conversation: str) -> Call[str]:
    """The conversation as a walk's file. It has the client's words in it."""
    return as_text(request("GET", f"{_ONE}/walk", conversation=conversation))


@Asking
def overview() -> Call[shapes.Overview]:
    """What the newest conversations did as a whole, and what each state cost."""
    return as_object(shapes.Overview, request("GET", "/overview"))


@Asking
def prompts() -> Call[shapes.Prompts]:
    """Every template, with the states that it is of, and what `coach check` says."""
    return as_object(shapes.Prompts, request("GET", "/program/prompts"))


@Asking
def try_prompt(
    template: str, text: str, *, conversation: str | None = None, turn: int | None = None
) -> Call[shapes.Tried]:
    """What an edit of a template would do to a stored turn. Nothing is saved."""
    body = given(template=template, text=text, conversation=conversation, turn=turn)
    return as_object(shapes.Tried, request("POST", "/program/prompts/try", body))
