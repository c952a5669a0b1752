"""Asking: a question with its help, resistance met, and a reply put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto

from coach.errors import Refused
from coach.identity.memory import IdentityMemory
from coach.identity.practice.reading import Kind, kind, other_script
from coach.identity.practice.words import echo, readable
from coach.program import Action, Guard, Said, Situation, TransitionState, Turn

HONEST = "I am a practice coach: a fixed script, with no language model behind it."
ENGLISH_ONLY = "I can read English only, though your words stay as you wrote them."
GO_ON = "Shall we go on?"
STOPPED = "Then we stop here. Write again whenever you like, and we go on from this point."

_WHY = (
    "A fair question. I ask because what you live and what you hope for show who you are; answer as much as you like."
)
_TAKE_TIME = "Take your time."


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


def weigh(what: Kind, lines: Lines, asked: str) -> Move | tuple[str, str]:
    """What to do about a message of this kind: a move, or words and the question that follows them.

    Hesitation is helped once with an example, then met with an offer to leave it; whatever the client
    goes on with, four such messages lead out of every question.
    """
    last = lines.last(asked)
    if what is Kind.ANSWER:
        return Move.TAKE
    if what in (Kind.NOTHING, Kind.QUESTION, Kind.WHO_ARE_YOU, Kind.STOP):
        return aside(what, last)
    if what in (Kind.SKIP, Kind.DONE):
        return Move.LEAVE
    if last == lines.offer:
        return ("Then let us try it like this.", lines.example) if what is Kind.NO else Move.LEAVE
    if what is Kind.NO:
        return Move.LEAVE if last == lines.example else ("That is all right.", lines.offer)
    if last == lines.example:
        return "That is all right.", lines.offer
    return ("Gladly." if what is Kind.YES else "That is not easy to say at once."), lines.example


def aside(what: Kind, last: str) -> tuple[str, str]:
    """Words for what is no answer, and the question to repeat."""
    if what is Kind.STOP:
        return STOPPED, ""
    words = {Kind.WHO_ARE_YOU: HONEST, Kind.QUESTION: _WHY}
    return words.get(what, _TAKE_TIME), last


class Draft:
    """A reply in the making: its actions, and the memory as they leave it."""

    def __init__(self, situation: Situation[IdentityMemory]) -> None:
        self.situation = situation
        self.text = readable(situation.text)
        self.memory = situation.memory.copied()
        self.actions: list[Action] = []

    @property
    def hears(self) -> bool:
        """Whether the client's text is still to be dealt with: not when it was, by this turn's first reply."""
        return not (self.situation.arrived or self.situation.refusals)

    @property
    def thanks(self) -> str:
        """An acknowledgement of what the client said before the conversation came here."""
        said = echo(self.text) if kind(self.text) is Kind.ANSWER else ""
        return f"“{said}”, thank you." if said else "Thank you." if self.text else ""

    def do(self, action: Action) -> bool:
        """Propose the action unless it would be refused; say whether it was proposed."""
        trial, situation = self.memory.copied(), self.situation
        # No action of this program looks at the clock, and a script has none.
        turn = Turn(trial, situation.state, 1, datetime.min.replace(tzinfo=UTC), None, {})
        try:
            action.apply(turn)
        except Refused:
            return False
        self.memory = trial
        self.actions.append(action)
        return True

    def may_leave(self, target: str, guard: Guard[IdentityMemory]) -> bool:
        """Whether to ask for the move to `target`: once a turn, and only where it will be granted."""
        return self.hears and target in self.situation.missing and not guard.missing(self.memory)

    def said(self, *words: str) -> Said:
        """The reply: these words, those that are empty left out."""
        english = (ENGLISH_ONLY,) if self.hears and other_script(self.text) else ()
        return Said(" ".join(each for each in (*english, *words) if each), tuple(self.actions))

    def leaving(self, words: str, target: str) -> Said:
        """The reply, with the move to `target`."""
        self.actions.append(TransitionState(target_state=target))
        return self.said(words)
