"""Looking through the identities for those that are one and the same."""

from __future__ import annotations

from coach.identity import offers
from coach.identity.actions.speaking import Ref, mark, put
from coach.identity.lifecycle import merge, mergeable
from coach.identity.memory import IdentityMemory
from coach.program import Action, Turn


class OfferMerge(Action):
    """Ask the client, with buttons, whether two of their identities are one and the same and shall become one.

    Use it for true duplicates only, two names for one thing; what is merely related stays two. One pair at a time.
    """

    first: Ref
    second: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        first, second, name = mergeable(turn.memory, self.first, self.second)
        return put(turn, offers.merge(first, second, name, MergeIdentities(first=first.id, second=second.id)))


class MergeIdentities(Action):
    """Make one identity of two that the client holds to be the same; it has both names until it is renamed.

    It is what their yes to your offer does.
    """

    first: Ref
    second: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        kept = merge(turn.memory, self.first, self.second)
        return f"{kept.name!r} is one identity now, in {', '.join(each.label for each in kept.categories)}"


class MarkReviewComplete(Action):
    """Say that the client sees no more overlaps: every identity stands for something of its own.

    Use it when they have said so, not because you see none.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return mark(turn.memory, "review_complete", "the client sees no more overlaps")
