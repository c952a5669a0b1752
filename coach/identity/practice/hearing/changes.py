"""Reading the wish to change, or to take back, something that was kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.reading import kind
from coach.program.words import fold

#: What is longer, in characters, is no such wish.
MOST_CHARS = 160


@dataclass(frozen=True, slots=True)
class Change:
    """A client's wish about something that was kept."""

    old: str
    """What it is about: as it is kept where it was found, else as the client said it; empty for the last kept."""
    new: str = ""
    """What shall stand in its place; empty where nothing was named."""
    takes_off: bool = False
    """It shall go."""


_POLITE = (
    r"(?:(?:no|nope|yes|sorry|oops|oh|wait|actually|please|hey|hm+|ok|okay|well|hang on|may i|let's|lets|let us|"
    r"(?:can|could|would|will) (?:you|we|i)|you (?:should|can|could)|just|maybe|perhaps|rather|and|but|"
    r"also|better)[\s,.:;!–—-]+)*"
)
_WISHING = r"(?:i (?:want|would like|wish)(?: you)? to |i'?d like(?: you)? to )?"
_ENDING = re.compile(r"(?:[\s,]+(?:please|thanks|thank you|if possible|if you can|though))*[\s.!?]*$", re.IGNORECASE)
_IT = r"(?:it|that|this|them|that one|the last one|the last)"
_CALLED = r"(?: to)?(?: be)?(?: called)?"
_OFF = r"(?: (?:off|out|from|of|the|my|that|this|lists?|names?))*"

_NAMES = r"""
    rename (?P<old>.+?) (?:to|into|as) (?P<new>.+)
    change (?P<old>.+?) (?:to|into) (?P<new>.+)
    (?:replace|swap) (?P<old>.+?) (?:with|by|for) (?P<new>.+)
"""


def _patterns(lines: str, before: str) -> list[re.Pattern[str]]:
    every = (line.strip() for line in lines.format(it=_IT, off=_OFF, called=_CALLED).splitlines())
    return [re.compile(f"{before}(?:{line})", re.IGNORECASE) for line in every if line]


#: Plain orders, whatever they are about.
_ORDERS = _patterns(
    _NAMES
    + r"""
    (?:call|name|make) {it} (?P<new>.+?),? (?:instead of|rather than|and not|not) (?P<old>.+)
    (?:call|name|make) {it} (?P<new>.+?),? instead
    i (?:really |actually )?meant(?: to say)? (?P<new>.+?),? (?:and not|not|instead of|rather than) (?P<old>.+)
    i (?:really |actually )?meant(?: to say)? (?P<new>.+)
    (?P<off>remove|delete|erase) (?P<old>.+?){off}
    (?P<off>undo|scratch that|take that back)
    """,
    _POLITE,
)
#: What is such a wish only where it is about something that was kept, or about “it”.
_ABOUT_KEPT = _patterns(
    _NAMES
    + r"""
    (?:not|instead of|rather than) (?P<old>.+?),?(?: but| rather|,)+ (?P<new>.+)
    (?:i(?:'d| would)? )?(?:rather|prefer|like){called} (?P<new>.+?) (?:than|to|over|instead of) (?P<old>.+)
    (?P<new>.+?),? (?:instead of|rather than|and not|not) (?P<old>.+)
    (?P<old>.+?) (?:should|must|ought to) (?:really |rather |better |just )*be(?: called)? (?P<new>.+)
    (?P<off>remove|delete|erase|scratch|undo|forget|drop|cross (?:out|off)|take (?:off|out|away|back)) (?P<old>.+?){off}
    (?P<off>take) (?P<old>.+?) (?:off|out|away|back){off}
    (?:change|correct|edit|fix) (?P<old>.+)
    """,
    _POLITE + _WISHING,
)
_SOMETHING = re.compile(
    _POLITE
    + _WISHING
    + r"(?:change|correct|redo|edit|fix|revise|go back to|go back and (?:change|correct)) (?:my|the|one of|an?|what)\b"
    r".{0,40}?\b(?:answers?|names?|words?|ones?|identit\w+|questions?|i said|i wrote)\b.{0,40}",
    re.IGNORECASE,
)
_LAST = re.compile(rf"{_IT}|(?:the |my )?(?:last |previous )?(?:one|name|answer|word|entry)", re.IGNORECASE)
_STOPS = re.compile(r"[.,;:!?–—]+\s*")
_QUOTES = " \"“”„«»‘’',.;:!?"


def read_change(text: str, kept: Sequence[str]) -> Change | None:
    """The wish to change something, if the message is one; `kept` is what there is to change, as it is kept."""
    line = _ENDING.sub("", " ".join(text.replace("’", "'").split()))
    if not line or len(line) > MOST_CHARS:
        return None
    known = {_folded(each): each for each in kept}
    for patterns, of_kept in ((_ORDERS, False), (_ABOUT_KEPT, True)):
        for match in filter(None, (pattern.fullmatch(line) for pattern in patterns)):
            said = match.groupdict()
            old = (said.get("old") or "").strip(_QUOTES)
            if of_kept and _LAST.fullmatch(old) and _only_agrees(said.get("new") or ""):
                continue
            named = "" if not old or _LAST.fullmatch(old) else known.get(_folded(old), None if of_kept else old)
            if named or (named == "" and kept):
                return Change(named, (said.get("new") or "").strip(_QUOTES), bool(said.get("off")))
    return Change("") if kept and _SOMETHING.fullmatch(line) else None


def _only_agrees(text: str) -> bool:
    """Whether the words, each for itself, are a yes, a no or the like: “of course, actually no” names nothing."""
    return bool(text) and all(kind(each) is not Kind.ANSWER for each in _STOPS.split(text) if each.strip(_QUOTES))


def _folded(text: str) -> str:
    return re.sub(r"^(?:an?|the|my) (?=.)", "", fold(text.strip(_QUOTES)))
