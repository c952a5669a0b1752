"""A conversation with the practice coach that needs no database, and a client who answers well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import cycle

from coach import Action, Said, Situation
from coach.engine.decide import Outcome, Snapshot, decide, missing
from coach.engine.lint import lint
from coach.engine.replies import FORMATS
from coach.engine.reply import MAX_ACTIONS, FormatName, Reply
from coach.identity import Category, Identity, IdentityMemory, identity_practice
from coach.loading import Program
from coach.models.practice import proposal
from coach.program.action import By, Turn
from coach.program.offer import Answer
from coach.turns.answering import Chosen, proposals, shown_answer
from coach.turns.keeping import as_json, offer_view

_MODEL: tuple[By, ...] = ("model",)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPENING = "Hello, and welcome. What would you like me to call you?"


#: The states up to the discovery, and those after it, in their order.
EARLY = ("INTRODUCTION", "GET_TO_KNOW_YOU", "IDENTITY_WARM_UP", "IDENTITY_DISCOVERY")
LATER = (
    *("IDENTITY_REVIEW", "IDENTITY_REFINEMENT", "ANYTHING_MISSING", "IDENTITY_COMMITMENT", "I_AM_STATEMENTS"),
    *("IDENTITY_VISUALIZATION", "ONWARD", "FAREWELL"),
)


@cache
def program() -> Program:
    return Program.load(interludes=False)


@dataclass
class Talk:
    """A conversation with the practice coach, ruled on by the engine: what it proposes may not be refused."""

    state: str = "INTRODUCTION"
    memory: IdentityMemory = field(default_factory=IdentityMemory)
    asked: str = OPENING
    turns: int = 0
    done: list[Action] = field(default_factory=list)
    """What the practice coach did in the last turn."""
    path: list[str] = field(default_factory=list)
    """The states it moved to."""
    _formats: Iterator[FormatName] = field(default_factory=lambda: cycle(FORMATS))

    def reply(self, text: str, *, arrived: bool = False, refusals: Iterable[str] = (), answered: str = "") -> Said:
        """What the practice coach says here, with nothing done."""
        locked = self.memory.copied(locked=True)
        wanting = missing(program(), self.state, self.memory, by=_MODEL)
        targets = program().rules[self.state].targets
        said = identity_practice(
            Situation(
                *(self.state, locked, text, self.asked, {target: wanting[target] for target in targets}),
                arrived=arrived,
                refusals=tuple(refusals),
                answered=answered,
            )
        )
        assert said.message.strip()
        assert not [each for each in lint(said.message, ()) if "question" in each], said.message
        return said

    def say(self, text: str) -> str:
        """What the client types: the number or label of an open offer's button presses it, as in the terminal."""
        offer = self.memory.offer
        shown = offer_view(as_json(offer.plain())) if offer is not None else None
        answer = shown.answered_by(text) if shown is not None else None
        if answer is not None:
            return self.press(answer.button)
        self.turns, self.done = self.turns + 1, []
        if offer is not None and offer.holds:
            self.asked = offer.holds
        elif self._answered(text, "").move is not None:
            self._answered(text, "", arrived=True)
        return self.asked

    def press(self, button: str, **fields: str) -> str:
        """Press a button of the open offer."""
        offer = self.memory.offer
        assert offer is not None
        pressed = offer.button(button)
        assert pressed is not None, f"{button}: {offer.buttons}"
        self.turns, self.done = self.turns + 1, []
        choice = Chosen(Answer(offer.id, button, fields), offer, pressed)
        self.memory.with_offer(None)
        outcome = self._decided(Reply("", proposals(program(), choice)), by_user=True)
        said = shown_answer(choice)
        if outcome.move is None and self.memory.offer is None:
            outcome = self._answered("", said)
        if outcome.move is not None and self.memory.offer is None:
            self._answered("", said, arrived=True)
        return self.asked

    def over(self, texts: Iterable[str]) -> int:
        """Say these texts until the conversation is over; how many turns it took."""
        for text in texts:
            if self.state == "FAREWELL":
                break
            self.say(text)
        return self.turns

    def _answered(self, text: str, answered: str, *, arrived: bool = False) -> Outcome:
        """One reply of the practice coach, by way of a format, with what it did."""
        said = self.reply(text, arrived=arrived, answered=answered)
        format = FORMATS[next(self._formats)]
        reply = format.read(
            format.write(said.message, [proposal(each) for each in said.actions]), program().text_params
        )
        assert isinstance(reply, Reply)
        assert reply.message == said.message
        assert len(reply.proposals) <= MAX_ACTIONS
        before, self.asked = self.memory.offer, said.message
        outcome = self._decided(reply, arrived=arrived)
        self.done += said.actions
        if self.memory.offer is not None and self.memory.offer is not before:
            assert "?" not in said.message, said.message
        return outcome

    def _decided(self, reply: Reply, *, arrived: bool = False, by_user: bool = False) -> Outcome:
        snapshot = Snapshot(self.state, self.memory, self.turns, NOW, timedelta(0), moved=arrived)
        outcome = decide(program(), snapshot, reply, by="user" if by_user else "model")
        assert not [bug for bug in outcome.bugs if bug.error], outcome.bugs  # what was slow says nothing here
        if not by_user:
            undone = [
                (each.type, dict(each.params), each.reason) for each in outcome.results if each.status != "applied"
            ]
            assert not undone, undone
        assert isinstance(outcome.memory, IdentityMemory)
        self.state, self.memory = outcome.state, outcome.memory
        if outcome.move is not None:
            self.path.append(self.state)
            if outcome.move.exit.speaks == "old":
                return replace(outcome, move=None)
        return outcome


def at(state: str, asked: str = "", **filled: Callable[[IdentityMemory], None]) -> Talk:
    """A talk that has come to a state, its memory filled, with the coach's last words."""
    talk = Talk(state=state, asked=asked)
    for fill in filled.values():
        fill(talk.memory)
    enter = program().states[state].on_enter
    if enter is not None:
        enter(Turn(talk.memory, state, 0, NOW, None, {}))
    return talk


def named(*each: str) -> Callable[[IdentityMemory], None]:
    """Fills a memory with identities of these names, one in each category."""

    def fill(memory: IdentityMemory) -> None:
        for name, category in zip(each, Category, strict=False):
            memory.identities.add(Identity(name=name, category=category))

    return fill


def facts(talk: Talk) -> dict[str, str]:
    return {fact.key: fact.value for fact in talk.memory.facts}


def names(talk: Talk) -> dict[Category, list[str]]:
    found = {category: [each.name for each in talk.memory.identities_in(category)] for category in Category}
    return {category: named for category, named in found.items() if named}


COOPERATIVE = [
    *("I'm Ana, a nurse from Porto", "1", "Yes, gladly", "By the sea, in a house full of people. We had goats."),
    *("My mother, two sisters and my husband", "I work nights and sleep in the mornings", "I sing in a choir"),
    *("To be less tired and more myself", "I run, I paint and I cook", "a mother hen", "that's all"),
    *("calm, brave", "no more, that is all", "a singer", "no", "Healer", "squirrel", "a listener", "simple and neat"),
    *("River runner", "the eldest sister", "nobody else", "Old-fashioned lover", "finisher"),
]
#: The same client, to the end: nine names, each refined, lived, put into words and pictured.
WHOLE = [
    *(*COOPERATIVE, "no", *["yes"] * 9, "no", *["of course"] * 9),
    *[line for n in range(9) for line in (f"that I know my way, and that is number {n}", "I love it")],
    *("Continue", *["on the hill, in my old coat, and I feel free"] * 9),
    *("Healer. I will call my mother on Sunday", "I did, she was glad", "I want to stop here for good"),
]
