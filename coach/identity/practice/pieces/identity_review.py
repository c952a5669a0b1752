"""The practice coach looking over the names: what says the same twice becomes one."""

from __future__ import annotations

import re
from itertools import combinations

from coach.errors import Refused
from coach.identity import limits
from coach.identity.actions import AddUserNote, MarkReviewComplete, OfferMerge, WithdrawOffer
from coach.identity.guards import every_category_covered, review_complete, some_identity
from coach.identity.lifecycle import mergeable
from coach.identity.memory import Identity, IdentityMemory
from coach.identity.practice.answering.additions import read_addition
from coach.identity.practice.answering.asides import BACK, aside
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.answering.choices import YES, remind, reminder
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.renaming import CALLED
from coach.identity.practice.answering.tellings import note
from coach.identity.practice.answering.wishes import about_client, about_names
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.mentions import mentioned
from coach.identity.practice.hearing.reading import plain
from coach.identity.practice.hearing.words import echo, heard, quoted
from coach.program import Said, Situation, no_open_offer

STATE = "IDENTITY_REVIEW"
NEXT = "IDENTITY_REFINEMENT"
BEFORE = "IDENTITY_DISCOVERY"

OVERLAP = "Do any two of them say the same thing?"
ONLY = "Does it stand as you meant it?"
EXAMPLE = "For instance, are there two that you would be at the very same moment?"
ANOTHER = "Do you see any others that say the same?"
WHICH = "Which two do you mean?"
OTHER = "Which other one says the same as {}?"

_SAME = re.compile(r"\b(?:same|overlap|doubles?|twice|duplicates?|similar|merge|combine|join|one thing|identical)\b")
_APART = re.compile(
    r"\b(?:different|differ|distinct|separate|apart|not (?:really )?the same|arent the same|all (?:fine|good|unique)|"
    r"(?:looks?|seems?|sounds?) (?:good|fine|right|ok)|(?:they|these|both) (?:all )?stay|keep (?:them|both|all))\b"
)
_CLAUSES = re.compile(r"\s+but\s+|[.;]\s+")
#: How it is noted that a pair was put to the client, so that it is not put again.
_NOTED = "Asked whether “{}” and “{}” are one"
_NOTE = re.compile("Asked whether “.*” are one")
_MOST_SHOWN, _MOST_PUT = 12, 4
_HEARD = ("“{}”, I hear.",)


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Say the names back, ask for doubles, and go on when the client sees none."""
    draft = Draft(situation)
    memory = draft.memory
    if not draft.hears:
        return draft.said(GO_ON) if situation.refusals else _ask(draft, draft.thanks)
    if danger := draft.in_danger():
        return danger
    if draft.back:
        return _ask(draft, BACK)
    if draft.kind is Kind.STOP:
        return draft.said()
    if draft.pressed:
        return draft.said("One, then.", _another(memory)) if draft.pressed == YES else _held_apart(draft)
    if read_addition(draft.text) is not None and BEFORE in situation.missing:
        return draft.leaving("Let us go back to your names.", BEFORE)
    pair = _pair(draft)
    if len(pair) < 2 and (words := about_client(draft) or about_names(draft, restores=True)):
        return draft.said(words, "" if words.endswith("?") else reminder(draft) or _another(memory))
    return _hear(draft, pair)


def _ask(draft: Draft, *words: str) -> Said:
    """The names, and the first question about them."""
    names = [each.name for each in draft.memory.displayed]
    shown = quoted(names, _MOST_SHOWN)
    if len(names) == 1:
        return draft.said(*words, f"You have named {shown or 'one'}.", ONLY)
    return draft.said(*words, f"Here they are together: {shown}." if shown else "", OVERLAP)


def _hear(draft: Draft, pair: list[Identity]) -> Said:
    """Deal with what came on the question for doubles."""
    what, asked, offer = draft.kind, draft.situation.asked, draft.memory.offer
    apart = what is Kind.ANSWER and all(map(_APART.search, map(plain, _CLAUSES.split(draft.text))))
    if offer and (apart or what in (Kind.NO, Kind.SKIP, Kind.DONE)):
        return _held_apart(draft)
    if len(pair) > 1 and not apart:
        return _offer(draft, pair[0], pair[1])
    if offer:  # where there is doubt, two names stay two
        doubts = what is Kind.COMPLAINT or (what is Kind.UNSURE and reminder(draft) in asked)
        return _held_apart(draft) if doubts else remind(draft)
    if what in ASIDES and what is not Kind.UNCLEAR:
        last = next((each for each in (EXAMPLE, ANOTHER, WHICH, ONLY) if each in asked), OVERLAP)
        return draft.said(*aside(draft, last))
    if what is Kind.NO and ONLY in asked:
        only = echo(draft.memory.live[0].name) or "that one"
        return draft.said("Then let us find a better one.", CALLED.format(only))
    if apart or what in (Kind.NO, Kind.SKIP, Kind.DONE):
        return _finished(draft)
    other = OTHER.format(quoted([pair[0].name]) or "that one") if pair else ""
    if pair and _SAME.search(plain(draft.text)) and other not in asked:
        return draft.said(other)
    if what is Kind.YES or (what is Kind.ANSWER and _SAME.search(plain(draft.text))):
        again = ONLY in asked or WHICH in asked or (other and other in asked)
        return _finished(draft) if again else draft.said("Good.", WHICH)
    if pair:
        note(draft, pair[0])
    if EXAMPLE in asked or WHICH in asked or len(draft.memory.live) == 1:
        return _finished(draft)
    return draft.said(heard(draft.text, _HEARD, 0) if pair else "That is not easy to say at once.", EXAMPLE)


def _pair(draft: Draft) -> list[Identity]:
    """The names that the message speaks of, after the one that a question was about."""
    live = draft.memory.live
    clauses = _CLAUSES.split(draft.text) if draft.kind is Kind.ANSWER else []
    pairs = (mentioned(each, live) for each in clauses if not _APART.search(plain(each)))
    found = next((each for each in pairs if len(each) > 1), None) or mentioned(" ".join(clauses), live)
    asked = [each for each in live if OTHER.format(quoted([each.name]) or "that one") in draft.situation.asked]
    return [*(each for each in asked if found and each not in found), *found]


def _offer(draft: Draft, first: Identity, second: Identity, *words: str) -> Said:
    """Put a pair to the client, and note that it was."""
    if not draft.do(OfferMerge(first=first.name, second=second.name)):
        return draft.said("Those two cannot become one under both their names.", _another(draft.memory))
    draft.do(AddUserNote(text=_NOTED.format(first.name, second.name)))
    return draft.said(*words, f"{quoted([first.name, second.name])}: whether they are one is for you to say.")


def _another(memory: IdentityMemory) -> str:
    return ONLY if len(memory.live) == 1 else ANOTHER


def _held_apart(draft: Draft) -> Said:
    """The client holds two names apart."""
    draft.do(WithdrawOffer())
    return draft.said("Then they stay two.", ANOTHER)


def _finished(draft: Draft) -> Said:
    """No more doubles: hold up a plain one, if there is any that was not put before, else go on."""
    if pair := _plain_double(draft.memory):
        return _offer(draft, *pair, "Before we go on, a word of mine.")
    draft.do(MarkReviewComplete())
    if draft.may_leave(NEXT, every_category_covered & some_identity & review_complete & no_open_offer):
        return draft.leaving("Then each of them stands for something of its own.", NEXT)
    if draft.memory.open_categories and BEFORE in draft.situation.missing:
        return draft.leaving("One side of your life has no name now; let us look at it.", BEFORE)
    return draft.said(GO_ON)


def _plain_double(memory: IdentityMemory) -> tuple[Identity, Identity] | None:
    """Two names of which one holds all the words of the other, where the client was not asked about them before."""
    asked = {note.text for note in memory.user_notes if _NOTE.fullmatch(note.text)}
    if len(asked) >= _MOST_PUT or len(memory.user_notes) >= limits.USER_NOTES:
        return None
    for first, second in combinations(memory.live, 2):
        one, other = set(plain(first.name).split()), set(plain(second.name).split())
        notes = {_NOTED.format(first.name, second.name), _NOTED.format(second.name, first.name)}
        try:
            mergeable(memory, first.id, second.id)
        except Refused:
            continue
        if one and other and (one <= other or other <= one) and not notes & asked:
            return first, second
    return None
