"""The practice coach while getting acquainted: one topic after another, hopes last."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coach.identity.actions import MarkTopicCovered, SaveUserInfo, limits
from coach.identity.categories import Topic
from coach.identity.guards import every_topic_covered
from coach.identity.memory import IdentityMemory
from coach.identity.practice.asking import GO_ON, Draft, Lines, Move, weigh
from coach.identity.practice.reading import kind
from coach.identity.practice.words import cut, heard
from coach.program import Said, Situation

STATE = "GET_TO_KNOW_YOU"
NEXT = "IDENTITY_WARM_UP"

LINES: Mapping[Topic, Lines] = {
    Topic.UPBRINGING: Lines(
        "What was it like where you grew up?",
        "For instance, what would you see when you left the house as a child?",
        "Would you rather leave your childhood aside?",
    ),
    Topic.FAMILY: Lines(
        "Who belongs to your family?",
        "For instance, who would you ring first with good news?",
        "Would you rather leave your family aside?",
    ),
    Topic.WORK_AND_LIVING: Lines(
        "What do your days look like, at work and at home?",
        "For instance, what did you do last Tuesday?",
        "Would you rather leave work and home aside?",
    ),
    Topic.INTERESTS: Lines(
        "What do you like to do when nobody asks anything of you?",
        "For instance, what makes you forget the time?",
        "Would you rather leave that aside?",
    ),
    Topic.WHY_HERE_AND_HOPES: Lines(
        "What do you hope to find by being here?",
        "For instance, if this goes well, what will be different in a year?",
        "Would you rather keep your hopes to yourself?",
    ),
}

#: How a clause begins that plainly speaks of this topic, whichever was asked about. A word in passing does not.
_BEGINS: Mapping[Topic, str] = {
    Topic.UPBRINGING: r"i grew up|i was (?:born|raised)|my childhood",
    Topic.FAMILY: r"my family|i(?:'m| am) married|my (?:wife|husband|kids|children) (?:is|are|and)|"
    r"i have (?:\w+ ){0,2}(?:kids?|children|sisters?|brothers?|siblings|sons?|daughters?)",
    Topic.WORK_AND_LIVING: r"i work|my (?:job|work)|i live (?:in|with|at|near|alone)|for a living",
    Topic.INTERESTS: r"in my (?:free|spare) time|my hobb(?:y|ies)|(?:on|at) weekends|"
    r"i (?:love|like|enjoy) (?:to|\w+ing)",
    Topic.WHY_HERE_AND_HOPES: r"i hope|i(?:'m| am) here (?:to|because|for)|i came here (?:to|because|for)|i wish",
}
_OTHERS = {topic: re.compile(rf"(?:{begins})\b", re.IGNORECASE) for topic, begins in _BEGINS.items()}
_ANY = "|".join(_BEGINS.values())
_CLAUSES = re.compile(rf"(?<=[.!?;])\s+|\n+|(?:,\s+|\s+)(?:and|but|also)\s+(?={_ANY})|,\s+(?={_ANY})", re.IGNORECASE)

_THANKS = ("“{}”, thank you.", "I hear you: “{}”.", "“{}” – I see.", "Thank you for telling me: “{}”.", "“{}”, good.")


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Take what the client tells to the topic at hand, and ask about the next one."""
    draft = Draft(situation)
    if not draft.hears:
        return draft.said("I would like to get to know you a little.", _question(draft.memory))
    topic = draft.memory.next_topic
    if topic is None:
        return _go_on(draft, "")
    move = weigh(kind(draft.text), LINES[topic], situation.asked)
    if isinstance(move, tuple):
        return draft.said(*move)
    if move is Move.LEAVE:
        draft.do(MarkTopicCovered(topic=topic, declined=True))
        return _go_on(draft, "Then we leave that.")
    told = _told(draft.text, topic, draft.memory)
    for each, words in told.items():
        if value := cut(words, limits.TEXT):
            draft.do(SaveUserInfo(key=each.value, value=value))
        draft.do(MarkTopicCovered(topic=each))
    return _go_on(draft, heard(draft.text, _THANKS, len(situation.memory.topics)))


def _question(memory: IdentityMemory) -> str:
    return GO_ON if memory.next_topic is None else LINES[memory.next_topic].question


def _go_on(draft: Draft, words: str) -> Said:
    if draft.may_leave(NEXT, every_topic_covered):
        return draft.leaving(words or "Then let us go on.", NEXT)
    return draft.said(words, _question(draft.memory))


def _told(text: str, topic: Topic, memory: IdentityMemory) -> dict[Topic, str]:
    """What a message tells about each open topic; what is not plainly about another one is about `topic`."""
    found: dict[Topic, list[str]] = {}
    for clause in filter(None, _CLAUSES.split(text.replace("’", "'"))):
        others = (each for each in memory.open_topics if _OTHERS[each].match(clause))
        found.setdefault(next(others, topic), []).append(clause)
    if len(found) < 2:
        return {topic: text}
    return {each: ", ".join(said) for each, said in found.items()}
