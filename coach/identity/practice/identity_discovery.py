"""The practice coach in the discovery: one side of life after another, in the order the memory gives."""

from __future__ import annotations

import re

from coach.identity.actions import SaveIdentity, SaveUserInfo, SkipCategory, UnskipCategory, limits
from coach.identity.categories import Category, WarmUpList
from coach.identity.guards import every_category_covered, some_identity
from coach.identity.memory import IdentityMemory
from coach.identity.practice import identity_warm_up
from coach.identity.practice.asking import GO_ON, Draft, Lines, Move, aside, weigh
from coach.identity.practice.identities import read_identities, working_name
from coach.identity.practice.reading import Kind, kind, leaves_the_rest
from coach.identity.practice.sides import ANYTHING, FROM_LIST, LINES, MORE, NAMING, guessed
from coach.identity.practice.words import cut, echo, heard, quoted
from coach.program import Said, Situation

STATE = "IDENTITY_DISCOVERY"
NEXT = "FAREWELL"

_BACK = re.compile(r"\b(?:back to|add (?:\w+ )?to|change) (?:the|my|those|that|one of my) (?:\w+ )?lists?\b", re.I)
_ASIDES = frozenset({Kind.NOTHING, Kind.QUESTION, Kind.WHO_ARE_YOU, Kind.STOP})
_ARRIVED = "Now let us look at your life, one side at a time."
_NAMED = ("{}: good.", "{}, then.", "{}: I have that.")
_TELLS = ("“{}”, I hear.", "“{}”: I can picture that.", "Thank you: “{}”.")


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Ask who the client is in one category after another, and keep what they name."""
    draft = Draft(situation)
    if not draft.hears:
        return draft.said(draft.thanks, _ARRIVED, _question(draft.memory))
    if _BACK.search(draft.text) and identity_warm_up.STATE in situation.missing:
        return _back(draft)
    if draft.memory.identities and draft.memory.open_categories and leaves_the_rest(draft.text):
        for category in draft.memory.open_categories:
            draft.do(SkipCategory(category=category))
        return _go_on(draft, "Then we leave the rest.")
    for category, line in MORE.items():
        if line in situation.asked:
            return _more(draft, category, line)
    present = draft.memory.next_category
    if present is None:
        return _go_on(draft, "") if draft.memory.identities else _anything(draft)
    return _hear(draft, present)


def _question(memory: IdentityMemory) -> str:
    if memory.next_category:
        return LINES[memory.next_category].question
    return GO_ON if memory.identities else ANYTHING.question


def _hear(draft: Draft, category: Category) -> Said:
    """Deal with what came on the question about a category."""
    text, asked = draft.text, draft.situation.asked
    what, lines, told = kind(text), LINES[category], draft.memory.facts.get(category.value)
    if NAMING in asked and told:
        if what in (Kind.UNSURE, Kind.YES, Kind.DONE):
            return _keep(draft, category, {category: [working_name(told.value)]})
        lines = Lines(NAMING, lines.example, lines.offer)
    move = weigh(what, lines, asked)
    if isinstance(move, tuple):
        return draft.said(*move)
    if move is Move.LEAVE:
        draft.do(SkipCategory(category=category))
        return _go_on(draft, "Then we leave that.")
    found = read_identities(text, category, draft.memory)
    if found or told:
        return _keep(draft, category, found or {category: [working_name(text)]})
    draft.do(SaveUserInfo(key=category.value, value=cut(text, limits.TEXT)))
    return draft.said(heard(text, _TELLS, len(draft.memory.identities)), NAMING)


def _keep(draft: Draft, present: Category, found: dict[Category, list[str]]) -> Said:
    """Propose the identities found; a category that takes one gets one, named with all of its words."""
    kept = []
    for category, names in found.items():
        told = draft.memory.facts.get(category.value)
        for name in names if category.takes_several else [cut(" and ".join(names), limits.NAME)]:
            if name and draft.do(_identity(name, category, told.value if told else "")):
                kept.append(name)
    if not kept:
        return _taken(draft, present)
    words = _NAMED[len(draft.memory.identities) % len(_NAMED)].format(quoted(kept) or "That")
    if present in MORE and len(draft.memory.identities_in(present)) == 1 and MORE[present] not in draft.situation.asked:
        return draft.said(words, MORE[present])
    return _go_on(draft, words)


def _taken(draft: Draft, present: Category) -> Said:
    """Nothing new was named: offer to leave the category, and leave it when that was offered already."""
    if present not in draft.memory.open_categories:
        return _go_on(draft, "That has its place already.")
    if LINES[present].offer not in draft.situation.asked:
        return draft.said("That name has its place already.", LINES[present].offer)
    draft.do(SkipCategory(category=present))
    return _go_on(draft, "Then we leave that.")


def _identity(name: str, category: Category, description: str = "") -> SaveIdentity:
    name = name[:1].upper() + name[1:]
    return SaveIdentity(identity=cut(name, limits.NAME), category=category, description=cut(description, limits.TEXT))


def _more(draft: Draft, category: Category, line: str) -> Said:
    """Deal with what came on “who else are you”."""
    text = draft.text
    what = kind(text)
    if what in _ASIDES:
        return draft.said(*aside(what, line))
    if what is Kind.YES:
        return draft.said("Gladly.", line)
    if what is not Kind.ANSWER:
        return _go_on(draft, "Good.")
    return _keep(draft, category, read_identities(text, category, draft.memory) or {category: [working_name(text)]})


def _anything(draft: Draft) -> Said:
    """Everything was skipped, but nobody leaves with nothing: one word, from anywhere, or one of the warm-up."""
    text, asked = draft.text, draft.situation.asked
    what, listed = kind(text), next((each.text for each in draft.memory.who_i_am if echo(each.text)), "")
    if what in _ASIDES:
        return draft.said(*aside(what, ANYTHING.last(asked)))
    if what is Kind.YES and listed and FROM_LIST in asked:
        return _name_anything(draft, listed)
    if what is not Kind.ANSWER:
        if listed and FROM_LIST not in asked:
            return draft.said(f"Earlier you said “{echo(listed)}”.", FROM_LIST)
        line = ANYTHING.question if ANYTHING.example in asked else ANYTHING.example
        return draft.said("There is no hurry, but one word is needed before we part.", line)
    return _name_anything(draft, text)


def _name_anything(draft: Draft, text: str) -> Said:
    category = guessed(text) or Category.PASSIONS_AND_TALENTS
    draft.do(UnskipCategory(category=category))
    found = read_identities(text, category, draft.memory).get(category)
    draft.do(_identity(found[0] if found else working_name(text), category))
    return _go_on(draft, heard(text, _TELLS, 0))


def _back(draft: Draft) -> Said:
    question = identity_warm_up.question_for(WarmUpList.WHO_I_AM, draft.memory)
    return draft.leaving(f"Your two lists are open again. {question}", identity_warm_up.STATE)


def _go_on(draft: Draft, words: str) -> Said:
    if draft.may_leave(NEXT, every_category_covered & some_identity):
        return draft.leaving(words or "Then let us end here.", NEXT)
    return draft.said(words, _question(draft.memory))
