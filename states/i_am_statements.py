"""Every name gets one short sentence, in the client's own words, that they can say aloud and mean."""

from coach import State, no_open_offer, to
from coach.identity import (
    AcceptStatement,
    AddIdentityNote,
    MarkSummarySeen,
    OfferStatement,
    OfferSummary,
    RenameIdentity,
    ReorderIdentities,
    Stage,
    UpdateStatement,
    WithdrawOffer,
    every_statement_accepted,
    summary_seen,
    towards,
)

state = State(
    title="I am statements",
    group="Statements",
    actions=[
        OfferStatement,
        UpdateStatement,
        WithdrawOffer,
        OfferSummary,
        RenameIdentity,
        ReorderIdentities,
        AddIdentityNote,
    ],
    buttons=[AcceptStatement, MarkSummarySeen],
    exits=[
        to("IDENTITY_VISUALIZATION", when=every_statement_accepted & summary_seen & no_open_offer),
        to("IDENTITY_COMMITMENT"),
    ],
    on_enter=towards(Stage.STATED, reopen="summary_seen"),
)
