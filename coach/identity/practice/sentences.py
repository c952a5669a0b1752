"""Making a statement of what the client says, out of nothing but their words."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.memory import Identity
from coach.identity.practice.changes import read_change
from coach.identity.practice.words import cut

#: A statement is made of so many words of a longer telling at the most.
_MOST_WORDS = 15
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
_SENTENCE = re.compile(r"(?s)(?P<first>.{8,}?[.!])\s+\S.*")
_QUOTES = '"“”„«»'


def short(identity: Identity) -> str:
    """The statement of a client who wants none of many words."""
    return cut(f"I am {identity.name}.", limits.STATEMENT)


def sentence(identity: Identity, text: str) -> str:
    """A statement of what the client tells: word for word where they begin with “I am”, else after the name."""
    line = " ".join(text.replace("’", "'").split())
    said = _LEAD.sub("", line).strip(_QUOTES + " ") or line
    said = said if _I_AM.match(said) else _MEANS.sub("", said)
    if _I_AM.match(said):
        return cut(_ended(said), limits.STATEMENT)
    first = _SENTENCE.fullmatch(said)
    words = (first["first"] if first else said).split()
    told = " ".join(words[:_MOST_WORDS]).rstrip(" ,;:.!?–-")
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


def _ended(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text[-1] in ".!?…" else f"{text}."
