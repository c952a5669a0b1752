"""IDENTITY_COMMITMENT: what the client will really live stays; the rest goes under another one, or rests."""

from __future__ import annotations

import pytest
from identity_steps import knowing

from coach import Action, TransitionState, Walk
from coach.identity import (
    AcceptCommitment,
    AddIdentityNote,
    ArchiveIdentity,
    IdentityMemory,
    NestIdentity,
    OfferArchive,
    OfferNest,
    ReorderIdentities,
    RestoreIdentity,
    Stage,
    WithdrawOffer,
)

ON, BACK = TransitionState(target_state="I_AM_STATEMENTS"), TransitionState(target_state="ANYTHING_MISSING")
COMMITTED = Stage.COMMITTED


def refined(*names: str) -> IdentityMemory:
    return knowing(*names, stage=Stage.REFINED, towards=COMMITTED)


def live(walk: Walk) -> list[str]:
    return [each.name for each in walk.memory.displayed]


def test_the_client_takes_on_one_name_nests_another_and_lets_one_rest(walk: Walk) -> None:
    walk.at("IDENTITY_COMMITMENT", refined("Night Light", "Lamp", "Good Girl"))
    walk.user("Night Light, always.")
    walk.coach("Always. And Lamp?", AcceptCommitment(identity="Night Light")).applied()
    walk.user("It has an old wick. That is how I am Night Light, really.")
    nest = [AddIdentityNote(identity="Lamp", text="an old wick"), OfferNest(identity="Lamp", under="Night Light")]
    walk.coach("How you are Night Light.", *nest).offers("nest", "Shall “Lamp” go on as a part of “Night Light”?")
    walk.button("yes")
    step = walk.coach("So it is. And Good Girl?").applied(NestIdentity)
    step.prompt_contains("At hand now, chosen for you:\n- “Good Girl”").prompt_contains(
        "“Lamp” (a part of “Night Light”)"
    )
    walk.user("That was for my mother.")
    walk.coach("For your mother.", OfferArchive(identity="Good Girl")).offers(
        "archive", "No means that you commit to it"
    )
    walk.button("Yes")
    step = walk.coach("She may rest.", ON).then("What does it mean to be Night Light?").applied(ArchiveIdentity)
    step.moves_to("I_AM_STATEMENTS").prompt_contains("- told about “Lamp”, now part of it: “an old wick”")
    assert live(walk) == ["Night Light"]


def test_no_to_letting_go_means_to_live_it(walk: Walk) -> None:
    walk.at("IDENTITY_COMMITMENT", refined("Night Light", "Good Girl"))
    walk.user("Hm, the light.")
    walk.coach("It flickers.", OfferArchive(identity="Night Light")).offers("archive")
    walk.button("no")
    step = walk.coach("You keep it. And Good Girl?").applied(AcceptCommitment).stays()
    step.prompt_contains("At hand now, chosen for you:\n- “Good Girl”")
    walk.remembers("identities", name="Night Light", stage=COMMITTED)


def test_no_to_nesting_leaves_both_as_they_are(walk: Walk) -> None:
    walk.at("IDENTITY_COMMITMENT", refined("Night Light", "Lamp"))
    walk.user("A lamp is a light?")
    walk.coach("Is it?", OfferNest(identity="Lamp", under="Night Light")).offers("nest")
    walk.button("no")
    walk.coach("Two of them. Will you live Night Light?").offers_nothing().stays()
    assert live(walk) == ["Night Light", "Lamp"]


def test_a_client_who_answers_in_words_is_followed(walk: Walk) -> None:
    walk.at("IDENTITY_COMMITMENT", refined("Night Light", "Lamp"))
    walk.user("Hm.")
    walk.coach("Shall it rest?", OfferArchive(identity="Night Light")).offers("archive")
    walk.user("No! I will live it.")
    walk.coach("You will. And Lamp?", AcceptCommitment(identity="Night Light")).applied().offers_nothing()
    walk.user("Hm.")
    walk.coach("Shall it rest?", OfferArchive(identity="Lamp")).offers("archive")
    walk.user("Ask me something else.")
    walk.coach("What lights you?", WithdrawOffer()).applied().offers_nothing()


@pytest.mark.parametrize(
    "action", [NestIdentity(identity="Lamp", under="Night Light"), ArchiveIdentity(identity="Lamp")],
    ids=lambda action: type(action).__name__,
)  # fmt: skip
def test_nobody_lets_go_in_the_clients_place(walk: Walk, action: Action) -> None:
    walk.at("IDENTITY_COMMITMENT", refined("Night Light", "Lamp"))
    walk.user("I don't care.")
    walk.coach("You need not.", action).refused("is the client's to choose, with a button", kind="not_allowed")
    assert live(walk) == ["Night Light", "Lamp"]


def test_the_last_one_stays(walk: Walk) -> None:
    walk.at("IDENTITY_COMMITMENT", refined("Night Light"))
    walk.user("Let it go.")
    walk.coach("Hm.", OfferArchive(identity="Night Light")).refused(
        "'Night Light' is the only identity"
    ).offers_nothing()


@pytest.mark.parametrize(
    ("memory", "wanting"),
    [
        (refined("Night Light"), "It is not settled yet whether the client commits to “Night Light”"),
        (IdentityMemory(), "No identity has been named yet"),
    ],
)
def test_what_is_wanted_keeps_the_exit_closed(walk: Walk, memory: IdentityMemory, wanting: str) -> None:
    walk.at("IDENTITY_COMMITMENT", memory)
    walk.user("Go on.")
    walk.coach("I would.", ON).refused(wanting, kind="guard").stays()


def test_an_open_offer_keeps_the_exit_closed(walk: Walk) -> None:
    walk.at("IDENTITY_COMMITMENT", knowing("Night Light", "Lamp", stage=COMMITTED, towards=COMMITTED))
    walk.user("And the lamp?")
    offered = OfferNest(identity="Lamp", under="Night Light")
    walk.coach("On.", offered, ON).refused("The client has still to answer").offers("nest").stays()


def test_what_rests_comes_back_and_the_order_is_the_clients(walk: Walk) -> None:
    memory = refined("Night Light", "Lamp")
    memory.identities.change("Lamp", archived=True)
    walk.at("IDENTITY_COMMITMENT", memory)
    walk.user("I want my lamp back, and first.")
    walk.coach("First.", RestoreIdentity(identity="Lamp"), ReorderIdentities(identities=("Lamp",))).applied()
    assert live(walk) == ["Lamp", "Night Light"]
    assert walk.memory.current.name == "Night Light"


def test_the_way_back_is_open(walk: Walk) -> None:
    walk.at("IDENTITY_COMMITMENT", refined("Night Light"))
    walk.user("The sailor is missing!")
    walk.coach("The sailor.", BACK).then("Tell me about him.").moves_to("ANYTHING_MISSING")
    walk.remembers("identities", name="Night Light", stage=Stage.REFINED)
