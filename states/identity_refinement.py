"""Every name becomes one or two words that give the client energy, one name after another."""

from coach import State, to
from coach.identity import (
    AcceptRefinement,
    AddIdentityNote,
    RenameIdentity,
    Stage,
    every_identity_refined,
    towards,
)

state = State(
    title="Identity refinement",
    group="Refinement",
    actions=[AcceptRefinement, RenameIdentity, AddIdentityNote],
    exits=[
        to("ANYTHING_MISSING", when=every_identity_refined),
        to("IDENTITY_REVIEW"),
    ],
    on_enter=towards(Stage.REFINED),
)
