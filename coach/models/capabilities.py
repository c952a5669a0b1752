"""What a server can do, learnt from what it rejects."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from coach.engine.request import Request
from coach.models.faults import SLIPS

Body = dict[str, Any]
"""The parameters of one call of the Chat Completions API."""
Messages = list[dict[str, str]]
_SECRET = secrets.token_bytes(16)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one model on one server takes, as far as is known."""

    json: Literal["schema", "object"] | None = "schema"
    tools: Literal["strict", "plain"] | None = "strict"
    usage: bool = True
    temperature: bool = True
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """Servers that do not know `max_completion_tokens` ignore it in silence (Ollama, older llama.cpp), while
    those that refuse `max_tokens` (OpenAI's newer models) say so: only the latter can be learnt."""
    roles: Literal["any", "ordered", "no_system"] = "any"


@dataclass(frozen=True, slots=True)
class Step:
    """How one missing capability is recognised, and what is done without it."""

    name: str
    sent: Callable[[Body], bool]
    """Whether the call made use of it."""
    refused: re.Pattern[str]
    """What a server says that does not have it."""
    instead: Mapping[str, Any]
    """What changes in the `Capabilities`."""
    said: str


def _says(names: str, complaint: str) -> re.Pattern[str]:
    return re.compile(rf"\A(?=.*(?:{names}))(?=.*(?:{complaint}))", re.IGNORECASE | re.DOTALL)


# A value that is only out of range ("at most 4096", "between 0 and 2") is a mistake to report, not to work around.
_UNKNOWN = (
    r"unsupported|(?:not|n't) support|unrecogni[sz]ed|unknown|unexpected|extra|not (?:permitted|allowed)"
    r"|forbidden|deprecated|unavailable|only .{0,80}(?:supported|allowed)|no such (?:field|parameter)"
)
_ANY = rf"{_UNKNOWN}|invalid(?!_(?:request|parameter)_error)|must|requires?\b|no endpoints|one of"
_JSON = _says(
    r"response.?format|json.?schema|json.?object|json.?mode|structured.?output|grammar|guided", rf"{_ANY}|fail"
)
_TOOLS = _says(r"\btools?\b|tool[ _-]?(?:use|choice|call)|function|\bstrict\b", _ANY)


def _response_format(kind: str) -> Callable[[Body], bool]:
    return lambda body: body.get("response_format", {}).get("type") == kind


def _has(parameter: str) -> Callable[[Body], bool]:
    return lambda body: parameter in body


def _without(parameter: str, instead: Mapping[str, Any], said: str) -> Step:
    return Step(parameter, _has(parameter), _says(rf"\b{parameter}\b", _UNKNOWN), instead, said)


#: In the order in which they are tried; the first that fits is taken, each at most once in a reply.
STEPS = (
    Step(
        "json_schema",
        _response_format("json_schema"),
        _JSON,
        {"json": "object"},
        "it takes no strict JSON schema; the schema goes into the prompt",
    ),
    Step(
        "json_object",
        _response_format("json_object"),
        _JSON,
        {"json": None},
        "it has no JSON mode; replies are asked for in tags",
    ),
    Step(
        "strict tools",
        lambda body: any("strict" in tool["function"] for tool in body.get("tools", ())),
        _TOOLS,
        {"tools": "plain"},
        "it takes no strict tools; they are sent without",
    ),
    Step("tools", _has("tools"), _TOOLS, {"tools": None}, "it takes no tools; replies are asked for in tags"),
    _without("stream_options", {"usage": False}, "it takes no stream_options; tokens may go uncounted"),
    _without("max_tokens", {"limit": "max_completion_tokens"}, "it wants max_completion_tokens for max_tokens"),
    _without("max_completion_tokens", {"limit": "max_tokens"}, "it wants max_tokens for max_completion_tokens"),
    _without("temperature", {"temperature": False}, "it takes no temperature; its own is used"),
    Step(
        "no system role",
        lambda body: any(message["role"] == "system" for message in body["messages"]),
        re.compile(
            r"system.{0,20}(?:role|messages?|prompts?).{0,20}(?:not|n't|un)[ -]?(?:be )?(?:support|allow)"
            r"|only user.{0,40}roles are supported",
            re.IGNORECASE | re.DOTALL,
        ),
        {"roles": "no_system"},
        "it knows no system messages; they go into the client's, marked as notes",
    ),
    Step(
        "any order of roles",
        lambda body: not _in_order(body["messages"]),
        _says(r"\bsystem\b|\broles?\b|message.?order", r"must|beginning|alternat|expected|precede|order"),
        {"roles": "ordered"},
        "its chat template is strict about the order of roles; later system messages go into the "
        "client's, marked as notes",
    ),
)

#: The statuses with which servers reject what they cannot do (some chat templates fail with 500).
REJECTIONS = frozenset({400, 404, 415, 422, 500, 501})


def recognise(body: Body, status: int | None, told: str) -> Step | None:
    """The capability that this call used and this rejection denies, if it is one."""
    if status not in REJECTIONS or re.search(SLIPS, told):
        return None
    return next((step for step in STEPS if step.sent(body) and step.refused.search(told)), None)


def body_of(request: Request, model: str, can: Capabilities) -> Body:
    """The call that makes the request of a server with these capabilities."""
    messages: Messages = [{"role": message.role, "content": message.text} for message in request.messages]
    body: Body = {"model": model}
    if request.format == "json" and request.schema is not None:
        schema = dict(request.schema)
        if can.json == "object":
            messages = _with_schema(messages, schema)
            body["response_format"] = {"type": "json_object"}
        else:
            strict = {"name": "reply", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": strict}
    if request.format == "tools" and request.tools:
        hidden = frozenset[str]() if can.tools == "strict" else {"strict"}
        functions = [{key: tool[key] for key in tool if key not in hidden} for tool in request.tools]
        body["tools"] = [{"type": "function", "function": function} for function in functions]
    if can.usage:
        body["stream_options"] = {"include_usage": True}
    if request.settings.output_limit is not None:
        body[can.limit] = request.settings.output_limit
    if request.settings.temperature is not None and can.temperature:
        body["temperature"] = request.settings.temperature
    body["messages"] = messages if can.roles == "any" else _fold(messages, can.roles == "ordered")
    return body


def _with_schema(messages: Messages, schema: Mapping[str, Any]) -> Messages:
    text = (
        "Answer with one JSON object and nothing else. It fits this JSON schema:\n"
        f"{json.dumps(schema, ensure_ascii=False)}"
    )
    if messages and messages[0]["role"] == "system":
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{text}"}
        return [first, *messages[1:]]
    return [{"role": "system", "content": text}, *messages]


def _in_order(messages: Sequence[Mapping[str, str]]) -> bool:
    roles = [message["role"] for message in messages]
    spoken = roles[1:] if roles[:1] == ["system"] else roles
    return all(role == ("user", "assistant")[at % 2] for at, role in enumerate(spoken))


def _fold(messages: Messages, keep_first: bool) -> Messages:
    """The same with roles that alternate, from the client on, after at most one system message."""
    kept = [message for message in messages[:1] if keep_first and message["role"] == "system"]
    folded: Messages = []
    notes: list[str] = []
    for message in messages[len(kept) :]:
        role, text = message["role"], message["content"]
        if role == "system":
            notes.append(text)
            continue
        if role == "user" and notes:
            text, notes = f"{_marked(notes)}\nThe client's words follow.\n\n{text}", []
        _join(folded, role, text)
    if notes:
        _join(folded, "user", _marked(notes))
    return kept + folded


def _join(folded: Messages, role: str, text: str) -> None:
    if not folded and role == "assistant":
        folded.append({"role": "user", "content": "(The conversation begins.)"})
    if folded and folded[-1]["role"] == role:
        folded[-1]["content"] += f"\n\n{text}"
    else:
        folded.append({"role": role, "content": text})


def _marked(notes: Sequence[str]) -> str:
    # Whoever types the words beside them cannot know the mark, so nothing typed can pass for notes.
    body = "\n\n".join(notes)
    mark = hmac.new(_SECRET, body.encode(), "sha256").hexdigest()[:16]
    return f"[notes {mark}: for you, not from the client]\n{body}\n[end of notes {mark}]"
