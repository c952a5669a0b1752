"""Changing what was named."""

from __future__ import annotations

from coach.identity import limits
from coach.identity.actions import AddIdentityNote, RenameIdentity
from coach.identity.memory import Identity
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.changes import Change
from coach.identity.practice.hearing.identities import name_of
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.mentions import mentioned
from coach.identity.practice.hearing.sides import spoken_of
from coach.identity.practice.hearing.words import cut, echo, quoted

#: Asked where a name is to be changed and the new one was not said.
CALLED = "What shall “{}” be called from now on?"
_WHICH = "Say which name you mean, as in “rename the baker to bread maker”."
#: Where “it” is the name that was given last, if none is at hand.
_NAMED_LAST = frozenset({"IDENTITY_DISCOVERY", "IDENTITY_REVIEW", "ANYTHING_MISSING"})
_LEAVING = frozenset({Kind.NO, Kind.SKIP, Kind.DONE, Kind.UNSURE})


def changed(draft: Draft, change: Change) -> str:
    """Do what the client wants to change about a name, and the words for it; they may ask for the new name."""
    kept = meant(draft, change.old)
    if kept is None and not change.old:
        return _WHICH
    if kept is None:
        return f"I do not find {quoted([change.old]) or 'that'} among your names, so there is nothing to change."
    if change.new:
        return renamed(draft, kept, change.new)
    if change.takes_off:
        return stays_until_chosen(draft, kept)
    return CALLED.format(echo(kept.name) or "that one")


def stays_until_chosen(draft: Draft, identity: Identity) -> str:
    """Keep that the client would rather not have a name, and the words for it."""
    draft.do(AddIdentityNote(identity=identity.name, text=cut(draft.text, limits.TEXT)))
    stays = f"{quoted([identity.name]) or 'That name'} stays for now"
    return f"I understand. {stays}; later on you choose which ones you will live, and may let it go."


def renamed(draft: Draft, identity: Identity, text: str) -> str:
    """Give an identity the name that a text says, and the words for it."""
    name = as_name(text)
    before, after = quoted([identity.name]) or "the old one", quoted([name]) or "That"
    if name and draft.do(RenameIdentity(identity=identity.name, new_name=name)):
        return f"{after} instead of {before}: done."
    if draft.memory.identities.get(name) is not None:
        return f"{after} is a name that you have already, so {before} stays as it is."
    return f"I leave {before} as it is."


def renamed_as_asked(draft: Draft) -> str:
    """Where the client was asked what an identity shall be called: take the answer. Empty where that was not asked."""
    asked = draft.situation.asked
    identity = next((each for each in draft.memory.live if CALLED.format(echo(each.name) or "that one") in asked), None)
    if identity is None or draft.pressed:
        return ""
    if draft.kind is Kind.ANSWER:
        return renamed(draft, identity, draft.text)
    return f"Then {quoted([identity.name]) or 'it'} stays." if draft.kind in _LEAVING else ""


def as_name(text: str) -> str:
    """The text as a name: without “I am a …”, its first letter large; empty where it has no letters."""
    name = name_of(text.partition("\n")[0]) or cut(text, limits.NAME)
    return name[:1].upper() + name[1:] if any(map(str.isalpha, name)) else ""


def meant(draft: Draft, said: str) -> Identity | None:
    """The identity that the client speaks of; where they only say “it”, the one at hand, or the one just named."""
    live = draft.memory.live
    if not said:
        latest = next(reversed(live), None) if draft.situation.state in _NAMED_LAST else None
        return draft.memory.current or latest
    found = next(iter(mentioned(said, live)), None)
    by_side = (each for side in spoken_of(said) for each in draft.memory.identities_in(side))
    return found or next(by_side, None)
