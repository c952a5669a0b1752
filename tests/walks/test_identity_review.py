"""IDENTITY_REVIEW: true doubles become one, where the client says so."""

from __future__ import annotations

import pytest

from coach import Action, TransitionState, Walk
from coach.identity import (
    AddIdentityNote,
    Category,
    Identity,
    IdentityMemory,
    MarkReviewComplete,
    MergeIdentities,
    OfferMerge,
    RenameIdentity,
    RestoreIdentity,
    SaveIdentity,
    SkippedCategory,
    Stage,
    WithdrawOffer,
)

ON, BACK = TransitionState(target_state="IDENTITY_REFINEMENT"), TransitionState(target_state="IDENTITY_DISCOVERY")
PASSIONS, MONEY = Category.PASSIONS_AND_TALENTS, Category.MAKER_OF_MONEY
SAME = OfferMerge(first="Baker", second="Bread Woman")


def named(**more: object) -> IdentityMemory:
    """Two names that may be one, a third one, and the other categories left out."""
    return IdentityMemory(
        identities=[
            Identity(name="Baker", category=PASSIONS, description="bakes at four"),
            Identity(name="Bread Woman", category=MONEY, description="sells at the market"),
            Identity(name="Listener", category=PASSIONS),
        ],
        skipped=[SkippedCategory(category=each) for each in Category if each not in (PASSIONS, MONEY)],
        **more,
    )


def live(walk: Walk) -> list[str]:
    return [each.name for each in walk.memory.live]


def test_two_names_become_one_when_the_client_says_so(walk: Walk) -> None:
    walk.at("IDENTITY_REVIEW", named())
    walk.user("The baker and the bread woman, that is all one.")
    walk.coach("All one, you say.", SAME).offers("merge", "“Baker” and “Bread Woman” may be one").stays()
    assert live(walk) == ["Baker", "Bread Woman", "Listener"]
    walk.button("yes")
    step = walk.coach("One, then. Do you see another two?").applied(MergeIdentities).offers_nothing().stays()
    step.prompt_contains(
        f"- “Baker/Bread Woman” (maker of money, passions and talents; proposed; id {walk.memory.live[0].id})"
    )
    step.prompt_contains("- told about “Baker”, now part of it: “bakes at four”")
    assert live(walk) == ["Baker/Bread Woman", "Listener"]


def test_two_names_stay_two_when_the_client_says_no(walk: Walk) -> None:
    walk.at("IDENTITY_REVIEW", named())
    walk.user("Hm, the baker and the bread woman?")
    walk.coach("Both have bread in them.", SAME).offers("merge")
    walk.button("No")
    walk.coach("Two, then.").offers_nothing().stays()
    assert live(walk) == ["Baker", "Bread Woman", "Listener"]


def test_nobody_merges_in_the_clients_place(walk: Walk) -> None:
    walk.at("IDENTITY_REVIEW", named())
    walk.user("Do as you like.")
    step = walk.coach("I would not.", MergeIdentities(first="Baker", second="Listener"))
    step.refused("MERGE_IDENTITIES is the client's to choose, with a button", kind="not_allowed")
    assert live(walk) == ["Baker", "Bread Woman", "Listener"]


@pytest.mark.parametrize(
    ("memory", "wanting"),
    [
        (named(), "The client has not said yet that there are no more overlaps"),
        (
            IdentityMemory(identities=[Identity(name="Baker", category=PASSIONS)], review_complete=True),
            "no identity yet",
        ),
        (
            IdentityMemory(skipped=[SkippedCategory(category=each) for each in Category], review_complete=True),
            "No identity has been named yet",
        ),
    ],
)
def test_what_is_wanted_keeps_the_exit_closed(walk: Walk, memory: IdentityMemory, wanting: str) -> None:
    walk.at("IDENTITY_REVIEW", memory)
    walk.user("Go on.")
    walk.coach("I would like to.", ON).refused(wanting, kind="guard").stays()


def test_an_open_offer_keeps_the_exit_closed_until_it_is_answered_or_taken_back(walk: Walk) -> None:
    walk.at("IDENTITY_REVIEW", named(review_complete=True))
    walk.user("Baker and bread woman?")
    walk.coach("Let us see.", SAME, ON).refused("The client has still to answer: ““Baker” and").offers("merge").stays()
    walk.user("Oh, leave it. Go on.")
    walk.coach("Gladly.", WithdrawOffer(), ON).then("Say “I am Baker”. What does it do in you?").applied()
    assert walk.state == "IDENTITY_REFINEMENT"


def test_a_client_who_sees_no_more_doubles_goes_on_and_all_names_are_accepted(walk: Walk) -> None:
    walk.at("IDENTITY_REVIEW", named())
    walk.user("No, they are all different.")
    step = walk.coach("All different.", MarkReviewComplete(), ON).then("Say “I am Baker”. What does it do in you?")
    step.moves_to("IDENTITY_REFINEMENT").prompt_contains("At hand now, chosen for you:\n- “Baker”")
    walk.remembers(working_towards=Stage.REFINED)
    assert {each.stage for each in walk.memory.live} == {Stage.ACCEPTED}


def test_the_way_back_is_always_open_and_the_looking_over_is_asked_for_again(walk: Walk) -> None:
    walk.at("IDENTITY_REVIEW", named(review_complete=True))
    walk.user("I want to open the spiritual one after all.")
    walk.coach("Gladly.", BACK).then("What are you part of?").moves_to("IDENTITY_DISCOVERY").says("part of?")
    walk.user("Nothing, it turns out.")
    step = walk.coach("Fine.", TransitionState(target_state="IDENTITY_REVIEW")).then("Any two that are one?")
    step.moves_to("IDENTITY_REVIEW")
    walk.remembers(review_complete=False)


def test_what_was_taken_down_wrongly_is_put_right(walk: Walk) -> None:
    walk.at("IDENTITY_REVIEW", named())
    walk.user("Not listener: Lighter! And the market is on Saturdays.")
    note = AddIdentityNote(identity="bread woman", text="the market is on Saturdays")
    walk.coach("Lighter.", RenameIdentity(identity="Listener", new_name="Lighter"), note).applied()
    walk.remembers("identities", name="Lighter")
    walk.user("And bring it all back.")
    walk.coach("All is there.", RestoreIdentity(identity="Baker")).refused("'Baker' is not archived")


@pytest.mark.parametrize(
    "action", [SaveIdentity(identity="King", category=Category.SPIRITUAL)], ids=lambda action: type(action).__name__
)
def test_nothing_new_is_named_here(walk: Walk, action: Action) -> None:
    walk.at("IDENTITY_REVIEW", named())
    walk.user("I am a king.")
    walk.coach("Shall we go back for that?", action).refused("allowed here: 'OFFER_MERGE'", kind="not_allowed").stays()
