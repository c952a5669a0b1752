"""What a recorded walk expects of a turn: what the machine made of it, in words that stay the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from coach.engine.program import Program
from coach.scenarios.content import ActionPart, OfferPart, TurnPart
from coach.testing.walking.script import Reply

#: The longest words that are expected, in characters, and the most things of which each is expected to be missing.
_LONGEST = 100
_MOST = 3


def remarks(
    program: Program,
    turn: TurnPart,
    before: TurnPart,
    replies: Sequence[Reply],
    offer: OfferPart | None,
    asked: OfferPart | None,
) -> dict[str, Any]:
    """What is so after a turn, as the fields of an expectation; `offer` is open after it, `asked` was before."""
    acted = [each for each in turn.actions if each.by != "auto"]
    words = "\n\n".join(message.text for message in turn.messages if message.role == "coach")
    found: dict[str, Any] = {
        "applied": _types(acted, "applied", but="TRANSITION_STATE"),
        "refused": [*dict.fromkeys(short(each.reason) for each in acted if each.status == "refused" and each.reason)],
        "failed": _types(acted, "failed"),
        "moves_to": turn.state if turn.state != before.state else None,
        "stays": True if turn.state == before.state else None,
        "offers": offer.kind if offer is not None else None,
        "offers_nothing": True if offer is None and asked is not None else None,
        "says": _says(words, replies),
        "missing": _missing(program, turn, before),
        "calls": len(replies) if len(replies) != 1 else None,
    }
    return {name: value for name, value in found.items() if value is not None and value not in ([], {})}


def short(text: str) -> str:
    """The beginning of a text: of its first line, at a word's end."""
    line = text.strip().split("\n")[0].strip()
    if len(line) <= _LONGEST:
        return line
    return line[:_LONGEST].rsplit(None, 1)[0] if len(line[:_LONGEST].split()) > 1 else line[:_LONGEST]


def _types(acted: Iterable[ActionPart], status: str, but: str = "") -> list[str]:
    return [*dict.fromkeys(each.type for each in acted if each.status == status and each.type != but)]


def _says(words: str, replies: Sequence[Reply]) -> list[str]:
    """The coach's words if they are short; else how they begin, where they are not the words of the one reply."""
    if not words:
        return []
    alone = len(replies) == 1 and replies[0].message == words
    return [] if alone and short(words) != words else [short(words)]


def _missing(program: Program, turn: TurnPart, before: TurnPart) -> dict[str, list[str]]:
    """What has changed of what the guarded exits miss, where it is not much."""
    found = {}
    for target, texts in turn.missing.items():
        guarded = any(exit.guard is not None for exit in program.exits(turn.state, target))
        changed = turn.state != before.state or before.missing.get(target) != texts
        if guarded and changed and len(texts) <= _MOST and all(len(text) <= _LONGEST for text in texts):
            found[target] = list(texts)
    return found
