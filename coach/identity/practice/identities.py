"""Reading the identities that a message names."""

from __future__ import annotations

import re

from coach.identity.actions import limits
from coach.identity.categories import Category
from coach.identity.memory import IdentityMemory
from coach.identity.practice.reading import Kind, kind
from coach.identity.practice.sides import guessed, marked
from coach.identity.practice.words import cut, parts

#: A name has at most this many words; what is longer tells about one.
MOST_WORDS = 5

_NOTHING_NAMED = frozenset({Kind.UNSURE, Kind.DONE, Kind.SKIP})
_LEAD = re.compile(
    r"^(?:(?:i'm|i am|im|i'd say|i would say|i think|i guess|i suppose|it's|call me|maybe|perhaps|probably|also|as|"
    r"like|just|well|oh|so|and|more of|rather|kind of|sort of|a bit of|a|an|the)(?:[\s,:]+|$))+",
    re.IGNORECASE,
)
_SAID_OUTRIGHT = re.compile(
    r"\b(?:i'm|i am|im) (?:an?|the) (?P<name>.+?)(?:[,.;:!\n]| (?:who|that|because|since|when|so|but|and|with|for) |$)",
    re.IGNORECASE,
)


def name_of(text: str) -> str:
    """The name in a few words; empty where the text tells rather than names."""
    bare = _LEAD.sub("", " ".join(text.replace("’", "'").split())).strip(" .,;:!?-–—\"“”'")
    if not bare or bare.count(" ") >= MOST_WORDS or bare.lower().startswith(("i ", "my ", "we ", "to ", "it ", "i'")):
        return ""
    return cut(bare, limits.NAME)


def working_name(text: str) -> str:
    """The beginning of the client's own words, where they found no shorter name."""
    return cut(_LEAD.sub("", text).strip() or text, limits.NAME)


def read_identities(text: str, present: Category, memory: IdentityMemory) -> dict[Category, list[str]]:
    """What the message names, by category: `present` unless its words plainly speak of another open one.

    Empty where it names nothing.
    """
    pieces = [marked(_LEAD.sub("", each.replace("’", "'"))) for each in parts(text) if kind(each) not in _NOTHING_NAMED]
    names = [name_of(words) for _, words in pieces]
    if not names or not all(names):
        outright = _SAID_OUTRIGHT.search(text.replace("’", "'"))
        name = name_of(outright["name"]) if outright else ""
        return {present: [name]} if name else {}
    found: dict[Category, list[str]] = {}
    for (side, words), name in zip(pieces, names, strict=True):
        other = side or (guessed(words) if len(pieces) > 1 else None)
        found.setdefault(other if other and _is_open(other, memory) else present, []).append(name)
    return found


def _is_open(category: Category, memory: IdentityMemory) -> bool:
    return category not in memory.skipped and (category.takes_several or not memory.identities_in(category))
