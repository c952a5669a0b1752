"""Making a statement of what the client says, out of nothing but their words."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.memory import Identity
from coach.identity.practice.hearing.changes import read_change
from coach.identity.practice.hearing.words import cut

#: A statement is made of so many words of a longer telling at the most.
_MOST_WORDS, _FEWEST_WORDS = 15, 4
_I_AM = re.compile(r"(?:i am|i'm|im)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:well|hm+|so|ok|okay|oh|maybe|perhaps|like|just|yes|no|and|but|how about|what about|make it|let's say|say|"
    r"i(?:'d| would) say|i think|i guess|i want it to say|it should (?:be|say)|rather|better)\b[\s,:]+)+",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"^(?:(?:it|that|this|being \w+) (?:just |really )?means(?: to me)?(?: that)?|"
    r"(?:it|that)(?:'s| is)(?: about| when)?|for me,?|to me,?|that(?= (?:i|we|it|the|my|you)\b))[\s,:]+(?=\S)",
    re.IGNORECASE,
)
#: “No, say I am the one who stays”: what follows is the sentence.
_SAY = re.compile(
    r".*\b(?:say|make it|write|put|rather|better|how about|more like|maybe)[\s,:]+(?P<said>(?:i am|i'm|im)\b.+)",
    re.IGNORECASE | re.DOTALL,
)
#: Where a long telling may end.
_PAUSE = re.compile(r"(?:[,;:–]\s|\s(?=(?:and|but|so|because|then|which|who|when)\s))(?:(?:and|but|so|then)\s)*")
_SENTENCE = re.compile(r"(?s)(?P<first>.{8,}?[.!])\s+\S.*")
_QUOTES = '"“”„«»'


def short(identity: Identity) -> str:
    """The statement of a client who wants none of many words."""
    return cut(f"I am {identity.name}.", limits.STATEMENT)


def sentence(identity: Identity, text: str) -> str:
    """A statement of what the client tells: word for word where they begin with “I am”, else after the name."""
    line = " ".join(text.replace("’", "'").split())
    outright = _SAY.fullmatch(line)
    said = (outright["said"] if outright else _LEAD.sub("", line)).strip(_QUOTES + " ") or line
    said = said if _I_AM.match(said) else _MEANS.sub("", said)
    if _I_AM.match(said):
        return cut(_ended(said), limits.STATEMENT)
    first = _SENTENCE.fullmatch(said)
    told = _shortened(first["first"] if first else said).rstrip(" ,;:.!?–-")
    if not any(map(str.isalnum, told)):
        return short(identity)
    return cut(f"I am {identity.name}: {told}.", limits.STATEMENT)


def reworded(identity: Identity, text: str) -> str:
    """The statement with what the client wants otherwise: a word for another one, or a new sentence."""
    change = read_change(text, [word.strip(".,;:!?") for word in identity.statement.split()])
    if change and change.old and change.old in identity.statement and (change.new or change.takes_off):
        made = " ".join(identity.statement.replace(change.old, change.new, 1).split())
        return cut(made, limits.STATEMENT) or short(identity)
    return sentence(identity, text)


def _shortened(text: str) -> str:
    """A telling of many words up to its last pause, if it has one that comes late enough."""
    words = text.split()
    begun = " ".join(words[:_MOST_WORDS])
    pauses = [match.start() for match in _PAUSE.finditer(begun) if begun.count(" ", 0, match.start()) >= _FEWEST_WORDS]
    return begun[: pauses[-1]] if len(words) > _MOST_WORDS and pauses else begun


def _ended(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text[-1] in ".!?…" else f"{text}."
