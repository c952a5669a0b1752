"""I_AM_STATEMENTS: a sentence for each name, accepted by the client, and all of them seen together."""

from __future__ import annotations

import pytest
from identity_steps import knowing

from coach import Action, TransitionState, Walk
from coach.identity import (
    AcceptStatement,
    IdentityMemory,
    MarkSummarySeen,
    OfferStatement,
    OfferSummary,
    Stage,
    UpdateStatement,
    WithdrawOffer,
)

ON, BACK = TransitionState(target_state="IDENTITY_VISUALIZATION"), TransitionState(target_state="IDENTITY_COMMITMENT")
STATED = Stage.STATED
LIT = "I am the light that stays on."


def committed(*names: str) -> IdentityMemory:
    memory = knowing(*names, stage=Stage.COMMITTED, towards=STATED)
    for identity in memory.live:
        memory.identities.change(identity, statement="")
    return memory


def test_sentence_by_sentence_then_all_of_them_then_on(walk: Walk) -> None:
    walk.at("I_AM_STATEMENTS", committed("Night Light", "Lamp"))
    walk.user("I stay on when all the others sleep.")
    step = walk.coach("You stay on.", OfferStatement(identity="Night Light", statement=LIT))
    step.offers("statement", LIT).prompt_contains("At hand now, chosen for you:\n- “Night Light”")
    walk.button("I love it")
    step = walk.coach("And Lamp?").applied(AcceptStatement).prompt_contains("At hand now, chosen for you:\n- “Lamp”")
    walk.remembers("identities", name="Night Light", statement=LIT, stage=STATED)
    walk.user("I am the lamp, full stop.")
    walk.coach("Full stop.", OfferStatement(identity="Lamp", statement="I am the lamp.")).offers("statement")
    walk.button("own", statement="I am the lamp. Full stop.")
    step = walk.coach("Here they are.", OfferSummary()).offers("summary", "Lamp: I am the lamp. Full stop.")
    step.prompt_contains("Every name has its sentence. Next: put all of them to the client together.")
    walk.button("Continue")
    step = walk.coach("Good.", ON).then("Take a breath. Where are you, as Night Light?").applied(MarkSummarySeen)
    step.moves_to("IDENTITY_VISUALIZATION").prompt_contains("To ask about next for “Night Light”: the setting.")


def test_a_sentence_that_needs_work_is_not_accepted(walk: Walk) -> None:
    walk.at("I_AM_STATEMENTS", committed("Night Light"))
    walk.user("I stay on.")
    walk.coach("You do.", OfferStatement(identity="Night Light", statement=LIT)).offers("statement")
    walk.button("It needs work")
    walk.coach("Which word does not fit?").stays().offers_nothing()
    walk.remembers("identities", name="Night Light", statement="", stage=Stage.COMMITTED)
    walk.user("Stays on. I burn.")
    walk.coach("You burn.", OfferStatement(identity="Night Light", statement="I am the light that burns."))
    walk.user("Let me think about it.")
    draft = UpdateStatement(identity="Night Light", statement="I am the light that burns.")
    walk.coach("Take your time.", WithdrawOffer(), draft).applied().offers_nothing()
    walk.user("Back.")
    walk.coach("And?").prompt_contains("- its sentence, not accepted yet: “I am the light that burns.”")


@pytest.mark.parametrize(
    "action", [AcceptStatement(identity="Night Light", statement=LIT), MarkSummarySeen()],
    ids=lambda action: type(action).__name__,
)  # fmt: skip
def test_nobody_accepts_in_the_clients_place(walk: Walk, action: Action) -> None:
    walk.at("I_AM_STATEMENTS", committed("Night Light"))
    walk.user("Fine, fine.")
    walk.coach("Is it?", action).refused("is the client's to choose, with a button", kind="not_allowed").stays()
    walk.remembers("identities", name="Night Light", stage=Stage.COMMITTED).remembers(summary_seen=False)


def test_another_one_has_its_turn_later_and_the_summary_waits_for_all(walk: Walk) -> None:
    walk.at("I_AM_STATEMENTS", committed("Night Light", "Lamp"))
    walk.user("Start with the lamp.")
    lamp = OfferStatement(identity="Lamp", statement="I am the lamp.")
    walk.coach("In a moment.", lamp, OfferSummary()).refused("'Lamp' has its turn later").refused(
        "no accepted statement"
    )


@pytest.mark.parametrize(
    ("memory", "wanting"),
    [
        (committed("Night Light"), "“Night Light” has no accepted statement yet"),
        (knowing("Night Light", stage=STATED, towards=STATED), "The client has not seen all statements together yet"),
    ],
)
def test_what_is_wanted_keeps_the_exit_closed(walk: Walk, memory: IdentityMemory, wanting: str) -> None:
    walk.at("I_AM_STATEMENTS", memory)
    walk.user("Go on.")
    walk.coach("I would.", ON).refused(wanting, kind="guard").stays()


def test_an_open_offer_keeps_the_exit_closed(walk: Walk) -> None:
    memory = knowing("Night Light", stage=STATED, towards=STATED)
    memory.summary_seen = True
    walk.at("I_AM_STATEMENTS", memory)
    walk.user("A better one?")
    better = OfferStatement(identity="Night Light", statement=LIT)
    walk.coach("On.", better, ON).refused("The client has still to answer").offers("statement").stays()
    walk.button("love")
    walk.coach("Here they are again.", OfferSummary()).offers("summary", LIT)
    walk.remembers(summary_seen=False)


def test_the_way_back_keeps_what_was_reached_and_asks_again(walk: Walk) -> None:
    memory = knowing("Night Light", stage=STATED, towards=STATED)
    memory.summary_seen = True
    walk.at("I_AM_STATEMENTS", memory)
    walk.user("Will I really live this?")
    walk.coach("Let us look.", BACK).then("What makes you doubt it?").moves_to("IDENTITY_COMMITMENT")
    walk.remembers("identities", name="Night Light", stage=STATED)
    walk.user("Nothing. I will.")
    walk.coach("You will.", TransitionState(target_state="I_AM_STATEMENTS")).then(
        "Your sentence stands.", OfferSummary()
    )
    walk.remembers(summary_seen=False)
