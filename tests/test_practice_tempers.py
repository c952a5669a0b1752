"""The practice coach with clients of several tempers: in a hurry, evasive, giving all at once."""

from __future__ import annotations

import pytest
from practice_talk import NOW, at, facts, named, names

from coach.identity import Category, Commitment, Identity, IdentityMemory, Stage, Topic
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.answering.draft import WRITE_AGAIN
from coach.identity.practice.answering.refining import SHORTER, lines_for
from coach.identity.practice.answering.sides import ANYTHING, LINES
from coach.identity.practice.answering.weeks import WEEK
from coach.identity.practice.pieces.anything_missing import MISSING
from coach.identity.practice.pieces.get_to_know_you import LINES as TOPIC_LINES
from coach.identity.practice.pieces.identity_visualization import lines_for as picture_lines
from coach.identity.practice.pieces.introduction import READY
from coach.identity.practice.pieces.onward import END, how

UPBRINGING, FAMILY = TOPIC_LINES[Topic.UPBRINGING], TOPIC_LINES[Topic.FAMILY]


@pytest.mark.parametrize("last", ["question", "example", "offer", "shorter"])
@pytest.mark.parametrize(
    "text",
    [
        *("all fine", "fine by me", "works for me", "that works", "no change", "no need", "the same", "leave it as is"),
        *("not bad", "good enough", "spot on", "all good, thanks", "Fine with me.", "unchanged", "great name"),
    ],
)
def test_content_with_a_name_is_no_other_name(text: str, last: str) -> None:
    talk = at("IDENTITY_REFINEMENT", names=named("Baker", "Saver"))
    lines = lines_for(talk.memory.live[0])
    talk.asked = SHORTER if last == "shorter" else getattr(lines, last)
    talk.say(text)
    assert [(each.name, each.stage) for each in talk.memory.live] == [
        ("Baker", Stage.REFINED),
        ("Saver", Stage.ACCEPTED),
    ]


@pytest.mark.parametrize(
    "text", ["skip everything", "skip all of them", "just skip all the questions", "skip them all"]
)
def test_who_skips_everything_is_asked_about_no_side_more(text: str) -> None:
    talk = at("IDENTITY_DISCOVERY", LINES[Category.PASSIONS_AND_TALENTS].question)
    assert ANYTHING.question in talk.say(text)
    assert len(talk.memory.skipped) == len(Category)
    assert not names(talk)


def test_who_skips_everything_is_asked_about_no_topic_more() -> None:
    talk = at("GET_TO_KNOW_YOU", UPBRINGING.question)
    talk.say("Leeds")
    talk.say("skip all the rest")
    assert {each.topic: each.declined for each in talk.memory.topics} == {
        each: each is not Topic.UPBRINGING for each in Topic
    }
    assert talk.state == "IDENTITY_WARM_UP"


def test_who_says_yes_and_tells_at_once_is_ready_and_not_asked_again() -> None:
    talk = at("INTRODUCTION", "What would you like me to call you?")
    for text in ("Roz", "Yes"):
        talk.say(text)
    assert READY in talk.asked
    said = talk.say(
        "Absolutely ready. I grew up on a farm near Cork with four sisters. I work nights as a nurse. "
        "I'm here because I feel lost."
    )
    assert talk.state == "GET_TO_KNOW_YOU"
    told = facts(talk)
    assert told["upbringing"] == "I grew up on a farm near Cork with four sisters."
    assert told["work_and_living"] == "I work nights as a nurse."
    assert told["why_here_and_hopes"] == "I'm here because I feel lost."
    assert said.endswith(FAMILY.question)


def test_what_was_told_in_the_introduction_of_every_topic_is_asked_of_none() -> None:
    talk = at("INTRODUCTION", "What would you like me to call you?")
    for text in ("Roz", "Yes"):
        talk.say(text)
    talk.say(
        "Yes. I grew up in Cork. I have two sisters. I work nights. I love swimming. I hope to find out what I want."
    )
    assert talk.asked.endswith(GO_ON)
    talk.say("yes")
    assert talk.state == "IDENTITY_WARM_UP"


@pytest.mark.parametrize("text", ["Yes, but not today please, my head hurts", "Sure, if it does not take all my day"])
def test_a_yes_with_a_condition_is_not_ready(text: str) -> None:
    talk = at("INTRODUCTION", "What would you like me to call you?")
    for said in ("Roz", "Yes", text):
        talk.say(said)
    assert talk.state == "INTRODUCTION"
    assert not talk.memory.introduction_complete


@pytest.mark.parametrize("text", ["Yes please, happy to go with that", "Sure, that sounds fine, go ahead then"])
def test_a_yes_in_many_words_waits_for_the_button_and_is_nothing_about_the_client(text: str) -> None:
    talk = at("INTRODUCTION", "What would you like me to call you?")
    talk.say("Roz")
    assert talk.say(text).startswith("Good. To settle it, please choose")
    assert facts(talk) == {"name": "Roz"}
    talk.say("Yes, I'm a tired nurse and need this")
    assert facts(talk) == {"name": "Roz", "about": "I'm a tired nurse and need this"}
    assert not talk.memory.consent_given


def test_one_side_not_understood_loses_no_other() -> None:
    talk = at("IDENTITY_DISCOVERY", LINES[Category.MAKER_OF_MONEY].question, names=named("Singer"))
    talk.say("At work I'm a night watchwoman. At home I'm the mammy bear, and with Declan I'm his accomplice.")
    assert names(talk) == {
        Category.PASSIONS_AND_TALENTS: ["Singer"],
        Category.MAKER_OF_MONEY: ["Night watchwoman"],
        Category.FAMILIAL_RELATIONS: ["Mammy bear"],
    }


def test_what_is_told_bit_by_bit_stays_apart() -> None:
    talk = at("INTRODUCTION", "What would you like me to call you?")
    for text in ("I'm Roz, I'm 43 and a nurse", "I have a cold today as well", "Yes"):
        talk.say(text)
    talk.say("Ready! I grew up on a farm near Cork with four sisters.")
    assert facts(talk)["about"].startswith("43 and a nurse. I have a cold today as well. I grew up on")
    assert facts(talk)["upbringing"] == "I grew up on a farm near Cork with four sisters."


def test_skipping_everything_is_not_thanked_for() -> None:
    talk = at("GET_TO_KNOW_YOU", UPBRINGING.question)
    assert talk.say("skip everything").startswith("Thank you. Now two short lists")


def refined(memory: IdentityMemory) -> None:
    for name in ("Baker", "Saver"):
        memory.identities.add(Identity(name=name, category=Category.MAKER_OF_MONEY, stage=Stage.REFINED))


@pytest.mark.parametrize("text", ["Actually yes: I am a good friend, and a daughter", "a good friend and a daughter"])
def test_several_who_are_missing_are_all_kept(text: str) -> None:
    talk = at("ANYTHING_MISSING", MISSING.question, names=refined)
    talk.say(text)
    assert [each.name for each in talk.memory.live][2:] == ["Good friend", "Daughter"]


def test_a_picture_told_in_one_breath_is_asked_for_no_part_twice() -> None:
    talk = at("IDENTITY_VISUALIZATION", names=named("Songbird", "Saver"))
    talk.asked = picture_lines(talk.memory.live[0], "setting").question
    talk.say("I'm at the choir hall in my green dress and I feel light as a feather")
    picture = talk.memory.live[0]
    assert (picture.setting, picture.appearance, picture.emotion) == (
        *("I'm at the choir hall", "in my green dress", "I feel light as a feather"),
    )


@pytest.mark.parametrize(
    "text", ["It isn't Sunday yet, ask me later", "not yet", "I haven't had the time yet", "ask me later"]
)
@pytest.mark.parametrize("asked", ["how", "goodbye"])
def test_what_is_still_to_come_is_not_asked_about_again_at_once(text: str, asked: str) -> None:
    talk = at("ONWARD", names=named("Songbird", "Saver"))
    talk.memory.commitments.add(Commitment(text="sing", when="Sunday", identity=talk.memory.live[0].id, made_at=NOW))
    talk.asked = how(talk.memory.open_commitments[0]) if asked == "how" else f"Go well. {WRITE_AGAIN}"
    assert talk.say(text) == f"Until then. {WRITE_AGAIN}"
    assert talk.memory.open_commitments


@pytest.mark.parametrize("text", ["nice weather today, isn't it?", "You don't eat, do you?", "still don't know"])
def test_what_is_beside_the_question_is_not_kept(text: str) -> None:
    talk = at("GET_TO_KNOW_YOU", UPBRINGING.question)
    talk.say(text)
    assert not facts(talk)
    assert not talk.memory.topics


@pytest.mark.parametrize("text", ["nothing", "none", "nothing else", "nobody"])
def test_nothing_ends_no_course(text: str) -> None:
    talk = at("ONWARD", END, names=named("Songbird", "Saver"))
    talk.say(text)
    assert talk.state == "ONWARD"
    talk.asked = WEEK.question
    assert END not in talk.say(text)


@pytest.mark.parametrize("text", ["done", "I'm done", "yes"])
def test_done_ends_it_where_that_was_asked(text: str) -> None:
    talk = at("ONWARD", END, names=named("Songbird", "Saver"))
    talk.say(text)
    assert talk.state == "FAREWELL"
