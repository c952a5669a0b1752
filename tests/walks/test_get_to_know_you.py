"""GET_TO_KNOW_YOU: five topics, each talked about or declined, hopes last."""

from __future__ import annotations

import pytest

from coach import Action, TransitionState, Walk
from coach.identity import (
    AddWhoIAm,
    Category,
    CloseWarmUpList,
    IdentityMemory,
    MarkIntroductionComplete,
    MarkTopicCovered,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    Topic,
    UnskipCategory,
    WarmUpList,
)

ON = TransitionState(target_state="IDENTITY_WARM_UP")


def covered(*topics: Topic, declined: bool = False) -> IdentityMemory:
    return IdentityMemory(topics=[{"topic": topic, "declined": declined} for topic in topics])


def test_all_five_topics_are_wanted_hopes_last(walk: Walk) -> None:
    assert walk.at("GET_TO_KNOW_YOU").missing("IDENTITY_WARM_UP") == [
        "Still to talk about: upbringing",
        "Still to talk about: family",
        "Still to talk about: work and living",
        "Still to talk about: interests",
        "Still to talk about: why here and hopes",
    ]


@pytest.mark.parametrize("left_out", Topic)
def test_one_topic_left_out_keeps_the_exit_closed(walk: Walk, left_out: Topic) -> None:
    walk.at("GET_TO_KNOW_YOU", covered(*(topic for topic in Topic if topic is not left_out)))
    wanting = f"Still to talk about: {left_out.label.lower()}"
    assert walk.missing("IDENTITY_WARM_UP") == [wanting]
    walk.user("That is all about me.")
    walk.coach("Then let us go on.", ON).refused(wanting, kind="guard").stays().says("Then let us go on.")
    walk.user("All right.")
    walk.coach("And this?", MarkTopicCovered(topic=left_out), ON).then("Who are you?").moves_to("IDENTITY_WARM_UP")


def test_topics_that_were_declined_are_not_asked_for(walk: Walk) -> None:
    walk.at("GET_TO_KNOW_YOU", covered(*Topic, declined=True))
    assert walk.missing("IDENTITY_WARM_UP") == []
    walk.user("I would rather work than talk.")
    walk.coach("Then let us work.", ON).then("Finish this sentence: I am …").moves_to("IDENTITY_WARM_UP")
    walk.says("I am …").prompt_contains("# Just arrived")


def test_several_topics_can_be_told_in_one_breath(walk: Walk) -> None:
    walk.at("GET_TO_KNOW_YOU")
    walk.user("I grew up on a farm in Kaunas with four brothers, and now I drive a snow plough.")
    walk.coach(
        "Four brothers. Who is close to you today?",
        MarkTopicCovered(topic=Topic.UPBRINGING),
        MarkTopicCovered(topic=Topic.WORK_AND_LIVING),
        SaveUserInfo(key="grew_up", value="on a farm in Kaunas"),
        SaveUserInfo(key="work", value="drives a snow plough"),
    ).applied().stays()
    walk.remembers("topics", topic=Topic.WORK_AND_LIVING, declined=False)
    walk.remembers("facts", key="grew_up", value="on a farm in Kaunas")
    assert "Still to talk about: family" in walk.missing("IDENTITY_WARM_UP")
    assert "Still to talk about: upbringing" not in walk.missing("IDENTITY_WARM_UP")


def test_a_topic_is_marked_once(walk: Walk) -> None:
    walk.at("GET_TO_KNOW_YOU", covered(Topic.FAMILY))
    walk.user("My mother again.")
    again = walk.coach("Your mother.", MarkTopicCovered(topic=Topic.FAMILY))
    again.refused("Family was talked about already", kind="invalid")
    walk.user("Not a word more about her.")
    walk.coach("Fine.", MarkTopicCovered(topic=Topic.FAMILY, declined=True)).refused("Family was talked about already")
    walk.remembers("topics", topic=Topic.FAMILY, declined=False)


def test_a_declined_topic_can_be_told_after_all_and_not_declined_again(walk: Walk) -> None:
    walk.at("GET_TO_KNOW_YOU", covered(Topic.UPBRINGING, declined=True))
    walk.user("I said no.")
    walk.coach("You did.", MarkTopicCovered(topic=Topic.UPBRINGING, declined=True)).refused("Upbringing was declined")
    walk.user("Oh well. There was a lighthouse.")
    walk.coach("A lighthouse!", MarkTopicCovered(topic=Topic.UPBRINGING)).applied(MarkTopicCovered)
    walk.remembers("topics", topic=Topic.UPBRINGING, declined=False)


def test_info_that_says_nothing_is_refused_here_too(walk: Walk) -> None:
    walk.at("GET_TO_KNOW_YOU")
    walk.user("…")
    walk.coach("Take your time.", SaveUserInfo(key="children", value=" ")).refused("the value is empty")


def test_a_topic_nobody_knows_is_refused_with_the_topics_there_are(walk: Walk) -> None:
    walk.at("GET_TO_KNOW_YOU")
    walk.user("It rains.")
    walk.coach("So it does.", MarkTopicCovered.model_construct(topic="weather")).refused("topic: ", kind="invalid")
    assert "'why_here_and_hopes'" in str(walk.now.actions[0].reason)


@pytest.mark.parametrize(
    "action",
    [
        MarkIntroductionComplete(),
        AddWhoIAm(items=("calm",)),
        CloseWarmUpList(list=WarmUpList.WHO_I_WANT_TO_BE),
        SaveIdentity(identity="Lighthouse", category=Category.SPIRITUAL),
        SkipCategory(category=Category.SPIRITUAL),
        UnskipCategory(category=Category.SPIRITUAL),
    ],
    ids=lambda action: type(action).__name__,
)
def test_this_is_a_talk_and_nothing_is_listed_or_named_yet(walk: Walk, action: Action) -> None:
    walk.at("GET_TO_KNOW_YOU")
    walk.user("I was the lighthouse of the family.")
    walk.coach("The lighthouse.", action).refused(
        "allowed here: 'MARK_TOPIC_COVERED', 'SAVE_USER_INFO'", kind="not_allowed"
    ).stays()


@pytest.mark.parametrize("target", ["INTRODUCTION", "IDENTITY_DISCOVERY", "FAREWELL"])
def test_there_is_one_way_on_and_none_back(walk: Walk, target: str) -> None:
    walk.at("GET_TO_KNOW_YOU", covered(*Topic))
    walk.user("Can we skip this?")
    step = walk.coach("We can.", TransitionState(target_state=target))
    step.refused("you may ask for 'IDENTITY_WARM_UP'", kind="undeclared").stays()


def test_the_next_topic_is_named_to_the_coach(walk: Walk) -> None:
    walk.at("GET_TO_KNOW_YOU", covered(Topic.UPBRINGING))
    walk.user("So that was the farm.")
    step = walk.coach("And the family?").prompt_contains("unless the client is in the middle of another: family")
    step.prompt_contains("- Upbringing: talked about")
    walk.user("I'd rather not.")
    walk.coach("Then we leave it. What do you do?", MarkTopicCovered(topic=Topic.FAMILY, declined=True))
    walk.user("I drive.")
    step = walk.coach("What do you drive?").prompt_contains("in the middle of another: work and living")
    step.prompt_contains("- Family: the client would rather not talk about it")
