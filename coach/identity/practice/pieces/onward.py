"""The practice coach week by week: how it went, a name for this week, a promise with its time, until next time."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.actions import AddUserNote, EndCourse, ReportCommitment
from coach.identity.guards import course_ended
from coach.identity.memory import Commitment, IdentityMemory
from coach.identity.practice.answering.additions import read_addition
from coach.identity.practice.answering.asides import BACK, aside
from coach.identity.practice.answering.draft import WRITE_AGAIN, Draft
from coach.identity.practice.answering.letting_go import read_letting_go
from coach.identity.practice.answering.weeks import WEEK, WHEN, hear_of_week, promise_of
from coach.identity.practice.answering.wishes import about_client, about_names, wants_back, wants_other_words
from coach.identity.practice.hearing.changes import read_change
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.leaning import leans
from coach.identity.practice.hearing.promises import tells, was_kept
from coach.identity.practice.hearing.reading import plain
from coach.identity.practice.hearing.words import cut, echo, heard, quoted
from coach.program import Said, Situation

STATE = "ONWARD"
NEXT = "FAREWELL"

END = "Do you mean to end this here, for good?"

_FIRST = "From now on you can come back here every week."
_MOST_SHOWN, _MOST_CHARS = 12, 400
_COURSE = "(?:course|coaching|program(?:me)?|journey|whole thing|sessions?|conversation)"
_ENDS = re.compile(
    rf"(?:.* )?(?:stop|end|finish|quit|leave|complete|close)(?: \w+){{0,2}} (?:the|this|our) {_COURSE}(?: .*)?|"
    rf"(?:.* )?(?:done|finished|through) with (?:the {_COURSE}|this|all of it|it all|everything|the thing)"
    r"(?: .*)?|(?:.* )?(?:go|carry|get|walk)(?: on)? (?:alone|on my own|by myself)(?: (?:now|from here|for good))*|"
    r"(?:.* )?(?:end|stop|finish|leave)(?: \w+){0,2} for good(?: .*)?|"
    r"(?:.* )?i dont need (?:you|this|the course|coaching)(?: any ?more)?(?: .*)?"
)
_FOR_GOOD = re.compile(r"\bfor (?:good|ever)\b|\bforever\b")
_NOBODY = re.compile(r"(?:i have )?(?:nothing|none|nobody|no ?one|no more|not)\b")
#: The time for a promise has not come: said of a day, or of what was not done so far.
_TO_COME = re.compile(
    r"(?:.* )?(?:ask|tell you|i will tell you|ill tell you|let you know|come back)(?: me)?(?: \w+){0,2} later(?: .*)?|"
    r"(?:no )?not yet(?: .*)?|(?:its|it is|its only|it is only|thats|that is) (?:only |still |just )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|too early|to come)(?: .*)?|"
    r"(?:.* )?(?:it|today|that)(?:s| is)?(?: is)? ?(?:not|isnt|hasnt) .*\byet(?: .*)?|"
    r"(?:.* )?(?:i )?(?:havent|have not|hadnt|didnt|did not) .*\byet(?: .*)?|it isnt .*\byet(?: .*)?"
)
_QUIET = frozenset({*(Kind.THANKS, Kind.SORRY, Kind.NOTHING, Kind.NO, Kind.SKIP), *(Kind.UNSURE, Kind.YES)})
_HEARD = ("“{}”, I hear.",)


def how(commitment: Commitment) -> str:
    """Asks how it went."""
    return f"How did it go with “{echo(commitment.text) or 'what you had in mind'}”?"


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Follow the talk from how it went to the next promise; let the client go, and end it when they do."""
    draft = Draft(situation)
    memory, asked = draft.memory, situation.asked
    if not draft.hears:
        first = not (memory.commitments or memory.weekly or situation.refusals)
        return _visit(draft, _FIRST if first else "")
    if danger := draft.in_danger():
        return danger
    if memory.course_ended:
        return _end(draft)
    if draft.back:
        return _visit(draft, BACK)
    if END in asked and draft.kind not in ASIDES:
        ends = draft.kind is Kind.YES or _is_done(draft) or leans(draft.text) or _ends(draft)
        return _end(draft) if ends else _visit(draft, "Then it goes on.")
    if _is_to_come(draft):
        return draft.said("Until then.", WRITE_AGAIN)
    commitment = next((each for each in memory.open_commitments if how(each) in asked), None)
    if commitment is None and draft.after_goodbye and len(memory.open_commitments) == 1 and tells(draft.text):
        commitment = memory.open_commitments[0]
    if commitment and draft.kind not in ASIDES and not _ends_at_once(draft):
        return _reported(draft, commitment)
    if _ends(draft):
        return _asked_to_end(draft)
    if draft.after_goodbye and memory.open_commitments and _puts_right(draft):
        return draft.said("I keep that with what you promised.", WRITE_AGAIN)
    if draft.kind is Kind.STOP:
        return draft.said()
    return _wished(draft) or _hear(draft)


def _is_to_come(draft: Draft) -> bool:
    """Whether the client says that the time for what they promised has not come."""
    asked = draft.after_goodbye or any(how(each) in draft.situation.asked for each in draft.memory.open_commitments)
    return asked and bool(draft.memory.open_commitments) and _TO_COME.fullmatch(plain(draft.text)) is not None


def _puts_right(draft: Draft) -> bool:
    """Keep what the client says of their promise after all, beside it: “I meant on Monday”; whether they say so."""
    change = read_change(draft.text, [draft.memory.open_commitments[-1].text])
    about_it = change is not None and bool(change.new) and not change.old
    return about_it and draft.do(AddUserNote(text=cut(draft.text, limits.TEXT)))


def _is_done(draft: Draft) -> bool:
    """Whether the client is done with it: “nothing” and “nobody” are done with the question alone."""
    return draft.kind is Kind.DONE and not _NOBODY.match(plain(draft.text))


def _ends(draft: Draft) -> bool:
    """Whether the client says that they are done with the whole of it."""
    return len(draft.text) <= _MOST_CHARS and _ENDS.fullmatch(plain(draft.text)) is not None


def _ends_at_once(draft: Draft) -> bool:
    """Whether that is the first thing they say, with no word before it of how it went."""
    return _ends(draft) and _ENDS.fullmatch(plain(re.split(r"[.!?;]\s", draft.text, maxsplit=1)[0])) is not None


def _visit(draft: Draft, words: str) -> Said:
    """The beginning of a visit: what was promised, else the name for this week."""
    memory = draft.memory
    if memory.open_commitments:
        return draft.said(words, how(memory.open_commitments[0]))
    names = quoted([each.name for each in memory.displayed], _MOST_SHOWN)
    return draft.said(words, f"You are {names}." if names else "", WEEK.question)


def _wished(draft: Draft) -> Said | None:
    """Deal with the wish to go back, or about the names."""
    missing = draft.situation.missing
    for wants, target in (
        (read_addition(draft.text) is not None, "IDENTITY_DISCOVERY"),
        (read_letting_go(draft) is not None or wants_back(draft), "IDENTITY_COMMITMENT"),
        (wants_other_words(draft), "I_AM_STATEMENTS"),
    ):
        if wants and draft.kind is Kind.ANSWER and target in missing:
            return draft.leaving("Then let us go back to that.", target)
    words = about_client(draft) or about_names(draft, orders=True)
    if not words:
        return None
    return draft.said(words) if words.endswith("?") else _repeat(draft, words)


def _repeat(draft: Draft, words: str) -> Said:
    """The words, and the question that was asked last."""
    memory, asked = draft.memory, draft.situation.asked
    lines = [WHEN, END, WEEK.example, WEEK.offer, *(how(each) for each in memory.open_commitments)]
    if memory.weekly:
        about = promise_of(memory.weekly)
        lines += [about.question, about.example, about.offer]
    last = next((line for line in lines if line in asked), None)
    return draft.said(words, last) if last else _visit(draft, words)


def _hear(draft: Draft) -> Said:
    """Deal with what came on the questions of a visit, or after a goodbye."""
    what = draft.kind
    if what in ASIDES and not draft.after_goodbye:
        return _repeat(draft, aside(draft, "")[0])
    if _is_done(draft) and WHEN not in draft.situation.asked:
        return draft.said(END)
    if said := hear_of_week(draft):
        return said
    if what in _QUIET or (what is Kind.COMPLAINT and draft.after_goodbye):
        return draft.said("Until then.", WRITE_AGAIN)
    return _visit(draft, heard(draft.text, _HEARD, 0) if what is Kind.ANSWER else _answer(draft))


def _answer(draft: Draft) -> str:
    return aside(draft, "")[0] if draft.kind in ASIDES else ""


def _reported(draft: Draft, commitment: Commitment) -> Said:
    """Keep how it went, and ask about the next."""
    kept = was_kept(draft.text)
    if report := cut(draft.text, limits.TEXT):
        draft.do(ReportCommitment(commitment=commitment.id, report=report, kept=kept))
    words = "You did it." if kept else "That is no fault; it can be smaller next time."
    if _ends(draft):
        return _asked_to_end(draft, words)
    said = echo(draft.text) if draft.kind is Kind.ANSWER else ""
    return _visit(draft, f"“{said}”. {words}" if said else words)


def _asked_to_end(draft: Draft, *words: str) -> Said:
    """Ask once whether the end is meant; who says so outright is not asked. It is no goodbye until next time."""
    draft.goodbye = False
    return _end(draft) if _FOR_GOOD.search(plain(draft.text)) else draft.said(*words, END)


def _end(draft: Draft) -> Said:
    draft.do(EndCourse())
    if draft.may_leave(NEXT, course_ended):
        return draft.leaving("Then this is where we part.", NEXT)
    return draft.said("Then this is where we part.")
