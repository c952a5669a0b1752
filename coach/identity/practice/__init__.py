"""A coach that needs no model: a script that reads what the client types and goes through the same door as a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from coach.identity.memory import IdentityMemory
from coach.program import Said, Situation

Piece = Callable[[Situation[IdentityMemory]], Said]

NO_SCRIPT = (
    "I am a practice coach, and my script has nothing for this part of the conversation. "
    "A language model in my place could go on from here."
)


def identity_practice(situation: Situation[IdentityMemory]) -> Said:
    """Answer with the piece of the present state; where there is none, say so."""
    piece = _pieces().get(situation.state)
    return piece(situation) if piece else Said(NO_SCRIPT)


@cache
def _pieces() -> Mapping[str, Piece]:
    """The piece that speaks in each state. Loaded at the first reply: a program that a model speaks for needs none."""
    from coach.identity.practice.pieces import (
        anything_missing,
        farewell,
        get_to_know_you,
        i_am_statements,
        identity_commitment,
        identity_discovery,
        identity_refinement,
        identity_review,
        identity_visualization,
        identity_warm_up,
        introduction,
        onward,
    )

    pieces = (
        *(introduction, get_to_know_you, identity_warm_up, identity_discovery, identity_review, identity_refinement),
        *(anything_missing, identity_commitment, i_am_statements, identity_visualization, onward, farewell),
    )
    return {piece.STATE: piece.reply for piece in pieces}
