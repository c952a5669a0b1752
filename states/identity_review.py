"""The client looks over the names, and puts those together that say the same."""

from coach import State, no_open_offer, to
from coach.identity import (
    AddIdentityNote,
    MarkReviewComplete,
    MergeIdentities,
    OfferMerge,
    RenameIdentity,
    RestoreIdentity,
    WithdrawOffer,
    every_category_covered,
    review_complete,
    some_identity,
    towards,
)

state = State(
    title="Identity review",
    group="Discovery",
    actions=[OfferMerge, WithdrawOffer, RenameIdentity, AddIdentityNote, RestoreIdentity, MarkReviewComplete],
    buttons=[MergeIdentities],
    exits=[
        to("IDENTITY_REFINEMENT", when=every_category_covered & some_identity & review_complete & no_open_offer),
        to("IDENTITY_DISCOVERY"),
    ],
    on_enter=towards(None, reopen="review_complete"),
)
