"""The client keeps what they will really live: each name is taken on, put under another one, or let rest."""

from coach import State, no_open_offer, to
from coach.identity import (
    AcceptCommitment,
    AddIdentityNote,
    ArchiveIdentity,
    NestIdentity,
    OfferArchive,
    OfferNest,
    RenameIdentity,
    ReorderIdentities,
    RestoreIdentity,
    Stage,
    WithdrawOffer,
    every_identity_committed,
    some_identity,
    towards,
)

state = State(
    title="Identity commitment",
    group="Commitment",
    actions=[
        AcceptCommitment,
        OfferNest,
        OfferArchive,
        WithdrawOffer,
        RestoreIdentity,
        RenameIdentity,
        ReorderIdentities,
        AddIdentityNote,
    ],
    buttons=[NestIdentity, ArchiveIdentity, AcceptCommitment],
    exits=[
        to("I_AM_STATEMENTS", when=every_identity_committed & some_identity & no_open_offer),
        to("ANYTHING_MISSING"),
    ],
    on_enter=towards(Stage.COMMITTED),
)
