"""The practice coach in the warm-up: two lists, unedited, each closed by the client."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coach.identity.actions import (
    AddWhoIAm,
    AddWhoIWantToBe,
    CloseWarmUpList,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    limits,
)
from coach.identity.categories import WarmUpList
from coach.identity.guards import both_lists_closed
from coach.identity.memory import IdentityMemory
from coach.identity.practice.asking import GO_ON, Draft, Lines, Move, weigh
from coach.identity.practice.reading import Kind, kind
from coach.identity.practice.words import cut, parts, quoted
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
        "For instance, whom do you admire, and for what?",
        "Shall we leave this second list as it is?",
    ),
}
MORE: Mapping[WarmUpList, str] = {
    WarmUpList.WHO_I_AM: "What else are you? Say “that is all” when nothing more comes.",
    WarmUpList.WHO_I_WANT_TO_BE: "What else would you like to be? Say “that is all” when nothing more comes.",
}
_ADD = {WarmUpList.WHO_I_AM: AddWhoIAm, WarmUpList.WHO_I_WANT_TO_BE: AddWhoIWantToBe}
_REMOVE = {WarmUpList.WHO_I_AM: RemoveWhoIAm, WarmUpList.WHO_I_WANT_TO_BE: RemoveWhoIWantToBe}
_TAKE_OFF = re.compile(r"(?:please )?(?:remove|delete|cross out|take (?:off|out|away)) (?P<items>.+)", re.I | re.S)
_ARRIVED = "Now two short lists, just as the words come to you."
_THANKS = ("{}: noted.", "{}, good.", "{}, I have that.")
_NO_ENTRY = frozenset({Kind.DONE, Kind.UNSURE, Kind.SKIP})
_CLOSING = frozenset({Kind.DONE, Kind.NO, Kind.SKIP})


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Take down what comes, until the client says that a list is complete."""
    draft = Draft(situation)
    which = draft.memory.next_list
    if not draft.hears:
        return draft.said(draft.thanks, _ARRIVED, _question(draft.memory))
    if which is None:
        return _go_on(draft, "")
    what, asked = kind(draft.text), situation.asked
    lines = LINES[which]
    if what in _CLOSING and MORE[which] in asked:
        return _close(draft, which)
    if MORE[which] in asked and what is not Kind.ANSWER:
        lines = Lines(MORE[which], lines.example, lines.offer)
    move = weigh(what, lines, asked)
    if isinstance(move, tuple):
        return draft.said(*move)
    return _close(draft, which) if move is Move.LEAVE else _take(draft, which)


def question_for(which: WarmUpList, memory: IdentityMemory) -> str:
    """The question that goes on with a list."""
    return MORE[which] if memory.items(which) else LINES[which].question


def _question(memory: IdentityMemory) -> str:
    return question_for(memory.next_list, memory) if memory.next_list else GO_ON


def _take(draft: Draft, which: WarmUpList) -> Said:
    """Add what the message names, or take it off; a message that ends with “that is all” closes the list."""
    text = draft.text
    if match := _TAKE_OFF.fullmatch(text.strip()):
        return _take_off(draft, which, _entries(match["items"]))
    named = _entries(text)
    kinds = [kind(each) for each in named]
    entries = [each for each, what in zip(named, kinds, strict=True) if what not in _NO_ENTRY]
    steps = range(0, min(len(entries), limits.ITEMS), limits.ITEMS_AT_ONCE)
    new = [draft.do(_ADD[which](items=tuple(entries[at : at + limits.ITEMS_AT_ONCE]))) for at in steps]
    words = _THANKS[len(draft.memory.items(which)) % 3].format(quoted(entries) or "That") if any(new) else ""
    if Kind.DONE in kinds or not (any(new) or LINES[which].offer not in draft.situation.asked):
        return _close(draft, which, words)
    return draft.said(words, MORE[which]) if any(new) else draft.said("I have that already.", LINES[which].offer)


def _take_off(draft: Draft, which: WarmUpList, entries: list[str]) -> Said:
    gone = [each for each in entries if draft.do(_REMOVE[which](items=(each,)))]
    words = f"Taken off: {quoted(gone) or 'as you say'}." if gone else "I do not find that among your words."
    return draft.said(words, _question(draft.memory))


def _entries(text: str) -> list[str]:
    return list(dict.fromkeys(entry for each in parts(text) if (entry := cut(each, limits.ITEM))))


def _close(draft: Draft, which: WarmUpList, words: str = "") -> Said:
    empty = not draft.memory.items(which)
    draft.do(CloseWarmUpList(list=which))
    return _go_on(draft, words or ("Nothing for now; that is fine." if empty else "Then that list is complete."))


def _go_on(draft: Draft, words: str) -> Said:
    if draft.may_leave(NEXT, both_lists_closed):
        return draft.leaving(words or "Then let us go on.", NEXT)
    return draft.said(words, _question(draft.memory))
