"""How the practice coach takes what a client answers: names, stories, hesitation, questions back."""

from __future__ import annotations

import pytest
from practice_talk import EARLY, Talk, at, facts, names

from coach import Situation, TransitionState
from coach.identity import (
    Category,
    CoveredTopic,
    Identity,
    IdentityMemory,
    RemoveWhoIAm,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    Topic,
    WarmUpList,
    identity_practice,
)
from coach.identity.practice.answering.asides import HONEST
from coach.identity.practice.answering.asking import GO_ON, Lines
from coach.identity.practice.answering.draft import ENGLISH_ONLY
from coach.identity.practice.answering.sides import LINES as CATEGORY_LINES
from coach.identity.practice.answering.sides import MORE
from coach.identity.practice.pieces.get_to_know_you import LINES as TOPIC_LINES
from coach.identity.practice.pieces.identity_warm_up import LINES as LIST_LINES
from coach.identity.practice.pieces.introduction import READY
from coach.program.action import wire_name


@pytest.mark.parametrize(
    ("text", "name", "about"),
    [
        ("I'm Ana, a nurse from Porto", "Ana", "a nurse from Porto"),
        ("Hi! My name is Jonas Weber and I drive a tram.", "Jonas Weber", "I drive a tram."),
        ("call me mo", "mo", None),
        ("Priya", "Priya", None),
        ("Hello, I’m O’Neill", "O'Neill", None),
        ("i'm tired", None, None),
        ("Tell me more", None, None),
        ("I'm a nurse from Porto", None, "I'm a nurse from Porto"),
        ("hey, it's sam here!!", "sam", None),
        ("NAME IS BOB", "BOB", None),
        ("Jo 😀", "Jo", None),
        ("My name's Chiara, but everyone calls me Kia", "Kia", None),
        ("Hola, me llamo Lucía", "Lucía", None),
        ("you can call me whatever", None, None),
        ("Guten Tag, ich heiße Ute", "Ute", None),
        ("Guten Abend", None, None),
        ("You can call me Mr. O'Neill", "Mr. O'Neill", None),
        ("I'm Dr. Ada B. Lund, a vet", "Dr. Ada B. Lund", "a vet"),
        ("I'm M. I live in Rome", "M", "I live in Rome"),
        ("Well, so I'm Margaret, and I can't sleep", "Margaret", "I can't sleep"),
    ],
)
def test_a_name_is_taken_where_it_is_one(text: str, name: str | None, about: str | None) -> None:
    talk = Talk()
    talk.say(text)
    assert (facts(talk).get("name"), facts(talk).get("about")) == (name, about)


def test_a_client_may_stay_without_a_name_and_has_to_agree_to_begin() -> None:
    talk = Talk()
    talk.over(["skip", "yes"])
    assert "no hurry" in talk.say("not yet")
    assert talk.state == "INTRODUCTION"
    talk.say("ok, let's go")
    assert talk.state == "GET_TO_KNOW_YOU"
    assert not talk.memory.first_name


EVERY_LINE: list[tuple[str, Lines]] = [
    *(("GET_TO_KNOW_YOU", TOPIC_LINES[topic]) for topic in Topic),
    *(("IDENTITY_WARM_UP", LIST_LINES[which]) for which in WarmUpList),
    *(("IDENTITY_DISCOVERY", CATEGORY_LINES[category]) for category in Category),
]


def test_every_line_is_said_once_and_asks_once() -> None:
    said = [line for _, lines in EVERY_LINE for line in (lines.question, lines.example, lines.offer)]
    assert len(set(said)) == len(said) == 16 * 3
    assert all(line.count("?") == 1 for line in said)
    assert not any(one in other for one in said for other in said if one != other)


def test_not_knowing_is_helped_once_then_met_with_an_offer_to_leave_it() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    assert TOPIC_LINES[Topic.UPBRINGING].example in talk.say("I don't know")
    assert TOPIC_LINES[Topic.UPBRINGING].offer in talk.say("no idea")
    assert TOPIC_LINES[Topic.FAMILY].question in talk.say("yes please")
    assert talk.memory.topics[Topic.UPBRINGING].declined


def test_a_no_to_the_offer_brings_the_question_back_and_the_answer_counts() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].offer)
    assert TOPIC_LINES[Topic.UPBRINGING].example in talk.say("no")
    talk.say("A red gate")
    assert not talk.memory.topics[Topic.UPBRINGING].declined


@pytest.mark.parametrize("text", ["skip", "Skip this one please", "I'd rather not say", "pass", "no comment", "next"])
def test_a_client_who_wants_to_skip_skips(text: str) -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    talk.say(text)
    assert talk.done == [SkipCategory(category=Category.PASSIONS_AND_TALENTS)]


@pytest.mark.parametrize("text", ["why do you ask?", "What do you mean?", "why", "???", "and you?"])
def test_a_question_back_is_answered_and_the_question_asked_again(text: str) -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].example)
    assert talk.say(text).endswith(TOPIC_LINES[Topic.UPBRINGING].example)
    assert talk.done == []


@pytest.mark.parametrize("state", EARLY)
@pytest.mark.parametrize("text", ["who are you?", "Are you a bot", "am I talking to a real person?"])
def test_it_says_honestly_what_it_is(state: str, text: str) -> None:
    assert HONEST in at(state, "…").say(text)


def test_nothing_said_is_no_answer() -> None:
    for state in EARLY:
        talk = at(state)
        assert talk.say("").count("?") == 1
        assert talk.done == []


def test_several_answers_in_one_message_go_where_they_belong() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    said = talk.say("I grew up on a farm, I have two sisters. I work as a nurse and I love to sing")
    assert facts(talk) == {
        "upbringing": "I grew up on a farm",
        "family": "I have two sisters.",
        "work_and_living": "I work as a nurse",
        "interests": "I love to sing",
    }
    assert TOPIC_LINES[Topic.WHY_HERE_AND_HOPES].question in said


def test_several_identities_in_one_message_go_where_they_belong() -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    talk.say("I'm a runner and in the family a big sister")
    assert names(talk) == {Category.PHYSICAL_EXPRESSION: ["Runner"], Category.FAMILIAL_RELATIONS: ["Big sister"]}
    assert CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question in talk.asked
    talk.say("gardener, teller of bad jokes")
    assert names(talk)[Category.PASSIONS_AND_TALENTS] == ["Gardener", "Teller of bad jokes"]


def test_a_story_is_heard_and_a_name_asked_for() -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    story = "I bake bread for the whole street on Sundays before anybody is awake"
    assert "“I bake bread for the whole street on Sundays …”" in talk.say(story)
    talk.say("The Sunday baker")
    assert talk.done == [
        SaveIdentity(identity="Sunday baker", category=Category.PASSIONS_AND_TALENTS, description=story)
    ]


def test_a_story_whose_teller_finds_no_name_keeps_its_own_words() -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    talk.say("I bake bread for the whole street")
    talk.say("idk")
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["I bake bread for the whole street"]}


def test_not_knowing_with_an_answer_behind_it_is_an_answer() -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    talk.say("I don't know, maybe a teacher")
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Teacher"]}


def test_a_list_takes_entries_off_and_closes_with_the_last_of_them() -> None:
    talk = at("IDENTITY_WARM_UP", LIST_LINES[WarmUpList.WHO_I_AM].question)
    talk.say("- kind\n- lazy\n- late")
    talk.say("please remove lazy")
    assert talk.done == [RemoveWhoIAm(items=("lazy",))]
    talk.say("and loud, that's all")
    assert [item.text for item in talk.memory.who_i_am] == ["kind", "late", "loud"]
    assert talk.memory.who_i_am_closed


def test_a_script_that_is_not_latin_is_kept_and_answered_in_english() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    assert talk.say("Я выросла у моря").startswith(ENGLISH_ONLY)
    assert facts(talk) == {"upbringing": "Я выросла у моря"}
    assert ENGLISH_ONLY not in talk.say("Mãe, pai e três irmãos")


def test_very_long_messages_are_cut_to_what_may_be_kept() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    talk.say("goats and hills " * 60_000)
    assert talk.done[0] == SaveUserInfo(key="upbringing", value=("goats and hills " * 40)[:495].strip())
    talk = at("IDENTITY_WARM_UP", LIST_LINES[WarmUpList.WHO_I_AM].question)
    talk.say(", ".join(f"word{n}" for n in range(500)))
    assert len(talk.memory.who_i_am) == 80


def test_before_it_begins_questions_and_a_new_name_are_welcome() -> None:
    talk = Talk()
    assert "leave out whatever you like" in talk.say("I'm Thomas")
    assert "I am no therapist" in talk.say("what will we do?")
    assert "Tom it is" in talk.say("call me Tom")
    assert facts(talk) == {"name": "Tom"}
    assert "please choose" in talk.say("who are you?")
    assert talk.say("yes").endswith(READY)
    assert talk.say("who are you?").endswith(READY)
    assert "“My week was long”" in talk.say("My week was long")
    talk.say("But I am here now")
    assert talk.state == "GET_TO_KNOW_YOU"


def test_who_else_are_you_can_be_asked_about_and_answered_later() -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    talk.say("singer")
    for text in ("why do you ask?", "yes", ""):
        assert MORE[Category.PASSIONS_AND_TALENTS] in talk.say(text)
    talk.say("a cook")
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Singer", "Cook"]}


@pytest.mark.parametrize("state", EARLY)
def test_where_all_is_done_and_the_move_was_refused_it_asks_whether_to_go_on(state: str) -> None:
    memory = IdentityMemory(
        **dict.fromkeys(["explained", "consent_given", "introduction_complete"], True),
        **dict.fromkeys(["who_i_am_closed", "who_i_want_to_be_closed"], True),
    )
    talk = Talk(state=state, memory=memory)
    for topic in Topic:
        memory.topics.add(CoveredTopic(topic=topic))
    for category in Category:
        memory.identities.add(Identity(name=category.label, category=category))
    assert talk.reply("well", refusals=["not now"]).message.endswith(GO_ON)
    target = (*EARLY, "IDENTITY_REVIEW")[EARLY.index(state) + 1]
    assert talk.reply("yes").actions == (TransitionState(target_state=target),)


def test_leaving_out_the_rest_ends_the_discovery() -> None:
    memory = IdentityMemory(identities=[Identity(name="Gardener", category=Category.PASSIONS_AND_TALENTS)])
    situation = Situation(
        state="IDENTITY_DISCOVERY",
        memory=memory,
        text="Leave out all the rest.",
        asked="Who are you when you earn?",
        missing={"IDENTITY_REVIEW": ["Spiritual has no identity yet"], "IDENTITY_WARM_UP": []},
    )
    names = [wire_name(action) for action in identity_practice(situation).actions]
    assert names == ["SKIP_CATEGORY"] * 8 + ["TRANSITION_STATE"]
