"""What the pieces of the discovery have in common: naming, asking, and going on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.identity import limits
from coach.identity.actions import SaveIdentity
from coach.identity.categories import Category
from coach.identity.guards import every_category_covered, some_identity
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.sides import ANYTHING, LINES
from coach.identity.practice.hearing.words import cut
from coach.program import Said

NEXT = "IDENTITY_REVIEW"

#: Asked where every side has a name or was left out, of who comes back here.
ADD = "What would you like to add? Say “that is all” to go on."

_MOST_JOINED = 2


def question(memory: IdentityMemory) -> str:
    """The question that the memory leads to."""
    if memory.next_category:
        return LINES[memory.next_category].question
    return GO_ON if memory.live else ANYTHING.question


def save(draft: Draft, found: Mapping[Category, Iterable[str]], about: Mapping[Category, str]) -> list[str]:
    """Propose the identities found, the first of a category with what is told about it.

    A category that takes one gets one, of the first two names where there are more.
    """
    kept = []
    for category, names in found.items():
        told = about.get(category, "")
        for name in names if category.takes_several else [cut(" and ".join([*names][:_MOST_JOINED]), limits.NAME)]:
            if name and draft.do(_identity(name, category, told)):
                kept.append(name)
                told = ""
    return kept


def may_end(draft: Draft) -> bool:
    """Whether all is done, so that the names can be looked over."""
    return draft.may_leave(NEXT, every_category_covered & some_identity)


def go_on(draft: Draft, words: str) -> Said:
    """Ask about what comes next, or go on to looking over the names."""
    if may_end(draft):
        return draft.leaving(words or "Then let us look at them together.", NEXT)
    return draft.said(words, question(draft.memory))


def _identity(name: str, category: Category, about: str) -> SaveIdentity:
    name = name[:1].upper() + name[1:]
    return SaveIdentity(identity=cut(name, limits.NAME), category=category, description=cut(about, limits.TEXT))
