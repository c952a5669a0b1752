"""The client hears what this work is, agrees to it, and says when they are ready."""

from coach import State, to
from coach.identity import (
    GiveConsent,
    MarkExplained,
    MarkIntroductionComplete,
    OfferConsent,
    WithdrawOffer,
    consent_given,
    explanation_given,
    introduction_complete,
)

state = State(
    title="Introduction",
    group="Welcome",
    initial=True,
    actions=[MarkExplained, OfferConsent, WithdrawOffer, MarkIntroductionComplete],
    buttons=[GiveConsent],
    exits=[to("GET_TO_KNOW_YOU", when=explanation_given & consent_given & introduction_complete)],
)
