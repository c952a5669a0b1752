"""Reading which topics a message tells about."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from coach.identity.categories import Topic
from coach.identity.practice.hearing.kinds import ASIDES
from coach.identity.practice.hearing.reading import kind

#: How a clause begins that plainly speaks of this topic, whichever was asked about. A word in passing does not.
_BEGINS: Mapping[Topic, str] = {
    Topic.UPBRINGING: r"i grew up|i was (?:born|raised)|my childhood",
    Topic.FAMILY: r"my family|i(?:'m| am) married|my (?:wife|husband|kids|children) (?:is|are|and)|"
    r"i have (?:\w+ ){0,2}(?:kids?|children|sisters?|brothers?|siblings|sons?|daughters?)",
    Topic.WORK_AND_LIVING: r"i work|my (?:job|work)|i live (?:in|with|at|near|alone)|(?:i [\w ]{2,40} )?for a living",
    Topic.INTERESTS: r"in my (?:free|spare) time|my hobb(?:y|ies)|(?:on|at) weekends|"
    r"i (?:love|like|enjoy) (?:to|\w+ing)",
    Topic.WHY_HERE_AND_HOPES: r"i hope|i(?:'m| am) here (?:to|because|for)|i came here (?:to|because|for)|i wish",
}
#: Words by which an answer that begins like one to another topic is one to this topic after all.
_SPEAKS: Mapping[Topic, str] = {
    Topic.UPBRINGING: "grew|child|born|raised|school|village|town|parents|as a kid",
    Topic.FAMILY: "famil|mother|father|m[ou]m|dad|parent|brother|sister|sibling|wife|husband|partner|kid|child|son|"
    "daughter|grand|gran|aunt|uncle|cousin|alone|cat|dog",
    Topic.WORK_AND_LIVING: "work|job|home|live|living|study|student|retired|office|shift|house|flat",
    Topic.INTERESTS: "love|like|enjoy|hobb|weekend|spare|free time",
    Topic.WHY_HERE_AND_HOPES: "",
}
_OTHERS = {topic: re.compile(rf"(?:{begins})\b", re.IGNORECASE) for topic, begins in _BEGINS.items()}
_OWN = {topic: re.compile(rf"\b(?:{words})", re.IGNORECASE) for topic, words in _SPEAKS.items()}
_ANY = "|".join(_BEGINS.values())
_CLAUSES = re.compile(rf"(?<=[.!?;])\s+|\n+|(?:,\s+|\s+)(?:and|but|also)\s+(?={_ANY})|,\s+(?={_ANY})", re.IGNORECASE)


def read_topics(text: str, topic: Topic, untold: Collection[Topic]) -> dict[Topic, str]:
    """What a message tells about each topic of `untold`; what is not plainly about another one is about `topic`.

    A clause that begins no topic goes on with the one before it.
    """
    found: dict[Topic, list[str]] = {}
    present = topic
    for clause in filter(None, _CLAUSES.split(text.replace("’", "'"))):
        if kind(clause) in ASIDES:
            continue
        present = next((each for each in untold if _OTHERS[each].match(clause)), present)
        found.setdefault(present, []).append(clause)
    if len(found) > 1:
        return {each: _joined(clauses) for each, clauses in found.items()}
    only = next(iter(found), topic)
    return {topic if _OWN[topic].search(text) else only: text}


def plainly_told(text: str) -> dict[Topic, str]:
    """What a message tells of topics by itself, each from where a clause plainly begins with it."""
    found: dict[Topic, list[str]] = {}
    present: Topic | None = None
    for clause in filter(None, _CLAUSES.split(text.replace("’", "'"))):
        present = next((each for each in Topic if _OTHERS[each].match(clause)), present)
        if present is not None and kind(clause) not in ASIDES:
            found.setdefault(present, []).append(clause)
    return {each: _joined(clauses) for each, clauses in found.items()}


def _joined(clauses: Sequence[str]) -> str:
    """The clauses one after another, a comma between two where nothing else is."""
    return re.sub(r"([.!?;,]),", r"\1", ", ".join(clauses))
