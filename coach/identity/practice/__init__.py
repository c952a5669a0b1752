"""A coach that needs no model: a script that reads what the client types and goes through the same door as a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coach.identity.memory import IdentityMemory
from coach.identity.practice import (
    farewell,
    get_to_know_you,
    identity_discovery,
    identity_warm_up,
    introduction,
)
from coach.program import Said, Situation

#: The piece that speaks in each state.
PIECES: Mapping[str, Callable[[Situation[IdentityMemory]], Said]] = {
    piece.STATE: piece.reply
    for piece in (introduction, get_to_know_you, identity_warm_up, identity_discovery, farewell)
}

NO_SCRIPT = (
    "I am a practice coach, and my script has nothing for this part of the conversation. "
    "A language model in my place could go on from here."
)


def identity_practice(situation: Situation[IdentityMemory]) -> Said:
    """Answer with the piece of the present state; where there is none, say so."""
    piece = PIECES.get(situation.state)
    return piece(situation) if piece else Said(NO_SCRIPT)
