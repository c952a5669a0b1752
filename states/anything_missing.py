"""A part of the client's life that has no name yet gets one."""

from coach import State, to
from coach.identity import (
    AcceptRefinement,
    AddIdentityNote,
    MarkNothingMissing,
    RenameIdentity,
    RestoreIdentity,
    SaveIdentity,
    Stage,
    UnskipCategory,
    every_identity_refined,
    nothing_missing,
    towards,
)

state = State(
    title="Anything missing",
    group="Refinement",
    actions=[
        SaveIdentity,
        UnskipCategory,
        RestoreIdentity,
        AcceptRefinement,
        RenameIdentity,
        AddIdentityNote,
        MarkNothingMissing,
    ],
    exits=[
        to("IDENTITY_COMMITMENT", when=nothing_missing & every_identity_refined),
        to("IDENTITY_REFINEMENT"),
    ],
    on_enter=towards(Stage.REFINED, reopen="nothing_missing"),
)
