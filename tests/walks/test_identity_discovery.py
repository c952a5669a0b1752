"""IDENTITY_DISCOVERY: a name for every side of a life, or leave to go without."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from coach import Action, TransitionState, Walk
from coach.identity import (
    AddWhoIAm,
    AddWhoIWantToBe,
    Category,
    CloseWarmUpList,
    Identity,
    IdentityMemory,
    MarkIntroductionComplete,
    MarkTopicCovered,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    SkippedCategory,
    Topic,
    UnskipCategory,
    WarmUpList,
)

ON = TransitionState(target_state="IDENTITY_REVIEW")
OVERLAPS = "Which of these, if any, say the same twice?"
BACK = TransitionState(target_state="IDENTITY_WARM_UP")


def named(*categories: Category, skipped: Sequence[Category] = ()) -> IdentityMemory:
    """A memory with an identity in these categories, called after them, and others skipped."""
    return IdentityMemory(
        identities=[Identity(name=f"The {each.label}", category=each) for each in categories],
        skipped=[SkippedCategory(category=each) for each in skipped],
    )


def test_discovery_waits_for_every_category(walk: Walk) -> None:
    gardener = SaveIdentity(identity="Night Gardener", category=Category.PASSIONS_AND_TALENTS)

    walk.at("IDENTITY_DISCOVERY")
    walk.user("When I dig in my garden at night, I forget the time.")
    walk.coach("You forget the time. Who are you then?").stays()
    walk.user("A night gardener, I suppose.")
    walk.coach("A night gardener. And who are you when you earn?", gardener).applied()

    walk.user("That is enough for today.")
    walk.coach("Let us look at it, then.", ON).refused("Spiritual has no identity yet").stays()

    walk.user("Leave out all the rest.")
    rest = [SkipCategory(category=each) for each in Category if each != gardener.category]
    walk.coach("Gladly.", *rest, ON).then(OVERLAPS).applied().moves_to("IDENTITY_REVIEW").says(OVERLAPS)


@pytest.mark.parametrize("left_out", Category)
def test_one_category_left_out_keeps_the_exit_closed(walk: Walk, left_out: Category) -> None:
    walk.at("IDENTITY_DISCOVERY", named(*(each for each in Category if each is not left_out)))
    wanting = f"{left_out.label} has no identity yet"
    assert walk.missing("IDENTITY_REVIEW") == [wanting]
    walk.user("Are we done?")
    walk.coach("We are.", ON).refused(wanting, kind="guard").stays().says("We are.")
    walk.user("And this: I am an anchor.")
    step = walk.coach("An anchor.", SaveIdentity(identity="Anchor", category=left_out), ON).then(OVERLAPS)
    step.applied().moves_to("IDENTITY_REVIEW")


def test_every_category_named_and_none_skipped_is_open_at_once(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", named(*Category))
    assert walk.missing("IDENTITY_REVIEW") == []
    walk.user("That is me.")
    walk.coach("That is you.", ON).then(OVERLAPS).moves_to("IDENTITY_REVIEW").says(OVERLAPS)


def test_a_client_who_skips_everything_is_asked_for_one_name(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", named(skipped=list(Category)))
    assert walk.missing("IDENTITY_REVIEW") == ["No identity has been named yet"]
    walk.user("None of this is for me.")
    step = walk.coach("Goodbye, then.", ON).refused("No identity has been named yet", kind="guard").stays()
    step.prompt_contains("one name is needed from any side the client likes")
    walk.user("All right. I am the one who mends the radio.")
    mender = SaveIdentity(identity="Radio Mender", category=Category.DOER_OF_THINGS)
    step = walk.coach("The radio!", UnskipCategory(category=Category.DOER_OF_THINGS), mender, ON).then(
        "A radio mender."
    )
    step.applied().moves_to("IDENTITY_REVIEW")
    walk.remembers("identities", name="Radio Mender")


def test_order_counts_within_a_reply(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", named(skipped=[Category.SPIRITUAL]))
    walk.user("I take that back: I am a pilgrim.")
    pilgrim = SaveIdentity(identity="Pilgrim", category=Category.SPIRITUAL)
    step = walk.coach("A pilgrim.", pilgrim, UnskipCategory(category=Category.SPIRITUAL))
    step.refused("Spiritual was skipped; where the client wants it after all, use UNSKIP_CATEGORY first")
    step.applied(UnskipCategory)
    assert not walk.memory.skipped
    assert not walk.memory.identities


def test_an_identity_is_kept_with_what_was_told_about_it(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY")
    walk.user("Since the fire I am the one who stays calm.")
    calm = SaveIdentity(identity="Still  Water", category=Category.DOER_OF_THINGS, description="calm\nsince the fire")
    walk.coach("Since the fire.", calm, SaveUserInfo(key="fire", value="had one at home")).applied(calm, SaveUserInfo)
    walk.remembers("identities", name="Still Water", category="doer_of_things", description="calm since the fire")


@pytest.mark.parametrize("category", [Category.PASSIONS_AND_TALENTS, Category.FAMILIAL_RELATIONS])
def test_passions_and_family_hold_up_to_twelve_names(walk: Walk, category: Category) -> None:
    eleven = [Identity(name=f"name {n}", category=category) for n in range(11)]
    walk.at("IDENTITY_DISCOVERY", IdentityMemory(identities=eleven))
    walk.user("And a dancer, and a diver.")
    walk.coach("Both.", SaveIdentity(identity="Dancer", category=category)).applied()
    walk.user("A diver, too.")
    step = walk.coach("A diver.", SaveIdentity(identity="Diver", category=category))
    step.refused(f"{category.label} has 12 identities and takes no more; go on to what is still missing")


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (
            SaveIdentity(identity="Choirmaster", category=Category.MAKER_OF_MONEY),
            "Maker of money takes one identity and has 'The Maker of money'",
        ),
        (
            SaveIdentity(identity="the maker OF money", category=Category.PERSONAL_APPEARANCE),
            "there is already an identity called 'The Maker of money', in Maker of money",
        ),
        (SaveIdentity(identity="Pilgrim", category=Category.SPIRITUAL), "Spiritual was skipped"),
        (SaveIdentity(identity="\n", category=Category.DOER_OF_THINGS), "the identity's name is empty"),
        (SaveIdentity.model_construct(identity="", category="doer_of_things"), "at least 1 character"),
        (SaveIdentity.model_construct(identity="n" * 81, category="doer_of_things"), "at most 80 characters"),
        (SaveIdentity.model_construct(identity="Cook", category="cooking"), "'passions_and_talents', 'maker_of_money'"),
        (
            SaveIdentity.model_construct(identity="Cook", category="doer_of_things", description="d" * 501),
            "at most 500 characters",
        ),
        (SkipCategory(category=Category.MAKER_OF_MONEY), "has 'The Maker of money', so there is nothing to skip"),
        (SkipCategory(category=Category.SPIRITUAL), "Spiritual was skipped already"),
        (UnskipCategory(category=Category.MAKER_OF_MONEY), "Maker of money was not skipped"),
        (SaveUserInfo(key=" ", value="x"), "the key is empty"),
    ],
)
def test_what_cannot_be_kept_is_refused(walk: Walk, action: Action, reason: str) -> None:
    walk.at("IDENTITY_DISCOVERY", named(Category.MAKER_OF_MONEY, skipped=[Category.SPIRITUAL]))
    before = walk.memory
    walk.user("You heard me.")
    walk.coach("I did.", action).refused(reason, kind="invalid").stays().says("I did.")
    assert walk.memory == before


def test_the_way_back_to_the_lists_is_always_open_and_the_coach_goes_on_speaking(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", IdentityMemory(who_i_am_closed=True, who_i_want_to_be_closed=True))
    assert walk.missing("IDENTITY_WARM_UP") == []
    walk.user("I forgot half of who I am.")
    walk.coach("Let us look at your lists together again.", BACK).moves_to("IDENTITY_WARM_UP")
    walk.says("Let us look at your lists together again.")
    walk.remembers(who_i_am_closed=False, who_i_want_to_be_closed=False)


def test_a_phase_that_is_entered_again_asks_the_model(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", named(Category.PASSIONS_AND_TALENTS))
    walk.user("My lists, please.")
    walk.coach("Here they are.", BACK).moves_to("IDENTITY_WARM_UP")
    walk.user("Fine as they are.")
    closing = [CloseWarmUpList(list=each) for each in WarmUpList]
    step = walk.coach("Good.", *closing, TransitionState(target_state="IDENTITY_DISCOVERY"))
    step.then("So: who are you when you earn?").moves_to("IDENTITY_DISCOVERY").says("who are you when you earn?")
    step.prompt_contains("# Just arrived").prompt_contains("- named: “")


@pytest.mark.parametrize(
    "action",
    [
        MarkIntroductionComplete(),
        MarkTopicCovered(topic=Topic.FAMILY),
        AddWhoIAm(items=("calm",)),
        RemoveWhoIAm(items=("calm",)),
        AddWhoIWantToBe(items=("brave",)),
        RemoveWhoIWantToBe(items=("brave",)),
        CloseWarmUpList(list=WarmUpList.WHO_I_AM),
    ],
    ids=lambda action: type(action).__name__,
)
def test_what_was_listed_stays_as_it_is(walk: Walk, action: Action) -> None:
    walk.at("IDENTITY_DISCOVERY", IdentityMemory(who_i_am=[{"text": "calm"}]))
    walk.user("Change my list.")
    walk.coach("Shall we go back to it?", action).refused("allowed here: 'SAVE_IDENTITY'", kind="not_allowed").stays()


@pytest.mark.parametrize("target", ["INTRODUCTION", "GET_TO_KNOW_YOU", "IDENTITY_DISCOVERY"])
def test_there_is_no_way_to_the_beginning(walk: Walk, target: str) -> None:
    walk.at("IDENTITY_DISCOVERY", named(*Category))
    walk.user("Start me over.")
    step = walk.coach("Hm.", TransitionState(target_state=target))
    step.refused("you may ask for 'IDENTITY_REVIEW', 'IDENTITY_WARM_UP'", kind="undeclared").stays()


def test_one_move_a_turn(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", named(*Category))
    walk.user("Go on, or the lists?")
    step = walk.coach("On we go.", ON, BACK).then(OVERLAPS)
    step.moves_to("IDENTITY_REVIEW").refused("one move a turn", kind="limit")


@pytest.mark.parametrize("category", Category)
def test_the_coach_is_told_what_to_ask_about_next(walk: Walk, category: Category) -> None:
    before = list(Category)[: list(Category).index(category)]
    walk.at("IDENTITY_DISCOVERY", named(*before[1:], skipped=before[:1]))
    walk.user("Go on.")
    step = walk.coach("Gladly.")
    step.prompt_contains(f"The side to ask about next: {category.label.lower()} (`{category.value}`).")
    step.prompt_contains("\nThis is about ")
