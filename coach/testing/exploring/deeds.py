"""What can happen in one turn, by the pure engine: what a model proposes, or a button that the client presses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from coach.engine.decide import decide
from coach.engine.outcome import Outcome, Snapshot
from coach.engine.program import Program
from coach.engine.reply import Proposal, Reply
from coach.errors import CoachError
from coach.program.memory import Memory
from coach.program.offer import Answer, Offer
from coach.program.records import key_of
from coach.program.state import Exit
from coach.testing.exploring.params import WORDS, draws, parameters
from coach.turns.answering import chosen, proposals
from coach.values import value

#: The most texts of the memory that parameters are drawn from.
_KNOWN = 60
_LONGEST = 120


@value
class Deed:
    """One turn: what the model proposes, or the button that the client presses, after so many days of silence."""

    proposals: tuple[Proposal, ...] = ()
    button: str = ""
    """The name of a button of the open offer."""
    fields: tuple[tuple[str, str], ...] = ()
    days: int = 0


@value
class Done:
    """What came of a deed."""

    outcome: Outcome
    after: Snapshot
    """Where the next turn begins."""

    @property
    def whole(self) -> bool:
        """Nothing was refused, and nothing failed."""
        return not self.outcome.bugs and all(each.status == "applied" for each in self.outcome.results)


def done(program: Program, before: Snapshot, deed: Deed) -> Done | None:
    """What the machine makes of it; None where it cannot be done at all."""
    now = before.now + timedelta(days=deed.days)
    before = replace(before, now=now, since_last=timedelta(days=deed.days))
    if deed.button:
        try:
            choice = chosen(Answer(_offer(before).id, deed.button, dict(deed.fields)), before.memory.offer)
        except CoachError:
            return None
        closed = replace(before, memory=before.memory.copied().with_offer(None))
        outcome = decide(program, closed, Reply("", proposals(program, choice)), by="user")
    elif before.memory.offer is not None and before.memory.offer.holds:
        return None
    else:
        outcome = decide(program, before, Reply("", deed.proposals))
    entered = [*before.entered, outcome.state] if outcome.move else before.entered
    after = replace(
        before, state=outcome.state, memory=outcome.memory, turn=before.turn + 1, entered=list(dict.fromkeys(entered))
    )
    return Done(outcome, after)


def asking_for(exit: Exit) -> Deed:
    """The model asks for an exit; what is taken by itself needs a turn alone."""
    if exit.by == "auto":
        return Deed()
    return Deed((Proposal("TRANSITION_STATE", {"target_state": exit.target}),))


def candidates(
    program: Program, at: Snapshot, missing: Sequence[str], first: Sequence[str], random: Random, days: int = 0
) -> Iterator[tuple[str, Deed]]:
    """What may be done here about what is missing, each with a name for its kind; the kinds in `first` come first."""
    offer, rules = at.memory.offer, program.rules[at.state]
    yield from answers(at, random, days)
    if offer is not None and offer.holds:
        return
    yield "words", Deed(days=days)
    if rules.state.silent:
        return
    known = _texts(at.memory)
    meant = [text for text in known if any(text in sentence for sentence in missing)]
    ranks = {name: number for number, name in enumerate(first)}
    for name, cls in sorted(rules.allowed.items(), key=lambda item: ranks.get(item[0], len(ranks))):
        for _ in range(draws(cls)):
            yield name, Deed((Proposal(name, parameters(cls, known, meant, random)),), days=days)


def _offer(at: Snapshot) -> Offer:
    if at.memory.offer is None:
        raise CoachError("no offer is open")
    return at.memory.offer


def _edited(offer: Offer, random: Random) -> dict[str, str]:
    return {blank.name: random.choice(WORDS)[: blank.longest] for blank in offer.fields}


def answers(at: Snapshot, random: Random, days: int = 0) -> Iterator[tuple[str, Deed]]:
    """The answers there are to the open offer, each with a name for its kind."""
    if (offer := at.memory.offer) is None:
        return
    for fields in ({}, _edited(offer, random)) if offer.fields else ({},):
        for button in offer.buttons:
            yield f"{offer.kind}: {button.name}", Deed((), button.name, tuple(fields.items()), days)


def _texts(memory: Memory) -> list[str]:
    """The texts of a memory, each once: what its records are called, then the others.

    Ids only where a record has no other name: they say nothing to whoever reads the walk.
    """
    records = [record for name in memory.collections for record in memory.__dict__[name]]
    ids = {record.id for record in records}
    found = [*map(key_of, records), *(text for text in _inside(memory.plain()) if text not in ids)]
    return [text for text in dict.fromkeys(found) if 0 < len(text) <= _LONGEST][:_KNOWN]


def _inside(plain: Any) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    for each in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        yield from _inside(each)
