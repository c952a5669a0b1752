"""A conversation with the practice coach that needs no engine, and a client who answers well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from coach import Action, Guard, Said, Situation, TransitionState, Turn
from coach.identity import (
    Category,
    IdentityMemory,
    both_lists_closed,
    every_category_covered,
    every_topic_covered,
    identity_practice,
    introduction_complete,
    some_identity,
)

OPENING = "Hello, and welcome. What would you like me to call you?"
EXITS: dict[str, dict[str, Guard[IdentityMemory] | None]] = {
    "INTRODUCTION": {"GET_TO_KNOW_YOU": introduction_complete},
    "GET_TO_KNOW_YOU": {"IDENTITY_WARM_UP": every_topic_covered},
    "IDENTITY_WARM_UP": {"IDENTITY_DISCOVERY": both_lists_closed},
    "IDENTITY_DISCOVERY": {"FAREWELL": every_category_covered & some_identity, "IDENTITY_WARM_UP": None},
    "FAREWELL": {},
}


@dataclass
class Talk:
    """A conversation with the practice coach: what it proposes is applied, and may not be refused."""

    state: str = "INTRODUCTION"
    memory: IdentityMemory = field(default_factory=IdentityMemory)
    asked: str = OPENING
    turns: int = 0
    done: list[Action] = field(default_factory=list)
    """What the last message led to."""

    def missing(self) -> dict[str, tuple[str, ...]]:
        return {t: () if g is None else g.missing(self.memory) for t, g in EXITS[self.state].items()}

    def reply(self, text: str, *, arrived: bool = False, refusals: Iterable[str] = ()) -> Said:
        locked = self.memory.copied(locked=True)
        said = identity_practice(
            Situation(self.state, locked, text, self.asked, self.missing(), arrived, tuple(refusals))
        )
        assert said.message.count("?") <= 1, said.message
        return said

    def say(self, text: str) -> str:
        said = self.reply(text)
        self.turns, self.done, self.asked = self.turns + 1, list(said.actions), said.message
        turn = Turn(self.memory, self.state, self.turns, datetime(2026, 1, 1, tzinfo=UTC), timedelta(0), {})
        moves = [action for action in said.actions if isinstance(action, TransitionState)]
        for action in said.actions:
            type(action).model_validate(action.model_dump(mode="json"))
            if action not in moves:
                action.apply(turn)
        assert len(moves) <= 1
        if moves:
            self.move(moves[0].target_state, text)
        return self.asked

    def move(self, target: str, text: str) -> None:
        assert self.missing()[target] == ()
        back = (self.state, target) == ("IDENTITY_DISCOVERY", "IDENTITY_WARM_UP")
        self.state = target
        if back:
            self.memory.who_i_am_closed = self.memory.who_i_want_to_be_closed = False
            return
        arrived = self.reply(text, arrived=True)
        assert arrived.actions == ()
        self.asked = arrived.message

    def over(self, texts: Iterable[str]) -> int:
        """Say these texts until the conversation is over; how many turns it took."""
        for text in texts:
            if self.state == "FAREWELL":
                break
            self.say(text)
        return self.turns


def at(state: str, asked: str = "", **filled: Callable[[IdentityMemory], None]) -> Talk:
    talk = Talk(state=state, asked=asked)
    for fill in filled.values():
        fill(talk.memory)
    return talk


def facts(talk: Talk) -> dict[str, str]:
    return {fact.key: fact.value for fact in talk.memory.facts}


def names(talk: Talk) -> dict[Category, list[str]]:
    found = {category: [each.name for each in talk.memory.identities_in(category)] for category in Category}
    return {category: named for category, named in found.items() if named}


COOPERATIVE = [
    *("I'm Ana, a nurse from Porto", "Yes, gladly", "By the sea, in a house full of people. We had goats."),
    *("My mother, two sisters and my husband", "I work nights and sleep in the mornings", "I sing in a choir"),
    *("To be less tired and more myself", "I run, I paint and I cook", "a mother hen", "that's all"),
    *("calm, brave", "no more, that is all", "a singer", "no", "Healer", "squirrel", "a listener", "simple and neat"),
    *("River runner", "the eldest sister", "nobody else", "Old-fashioned lover", "finisher"),
]
