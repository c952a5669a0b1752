"""What a model's server can lack, and what one that really lacks it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Body = dict[str, Any]


def error(message: str, kind: str = "invalid_request_error", param: str | None = None, code: Any = None) -> Body:
    """An error's body."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _has(name: str) -> Callable[[Body], bool]:
    return lambda body: name in body


def _format(kind: str) -> Callable[[Body], bool]:
    return lambda body: bool(body.get("response_format", {}).get("type") == kind)


def _roles(body: Body) -> list[str]:
    return [message["role"] for message in body["messages"]]


def _irregular(body: Body) -> bool:
    spoken = _roles(body)[_roles(body)[0] == "system" :]
    return any((role == "user") != (at % 2 == 0) for at, role in enumerate(spoken))


_NOT_PERMITTED = "Extra inputs are not permitted"
_UNKNOWN_FIELD = [{"type": "extra_forbidden", "loc": ["body", "response_format"], "msg": _NOT_PERMITTED}]
_NO_TEMPERATURE = (
    "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported."
)
_NO_MAX_TOKENS = (
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
)
_VLLM = f"[{{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens'), 'msg': '{_NOT_PERMITTED}'}}]"
_ALTERNATE = "Conversation roles must alternate user/assistant/user/assistant/..."

#: By feature: who uses it, and what a server that really lacks it answers.
LACKS: dict[str, tuple[Callable[[Body], bool], int, object]] = {
    "json_schema": (_format("json_schema"), 400, error("This response_format type is unavailable now")),
    "json_object": (_format("json_object"), 400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}),
    "response_format": (_has("response_format"), 422, {"detail": _UNKNOWN_FIELD}),
    "tools": (_has("tools"), 400, error("registry.ollama.ai/library/gemma3:4b does not support tools", "api_error")),
    "strict": (
        lambda body: any("strict" in tool["function"] for tool in body.get("tools", ())),
        400,
        error(f'Validation Error: "strict" - {_NOT_PERMITTED}'),
    ),
    "stream_options": (
        _has("stream_options"),
        400,
        error("Unrecognized request argument supplied: stream_options"),
    ),
    "temperature": (_has("temperature"), 400, error(_NO_TEMPERATURE, param="temperature", code="unsupported_value")),
    "max_tokens": (_has("max_tokens"), 400, error(_NO_MAX_TOKENS, param="max_tokens", code="unsupported_parameter")),
    "max_completion_tokens": (_has("max_completion_tokens"), 400, {"object": "error", "message": _VLLM, "code": 400}),
    "late_system": (
        lambda body: "system" in _roles(body)[1:],
        500,
        error("Error: Jinja Exception: System message must be at the beginning.", "server_error", code=500),
    ),
    "irregular_roles": (_irregular, 400, error(f"{_ALTERNATE} {_ALTERNATE}", "BadRequestError", code=400)),
    "system": (lambda body: "system" in _roles(body), 400, {"object": "error", "message": "System role not supported"}),
}
