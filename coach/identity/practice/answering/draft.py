"""A reply of the practice coach in the making."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from coach.errors import Refused
from coach.identity import limits
from coach.identity.actions import SaveUserInfo, StartBreak, break_offer
from coach.identity.memory import IdentityMemory
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.language import is_foreign
from coach.identity.practice.hearing.reading import kind, plain
from coach.identity.practice.hearing.words import cut, echo, readable, without_hesitation
from coach.program import Action, Guard, Said, Situation, TransitionState, Turn

DANGER = (
    "I am sorry that it is this hard. I am only a script and cannot help you with this, but people can: please turn "
    "now to somebody close to you, or ring your local emergency number."
)
ENGLISH_ONLY = "I can read English only, though your words stay as you wrote them."
#: How every goodbye ends, so that the next reply knows of it; what follows says what is gone on with.
_WRITE = "Write here whenever you like, and we go on "
_FROM_HERE = "from here."
WRITE_AGAIN = f"{_WRITE}{_FROM_HERE}"
#: Where people come and go as they like: a goodbye there needs no break.
_OPEN_DOOR = "ONWARD"
_WANTS_WORDS = frozenset(
    {
        "INTRODUCTION",
        "IDENTITY_REVIEW",
        "IDENTITY_REFINEMENT",
        "ANYTHING_MISSING",
        "IDENTITY_COMMITMENT",
        "I_AM_STATEMENTS",
    }
)
#: Where a doubt is an answer of its own, whatever follows it.
_WEIGHED = frozenset({"IDENTITY_REVIEW", "IDENTITY_REFINEMENT", "IDENTITY_COMMITMENT"})
#: What a client presses who comes back from a break.
_I_AM_BACK = break_offer().buttons[0].label
#: So many things are done in one reply at the most; moving on is one more.
_MOST_ACTIONS = 15

_LAST_CLAUSE = re.compile(
    r"(?s)(?P<rest>.*[^\s.!?;,–—-])\s*(?:[.!?;,\n]|\s[–—-]\s|\sand\s)\s*(?P<last>[^.!?;,\n]{2,60})[.!\s]*"
)
_NOT_KNOWN = re.compile(r"(?:i )?(?:dont|do not) (?:really )?know|(?:idk|dunno|no idea|not sure)(?: man| mate)?")
_FIRST_CLAUSE = re.compile(r"(?s)(?P<first>[^.!?;,\n]{2,30})[.!?;,\n]+\s*(?P<rest>.*\w.*)")


class Draft:
    """A reply in the making: what the client said, the actions proposed, and the memory as they leave it."""

    def __init__(self, situation: Situation[IdentityMemory]) -> None:
        self.situation = situation
        self.memory = situation.memory.copied()
        self.actions: list[Action] = []
        self.pressed = situation.answered.partition("\n")[0]
        """The label of the button that the client chose instead of writing; empty where none was."""
        self.text, self.goodbye = _without_goodbye(_begun(readable(situation.text), situation.state))
        self.kind = _kind(self.text, situation.state)
        self.goodbye = (self.goodbye or self.kind is Kind.STOP) and self.kind is not Kind.DANGER
        self.later = _FROM_HERE
        """What a goodbye says that is gone on with."""

    @property
    def hears(self) -> bool:
        """Whether the client's text is still to be dealt with: not when it was, by this turn's first reply."""
        return not (self.situation.arrived or self.situation.refusals)

    @property
    def back(self) -> bool:
        """Whether the client has just come back from a break."""
        return self.pressed == _I_AM_BACK

    @property
    def after_goodbye(self) -> bool:
        """Whether a goodbye was the last thing the coach said."""
        return _WRITE in self.situation.asked

    @property
    def thanks(self) -> str:
        """An acknowledgement of what the client said before the conversation came here."""
        said = echo(self.text) if self.kind is Kind.ANSWER else ""
        return f"“{said}”, thank you." if said else "Thank you." if self.text else ""

    def do(self, action: Action) -> bool:
        """Propose the action unless it would be refused; say whether it was proposed."""
        trial, situation = self.memory.copied(), self.situation
        if situation.refusals or len(self.actions) >= _MOST_ACTIONS:
            return False
        # A script has no clock: what is kept with a time has it from the engine. The turn is a later one than that
        # of an offer which was open before, and the same for all that is done in it.
        before = situation.memory.offer
        number = before.turn + 1 if before else 1
        turn = Turn(trial, situation.state, number, datetime.min.replace(tzinfo=UTC), None, {})
        try:
            action.apply(turn)
        except Refused:
            return False
        self.memory = trial
        self.actions.append(action)
        return True

    def note(self, key: str, told: str) -> bool:
        """Keep what was told under `key`, as much of it as may be kept."""
        value = cut(told, limits.TEXT)
        return bool(value) and self.do(SaveUserInfo(key=key, value=value))

    def may_leave(self, target: str, guard: Guard[IdentityMemory]) -> bool:
        """Whether to ask for the move to `target`: once a turn, and only where it will be granted."""
        return self.hears and target in self.situation.missing and not guard.missing(self.memory)

    def said(self, *words: str) -> Said:
        """The reply: these words, those that are empty left out; a client who leaves is asked nothing."""
        english = (ENGLISH_ONLY,) if self.hears and is_foreign(self.situation.text) else ()
        if self.goodbye:
            words = (*(each for each in words if "?" not in each), self._goodbye())
        return Said(" ".join(each for each in (*english, *words) if each), tuple(self.actions))

    def in_danger(self) -> Said | None:
        """Where the client speaks of danger, the reply to that: whatever else is left aside, and nothing is asked."""
        return Said(DANGER) if self.hears and self.kind is Kind.DANGER else None

    def leaving(self, words: str, target: str) -> Said:
        """The reply, with the move to `target`; where it is granted, a goodbye is for the state that speaks then."""
        self.goodbye = False
        self.actions.append(TransitionState(target_state=target))
        return self.said(words)

    def _goodbye(self) -> str:
        name = echo(self.memory.first_name)
        if self.after_goodbye:
            return f"Until then. {_WRITE}{self.later}"
        thanks = f"Goodbye for now{f', {name}' if name else ''}, and thank you for this talk."
        if self.situation.state != _OPEN_DOOR and self.do(StartBreak()):
            return thanks if self.later == _FROM_HERE else f"{thanks} We go on {self.later}"
        return f"{thanks} Everything you told me is kept. {_WRITE}{self.later}"


def _kind(text: str, state: str) -> Kind:
    """What kind of thing the text is; a number says nothing where words are asked for and no button is."""
    found, says = kind(text), any(map(str.isalpha, text))
    return Kind.NOTHING if found is Kind.ANSWER and not says and state in _WANTS_WORDS else found


def _begun(text: str, state: str) -> str:
    """The text without what stands before it, where more follows: “umm”, a greeting, thanks, “I don't know,”."""
    said = without_hesitation(text)
    clause = _FIRST_CLAUSE.fullmatch(said)
    if clause is None:
        return said
    first, rest = clause["first"], clause["rest"]
    unknown = state not in _WEIGHED and _NOT_KNOWN.fullmatch(plain(first)) and kind(rest) is Kind.ANSWER
    return rest if unknown or kind(first) in (Kind.HELLO, Kind.THANKS, Kind.SORRY) else said


def _without_goodbye(text: str) -> tuple[str, bool]:
    """The text without a goodbye at its end, where something stands before it; and whether there was one."""
    said, goodbye = text, False
    while kind(said) is not Kind.STOP and (clause := _LAST_CLAUSE.fullmatch(said)):
        last = kind(clause["last"])
        if last not in (Kind.STOP, Kind.THANKS):
            break
        said, goodbye = clause["rest"], goodbye or last is Kind.STOP
    return (said, True) if goodbye or kind(said) is Kind.STOP else (text, False)
