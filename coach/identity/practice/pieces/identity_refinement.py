"""The practice coach in the refinement: one name after another, in the order the memory gives."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.actions import AddUserNote
from coach.identity.guards import every_identity_refined
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.additions import read_addition
from coach.identity.practice.answering.asides import BACK, aside
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.letting_go import stays_for_now
from coach.identity.practice.answering.refining import lines_for, refine
from coach.identity.practice.answering.renaming import CALLED
from coach.identity.practice.answering.wishes import about_client, about_names
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.mentions import mentioned
from coach.identity.practice.hearing.reading import plain
from coach.identity.practice.hearing.words import cut, echo
from coach.program import Said, Situation

STATE = "IDENTITY_REFINEMENT"
NEXT = "ANYTHING_MISSING"
BEFORE = "IDENTITY_REVIEW"

#: Asked of who comes back here with nothing left to refine.
AGAIN = "Which name would you like to look at once more?"
_ARRIVED = "Now the names themselves, one at a time: each may become a word or two that you are glad to say."
_SAME = re.compile(r"\b(?:the same|one and the same|overlap|duplicates?|doubles?|merge|combine)\b")
#: What says so without two names: the one at hand is meant, or “them”.
_PLAINLY_SAME = re.compile(
    r"\b(?:same (?:thing )?as (?!ever|before|always|it|now)|(?:is|its|thats) an? (?:duplicate|double)|"
    r"(?:merge|combine|join) (?:it|them|those|these|this|both|the))\b"
)
_LATER = "I keep that in mind; there is room for it in a moment."


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask about the name at hand, and take the better one."""
    draft = Draft(situation)
    if not draft.hears:
        return _ask(draft, *([] if situation.refusals else [_ARRIVED]))
    if danger := draft.in_danger():
        return danger
    if draft.back:
        return _ask(draft, BACK)
    if draft.kind is Kind.STOP:
        return draft.said()
    live = draft.memory.live
    said = plain(draft.text)
    two = _PLAINLY_SAME.search(said) or (_SAME.search(said) and len(mentioned(draft.text, live)) > 1)
    if two and BEFORE in situation.missing:
        return draft.leaving("Then let us look at those two together.", BEFORE)
    if read_addition(draft.text) is not None and draft.kind is Kind.ANSWER:
        draft.do(AddUserNote(text=cut(draft.text, limits.TEXT)))
        return _ask(draft, _LATER)
    if words := about_client(draft) or about_names(draft) or stays_for_now(draft):
        return draft.said(words) if words.endswith("?") else _ask(draft, words)
    current = draft.memory.current
    return refine(draft, current, go_on) if current else _hear_again(draft)


def go_on(draft: Draft, words: str) -> Said:
    """Ask about the next name, or move on after the last."""
    if draft.memory.current:
        return draft.said(words, lines_for(draft.memory.current).question)
    if draft.may_leave(NEXT, every_identity_refined):
        return draft.leaving(words or "Then let us go on.", NEXT)
    return draft.said(words, GO_ON)


def _ask(draft: Draft, *words: str) -> Said:
    """The words, and the present question."""
    current = draft.memory.current
    if current is None:
        return draft.said(*words, GO_ON if draft.situation.refusals else AGAIN)
    lines = lines_for(current)
    return draft.said(*words, lines.last(draft.situation.asked) if draft.hears else lines.question)


def _hear_again(draft: Draft) -> Said:
    """Deal with what came where no name is left to refine: one to look at again, or the wish to go on."""
    if draft.kind in ASIDES:
        return draft.said(*aside(draft, AGAIN))
    found = mentioned(draft.text, draft.memory.live) if draft.kind is Kind.ANSWER else []
    if found:
        return draft.said(CALLED.format(echo(found[0].name) or "that one"))
    return go_on(draft, "")
