"""Keeping with a name what the client tells about it."""

from __future__ import annotations

from coach.identity import limits
from coach.identity.actions import AddIdentityNote
from coach.identity.memory import Identity
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.words import cut

#: With so many words or fewer, nothing is told.
_FEW = 3


def note(draft: Draft, identity: Identity) -> None:
    """Keep the client's words with an identity where they are more than a few."""
    text = cut(draft.text, limits.TEXT)
    if text and len(text.split()) > _FEW:
        draft.do(AddIdentityNote(identity=identity.name, text=text))
