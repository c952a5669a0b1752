"""The client names who they already are, one side of life after another."""

from coach import State, to
from coach.identity import (
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    UnskipCategory,
    every_category_covered,
    some_identity,
)

state = State(
    title="Identity discovery",
    group="Discovery",
    actions=[SaveIdentity, SkipCategory, UnskipCategory, SaveUserInfo],
    exits=[
        to("FAREWELL", when=every_category_covered & some_identity),
        to("IDENTITY_WARM_UP", speaks="old"),
    ],
)
