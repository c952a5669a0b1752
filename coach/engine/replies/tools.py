"""The format `tools`: native tool calls, assembled into one JSON text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from coach.engine.replies.checks import Broken, Unfit, admit, allow, clip, decode
from coach.engine.replies.thought import words_without_thoughts
from coach.engine.reply import FormatName, Malformed, Proposal, Reply, TextParams

_EXPLAIN = """\
Write your words to the client as plain text, and propose actions by calling the functions you are given:
for example, with your words, a call of EXAMPLE_ACTION with the arguments {"colour": "blue", "count": 2}.
- Always write words as well: a call alone says nothing to the client.
- Calls are decided in the order you make them. TRANSITION_STATE is always decided last, and it may be refused.
- Only the words are shown to the client: never a word about functions or calls in them."""

_EXPLAIN_WORDS = "Answer with plain words only. Everything you write is shown to the client."


class ToolsFormat:
    """`{"content": text or null, "tool_calls": [{"function": {"name", "arguments"}}]}` as JSON text."""

    name: FormatName = "tools"

    def read(self, raw: str, texts: TextParams) -> Reply | Malformed:
        """The reply in `raw`; a call whose arguments cannot be read has a `problem`, the others stand."""
        try:
            admit(raw)
            return _reply(_whole(raw))
        except Unfit as unfit:
            return Malformed(str(unfit))

    def write(self, message: str, proposals: Sequence[Proposal] = ()) -> str:
        """The whole as JSON text. Raises ValueError where a parameter is not JSON."""
        calls = [_call(number, proposal) for number, proposal in enumerate(proposals, 1)]
        return json.dumps({"content": message, "tool_calls": calls}, ensure_ascii=False)

    def neutralise(self, text: str) -> str:
        """`text` itself: no words are markup here."""
        return text

    def explain(self, acts: bool) -> str:
        """How to speak and call."""
        return _EXPLAIN if acts else _EXPLAIN_WORDS


def _call(number: int, proposal: Proposal) -> dict[str, Any]:
    arguments = json.dumps(dict(proposal.params), ensure_ascii=False, allow_nan=False)
    function = {"name": proposal.type, "arguments": arguments}
    return {"id": f"call_{number}", "type": "function", "function": function}


def _whole(raw: str) -> dict[str, Any]:
    try:
        found = decode(raw)
    except Broken as broken:
        raise Unfit(f"Your message and calls could not be read ({broken}): answer once more.") from None
    if not isinstance(found, dict):
        raise Unfit("Your reply is not a message with calls: write words, and call functions beside them.")
    return found


def _reply(found: dict[str, Any]) -> Reply:
    content = found.get("content")
    if content is not None and not isinstance(content, str):
        raise Unfit("The `content` of your reply is not text: write your words to the client as plain text.")
    calls = found.get("tool_calls")
    if calls is not None and not isinstance(calls, list):
        raise Unfit("The `tool_calls` of your reply are not a list: write one entry for each call.")
    allow(len(calls or ()))
    extra = [key for key in found if key not in ("content", "tool_calls")]
    for key in extra:
        if isinstance(found[key], dict | list) and found[key]:
            raise Unfit(f"`{clip(key)}` has no place in your reply: calls go into the list `tool_calls`.")
    proposals = tuple(_proposal(index, call) for index, call in enumerate(calls or ()))
    words, dropped = words_without_thoughts(content or "")
    return Reply(words.strip(), proposals, (*dropped, *(f"`{clip(key)}` was ignored" for key in extra)))


def _proposal(index: int, call: object) -> Proposal:
    function = call.get("function", call) if isinstance(call, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    if not isinstance(function, dict) or not isinstance(name, str) or not name.strip():
        raise Unfit(f"`tool_calls[{index}]` names no function: call one of the functions you are given.")
    wire, arguments = name.strip().upper(), function.get("arguments")
    if isinstance(arguments, dict):
        return Proposal(wire, arguments)
    if arguments is None:
        return Proposal(wire)
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return _from_text(wire, text)


def _from_text(wire: str, text: str) -> Proposal:
    if not text.strip():
        return Proposal(wire)
    why = "they are not an object"
    try:
        params = decode(text)
        if isinstance(params, dict):
            return Proposal(wire, params)
    except Broken as broken:
        why = str(broken)
    problem = f"the arguments of {clip(wire)} cannot be read ({why}): write one JSON object of its parameters"
    return Proposal(wire, {"text": text}, problem)
