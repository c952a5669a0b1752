"""What was told about the topics: put right, and taken from what was told before they were asked for."""

from __future__ import annotations

from coach.identity.actions import MarkTopicCovered
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.changes import read_change
from coach.identity.practice.hearing.topics import plainly_told
from coach.identity.practice.hearing.words import quoted
from coach.identity.records import Fact

#: A telling of so many words at the most is replaced as a whole by what was meant instead.
_MOST_WORDS = 5
_SAY_IT = "Of course. Begin with “I meant”, and I keep it as you say it."


def put_right(draft: Draft) -> str:
    """Do what the client wants to change about what they told, and the words for it; empty where they want nothing."""
    told = _told(draft.memory)
    change = read_change(draft.text, [fact.value for fact in told])
    if change is None:
        return ""
    if not change.old:
        return _instead(draft, told[-1], change.new) if change.new else _SAY_IT
    for fact in reversed(told):
        at = fact.value.casefold().find(change.old.casefold())
        if at >= 0 and len(fact.value.casefold()) == len(fact.value) and change.new:
            value = f"{fact.value[:at]}{change.new}{fact.value[at + len(change.old) :]}"
            return _kept(draft, fact, value, change.old, change.new)
    return ""


def taken_from_before(draft: Draft) -> bool:
    """Keep what was told about topics in the introduction, where they were not asked for; whether there was any."""
    about = draft.memory.facts.get("about")
    told = plainly_told(about.value) if about else {}
    found = False
    for topic, words in told.items():
        if topic not in draft.memory.topics and topic.value not in draft.memory.facts:
            found = (draft.note(topic.value, words) and draft.do(MarkTopicCovered(topic=topic))) or found
    return found


def _told(memory: IdentityMemory) -> list[Fact]:
    """What was told about each topic, in the order in which they were covered."""
    facts = (memory.facts.get(each.topic.value) for each in memory.topics if not each.declined)
    return [fact for fact in facts if fact is not None]


def _instead(draft: Draft, fact: Fact, new: str) -> str:
    """Put what was meant in place of what was told last, or beside it where that is long."""
    if len(fact.value.split()) <= _MOST_WORDS:
        return _kept(draft, fact, new, fact.value, new)
    return "I keep that with it." if draft.note(fact.key, f"{fact.value} – {draft.text}") else ""


def _kept(draft: Draft, fact: Fact, value: str, old: str, new: str) -> str:
    if not draft.note(fact.key, value):
        return ""
    return f"{quoted([new]) or 'That'} instead of {quoted([old]) or 'the old words'}: done."
