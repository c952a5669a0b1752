"""The practice coach in the warm-up: two lists, unedited, each closed by the client."""

from __future__ import annotations

from collections.abc import Mapping

from coach.identity.actions import CloseWarmUpList
from coach.identity.categories import WarmUpList
from coach.identity.guards import both_lists_closed
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.asides import BACK
from coach.identity.practice.answering.asking import GO_ON, Lines, Move, weigh
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.lists import AS_LEFT, added, changed
from coach.identity.practice.answering.wishes import about_client
from coach.identity.practice.hearing.changes import read_change
from coach.identity.practice.hearing.entries import read_entries, read_entry
from coach.identity.practice.hearing.kinds import Kind
from coach.program import Said, Situation

STATE = "IDENTITY_WARM_UP"
NEXT = "IDENTITY_DISCOVERY"

LINES: Mapping[WarmUpList, Lines] = {
    WarmUpList.WHO_I_AM: Lines(
        "Quickly, and without choosing: how would you finish the sentence “I am …”?",
        "For instance, which three words would a good friend use for you?",
        "Shall we leave that list as it is?",
    ),
    WarmUpList.WHO_I_WANT_TO_BE: Lines(
        "Just as quickly: how would you finish the sentence “I want to be …”?",
        "For instance, which three words shall a good friend use for you in a few years?",
        "Shall we leave this second list as it is?",
    ),
}
MORE: Mapping[WarmUpList, str] = {
    WarmUpList.WHO_I_AM: "What else are you? Say “that is all” when nothing more comes.",
    WarmUpList.WHO_I_WANT_TO_BE: "What else would you like to be? Say “that is all” when nothing more comes.",
}
_ARRIVED = "Now two short lists, just as the words come to you."
_CLOSING = frozenset({Kind.DONE, Kind.NO, Kind.SKIP})


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Take down what comes, until the client says that a list is complete."""
    draft = Draft(situation)
    which = draft.memory.next_list
    if not draft.hears:
        return draft.said(draft.thanks, _ARRIVED, _question(draft.memory))
    if danger := draft.in_danger():
        return danger
    if words := BACK if draft.back else about_client(draft):
        return draft.said(words, _question(draft.memory))
    if change := read_change(draft.text, [item.text for each in WarmUpList for item in draft.memory.items(each)]):
        return draft.said(changed(draft, change), _question(draft.memory))
    if which is None:
        return _go_on(draft, "")
    return _hear(draft, which)


def question_for(which: WarmUpList, memory: IdentityMemory) -> str:
    """The question that goes on with a list."""
    return MORE[which] if memory.items(which) else LINES[which].question


def _question(memory: IdentityMemory) -> str:
    return question_for(memory.next_list, memory) if memory.next_list else GO_ON


def _hear(draft: Draft, which: WarmUpList) -> Said:
    """Deal with what came on the question about a list."""
    asked, lines, what = draft.situation.asked, LINES[which], draft.kind
    found, done = read_entries(draft.text, which) if what in (Kind.ANSWER, Kind.YES) else ({}, False)
    if what is Kind.YES and (read_entry(draft.text)[0] or sum(map(len, found.values())) > 1):
        what = Kind.ANSWER
    if what is Kind.ANSWER and not (found or done):
        what = Kind.UNSURE
    going_on = MORE[which] in asked or (draft.after_goodbye and bool(draft.memory.items(which)))
    if going_on and what in _CLOSING:
        return _close(draft, which)
    if going_on and what is not Kind.ANSWER:
        lines = Lines(MORE[which], lines.example, lines.offer)
    move = weigh(draft, lines, what)
    if isinstance(move, tuple):
        return draft.said(*move)
    words = [said for each, entries in found.items() if (said := added(draft, each, which, entries))]
    if move is Move.LEAVE or done or (not draft.actions and lines.offer in asked):
        return _close(draft, which, *words)
    if not words or (AS_LEFT in asked and not draft.actions):
        return draft.said(*words or ["I have that already."], lines.offer)
    return draft.said(*words, question_for(which, draft.memory))


def _close(draft: Draft, which: WarmUpList, *words: str) -> Said:
    empty = not draft.memory.items(which)
    draft.do(CloseWarmUpList(list=which))
    closed = "Nothing for now; that is fine." if empty else "Then that list is complete."
    return _go_on(draft, " ".join(words) or closed)


def _go_on(draft: Draft, words: str) -> Said:
    if draft.may_leave(NEXT, both_lists_closed):
        return draft.leaving(words or "Then let us go on.", NEXT)
    return draft.said(words, _question(draft.memory))
