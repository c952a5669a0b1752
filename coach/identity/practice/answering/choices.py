"""Open offers: what the buttons are called, and what is said to a client who writes instead of pressing one."""

from __future__ import annotations

from coach.identity.actions import StartBreak
from coach.identity.practice.answering.asides import aside
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.words import echo
from coach.program import Said

#: The labels of the buttons, as the client presses them.
YES, NO, TELL_ME_MORE = "Yes", "No", "Tell me more"
LOVE, NEEDS_WORK, OWN_WORDS = "I love it", "It needs work", "My own words"

NO_HURRY = "Nothing has to be settled today. Let us rest here."
_CHOOSE = "please choose"
_UNDECIDED = frozenset({Kind.SKIP, Kind.UNSURE, Kind.DONE, Kind.COMPLAINT})


def reminder(draft: Draft) -> str:
    """How the open question is answered; empty where none is open."""
    offer = draft.memory.offer
    if offer is None:
        return ""
    labels = [f"“{each.label}”" for each in offer.buttons]
    several = f"{', '.join(labels[:-1])} or {labels[-1]}" if labels[1:] else labels[0]
    return f"To settle it, {_CHOOSE} {several}."


def remind(draft: Draft, *words: str) -> Said:
    """What is said to words that the open question is not answered by; who stays undecided is left in peace."""
    what = draft.kind
    if what in _UNDECIDED and _CHOOSE in draft.situation.asked:
        return rest(draft)
    if what in ASIDES:
        words = (aside(draft, "")[0],)
    elif not words and what is Kind.ANSWER:
        said = echo(draft.text)
        words = (f"“{said}”, I hear.",) if said else ()
    return draft.said(*words, reminder(draft))


def rest(draft: Draft, words: str = NO_HURRY) -> Said:
    """A break, for a client who cannot or does not want to settle something now."""
    if not draft.goodbye:
        draft.do(StartBreak())
    return draft.said(words)
