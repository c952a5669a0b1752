"""Where conversations of a program really come to, and what leads on from there: what the explorer finds in no time."""

from __future__ import annotations

from collections.abc import Mapping

from coach.engine.program import Program
from coach.engine.reply import Proposal
from coach.program.memory import Memory
from coach.testing.exploring.deeds import done
from coach.testing.exploring.exploration import explore
from coach.values import value

#: Outcomes looked at for one exit from one place, at the most: this is a hint, and no search.
_MOST = 200


@value
class Places:
    """What was found."""

    stands: tuple[tuple[str, Memory], ...]
    """States with memories that actions made, as conversations pass by them."""
    deeds: Mapping[str, tuple[Proposal, ...]]
    """For each state, what a model asked for that brought a conversation on."""


def places(program: Program) -> Places:
    """The same for the same program, every time."""
    stands, deeds = dict[tuple[str, str], Memory](), dict[str, dict[str, Proposal]]()
    for leg in explore(program, depth=0, most=_MOST).legs:
        at = leg.before
        for deed in leg.deeds:
            if not program.states[at.state].silent:
                stands[at.state, at.memory.model_dump_json()] = at.memory
            deeds.setdefault(at.state, {}).update({repr(each): each for each in deed.proposals})
            if (made := done(program, at, deed)) is None:
                break
            at = made.after
    return Places(
        tuple((state, memory) for (state, _), memory in stands.items()),
        {state: tuple(found.values()) for state, found in deeds.items()},
    )
