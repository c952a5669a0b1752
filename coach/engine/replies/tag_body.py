"""The body of an action tag: where it ends, and what it says (JSON, or JSON5)."""

from __future__ import annotations

import re
from typing import Any

import pyjson5

from coach.engine.replies.checks import Broken, Repeated, Unfit, decode, inspect, too_deep
from coach.engine.reply import MAX_BYTES, MAX_DEPTH

# Strings and comments are one token each, to the end of the text where they do not end; every alternative
# is possessive, so that no text makes it go back.
_TOKEN = re.compile(
    r""" "(?:[^"\\]++|\\.)*+"?+ | '(?:[^'\\]++|\\.)*+'?+
       | //[^\n\r\u2028\u2029]*+ | /\*(?:[^*]++|\*(?!/))*+(?:\*/)?+
       | [{}\[\]:] """,
    re.VERBOSE | re.DOTALL,
)


class Bodies:
    """Finds bodies in one reply, reading no more than twice its largest size in all."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._left = 2 * MAX_BYTES

    def end(self, start: int) -> int | None:
        """Where the object that opens at `start` is balanced, or None. Raises `Unfit` where it is too deep."""
        if self._left <= 0:
            raise Unfit("Most of the action tags in your reply are broken: close every body and every tag.")
        depth, end = 0, None
        for token in _TOKEN.finditer(self._raw, start):
            if token[0] in "{[":
                depth += 1
                if depth > MAX_DEPTH:
                    too_deep()
            elif token[0] in "}]":
                depth -= 1
                if not depth:
                    end = token.end()
                    break
        self._left -= (end or len(self._raw)) - start
        return end


def read_body(text: str) -> dict[str, Any]:
    """The parameters in `text`, an object by its brackets. Raises `Broken`, or `Unfit` for the whole reply."""
    try:
        found: dict[str, Any] = decode(text)
    except Repeated:
        raise
    except Broken as broken:
        found = _json5(text, broken)
    return found


def _json5(text: str, strict: Broken) -> dict[str, Any]:
    try:
        found: dict[str, Any] = pyjson5.decode(text, MAX_DEPTH)
    except (pyjson5.Json5DecoderException, ValueError):
        # What strict JSON has to say about the text is the plainer sentence.
        raise strict from None
    inspect(found)
    # The library keeps the last of two equal keys, without a word; every member has one colon of its own.
    if sum(token[0] == ":" for token in _TOKEN.finditer(text)) != _members(found):
        raise Repeated("a key stands twice in one object")
    return found


def _members(value: object) -> int:
    count, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            count += len(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return count
