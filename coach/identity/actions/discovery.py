"""The identities the client names, one life category after another."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity.actions import limits
from coach.identity.categories import Category
from coach.identity.memory import Identity, IdentityMemory, SkippedCategory
from coach.program import Action, Turn


class SaveIdentity(Action):
    """Keep an identity the client has named: who they are in one side of their life.

    `identity` is a working name of a few words that the client said or agreed to, such as “Night Gardener”;
    `description` is what they told about it, in their words, or empty. One category takes one identity, except passions
    and talents, and familial relations. An identity for another category than the present one is welcome too.
    """

    identity: Annotated[str, Field(min_length=1, max_length=limits.NAME)]
    category: Category
    description: Annotated[str, Field(max_length=limits.TEXT)] = ""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory, label = turn.memory, self.category.label
        name = limits.one_line(self.identity, "the identity's name")
        if self.category in memory.skipped:
            raise Refused(f"{label} was skipped; where the client wants it after all, use UNSKIP_CATEGORY first")
        if twin := memory.identities.get(name):
            raise Refused(f"there is already an identity called {twin.name!r}, in {twin.category.label}")
        there = memory.identities_in(self.category)
        if there and not self.category.takes_several:
            raise Refused(f"{label} takes one identity and has {there[0].name!r}")
        if len(there) >= limits.IDENTITIES_IN_CATEGORY:
            raise Refused(f"{label} has {len(there)} identities and takes no more; go on to what is still missing")
        description = " ".join(self.description.split())
        memory.identities.add(Identity(name=name, category=self.category, description=description))
        return f"Saved identity {name!r} in {label}"


class SkipCategory(Action):
    """Leave a category out because the client has nothing to name there or does not want to.

    Use it when the client says so, or takes up your offer to leave it; not to go faster.
    """

    category: Category

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory, label = turn.memory, self.category.label
        if there := memory.identities_in(self.category):
            raise Refused(f"{label} has {there[0].name!r}, so there is nothing to skip")
        if self.category in memory.skipped:
            raise Refused(f"{label} was skipped already")
        memory.skipped.add(SkippedCategory(category=self.category))
        return f"Skipped {label}"


class UnskipCategory(Action):
    """Take back that a category was skipped, because the client wants to name something there after all."""

    category: Category

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        if self.category not in turn.memory.skipped:
            raise Refused(f"{self.category.label} was not skipped")
        turn.memory.skipped.remove(self.category)
        return f"{self.category.label} is open again"
