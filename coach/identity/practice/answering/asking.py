"""Asking: a question with its help, and resistance met."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from coach.identity.practice.answering.asides import COMPLAINED, aside
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.kinds import ASIDES, Kind

GO_ON = "Shall we go on?"


@dataclass(frozen=True, slots=True)
class Lines:
    """One thing to ask about. Each line has one question mark, and no two lines of the script are the same."""

    question: str
    example: str
    """Asked once where the client does not know."""
    offer: str
    """Offers to leave it; a yes leaves it."""

    def last(self, asked: str) -> str:
        """Which of the lines the coach said last; the question itself where it was none of them."""
        return next((line for line in (self.offer, self.example) if line and line in asked), self.question)


class Move(Enum):
    """What to do about a message."""

    TAKE = auto()
    """It is an answer."""
    LEAVE = auto()
    """The client wants to leave this out."""


def weigh(draft: Draft, lines: Lines, what: Kind) -> Move | tuple[str, str]:
    """What to do about a message of this kind: a move, or words and the question that follows them.

    Hesitation is helped once with an example, then met with an offer to leave it; whatever the client
    goes on with, four such messages lead out of every question.
    """
    last = lines.last(draft.situation.asked)
    if what is Kind.ANSWER:
        return Move.TAKE
    if what is Kind.UNCLEAR and last == lines.question:
        return "Let me put it differently.", lines.example
    if what in ASIDES or (what is Kind.YES and draft.after_goodbye):
        return aside(draft, last, what)
    if what in (Kind.SKIP, Kind.DONE):
        return Move.LEAVE
    if last == lines.offer:
        return ("Then let us try it like this.", lines.example) if what is Kind.NO else Move.LEAVE
    if what is Kind.COMPLAINT:
        return COMPLAINED, lines.offer
    if what is Kind.NO:
        return Move.LEAVE if last == lines.example else ("That is all right.", lines.offer)
    if last == lines.example:
        return "That is all right.", lines.offer
    return ("Good." if what is Kind.YES else "That is not easy to say at once."), lines.example
