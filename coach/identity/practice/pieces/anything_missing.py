"""The practice coach asking for somebody who has no name yet; who is found is refined here."""

from __future__ import annotations

import re

from coach.identity.actions import MarkNothingMissing
from coach.identity.guards import every_identity_refined, nothing_missing
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.additions import read_addition, room_for
from coach.identity.practice.answering.asides import BACK
from coach.identity.practice.answering.asking import GO_ON, Lines, weigh
from coach.identity.practice.answering.discovery import save
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.letting_go import stays_for_now
from coach.identity.practice.answering.refining import lines_for, refine
from coach.identity.practice.answering.sides import NAMING
from coach.identity.practice.answering.wishes import about_client, about_names
from coach.identity.practice.hearing.identities import name_of, tells, working_name
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.leaning import agrees_and_tells
from coach.identity.practice.hearing.reading import kind, plain
from coach.identity.practice.hearing.sides import guessed
from coach.identity.practice.hearing.words import heard, parts, quoted
from coach.program import Said, Situation

STATE = "ANYTHING_MISSING"
NEXT = "IDENTITY_COMMITMENT"
BEFORE = "IDENTITY_REFINEMENT"

MISSING = Lines(
    "Is there a part of you that is not among these?",
    "For instance, who are you among old friends, or when you are on your own?",
    "Shall we leave it at these?",
)
ANOTHER = "Is anybody else missing?"
WHO = "What would you call that part of you, in one or two words?"

_MOST_SHOWN = 12
_ASKED_FOR = (MISSING.example, WHO, NAMING)
_NOBODY = re.compile(
    r"(?:.* )?(?:nobody|noone|no one|nothing|none|not)(?: \w+){0,3} (?:missing|else|left|more)(?: .*)?|"
    r"(?:.* )?(?:(?:that|this|it)s?|they|these)(?: is| are)? (?:all|everyone|everybody|everything|complete|me|enough)"
    r"(?: .*)?|(?:looks?|sounds?|feels?) (?:complete|whole|good|right|like all)(?: .*)?|(?:were|all) (?:good|here)"
)
_REFINE = re.compile(
    r"(?:.* )?(?:refine|work on|go back to|look at)(?: \w+){0,2} (?:names?|them|one)(?: again| once more)?"
)
_PLACED = "That name has its place already."
_HEARD = ("“{}”, I hear.",)


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask whether anybody is missing, name who is, and go on when nobody is."""
    draft = Draft(situation)
    if not draft.hears:
        return _ask(draft)
    if danger := draft.in_danger():
        return danger
    if draft.back:
        return _ask(draft, BACK)
    if draft.kind is Kind.STOP:
        return draft.said()
    if _REFINE.fullmatch(plain(draft.text)) and BEFORE in situation.missing:
        return draft.leaving("Then let us look at the names once more.", BEFORE)
    if words := about_client(draft) or about_names(draft, restores=True) or stays_for_now(draft):
        return draft.said(words) if words.endswith("?") else go_on(draft, words)
    if current := draft.memory.current:
        return refine(draft, current, go_on)
    return _hear(draft)


def go_on(draft: Draft, words: str) -> Said:
    """Refine who was added, else ask for another."""
    current = draft.memory.current
    return draft.said(words, lines_for(current).question if current else ANOTHER)


def _ask(draft: Draft, *words: str) -> Said:
    """The names, and the present question."""
    if draft.situation.refusals:
        return draft.said(GO_ON)
    if current := draft.memory.current:
        return draft.said(*words, lines_for(current).question)
    shown = quoted([each.name for each in draft.memory.displayed], _MOST_SHOWN)
    earlier = quoted([each.text for each in draft.memory.user_notes if read_addition(each.text) is not None], 1)
    return draft.said(
        *words,
        f"These are your names now: {shown}." if shown else "",
        f"Earlier you said: {earlier}." if earlier else "",
        MISSING.question,
    )


def _hear(draft: Draft) -> Said:
    """Deal with what came on the question for somebody who is missing."""
    what, asked, text = draft.kind, draft.situation.asked, draft.text
    waited = any(line in asked for line in _ASKED_FOR)
    if what is Kind.YES and not waited and MISSING.offer not in asked:
        return draft.said("Good.", WHO)
    if what is Kind.ANSWER:
        return _finished(draft) if _NOBODY.fullmatch(plain(text)) else _named(draft)
    question = next((line for line in (ANOTHER, WHO, NAMING) if line in asked), MISSING.question)
    lines = Lines(question, MISSING.example, MISSING.offer)
    if what is Kind.NO and lines.last(asked) != MISSING.offer:
        return _finished(draft)
    move = weigh(draft, lines, what)
    return draft.said(*move) if isinstance(move, tuple) else _finished(draft)


def _named(draft: Draft) -> Said:
    """Keep who was named; what is told at length is asked for in a word, once."""
    text = read_addition(draft.text) or agrees_and_tells(draft.text) or draft.text
    several = [name_of(part) for part in parts(text) if kind(part) is Kind.ANSWER]
    if len(several) > 1 and all(several):
        return _named_several(draft, several)
    name = name_of(text.partition(",")[0])
    if not name and MISSING.offer in draft.situation.asked:
        return _finished(draft)
    if not name and NAMING not in draft.situation.asked:
        draft.note("missing", draft.text)
        return draft.said(heard(draft.text, _HEARD, 0), NAMING)
    if not name and tells(text):
        return draft.said("That is all right.", MISSING.offer)
    told = draft.memory.facts.get("missing")
    about = told.value if told and NAMING in draft.situation.asked else ""
    name = name or working_name(text)
    if not any(map(str.isalpha, name)):
        return draft.said("That is all right.", ANOTHER)
    category = room_for(draft, text if guessed(text) else about)
    if not save(draft, {category: [name]}, {category: about} if about else {}):
        once_more = NAMING in draft.situation.asked or _PLACED in draft.situation.asked
        return _finished(draft) if once_more else draft.said(_PLACED, ANOTHER)
    current = draft.memory.current
    return draft.said(f"{quoted([name]) or 'That'}: good.", lines_for(current).question if current else ANOTHER)


def _named_several(draft: Draft, found: list[str]) -> Said:
    """Keep all of those who were named at once, each where there is room for it."""
    kept = [name for name in found if save(draft, {room_for(draft, name): [name]}, {})]
    return go_on(draft, f"{quoted(kept)}: good.") if kept else draft.said(_PLACED, ANOTHER)


def _finished(draft: Draft) -> Said:
    draft.do(MarkNothingMissing())
    if draft.may_leave(NEXT, nothing_missing & every_identity_refined):
        return draft.leaving("Then these are the ones.", NEXT)
    return draft.said(GO_ON)
