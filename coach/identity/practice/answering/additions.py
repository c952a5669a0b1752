"""A name that comes late: recognised wherever it is said, and taken where there is room for it."""

from __future__ import annotations

import re

from coach.identity.actions import UnskipCategory
from coach.identity.categories import Category
from coach.identity.practice.answering.asides import aside
from coach.identity.practice.answering.discovery import ADD, go_on, question, save
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.changes import MOST_CHARS
from coach.identity.practice.hearing.identities import name_of, read_identities
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.sides import guessed
from coach.identity.practice.hearing.words import quoted
from coach.program import Said

_ARRIVED = "Now let us look at your life, one side at a time."
_OPEN_AGAIN = "Your names are open again."
_ADDS = re.compile(
    r"(?:(?:oh|wait|hm+|hang on|ah|actually|sorry|yes|no|and|but|so|hey|well|ok|okay)\b[\s,.!–-]*)*(?:"
    r"(?:i(?:'d| would)? (?:want|like|need) to|(?:can|could|may) (?:we|i|you)|please|let(?:'s| me| us)|we should|"
    r"i should) add\b|add\b(?! up)|(?:i|we|you)(?:'ve| have)? (?:forgot|forgotten|missed|left out)\b|"
    r"i(?:'m| am) also\b|there(?:'s| is| was)(?: still)? (?:one|another|something|someone|somebody)"
    r"(?: (?:more|missing|else|name))*|(?:one|something|someone|somebody)(?: is|'s) missing"
    r")(?:[\s,:–-]+(?P<name>.*?))?[\s.!?]*",
    re.IGNORECASE | re.DOTALL,
)
_NO_NAME = re.compile(
    r"(?:(?:one|another|something|someone|somebody|a|an|more|new|name|names|identity|few|two|some|thing|other|to|say|"
    r"tell|you|that|it|there|about|mention|please|of|them|else|missing)\b[\s,]*)*",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"^(?:somebody|someone|something|one|another)(?: (?:more|else|important))?[.,:–-]\s*", re.IGNORECASE
)
_TO = re.compile(r" (?:to|on|in) (?:the|my|that|this|those) (?:\w+ )?(?:list|names|ones)$", re.IGNORECASE)


def read_addition(text: str) -> str | None:
    """The name that a client wants to add; empty where they do not say it, None where they want no such thing."""
    line = " ".join(text.replace("’", "'").split())
    match = _ADDS.fullmatch(line) if len(line) <= MOST_CHARS else None
    if match is None:
        return None
    said = _SOMEBODY.sub("", _TO.sub("", match["name"] or ""))
    name = "" if _NO_NAME.fullmatch(said) else name_of(said)
    return name[:1].upper() + name[1:]


def room_for(draft: Draft, name: str) -> Category:
    """Where a late name has its place: where its words point if there is room, else with what the client loves.

    A side that was left out is opened for what plainly belongs there.
    """
    category = guessed(name) or Category.PASSIONS_AND_TALENTS
    if not category.takes_several and draft.memory.identities_in(category):
        category = Category.PASSIONS_AND_TALENTS
    draft.do(UnskipCategory(category=category))
    return category


def arrived(draft: Draft) -> Said:
    """The first question of the discovery; of who comes back with a name to add, that name is taken."""
    memory = draft.memory
    if not memory.live and not memory.archived:
        return draft.said(draft.thanks, _ARRIVED, question(memory))
    if draft.situation.refusals:
        return draft.said(question(memory))
    name = read_addition(draft.text)
    kept = save(draft, {room_for(draft, name): [name]}, {}) if name else []
    words = f"{quoted(kept)}: good." if quoted(kept) else _OPEN_AGAIN
    return draft.said(words, question(draft.memory) if draft.memory.next_category else ADD)


def hear_addition(draft: Draft) -> Said:
    """Deal with what came where no side is open: names that were asked for, or the wish to go on."""
    what = draft.kind
    if ADD not in draft.situation.asked:
        return go_on(draft, "")
    if what in ASIDES:
        return draft.said(*aside(draft, ADD))
    if what is Kind.YES:
        return draft.said("Good.", ADD)
    if what is not Kind.ANSWER:
        return go_on(draft, "")
    text = read_addition(draft.text) or draft.text
    found = read_identities(text, room_for(draft, text), draft.memory)
    kept = save(draft, found, {})
    return go_on(draft, f"{quoted(kept)}: good." if quoted(kept) else "")
