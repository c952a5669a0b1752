"""The practice coach in the discovery: one side of life after another, in the order the memory gives."""

from __future__ import annotations

import re

from coach.identity.actions import SkipCategory
from coach.identity.categories import Category, WarmUpList
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.additions import arrived, hear_addition
from coach.identity.practice.answering.anything import ask_for_anything
from coach.identity.practice.answering.asides import BACK, COMPLAINED, aside
from coach.identity.practice.answering.asking import Lines, Move, weigh
from coach.identity.practice.answering.choosing import side_wished
from coach.identity.practice.answering.discovery import go_on, may_end, question, save
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.sides import ELSE, LINES, MORE, NAMING, SHORTLY
from coach.identity.practice.answering.wishes import about_client, about_names
from coach.identity.practice.hearing.changes import read_change
from coach.identity.practice.hearing.identities import MOST_WORDS, names_nothing, read_identities, working_name
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.reading import leaves_the_rest
from coach.identity.practice.hearing.words import heard, quoted
from coach.identity.practice.pieces import identity_warm_up
from coach.program import Said, Situation

STATE = "IDENTITY_DISCOVERY"

_BACK = re.compile(r"\b(?:back to|add (?:\w+ )?to|change) (?:the|my|those|that|one of my) (?:\w+ )?lists?\b", re.I)
_NAMED = ("{}: good.", "{}, then.", "{}: I have that.")
_TELLS = ("“{}”, I hear.", "“{}”: I can picture that.", "Thank you: “{}”.")


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask who the client is in one category after another, and keep what they name."""
    draft = Draft(situation)
    if not draft.hears:
        return arrived(draft)
    if danger := draft.in_danger():
        return danger
    if draft.kind is Kind.STOP and may_end(draft):
        return go_on(draft, "")
    asked_else = next((each for each in MORE if MORE[each] in situation.asked or ELSE[each] in situation.asked), None)
    if draft.back:
        return _ask_else(draft, BACK, asked_else) if asked_else else draft.said(BACK, question(draft.memory))
    present = asked_else or draft.memory.next_category
    if said := _request(draft, asked_else):
        return said
    if present is None:
        return hear_addition(draft) if draft.memory.live else ask_for_anything(draft)
    return _hear_else(draft, asked_else) if asked_else else _hear(draft, present)


def _request(draft: Draft, asked_else: Category | None) -> Said | None:
    """Deal with a message that is no answer but a wish about the conversation itself, if it is one."""
    text, memory, asked = draft.text, draft.memory, draft.situation.asked
    if _BACK.search(text) and identity_warm_up.STATE in draft.situation.missing:
        again = identity_warm_up.question_for(WarmUpList.WHO_I_AM, memory)
        return draft.leaving(f"Your two lists are open again. {again}", identity_warm_up.STATE)
    if memory.open_categories and leaves_the_rest(text):
        for category in memory.open_categories:
            draft.do(SkipCategory(category=category))
        return go_on(draft, "Then we leave the rest.")
    words, several = side_wished(draft)
    if words:
        return _ask_else(draft, words, several) if several else draft.said(words, question(draft.memory))
    change = read_change(text, [identity.name for identity in memory.live])
    if change and NAMING in asked and change.new and not change.old:
        return None
    words = about_client(draft) or about_names(draft, restores=True)
    if not words:
        return None
    if words.endswith("?"):
        return draft.said(words)
    if asked_else:
        return _ask_else(draft, words, asked_else)
    present = memory.next_category
    lines = LINES[present] if present else None
    return draft.said(words, NAMING if NAMING in asked else lines.last(asked) if lines else question(memory))


def _hear(draft: Draft, category: Category) -> Said:
    """Deal with what came on the question about a category."""
    text, asked, lines, what = draft.text, draft.situation.asked, LINES[category], draft.kind
    told = draft.memory.facts.get(category.value)
    naming = NAMING in asked and told is not None
    if told and naming and what in (Kind.UNSURE, Kind.YES, Kind.DONE):
        return _keep(draft, category, {category: [working_name(told.value)]}, told.value)
    if naming:
        lines = Lines(NAMING, lines.example, lines.offer)
    elif what is Kind.ANSWER and names_nothing(text):
        if lines.offer not in asked:
            return draft.said("That is all right.", lines.offer)
        what = Kind.SKIP
    move = weigh(draft, lines, what)
    if isinstance(move, tuple):
        return draft.said(*move)
    if move is Move.LEAVE:
        draft.do(SkipCategory(category=category))
        return go_on(draft, "Then we leave that.")
    found = read_identities(text, category, draft.memory)
    if found or told:
        return _keep(draft, category, found or {category: [working_name(text)]}, told.value if told else "")
    draft.note(category.value, text)
    return draft.said(heard(text, _TELLS, len(draft.memory.identities)), NAMING)


def _hear_else(draft: Draft, category: Category) -> Said:
    """Deal with what came on “who else are you”."""
    text, what = draft.text, draft.kind
    if what in ASIDES or what is Kind.YES:
        return _ask_else(draft, aside(draft, MORE[category])[0], category)
    if what is not Kind.ANSWER or names_nothing(text):
        return go_on(draft, COMPLAINED if what is Kind.COMPLAINT else "Good.")
    found = read_identities(text, category, draft.memory)
    if not found and SHORTLY not in draft.situation.asked:
        return _ask_else(draft, f"{heard(text, _TELLS, 0)} {SHORTLY}", category)
    return _keep(draft, category, found or {category: [working_name(text)]})


def _keep(draft: Draft, present: Category, found: dict[Category, list[str]], told: str = "") -> Said:
    """Keep the identities found, the first of the present category with what was told about it."""
    named = sum(len(name.split()) for names in found.values() for name in names[:2])
    about = told or (draft.text if len(draft.text.split()) > named + MOST_WORDS else "")
    kept = save(draft, found, {present: about} if about else {})
    if not kept:
        return _taken(draft, present)
    words = _NAMED[len(draft.memory.identities) % len(_NAMED)].format(quoted(kept) or "That")
    if present in MORE and len(draft.memory.identities_in(present)) == 1 and MORE[present] not in draft.situation.asked:
        return _ask_else(draft, words, present)
    return go_on(draft, words)


def _ask_else(draft: Draft, words: str, category: Category) -> Said:
    draft.later = ELSE[category]
    return draft.said(words, MORE[category])


def _taken(draft: Draft, present: Category) -> Said:
    """Nothing new was named: offer to leave the category, and leave it when that was offered already."""
    if present not in draft.memory.open_categories:
        return go_on(draft, "That has its place already.")
    if LINES[present].offer not in draft.situation.asked:
        return draft.said("That name has its place already.", LINES[present].offer)
    draft.do(SkipCategory(category=present))
    return go_on(draft, "Then we leave that.")
