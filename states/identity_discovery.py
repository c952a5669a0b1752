"""The client names who they already are, one side of life after another."""

from coach import State, to
from coach.identity import (
    AddIdentityNote,
    FocusCategory,
    RenameIdentity,
    RestoreIdentity,
    SaveIdentities,
    SaveIdentity,
    SkipCategory,
    UnskipCategory,
    every_category_covered,
    some_identity,
    towards,
)

state = State(
    title="Identity discovery",
    group="Discovery",
    actions=[
        SaveIdentity,
        SaveIdentities,
        RenameIdentity,
        AddIdentityNote,
        FocusCategory,
        SkipCategory,
        UnskipCategory,
        RestoreIdentity,
    ],
    exits=[
        to("IDENTITY_REVIEW", when=every_category_covered & some_identity),
        to("IDENTITY_WARM_UP", speaks="old"),
    ],
    on_enter=towards(None),
)
