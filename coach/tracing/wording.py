"""What was said, as the conventions write it; and names that came over the wire, so short that they are names."""

from __future__ import annotations

import json

from coach.engine.request import Completion, Request

_LONGEST_NAME = 200


def asked(request: Request) -> str:
    """The messages of a request, as JSON."""
    return _json([{"role": each.role, "parts": _parts(each.text)} for each in request.messages])


def answered(raw: str, done: Completion) -> str:
    """A raw reply, as JSON."""
    return _json([{"role": "assistant", "parts": _parts(raw), "finish_reason": short(done.finish)}])


def short(text: str) -> str:
    """What a server calls itself or its reasons."""
    return text[:_LONGEST_NAME].encode("utf-8", "replace").decode()


def _parts(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "content": text}]


def _json(messages: list[dict[str, object]]) -> str:
    return json.dumps(messages, ensure_ascii=True)
