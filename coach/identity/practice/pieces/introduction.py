"""The practice coach in the introduction: a name, what this is, consent, and a yes to beginning."""

from __future__ import annotations

import re

from coach.identity.actions import MarkExplained, MarkIntroductionComplete, OfferConsent, WithdrawOffer
from coach.identity.guards import consent_given, explanation_given, introduction_complete
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.asides import BACK, HONEST, aside
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.answering.choices import TELL_ME_MORE, reminder, rest
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.wishes import about_client
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.leaning import agrees_and_tells
from coach.identity.practice.hearing.names import read_name
from coach.identity.practice.hearing.reading import kind
from coach.identity.practice.hearing.words import echo
from coach.program import Said, Situation

STATE = "INTRODUCTION"
NEXT = "GET_TO_KNOW_YOU"

NAME = "What may I call you?"
ABOUT = (
    "Most people try to change what they do; here we look at who you are and who you choose to be, because what one "
    "does follows from that. You tell me a little about your life, find names for who you are in it, choose the ones "
    "you will really live, give each a sentence and a picture, and take them into your weeks. You can leave out "
    "whatever you like."
)
MORE = (
    "It takes several sittings, at your own pace, and there are no wrong answers. I am no therapist. What you tell me "
    "is kept, in your words, so that we can go on from it."
)
DECLINED = "That is perfectly all right, and nothing is begun. Whenever you want to come back to it, just write."
QUIET = "All right. I am here if you ever want to."
READY = "Are you ready to begin?"
READY_AGAIN = "A yes is enough: shall we begin?"

_OPENED_BY_US = (NAME, READY, READY_AGAIN, GO_ON)
_DECLINING = frozenset({Kind.NO, Kind.SKIP, Kind.DONE, Kind.COMPLAINT})
_ASKING = frozenset({Kind.QUESTION, Kind.UNCLEAR, Kind.WHY})
_REMAINS_QUIET = frozenset({Kind.NO, Kind.SKIP, Kind.DONE, Kind.COMPLAINT, Kind.THANKS, Kind.SORRY, Kind.NOTHING})
_NAMED = re.compile(r"\b(?:my name is|my name's|call me)\b", re.IGNORECASE)
_OF_ONESELF = re.compile(r"\b(?:i|i'm|i've|my|we|our)\b", re.IGNORECASE)
#: With this many spaces or more, words said in passing tell something.
_FEW_WORDS = 3


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask for a name, tell what this is, wait for the client's consent and then for a yes."""
    draft = Draft(situation)
    memory = draft.memory
    if danger := draft.in_danger():
        return danger
    if draft.may_leave(NEXT, explanation_given & consent_given & introduction_complete):
        return draft.leaving("Then let us begin.", NEXT)
    if not memory.explained:
        return _name(draft) if draft.hears else draft.said(NAME)
    if not memory.consent_given:
        return _consent(draft) if draft.hears else _offered(draft, MORE)
    return _ready(draft) if draft.hears else draft.said(GO_ON if memory.introduction_complete else READY)


def _name(draft: Draft) -> Said:
    """Take a name, or go on without one when it was asked for twice."""
    what, asked = draft.kind, draft.situation.asked
    honest = "" if draft.after_goodbye or any(line in asked for line in _OPENED_BY_US) else HONEST
    if draft.back:
        return draft.said(BACK, NAME)
    if what is Kind.HELLO and honest:
        return draft.said("Welcome.", honest, NAME)
    if what in ASIDES:
        words, question = aside(draft, NAME)
        return draft.said(honest if honest != words else "", words, question)
    called = what is Kind.ANSWER and _keep_name(draft)
    if what is Kind.ANSWER and not called:
        _note_about(draft)
    if called or draft.memory.first_name:
        return _explained(draft, f"Welcome, {echo(draft.memory.first_name)}.", honest)
    if what in (Kind.SKIP, Kind.NO) or NAME in asked:
        return _explained(draft, "We can do without a name.", honest)
    return draft.said("Welcome.", honest, NAME)


def _keep_name(draft: Draft) -> bool:
    name, rest = read_name(draft.text)
    if name and draft.note("name", name):
        if kind(rest) is Kind.ANSWER:
            draft.note("about", rest)
        return bool(echo(draft.memory.first_name))
    return False


def _called_otherwise(draft: Draft) -> str:
    """Where the client says what to call them after all, keep it, and the words to answer; else nothing."""
    if draft.kind is Kind.ANSWER and _NAMED.search(draft.text) and _keep_name(draft):
        return f"{echo(draft.memory.first_name)} it is."
    return about_client(draft)


def _explained(draft: Draft, *words: str) -> Said:
    draft.do(MarkExplained())
    return _offered(draft, *words, ABOUT)


def _offered(draft: Draft, *words: str) -> Said:
    """The words, with the question for consent: put now, or pointed at where it is open."""
    if draft.memory.offer is not None:
        return draft.said(*words, reminder(draft))
    if not draft.goodbye:
        draft.do(OfferConsent())
    return draft.said(*words)


def _consent(draft: Draft) -> Said:
    """Consent is the client's button alone; a no is respected, and nothing more is asked then."""
    what, offer = draft.kind, draft.memory.offer
    if draft.back:
        return _offered(draft, BACK)
    if draft.pressed:
        return _offered(draft, MORE) if draft.pressed == TELL_ME_MORE else draft.said(DECLINED)
    if what is Kind.STOP:
        return draft.said()
    if offer is None and what in _REMAINS_QUIET:
        return draft.said(QUIET)
    if what in _DECLINING:
        draft.do(WithdrawOffer())
        return draft.said(DECLINED)
    if what in _ASKING:
        return _offered(draft, MORE)
    if what in ASIDES:
        return _offered(draft, aside(draft, "")[0])
    if words := _called_otherwise(draft):
        return _offered(draft, words)
    if what is Kind.ANSWER:
        agreed = agrees_and_tells(draft.text)
        if agreed is None:
            _note_about(draft)
        elif _OF_ONESELF.search(agreed):
            _note_about(draft, agreed)
        return _offered(draft, _heard(draft) if agreed is None else "Good.")
    return _offered(draft, "Good." if what is Kind.YES else "There is no hurry.")


def _ready(draft: Draft) -> Said:
    """A yes opens the way; a second answer that is no refusal counts as one."""
    asked, what = draft.situation.asked, draft.kind
    if draft.pressed:
        return draft.said(BACK if draft.back else "Good.", READY)
    if what is Kind.NO:
        return rest(draft) if READY_AGAIN in asked else draft.said("There is no hurry.", READY_AGAIN)
    if what in _ASKING:
        return draft.said("All that my script says is this:", MORE, READY)
    if what in ASIDES:
        return draft.said(*aside(draft, READY))
    if words := _called_otherwise(draft):
        return draft.said(words, READY)
    if what is Kind.ANSWER:
        agreed = agrees_and_tells(draft.text)
        what = what if agreed is None else Kind.YES
        _note_about(draft, agreed)
    if what not in (Kind.YES, Kind.SKIP, Kind.DONE) and READY_AGAIN not in asked:
        return draft.said(_heard(draft) if what is Kind.ANSWER else "That is all right.", READY_AGAIN)
    draft.do(MarkIntroductionComplete())
    if draft.may_leave(NEXT, explanation_given & consent_given & introduction_complete):
        return draft.leaving("Then let us begin.", NEXT)
    return draft.said(GO_ON)


def _heard(draft: Draft) -> str:
    said = echo(draft.text)
    return f"“{said}”, I hear." if said else "That is all right."


def _note_about(draft: Draft, told: str | None = None) -> None:
    """Keep what is told before it was asked for, with what was told before that; all of the text, or this part."""
    told = draft.text if told is None else told
    if told.count(" ") >= _FEW_WORDS:
        before = draft.memory.facts.get("about")
        draft.note("about", f"{_ended(before.value)} {told}" if before else told)


def _ended(text: str) -> str:
    return text if text.endswith((*".!?…;",)) else f"{text}."
