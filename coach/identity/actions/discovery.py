"""The identities the client names, one life category after another."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from coach.errors import Refused
from coach.identity import limits
from coach.identity.actions.speaking import Name, Ref, Text, new_name
from coach.identity.categories import Category
from coach.identity.memory import Identity, IdentityMemory, Note, SkippedCategory
from coach.program import Action, Turn
from coach.program.words import fold

Description = Annotated[str, Field(max_length=limits.TEXT)]


class SaveIdentity(Action):
    """Keep an identity the client has named: who they are in one side of their life.

    `identity` is a working name of a few words that the client said or agreed to, such as “Night Gardener”;
    `description` is what they told about it, in their words, or empty. One category takes one identity, except passions
    and talents, and familial relations. An identity for another category than the present one is welcome too.
    """

    identity: Name
    category: Category
    description: Description = ""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        kept = _keep(turn.memory, self.identity, self.category, self.description)
        return f"Saved identity {kept.name!r} in {kept.category.label}"


class NamedIdentity(BaseModel):
    """One of several identities."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    identity: Name
    category: Category
    description: Description = ""


class SaveIdentities(Action):
    """Keep several identities that the client has named in one message; each as SAVE_IDENTITY keeps one."""

    identities: Annotated[tuple[NamedIdentity, ...], Field(min_length=1, max_length=limits.ITEMS_AT_ONCE)]

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        saved, left = [], []
        for each in self.identities:
            try:
                kept = _keep(turn.memory, each.identity, each.category, each.description)
                saved.append(f"{kept.name!r} in {kept.category.label}")
            except Refused as refusal:
                left.append(str(refusal))
        if not saved:
            raise Refused("; ".join(left))
        done = f"Saved {'; '.join(saved)}"
        return f"{done}. Not saved: {'; '.join(left)}" if left else done


class RenameIdentity(Action):
    """Give an identity another name, because the client wants it called so."""

    identity: Ref
    new_name: Name

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = turn.memory.identity(self.identity)
        name = new_name(turn.memory, self.new_name, identity)
        if name == identity.name:
            raise Refused(f"it is called {name!r} already")
        # coach: no cover for TAKEN: new_name has found it free, or its own
        turn.memory.identities.change(identity, name=name)
        return f"{identity.name!r} is now called {name!r}"


class AddIdentityNote(Action):
    """Keep with an identity something that the client has just told about it, in their own words."""

    identity: Ref
    text: Text

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = turn.memory.identity(self.identity)
        text = limits.one_line(self.text, "the note")
        if any(fold(note.text) == fold(text) for note in identity.notes):
            raise Refused(f"{identity.name!r} has this note already")
        if len(identity.notes) >= limits.NOTES:
            raise Refused(f"{identity.name!r} has {len(identity.notes)} notes and takes no more")
        turn.memory.identities.change(identity, notes=(*identity.notes, Note(text=text)))
        return f"Noted with {identity.name!r}: {text!r}"


class FocusCategory(Action):
    """Talk about this side of the client's life next, because they want to.

    Without it, the sides come one after the other by themselves.
    """

    category: Category

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory, label = turn.memory, self.category.label
        if self.category in memory.skipped:
            raise Refused(f"{label} was skipped; where the client wants it after all, use UNSKIP_CATEGORY")
        if there := memory.covering(self.category):
            more = "; another one can be saved there at any time" if self.category.takes_several else ""
            raise Refused(f"{label} has {there[0].name!r}{more}")
        memory.focus = self.category
        return f"{label} is next"


class SkipCategory(Action):
    """Leave a category out because the client has nothing to name there or does not want to.

    Use it when the client says so, or takes up your offer to leave it; not to go faster.
    """

    category: Category

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory, label = turn.memory, self.category.label
        if there := memory.covering(self.category):
            raise Refused(f"{label} has {there[0].name!r}, so there is nothing to skip")
        if self.category in memory.skipped:
            raise Refused(f"{label} was skipped already")
        memory.skipped.add(SkippedCategory(category=self.category))
        return f"Skipped {label}"


class UnskipCategory(Action):
    """Take back that a category was skipped, because the client wants to name something there after all.

    It is the next one to talk about then.
    """

    category: Category

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        if self.category not in turn.memory.skipped:
            raise Refused(f"{self.category.label} was not skipped")
        turn.memory.skipped.remove(self.category)
        turn.memory.focus = self.category
        return f"{self.category.label} is open again"


def _keep(memory: IdentityMemory, identity: str, category: Category, description: str) -> Identity:
    """Add an identity; the client is asked again, later, whether one is missing."""
    label, name = category.label, new_name(memory, identity)
    if category in memory.skipped:
        raise Refused(f"{label} was skipped; where the client wants it after all, use UNSKIP_CATEGORY first")
    there = memory.identities_in(category)
    if there and not category.takes_several:
        raise Refused(f"{label} takes one identity and has {there[0].name!r}")
    if len(there) >= limits.IDENTITIES_IN_CATEGORY:
        raise Refused(f"{label} has {len(there)} identities and takes no more; go on to what is still missing")
    if len(memory.identities) >= limits.IDENTITIES:
        raise Refused(f"{limits.IDENTITIES} identities are kept already, archived ones included; rename or restore one")
    memory.nothing_missing = False
    return memory.identities.add(Identity(name=name, category=category, description=" ".join(description.split())))
