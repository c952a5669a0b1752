"""The format `json`: one object, its actions before its message."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from coach.engine.replies.checks import Broken, Unfit, admit, allow, clip, decode, decode_at
from coach.engine.replies.thought import without_thoughts
from coach.engine.reply import FormatName, Malformed, Proposal, Reply, TextParams

_SHAPE = '{"actions": […], "message": "…"}'
# An object in any dialect: one that only looks like JSON must not have its inner objects read in its place.
_OBJECT = re.compile(r"\{(?=\s*+(?:[\"'“”‘’}]|\w++\s*+:))")
# What looks like another whole reply where words should be, finished or not.
_AGAIN = re.compile(r"(?:```\w*+\s*+)?+\{\s*+[\"'“”]?+(?:actions|message)[\"'“”]?+\s*+:")
_FENCE = re.compile(r"\s*+(?:```\w*+\s*+)?+(?:```)?+\s*+")

_EXPLAIN = """\
Answer with one JSON object and nothing else, `actions` before `message`:
{"actions": [{"type": "EXAMPLE_ACTION", "colour": "blue", "count": 2}], "message": "Your words to the client."}
- `actions` is a list, empty where there is nothing to do; an action has its name in `type`, its parameters beside it.
- Actions are decided in the order you give them. TRANSITION_STATE is always decided last, and it may be refused.
- Only `message` is shown to the client: plain words there, never a word about actions."""

_EXPLAIN_WORDS = """\
Answer with one JSON object and nothing else:
{"message": "Your words to the client."}
Only `message` is shown to the client."""


class JsonFormat:
    """One JSON object, `{"actions": [{"type": …, …}], "message": …}`."""

    name: FormatName = "json"

    def read(self, raw: str, texts: TextParams) -> Reply | Malformed:
        """The reply in `raw`; text around the object is dropped, and an equal second object."""
        try:
            admit(raw)
            rest, dropped = without_thoughts(raw)
            found, diagnostics = _only_object(rest)
            return _reply(found, dropped + diagnostics)
        except Unfit as unfit:
            return Malformed(str(unfit))

    def write(self, message: str, proposals: Sequence[Proposal] = ()) -> str:
        """The object as text. Raises ValueError where a parameter is called `type` or is not JSON."""
        actions = [_action(proposal) for proposal in proposals]
        return json.dumps({"actions": actions, "message": message}, ensure_ascii=False, allow_nan=False)

    def neutralise(self, text: str) -> str:
        """`text` itself: no words are markup here."""
        return text

    def explain(self, acts: bool) -> str:
        """How to write the object."""
        return _EXPLAIN if acts else _EXPLAIN_WORDS


def read_proposals(actions: object) -> tuple[Proposal, ...]:
    """The proposals in the value of `actions`. Raises `Unfit`."""
    if not isinstance(actions, list):
        raise Unfit(f"The `actions` of your reply are not a list: answer with {_SHAPE}.")
    allow(len(actions))
    return tuple(_proposal(index, item) for index, item in enumerate(actions))


def _proposal(index: int, item: object) -> Proposal:
    kind = item.get("type") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(kind, str) or not kind.strip():
        raise Unfit(
            f"`actions[{index}]` is not an action: write an object with the action's name in `type` "
            "and its parameters beside it."
        )
    return Proposal(kind.strip().upper(), {key: value for key, value in item.items() if key != "type"})


def _action(proposal: Proposal) -> dict[str, Any]:
    if "type" in proposal.params:
        raise ValueError(f"{proposal.type} has a parameter called `type`, which the format json cannot carry")
    return {"type": proposal.type, **proposal.params}


def _only_object(raw: str) -> tuple[dict[str, Any], list[str]]:
    """The one object in `raw`, and what was dropped around it."""
    found: dict[str, Any] | None = None
    first = again = ""
    around: list[str] = []
    at = 0
    while start := _OBJECT.search(raw, at):
        around.append(raw[at : start.start()])
        value, at = _object_at(raw, start.start())
        text = raw[start.start() : at]
        if found is None:
            found, first = value, text
        elif text != first and _canonical(value) != _canonical(found):
            raise Unfit(f"Your reply holds two different JSON objects: answer with one, {_SHAPE}.")
        else:
            again = "the same object again was dropped"
    if found is None:
        raise Unfit(f"Your reply holds no JSON object: answer with one JSON object, {_SHAPE}.")
    around.append(raw[at:])
    return found, [again] * bool(again) + _dropped(around)


def _object_at(raw: str, start: int) -> tuple[dict[str, Any], int]:
    try:
        return decode_at(raw, start)
    except Broken as broken:
        raise Unfit(
            f"The JSON object in your reply is broken or cut off ({broken}): "
            f"answer with one whole JSON object, {_SHAPE}."
        ) from None


def _canonical(value: dict[str, Any]) -> str:
    """Text by which two objects are compared; Python holds 1 and true to be equal."""
    return json.dumps(value, sort_keys=True)


def _dropped(around: list[str]) -> list[str]:
    if not any(piece.strip() for piece in around):
        return []
    fenced = all(_FENCE.fullmatch(piece) for piece in around)
    return ["a code fence was dropped" if fenced else "text around the object was dropped"]


def _is_reply(message: str) -> bool:
    """Whether these words are an object that was written into itself: a client is never shown it."""
    if _AGAIN.match(message):
        return True
    try:
        found = decode(message) if message.startswith("{") else None
    except (Broken, Unfit):
        return False
    return isinstance(found, dict) and bool({"actions", "message"} & found.keys())


def _reply(found: dict[str, Any], diagnostics: list[str]) -> Reply:
    message = found.get("message")
    if not isinstance(message, str):
        raise Unfit(f"The `message` of your reply is missing or is not text: answer with {_SHAPE}.")
    if _is_reply(message.strip()):
        raise Unfit(
            "The `message` of your reply holds a whole reply in JSON again: write only your words to the client there, "
            "your actions in the list `actions`."
        )
    proposals = read_proposals(found.get("actions", []))
    for key in found.keys() - {"actions", "message"}:
        if isinstance(found[key], dict | list):
            raise Unfit(f"`{clip(key)}` has no place in your reply: actions go into the list `actions`.")
    extra = [f"`{clip(key)}` was ignored" for key in found if key not in ("actions", "message")]
    return Reply(message.strip(), proposals, tuple(diagnostics + extra))
