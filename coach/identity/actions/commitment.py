"""What the client will really live: commit to an identity, make it a part of another one, or let it go."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits, offers
from coach.identity.actions.speaking import Ref, accept, at_hand, put
from coach.identity.categories import Stage
from coach.identity.lifecycle import archivable, archive, nest, nestable, reorder, restore
from coach.identity.memory import IdentityMemory
from coach.program import Action, Turn


class AcceptCommitment(Action):
    """Keep that the client commits to the identity at hand: they want to live as this person.

    Use it after a plain yes to that question.
    """

    identity: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return accept(turn, at_hand(turn, self.identity, Stage.COMMITTED), Stage.COMMITTED)


class OfferNest(Action):
    """Ask the client, with buttons, whether an identity shall go on as a part of another one, the one it goes `under`.

    Use it where the client finds that one of the two holds the other.
    """

    identity: Ref
    under: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        child, parent = nestable(turn.memory, self.identity, self.under)
        return put(turn, offers.nest(child, parent, NestIdentity(identity=child.id, under=parent.id)))


class NestIdentity(Action):
    """Make an identity a part of another one, the one it goes `under`; both keep their names.

    It is what the client's yes to your offer does.
    """

    identity: Ref
    under: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        child, parent = nest(turn.memory, self.identity, self.under)
        return f"{child.name!r} is a part of {parent.name!r} now"


class OfferArchive(Action):
    """Ask the client, with buttons, whether an identity shall be let go.

    Use it where they hesitate to commit to it or say that it is not them any more. Where commitment is being talked
    about, their no means that they commit to it.
    """

    identity: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory = turn.memory
        identity = archivable(memory, self.identity)
        open_to = memory.working_towards is Stage.COMMITTED and identity in memory.pending
        no = AcceptCommitment(identity=identity.id) if open_to else None
        return put(turn, offers.archive(identity, ArchiveIdentity(identity=identity.id), no))


class ArchiveIdentity(Action):
    """Let an identity go that the client does not want to live; it can be had back.

    It is what their yes to your offer does.
    """

    identity: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return f"{archive(turn.memory, self.identity).name!r} is archived"


class RestoreIdentity(Action):
    """Bring back an identity that was let go, because the client wants it after all."""

    identity: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        restored = restore(turn.memory, self.identity)
        return f"{restored.name!r} is back in {restored.category.label}, {restored.stage.value} as it was"


class ReorderIdentities(Action):
    """Put the client's identities in the order they want to see them in.

    Name those that come first, in order; the others keep theirs after them.
    """

    identities: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=limits.IDENTITIES)]

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory = turn.memory
        first = [memory.identity(ref) for ref in self.identities]
        for n, identity in enumerate(first):
            if identity in first[:n]:
                raise Refused(f"{identity.name!r} is named twice; name each one once")
        reorder(memory, first)
        return f"The order is now {', '.join(repr(each.name) for each in memory.displayed)}"
