"""One action tag in a text: where it stands, what it asks for, and how far it reaches where it is broken."""

from __future__ import annotations

import re

from coach.engine.replies.checks import Broken, clip
from coach.engine.replies.tag_body import Bodies, read_body
from coach.engine.replies.words import paragraph_end
from coach.engine.reply import Proposal

#: `[ACTION:`, `[/ACTION`, and a tag without its colon where a body or a close shows what it was meant to be.
MARK = re.compile(
    r"\[\s*+(?:(?P<close>/)\s*+ACTION"
    r"|ACTION(?:\s*+:|[^\[\]{}:\n]{0,100}+\](?=\s*+(?:\{|\[\s*+/\s*+ACTION))))",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\[\s*+ACTION\s*+:([^\[\]{}\n]{1,100}+)\]\s*+", re.IGNORECASE)
_NAME = re.compile(r"\[\s*+ACTION[\s:]*+([\w-]{0,100}+)", re.IGNORECASE)
_CLOSE = re.compile(r"\s*+\[\s*+/\s*+ACTION[^\[\]\n]*+\]", re.IGNORECASE)
_CLOSE_OR_CUT = re.compile(r"\[\s*+/\s*+ACTION(?:[^\[\]\n]*+\])?+", re.IGNORECASE)


def close_end(raw: str, start: int) -> int:
    """Where the closing tag that stands at `start` ends."""
    found = _CLOSE_OR_CUT.match(raw, start)
    return found.end() if found else start + 1


def read_tag(raw: str, start: int, bodies: Bodies) -> tuple[Proposal, int]:
    """The action whose tag opens at `start`, and where what belongs to it ends. Raises `Unfit`."""
    header = _HEADER.match(raw, start)
    if not header or not (name := header[1].strip().upper()):
        named = _NAME.match(raw, start)
        return _broken(raw, start, named[1].upper() if named else "", "its opening tag is not whole", start + 1)
    body = header.end()
    if close := _CLOSE.match(raw, body):
        return Proposal(name), close.end()
    if not raw.startswith("{", body):
        return _broken(raw, start, name, "it has no object and no closing tag after it", body, body)
    if (end := bodies.end(body)) is None:
        return _broken(raw, start, name, "its object is not closed", body)
    close = _CLOSE.match(raw, end)
    try:
        params = read_body(raw[body:end])
    except Broken as broken:
        # Quotes that are wrong may pair with those of the next action: then the tags alone are trusted.
        known = None if MARK.search(raw, body, end) else end
        return _broken(raw, start, name, str(broken), known or body, known)
    if close:
        return Proposal(name, params), close.end()
    return _broken(raw, start, name, "no closing tag follows its object", end, end)


def _broken(raw: str, start: int, name: str, why: str, after: int, known: int | None = None) -> tuple[Proposal, int]:
    """A tag that cannot be read: to its close, or else to `known`, or else to the end of its paragraph.

    Its close is the next one from `after` on, unless another action opens before.
    """
    mark = MARK.search(raw, after)
    if mark and mark["close"]:
        end = close_end(raw, mark.start())
    elif known is not None:
        end = known
    else:
        end = paragraph_end(raw, after, mark.start() if mark else len(raw))
    problem = f"the tag of {clip(name) or 'an action'} cannot be read ({why}): write " + (
        f'[ACTION:{clip(name) or "NAME"}]{{"parameter": "value"}}[/ACTION]'
    )
    return Proposal(name, {"text": raw[start:end]}, problem), end
