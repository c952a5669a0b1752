"""Where every side was left out: nobody leaves with nothing, so one word from anywhere, or one of the first list."""

from __future__ import annotations

from coach.identity.actions import UnskipCategory
from coach.identity.categories import Category
from coach.identity.practice.answering.asides import aside
from coach.identity.practice.answering.choices import rest
from coach.identity.practice.answering.discovery import go_on, save
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.sides import ANYTHING, FROM_LIST
from coach.identity.practice.hearing.identities import read_identities, working_name
from coach.identity.practice.hearing.kinds import ASIDES, Kind
from coach.identity.practice.hearing.sides import guessed
from coach.identity.practice.hearing.words import echo, heard
from coach.program import Said

_HEARD = ("“{}”, I hear.",)
_IN_ITS_TIME = "One word is needed to go on from, and it may take its time. Let us rest until it comes."


def ask_for_anything(draft: Draft) -> Said:
    """Deal with what came on the question for one word."""
    what, asked = draft.kind, draft.situation.asked
    listed = next((each.text for each in draft.memory.who_i_am if echo(each.text)), "")
    if what in ASIDES:
        return draft.said(*aside(draft, ANYTHING.last(asked)))
    if what is Kind.YES and listed and FROM_LIST in asked:
        return _name(draft, listed)
    if what is not Kind.ANSWER:
        if ANYTHING.example in asked:
            return rest(draft, _IN_ITS_TIME)
        if listed and FROM_LIST not in asked:
            return draft.said(f"Earlier you said “{echo(listed)}”.", FROM_LIST)
        return draft.said("There is no hurry, but one word is needed to go on from.", ANYTHING.example)
    return _name(draft, draft.text)


def _name(draft: Draft, text: str) -> Said:
    category = guessed(text) or Category.PASSIONS_AND_TALENTS
    draft.do(UnskipCategory(category=category))
    found = read_identities(text, category, draft.memory).get(category) or [working_name(text)]
    save(draft, {category: found[:1]}, {})
    return go_on(draft, heard(text, _HEARD, 0))
