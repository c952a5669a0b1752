"""What is said about statements, and what a word about one says of it."""

from __future__ import annotations

import re

from coach.identity.memory import Identity
from coach.identity.practice.answering.asking import Lines
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.reading import plain
from coach.identity.practice.hearing.words import echo

#: What is longer, in words, is a sentence rather than a word about one.
_FEW = 6
_FITS = re.compile(
    r"(?:.* )?(?:love it|thats it|perfect|beautiful|wonderful|lovely|it fits|fits|like it|spot on|exactly|right|nice|"
    r"(?:its|it is|thats) (?:fine|ok|okay|good|great))"
    r"(?: .*)?"
)
_NOT_YET = re.compile(
    r"(?:.* )?(?:not (?:quite|really|yet|right)|needs? work|dont like|do not like|doesnt fit|too (?:long|short|\w+)|"
    r"something else|change it|(?:short|long|simpl|soft|strong)er|different|hmm+)(?: .*)?"
)


def lines_for(identity: Identity) -> Lines:
    """What is asked about one name."""
    name = echo(identity.name) or "this"
    return Lines(
        f"What does it mean to you to be “{name}”?",
        f"For instance, how would somebody notice on an ordinary day that you are “{name}”?",
        "",
    )


def this_is(identity: Identity) -> str:
    """What a sentence is put with."""
    return f"This is what I heard of “{echo(identity.name) or 'this'}”, in your words."


def needs(identity: Identity) -> str:
    """Asked where a sentence does not fit yet."""
    return f"How would you rather say what it is to be “{echo(identity.name) or 'this'}”?"


def fits(draft: Draft) -> bool:
    """Whether the client says in words that the sentence is theirs."""
    return draft.kind is Kind.YES or (draft.kind is Kind.ANSWER and _few(draft) and bool(_FITS.fullmatch(_said(draft))))


def fits_not_yet(draft: Draft) -> bool:
    """Whether the client says in words that the sentence is not theirs yet."""
    words = draft.kind in (Kind.ANSWER, Kind.UNSURE)
    return draft.kind is Kind.NO or (words and _few(draft) and bool(_NOT_YET.fullmatch(_said(draft))))


def _said(draft: Draft) -> str:
    return plain(draft.text)


def _few(draft: Draft) -> bool:
    return len(draft.text.split()) <= _FEW
