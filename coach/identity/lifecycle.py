"""How identities rise from stage to stage, and what becomes of them: merged, nested, archived, restored.

Stages only rise. Nothing of an identity is removed, so that everything that was let go can be had back, and the
one to work on is worked out from the stages (`IdentityMemory.current`), so that it is never one that was let go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from coach.errors import Refused
from coach.identity import limits
from coach.identity.categories import Category, Stage
from coach.identity.memory import Identity, IdentityMemory, Note
from coach.program import Turn

__all__ = [
    "Stage",
    "archivable",
    "archive",
    "merge",
    "mergeable",
    "nest",
    "nestable",
    "raise_to",
    "reorder",
    "restore",
    "towards",
]

#: What the client is asked again on coming back to where it was settled.
Reopened = Literal["review_complete", "nothing_missing", "summary_seen"]


def towards(stage: Stage | None, *, reopen: Reopened | None = None) -> Callable[[Turn[IdentityMemory]], None]:
    """An `on_enter` for a phase that raises identities to `stage`, one by one; None for one without such work.

    Such work takes what was only proposed as accepted. `reopen` is taken back: who comes here is asked again.
    """

    def enter(turn: Turn[IdentityMemory]) -> None:
        memory = turn.memory
        memory.working_towards = stage
        if stage is not None:
            for identity in memory.below(Stage.ACCEPTED):
                raise_to(memory, identity, Stage.ACCEPTED)
        if reopen is not None:
            setattr(memory, reopen, False)

    return enter


def raise_to(memory: IdentityMemory, identity: Identity, stage: Stage, **fields: Any) -> Identity:
    """The identity with these fields, at this stage or where it was if that is further."""
    reached = max(memory.identities[identity].stage, stage, key=lambda each: each.rank)
    _close_offer_about(memory, identity)
    # coach: no cover for TAKEN: whoever gives a name has found it free, or its own
    return memory.identities.change(identity, stage=reached, **fields)


def mergeable(memory: IdentityMemory, first: str, second: str) -> tuple[Identity, Identity, str]:
    """Two live identities and what they are called as one; `Refused` where they cannot be merged."""
    one, other = _two(memory, first, second)
    name = _joined(one.name, other.name)
    if twin := memory.named(name):
        raise Refused(f"together they would be called {twin.name!r}, as another one is; rename one of them first")
    return one, other, name


def merge(memory: IdentityMemory, first: str, second: str) -> Identity:
    """Make one of two and return it; the other one is archived.

    Where one alone is of the passions, the other is kept, otherwise the first. The kept one has both names, covers
    the categories of both, and gets what was told about the other. It keeps its own stage: what was settled of it
    stays settled, and what was settled of the other alone is not taken as settled of both.
    """
    one, other, name = mergeable(memory, first, second)
    passions = [each.category is Category.PASSIONS_AND_TALENTS for each in (one, other)]
    kept, gone = (other, one) if passions == [True, False] else (one, other)
    told = (*_moved(gone), *([Note(text=gone.description, origin=gone.name)] if gone.description else []))
    _hand_over(memory, gone, kept)
    _put_away(memory, gone, notes=(), description="")
    also = dict.fromkeys(each for each in (*kept.also, *gone.categories) if each is not kept.category)
    return memory.identities.change(kept, name=name, also=tuple(also), notes=(*kept.notes, *told))


def nestable(memory: IdentityMemory, identity: str, under: str) -> tuple[Identity, Identity]:
    """A live identity and the live one it is to be a part of; `Refused` where that cannot be."""
    return _two(memory, identity, under)


def nest(memory: IdentityMemory, identity: str, under: str) -> tuple[Identity, Identity]:
    """Archive an identity as a part of another one, which gets its notes; (child, parent) as they are then.

    Both keep their names, and the categories of the child stay covered: it lives on in its parent.
    """
    child, parent = nestable(memory, identity, under)
    notes = (*parent.notes, *_moved(child))
    _hand_over(memory, child, parent)
    gone = _put_away(memory, child, nested_in=parent.id, notes=())
    return gone, memory.identities.change(parent, notes=notes)


def archivable(memory: IdentityMemory, ref: str) -> Identity:
    """A live identity that is not the last one; `Refused` where it is."""
    identity = memory.identity(ref)
    if len(memory.live) == 1:
        raise Refused(f"{identity.name!r} is the only identity there is; it stays until there is another one")
    return identity


def archive(memory: IdentityMemory, ref: str) -> Identity:
    """Let an identity go, so that it can be had back as it is."""
    identity = archivable(memory, ref)
    if memory.weekly_focus == identity.id:
        memory.weekly_focus = ""
    return _put_away(memory, identity)


def restore(memory: IdentityMemory, ref: str) -> Identity:
    """Bring an archived identity back, at the stage it had; `Refused` where another one has its category by now.

    A merged one that covers the category along with its own gives it back; one that was skipped is open again. The
    client is asked again whether it overlaps with another one and whether one is missing.
    """
    identity = memory.archived_identity(ref)
    category = identity.category
    own = [each for each in memory.identities_in(category) if each.category is category]
    if own and not category.takes_several:
        raise Refused(f"{category.label} takes one identity and has {own[0].name!r} by now; archive that one first")
    if len(own) >= limits.IDENTITIES_IN_CATEGORY:
        raise Refused(f"{category.label} has {len(own)} identities and takes no more")
    for merged in memory.identities_in(category):
        memory.identities.change(merged, also=tuple(each for each in merged.also if each is not category))
    also = tuple(each for each in identity.also if not memory.identities_in(each))
    for each in (category, *also):
        if each in memory.skipped:
            memory.skipped.remove(each)
    memory.review_complete = memory.nothing_missing = False
    return memory.identities.change(identity, archived=False, nested_in="", also=also)


def reorder(memory: IdentityMemory, first: Sequence[Identity]) -> None:
    """Put these first, in this order; the others keep theirs after them."""
    ids = {each.id for each in first}
    for place, identity in enumerate((*first, *(each for each in memory.displayed if each.id not in ids))):
        if identity.place != place:
            memory.identities.change(identity, place=place)


def _joined(first: str, second: str) -> str:
    """Two names as one; where they are too long for it, each gets half, or what the other one leaves."""
    room = limits.NAME - len("/")
    one = limits.cut(first, max(room // 2, room - len(second)))
    return f"{one}/{limits.cut(second, room - len(one))}"


def _two(memory: IdentityMemory, first: str, second: str) -> tuple[Identity, Identity]:
    one, other = memory.identity(first), memory.identity(second)
    if one.id == other.id:
        raise Refused(f"both of these are {one.name!r}; name two different identities")
    return one, other


def _moved(identity: Identity) -> tuple[Note, ...]:
    """An identity's notes, as another one has them."""
    return tuple(note if note.origin else Note(text=note.text, origin=identity.name) for note in identity.notes)


def _hand_over(memory: IdentityMemory, gone: Identity, kept: Identity) -> None:
    """What rests on an identity that is let go rests on the one it goes into."""
    if memory.weekly_focus == gone.id:
        memory.weekly_focus = kept.id
    for commitment in [each for each in memory.commitments if each.identity == gone.id]:
        memory.commitments.change(commitment, identity=kept.id)
    for part in [each for each in memory.identities if each.nested_in == gone.id]:
        memory.identities.change(part, nested_in=kept.id)


def _put_away(memory: IdentityMemory, identity: Identity, **fields: Any) -> Identity:
    _close_offer_about(memory, identity)
    return memory.identities.change(identity, archived=True, **fields)


def _close_offer_about(memory: IdentityMemory, identity: Identity) -> None:
    """An open offer that would do something with this identity has been overtaken."""
    if memory.offer and any(identity.id in step.values() for each in memory.offer.buttons for step in each.plan):
        memory.with_offer(None)
