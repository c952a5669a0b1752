"""The practice coach in the introduction: a name, what this is, and a yes."""

from __future__ import annotations

import re

from coach.identity.actions import MarkIntroductionComplete, SaveUserInfo, limits
from coach.identity.guards import introduction_complete
from coach.identity.memory import IdentityMemory
from coach.identity.practice.asking import GO_ON, HONEST, Draft, aside
from coach.identity.practice.names import read_name
from coach.identity.practice.reading import Kind, kind
from coach.identity.practice.words import cut, echo
from coach.program import Said, Situation

STATE = "INTRODUCTION"
NEXT = "GET_TO_KNOW_YOU"

NAME = "What may I call you?"
ABOUT = (
    "We will talk about where you come from, collect words for who you are and who you want to be, "
    "and then find names for the sides of your life. You can leave out whatever you like."
)
READY = "Shall we begin?"
READY_AGAIN = "A yes is enough: are you ready to begin?"

_RENAMED = re.compile(r"\b(?:my name is|my name's|call me)\b", re.IGNORECASE)
_OPENED_BY_US = (NAME, READY, READY_AGAIN, GO_ON)


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask for a name, tell what is coming, and wait for a yes."""
    draft = Draft(situation)
    if not draft.hears:
        return draft.said(_next(draft.memory))
    if draft.may_leave(NEXT, introduction_complete):
        return draft.leaving("Then let us begin.", NEXT)
    if READY in situation.asked or READY_AGAIN in situation.asked:
        return _consent(draft)
    return _name(draft)


def _next(memory: IdentityMemory) -> str:
    if memory.introduction_complete:
        return GO_ON
    return READY if memory.first_name else NAME


def _name(draft: Draft) -> Said:
    """Take a name, or go on without one when it was asked for twice."""
    text, asked = draft.text, draft.situation.asked
    honest = "" if any(line in asked for line in _OPENED_BY_US) else HONEST
    what = kind(text)
    if what in (Kind.NOTHING, Kind.QUESTION, Kind.WHO_ARE_YOU, Kind.STOP):
        words, question = aside(what, NAME)
        return draft.said(honest if honest != words else "", words, question)
    called = what is Kind.ANSWER and _keep_name(draft, text)
    if called or draft.memory.first_name:
        return draft.said(f"Welcome, {echo(draft.memory.first_name)}.", honest, ABOUT, READY)
    if what in (Kind.SKIP, Kind.NO) or NAME in asked:
        return draft.said("We can do without a name.", honest, ABOUT, READY)
    return draft.said("Welcome.", honest, NAME)


def _keep_name(draft: Draft, text: str) -> bool:
    name, rest = read_name(text)
    if name and draft.do(SaveUserInfo(key="name", value=cut(name, limits.NAME))):
        if about := cut(rest, limits.TEXT):
            draft.do(SaveUserInfo(key="about", value=about))
        return bool(echo(draft.memory.first_name))
    return False


def _consent(draft: Draft) -> Said:
    """A yes opens the way; a second answer that is no refusal counts as one."""
    text, asked = draft.text, draft.situation.asked
    what = kind(text)
    if what is Kind.NO:
        return draft.said("There is no hurry.", READY_AGAIN)
    if what in (Kind.NOTHING, Kind.WHO_ARE_YOU, Kind.STOP):
        return draft.said(*aside(what, READY))
    if what is Kind.QUESTION:
        return draft.said("A fair question.", ABOUT, READY)
    if what is Kind.ANSWER and _RENAMED.search(text) and _keep_name(draft, text):
        return draft.said(f"{echo(draft.memory.first_name)} it is.", READY)
    if what not in (Kind.YES, Kind.SKIP, Kind.DONE) and READY_AGAIN not in asked:
        said = echo(text) if what is Kind.ANSWER else ""
        return draft.said(f"“{said}”, I hear." if said else "That is all right.", READY_AGAIN)
    draft.do(MarkIntroductionComplete())
    if draft.may_leave(NEXT, introduction_complete):
        return draft.leaving("Then let us begin.", NEXT)
    return draft.said(GO_ON)
