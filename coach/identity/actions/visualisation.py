"""Picturing each identity: where it is, what it looks like, how it feels."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits, offers
from coach.identity.actions.speaking import Ref, accept, at_hand
from coach.identity.categories import Stage
from coach.identity.memory import IdentityMemory
from coach.program import Action, Offer, TransitionState, Turn

Part = Annotated[str, Field(max_length=limits.TEXT)]


class UpdateVisualization(Action):
    """Keep what the client tells of the picture they have of themselves as one of their identities, in their words.

    `setting` is where they are, `appearance` what they look like, `emotion` how it feels. Give what they have just told
    and leave the rest out; what is given takes the place of what was there.
    """

    identity: Ref
    setting: Part = ""
    appearance: Part = ""
    emotion: Part = ""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = turn.memory.identity(self.identity)
        parts = {"setting": self.setting, "appearance": self.appearance, "emotion": self.emotion}
        told = {part: " ".join(text.split()) for part, text in parts.items() if text.strip()}
        if not told:
            raise Refused("nothing is told in this; give setting, appearance or emotion")
        turn.memory.identities.change(identity, **told)
        return f"Kept of {identity.name!r}: {', '.join(f'{part} {text!r}' for part, text in told.items())}"


class AcceptVisualization(Action):
    """Keep that the picture of the identity at hand is whole, when the client sees it before them.

    Setting, appearance and emotion are there by then. Put `declined` to true where the client would rather not picture
    what is missing.
    """

    identity: Ref
    declined: bool = False

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = at_hand(turn, self.identity, Stage.VISUALISED)
        if identity.missing_parts and not self.declined:
            raise Refused(f"the picture of {identity.name!r} has no {' and no '.join(identity.missing_parts)} yet")
        return accept(turn, identity, Stage.VISUALISED)


def visualisation_offer(memory: IdentityMemory, to: str) -> Offer:
    """For clients who picture by themselves: one button says that they have, and moves on to the state `to`."""
    pictured = [AcceptVisualization(identity=each.id, declined=True) for each in memory.below(Stage.VISUALISED)]
    return offers.visualisation(memory.displayed, *pictured, TransitionState(target_state=to))
