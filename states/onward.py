"""Week by week the client lives one of their names: they choose it, promise something, and tell how it went."""

from coach import State, to
from coach.identity import (
    AddCommitment,
    AddIdentityNote,
    EndCourse,
    RenameIdentity,
    ReorderIdentities,
    ReportCommitment,
    SetWeeklyFocus,
    course_ended,
    towards,
)

state = State(
    title="Onward",
    group="Onward",
    actions=[
        ReportCommitment,
        SetWeeklyFocus,
        AddCommitment,
        AddIdentityNote,
        RenameIdentity,
        ReorderIdentities,
        EndCourse,
    ],
    exits=[
        to("FAREWELL", when=course_ended),
        to("IDENTITY_DISCOVERY"),
        to("IDENTITY_COMMITMENT"),
        to("I_AM_STATEMENTS"),
    ],
    on_enter=towards(None),
)
