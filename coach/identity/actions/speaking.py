"""How actions speak of identities, and what several of them do alike."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from coach.errors import Refused, Stale
from coach.identity import limits
from coach.identity.categories import Stage
from coach.identity.lifecycle import raise_to
from coach.identity.memory import Commitment, Identity, IdentityMemory, UserNote
from coach.program import Offer, Records, Turn

#: An identity that is meant, and the name of a new one.
Ref = Annotated[str, Field(min_length=1, max_length=limits.NAME, description="its name or id")]
Name = Annotated[str, Field(min_length=1, max_length=limits.NAME)]
Text = Annotated[str, Field(min_length=1, max_length=limits.TEXT)]

Flag = Literal[
    "consent_given",
    "explained",
    "introduction_complete",
    "review_complete",
    "nothing_missing",
    "summary_seen",
    "course_ended",
]
R = TypeVar("R", UserNote, Commitment)


def mark(memory: IdentityMemory, flag: Flag, what: str) -> str:
    """Set a mark of the memory; `what` says what is so then. `Refused` where it is set."""
    if getattr(memory, flag):
        raise Refused(f"{what} already")
    setattr(memory, flag, True)
    return what[:1].upper() + what[1:]


def put(turn: Turn[IdentityMemory], offer: Offer) -> str:
    """Put an offer to the client; `Refused` where one was put in this very turn, which nobody would get to see."""
    there = turn.memory.offer
    if there is not None and there.turn == turn.number:
        raise Refused(f"one offer at a time: “{there.text[:80]}” was put just now; wait for the client's answer")
    return f"Asked the client: {' '.join(turn.put(offer).text.split())}"


def settle(memory: IdentityMemory, kind: str) -> None:
    """Take back the open offer if it is of this kind: what it asks is settled."""
    if memory.offer is not None and memory.offer.kind == kind:
        memory.with_offer(None)


def new_name(memory: IdentityMemory, text: str, of: Identity | None = None) -> str:
    """The text as a name that no other identity has, archived or not; `Refused`, with the other one named."""
    name = limits.one_line(text, "the identity's name")
    twin = memory.identities.get(name)
    if twin is None or (of is not None and twin.id == of.id):
        return name
    if twin.archived:
        raise Refused(f"{twin.name!r} was named before and is archived; RESTORE_IDENTITY would bring it back")
    raise Refused(f"there is already an identity called {twin.name!r}, in {twin.category.label}")


def at_hand(turn: Turn[IdentityMemory], ref: str, stage: Stage) -> Identity:
    """The identity that is to reach a stage: for the model, the oldest one below it; for the client, any.

    `Refused`, with the one at hand, where the model means another one.
    """
    identity = turn.memory.identity(ref)
    first = next(iter(turn.memory.below(stage)), None)
    if turn.by == "user" or identity == first:
        return identity
    next_one = f"the one at hand is {first.name!r}" if first else f"every identity is {stage.value}"
    if identity.rank >= stage.rank:
        # coach: no cover for OFFER_STATEMENT: an identity that is stated already may be offered other words
        raise Refused(f"{identity.name!r} is {stage.value} already; {next_one}")
    raise Refused(f"{identity.name!r} has its turn later; {next_one}")


def accept(turn: Turn[IdentityMemory], identity: Identity, stage: Stage, **fields: Any) -> str:
    """Raise an identity to a stage; the line that says so names the one that is next."""
    raised = raise_to(turn.memory, identity, stage, **fields)
    following = next(iter(turn.memory.below(stage)), None)
    return f"{raised.name!r} is {stage.value}; {f'next is {following.name!r}' if following else 'it was the last one'}"


def noted(records: Records[R], id: str, what: str) -> R:
    """The record of this id; `Stale`, with those there are, where there is none."""
    found = records.get(id.strip())
    if found is None:
        there = ", ".join(f"{each.id} (“{limits.cut(each.text, 40)}”)" for each in records) or "none"
        raise Stale(f"there is no {what} {id[:20]!r}; give the id: there are {there}")
    return found
