"""Every name gets a picture that the client can step into: where they are, how they look, what they feel."""

from coach import State, Turn, to
from coach.identity import (
    AcceptVisualization,
    AddIdentityNote,
    IdentityMemory,
    RenameIdentity,
    Stage,
    UpdateVisualization,
    every_identity_visualised,
    towards,
    visualisation_offer,
)

from ._shared import SILENT_VISUALISATION

NEXT = "ONWARD"


def picture(turn: Turn[IdentityMemory]) -> None:
    """One name after another, or all of them in the client's own time and left by a button."""
    towards(Stage.VISUALISED)(turn)
    if SILENT_VISUALISATION:
        turn.put(visualisation_offer(turn.memory, to=NEXT))  # coach: no cover: _shared.py chooses otherwise


state = State(
    title="Identity visualisation",
    group="Visualisation",
    actions=[UpdateVisualization, AcceptVisualization, RenameIdentity, AddIdentityNote],
    buttons=[AcceptVisualization],
    exits=[
        to(NEXT, when=every_identity_visualised, by="user" if SILENT_VISUALISATION else "model"),
        to("I_AM_STATEMENTS"),
    ],
    on_enter=picture,
    silent=SILENT_VISUALISATION,
)
