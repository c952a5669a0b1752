"""IDENTITY_WARM_UP: two unedited lists, made and closed by the client."""

from __future__ import annotations

import pytest

from coach import Action, TransitionState, Walk
from coach.identity import (
    AddWhoIAm,
    AddWhoIWantToBe,
    Category,
    CloseWarmUpList,
    IdentityMemory,
    MarkIntroductionComplete,
    MarkTopicCovered,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    Topic,
    UnskipCategory,
    WarmUpList,
)

ON = TransitionState(target_state="IDENTITY_DISCOVERY")
AM, WANT = CloseWarmUpList(list=WarmUpList.WHO_I_AM), CloseWarmUpList(list=WarmUpList.WHO_I_WANT_TO_BE)


def listed(**lists: object) -> IdentityMemory:
    """A memory with entries on its lists: `who_i_am=["calm"]`; scalars as they are."""
    made = {name: [{"text": text} for text in each] if isinstance(each, list) else each for name, each in lists.items()}
    return IdentityMemory(**made)


def test_the_client_makes_both_lists_and_closes_them(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP")
    walk.user("A widow. A beekeeper. Loud.")
    walk.coach("Loud. What else?", AddWhoIAm(items=("A widow", "A beekeeper", "Loud"))).applied().stays()
    walk.user("Take the widow off. That is all.")
    walk.coach("And who do you want to be?", RemoveWhoIAm(items=("a widow",)), AM).applied()
    walk.user("Patient. And rich! No, not rich. That's it.")
    rich = [AddWhoIWantToBe(items=("Patient", "Rich")), RemoveWhoIWantToBe(items=("Rich",))]
    walk.coach("Good.", *rich, WANT, ON).then("What do you love to do?").applied().moves_to("IDENTITY_DISCOVERY")
    walk.remembers(who_i_am_closed=True, who_i_want_to_be_closed=True).says("What do you love to do?")
    assert [item.text for item in walk.memory.who_i_am] == ["A beekeeper", "Loud"]
    assert [item.text for item in walk.memory.who_i_want_to_be] == ["Patient"]


@pytest.mark.parametrize(
    ("closed", "still_open"),
    [
        ([], ["who I am", "who I want to be"]),
        ([AM], ["who I want to be"]),
        ([WANT], ["who I am"]),
    ],
)
def test_both_lists_have_to_be_closed(walk: Walk, closed: list[CloseWarmUpList], still_open: list[str]) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am=["calm"], who_i_want_to_be=["brave"]))
    walk.user("Enough of lists.")
    walk.coach("Let us go on.", *closed, ON).refused("is not closed yet", kind="guard").stays()
    assert walk.missing("IDENTITY_DISCOVERY") == [f"The list “{each}” is not closed yet" for each in still_open]


def test_lists_may_be_closed_empty(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP")
    walk.user("I have nothing for either.")
    walk.coach("That is fine.", AM, WANT, ON).then("What do you love to do?").applied().moves_to("IDENTITY_DISCOVERY")
    assert walk.now.actions[0].summary == "Closed the list “who I am” with no entries"


def test_an_entry_is_kept_once_however_it_is_written(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am=["night owl"]))
    walk.user("A Night  Owl, and an early bird.")
    walk.coach("Both!", AddWhoIAm(items=("Night  Owl", "early bird"))).applied()
    assert [item.text for item in walk.memory.who_i_am] == ["night owl", "early bird"]
    walk.user("As I said: night owl.")
    walk.coach("Yes.", AddWhoIAm(items=("NIGHT OWL",))).refused("is on the list “who I am” already", kind="invalid")


def test_a_closed_list_takes_nothing_more_but_lets_go(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am=["shy"], who_i_am_closed=True, who_i_want_to_be_closed=True))
    walk.user("Add brave to both. And take shy off.")
    step = walk.coach("Done.", AddWhoIAm(items=("brave",)), AddWhoIWantToBe(items=("brave",)))
    step.refused("the list “who I am” is closed; leave it as the client closed it")
    step.refused("the list “who I want to be” is closed")
    walk.user("Shy at least.")
    walk.coach("Done.", RemoveWhoIAm(items=("shy",))).applied()
    assert not walk.memory.who_i_am
    assert not walk.memory.who_i_want_to_be


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (AddWhoIAm(items=("old", "\n")), "an entry is empty"),
        (AddWhoIAm(items=("Calm",)), "everything in this is on the list “who I am” already"),
        (AddWhoIWantToBe(items=("brave",)), "the list “who I want to be” is closed; leave it as the client closed it"),
        (RemoveWhoIAm(items=("loud",)), "there is no list item called 'loud'; there are 'calm'"),
        (RemoveWhoIWantToBe(items=("loud",)), "there are none yet"),
        (WANT, "“who I want to be” is closed already"),
        (AddWhoIAm.model_construct(items=()), "at least 1 item"),
        (AddWhoIAm.model_construct(items=("x",) * 17), "at most 16 items"),
        (AddWhoIWantToBe.model_construct(items=("x" * 121,)), "at most 120 characters"),
        (SaveUserInfo(key="age", value=" "), "the value is empty"),
    ],
)
def test_what_cannot_be_done_to_a_list_is_refused(walk: Walk, action: Action, reason: str) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am=["calm"], who_i_want_to_be_closed=True))
    before = walk.memory
    walk.user("Do it anyway.")
    walk.coach("Hm.", action).refused(reason, kind="invalid").stays()
    assert walk.memory == before


def test_one_wrong_entry_leaves_the_others_of_its_action_undone_too(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am=["calm", "loud"]))
    walk.user("Take calm and tall off.")
    walk.coach("Off.", RemoveWhoIAm(items=("calm", "tall")), AddWhoIAm(items=("old",))).refused("called 'tall'")
    assert [item.text for item in walk.memory.who_i_am] == ["calm", "loud", "old"]


def test_a_list_takes_eighty_entries(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am=[f"entry {n}" for n in range(79)]))
    walk.user("Eighty. Eighty-one.")
    walk.coach("Go on.", AddWhoIAm(items=("eighty",)), AddWhoIAm(items=("eighty-one",))).applied(AddWhoIAm)
    walk.user("More!")
    full = "the list “who I am” has 80 entries and takes no more; it can be closed"
    walk.coach("Enough.", AddWhoIAm(items=("eighty-two",))).refused(full)
    assert len(walk.memory.who_i_am) == 80


def test_whoever_comes_back_from_discovery_works_on_open_lists(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", listed(who_i_am=["calm"], who_i_am_closed=True, who_i_want_to_be_closed=True))
    walk.user("May I add to my lists?")
    step = walk.coach("Then let us look at your lists again.", TransitionState(target_state="IDENTITY_WARM_UP"))
    step.moves_to("IDENTITY_WARM_UP").says("Then let us look at your lists again.")
    walk.remembers(who_i_am_closed=False, who_i_want_to_be_closed=False).remembers("who_i_am", text="calm")
    walk.user("I am tall, too.")
    walk.coach("Tall.", AddWhoIAm(items=("tall",)), ON).refused("not closed yet").applied(AddWhoIAm).stays()


def test_what_is_told_beside_the_lists_is_kept(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP")
    walk.user("Old. I turned seventy in May.")
    walk.coach("Seventy!", AddWhoIAm(items=("old",)), SaveUserInfo(key="age", value="seventy in May")).applied()
    walk.remembers("facts", key="age", value="seventy in May")


@pytest.mark.parametrize(
    "action",
    [
        MarkIntroductionComplete(),
        MarkTopicCovered(topic=Topic.INTERESTS),
        SaveIdentity(identity="Beekeeper", category=Category.DOER_OF_THINGS),
        SkipCategory(category=Category.SPIRITUAL),
        UnskipCategory(category=Category.SPIRITUAL),
    ],
    ids=lambda action: type(action).__name__,
)
def test_nothing_is_named_while_listing(walk: Walk, action: Action) -> None:
    walk.at("IDENTITY_WARM_UP")
    walk.user("Beekeeper.")
    walk.coach("A beekeeper.", action).refused("allowed here: 'ADD_WHO_I_AM'", kind="not_allowed").stays()


@pytest.mark.parametrize("target", ["INTRODUCTION", "GET_TO_KNOW_YOU", "FAREWELL"])
def test_there_is_one_way_on(walk: Walk, target: str) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am_closed=True, who_i_want_to_be_closed=True))
    walk.user("Somewhere else, please.")
    step = walk.coach("Where?", TransitionState(target_state=target))
    step.refused("you may ask for 'IDENTITY_DISCOVERY'", kind="undeclared").stays()


def test_the_coach_sees_both_lists_and_which_one_is_on(walk: Walk) -> None:
    walk.at("IDENTITY_WARM_UP", listed(who_i_am=["calm", "old"]))
    walk.user("That was it.")
    step = walk.coach("And who do you want to be?", AM).prompt_contains("The one to work on now: who I am.")
    step.prompt_contains("Who I am (open): “calm”, “old”").prompt_contains("Who I want to be (open): nothing yet")
    walk.user("Young.")
    step = walk.coach("Young.").prompt_contains("The one to work on now: who I want to be.")
    step.prompt_contains("Who I am (closed by the client): “calm”, “old”")
