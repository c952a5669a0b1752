"""A name of one or two words that gives energy, for one identity after the other, until none is missing."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from coach.identity import limits
from coach.identity.actions.speaking import Ref, accept, at_hand, mark, new_name
from coach.identity.categories import Stage
from coach.identity.memory import IdentityMemory
from coach.program import Action, Turn


class AcceptRefinement(Action):
    """Settle the name of the identity at hand, when the client has said that it is right and gives them energy.

    `new_name` is the name it has now, of one or two words; leave it empty where the client keeps the old one.
    """

    identity: Ref
    new_name: Annotated[str, Field(max_length=limits.NAME)] = ""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = at_hand(turn, self.identity, Stage.REFINED)
        renamed: dict[str, Any] = {}
        if self.new_name.strip():
            renamed["name"] = new_name(turn.memory, self.new_name, identity)
        return accept(turn, identity, Stage.REFINED, **renamed)


class MarkNothingMissing(Action):
    """Say that the client has looked at all their identities and misses none.

    Use it when they have said so in answer to your question; an identity that is saved or
    brought back afterwards takes it back.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return mark(turn.memory, "nothing_missing", "the client misses no identity")
