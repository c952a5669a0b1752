"""The practice coach with people who type as they talk: hesitating, half sentences, orders in passing."""

from __future__ import annotations

import pytest
from practice_talk import Talk, at, facts, named

from coach.identity import AcceptRefinement, Stage, Topic, WarmUpList
from coach.identity.practice.answering.asides import HONEST
from coach.identity.practice.answering.refining import lines_for
from coach.identity.practice.answering.weeks import WEEK, WHEN
from coach.identity.practice.hearing.words import echo, said_aloud
from coach.identity.practice.pieces.anything_missing import MISSING, WHO
from coach.identity.practice.pieces.get_to_know_you import LINES as TOPIC_LINES
from coach.identity.practice.pieces.identity_review import OVERLAP
from coach.identity.practice.pieces.identity_warm_up import LINES as LIST_LINES
from coach.identity.practice.pieces.introduction import MORE, READY


def refined(state: str, *names: str, asked: str = "") -> Talk:
    talk = at(state, asked, fill=named(*names))
    for each in names:
        talk.memory.identities.change(each, stage=Stage.REFINED)
    return talk


@pytest.mark.parametrize("text", ["idk what is this about?", "sounds good, tell me more", "lol whats the catch"])
def test_who_asks_what_this_is_before_agreeing_is_told(text: str) -> None:
    talk = at("INTRODUCTION")
    talk.say("Dave")
    assert MORE in talk.say(text)


def test_a_number_is_no_answer_where_no_question_has_buttons() -> None:
    talk = at("INTRODUCTION")
    for text in ("Dave", "1"):
        talk.say(text)
    assert talk.say("1") == f"Take your time. {READY}"


def test_who_doubts_that_they_are_understood_is_told_what_answers() -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.FAMILY].question)
    assert HONEST in talk.say("do you actually understand what I write?")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("umm by the sea", "by the sea"),
        ("idk man. fishing? podcasts", "fishing? podcasts"),
        ("dunno. to be somebody", "to be somebody"),
        ("I don't know, a house full of people", "a house full of people"),
    ],
)
def test_hesitation_before_an_answer_is_not_kept_with_it(text: str, told: str) -> None:
    talk = at("GET_TO_KNOW_YOU", TOPIC_LINES[Topic.UPBRINGING].question)
    talk.say(text)
    assert list(facts(talk).values()) == [told]


def test_hesitation_is_no_part_of_an_entry() -> None:
    talk = at("IDENTITY_WARM_UP", LIST_LINES[WarmUpList.WHO_I_AM].question)
    talk.say("umm happier? and hmm, nosy lol")
    assert [each.text for each in talk.memory.who_i_am] == ["happier", "nosy"]


@pytest.mark.parametrize("text", ["whatever you think", "up to you", "nothing better", "no better word"])
def test_who_leaves_the_name_to_the_coach_keeps_the_old_one(text: str) -> None:
    talk = at("IDENTITY_REFINEMENT", fill=named("Baker", "Walker"))
    lines = lines_for(talk.memory.live[0])
    talk.asked = lines.example
    assert talk.say(text).endswith(lines.offer)
    talk.say(text)
    assert talk.done == [AcceptRefinement(identity="Baker")]


@pytest.mark.parametrize("text", ["keep it then", "then leave it please", "keep that one then"])
def test_an_old_name_is_kept_where_a_new_one_was_asked_for(text: str) -> None:
    talk = at("IDENTITY_REFINEMENT", fill=named("Baker", "Walker"))
    talk.asked = lines_for(talk.memory.live[0]).example
    talk.say(text)
    assert talk.done == [AcceptRefinement(identity="Baker")]


@pytest.mark.parametrize(
    "text", ["baker is too long, just Breadhead", "that's too plain, call it Breadhead", "too dull; maybe Breadhead"]
)
def test_a_better_name_may_come_with_what_is_wrong_with_the_old_one(text: str) -> None:
    talk = at("IDENTITY_REFINEMENT", fill=named("Baker", "Walker"))
    talk.asked = lines_for(talk.memory.live[0]).question
    talk.say(text)
    assert [each.name for each in talk.memory.live] == ["Breadhead", "Walker"]


@pytest.mark.parametrize("text", ["same as the baker", "merge them", "isn't it a duplicate? combine it with baker"])
def test_two_that_are_one_are_looked_at_where_that_is_done(text: str) -> None:
    talk = at("IDENTITY_REFINEMENT", fill=named("Baker", "Bread woman", "Walker"))
    talk.say("yes")
    said = talk.say(text)
    assert talk.state == "IDENTITY_REVIEW"
    assert OVERLAP in said


@pytest.mark.parametrize("text", ["same as ever", "it stays the same"])
def test_a_name_that_stays_the_same_is_no_double(text: str) -> None:
    talk = at("IDENTITY_REFINEMENT", fill=named("Baker", "Walker"))
    talk.say(text)
    assert talk.state == "IDENTITY_REFINEMENT"


@pytest.mark.parametrize("text", ["nobody i can think of", "hell no", "not that I can think of", "nope, no one else"])
def test_nobody_is_no_name(text: str) -> None:
    talk = refined("ANYTHING_MISSING", "Baker", asked=MISSING.question)
    talk.say(text)
    assert talk.state == "IDENTITY_COMMITMENT"
    assert [each.name for each in talk.memory.live] == ["Baker"]


@pytest.mark.parametrize("text", ["ohh yes", "yes there is", "hell yes"])
def test_a_yes_that_somebody_is_missing_is_no_name(text: str) -> None:
    talk = refined("ANYTHING_MISSING", "Baker", asked=MISSING.question)
    assert talk.say(text).endswith(WHO)


def test_a_sentence_is_no_name_also_when_a_name_was_asked_for() -> None:
    talk = refined("ANYTHING_MISSING", "Baker", asked=MISSING.question)
    for text in ("that I look after myself as well", "I want to but I'm scared"):
        talk.say(text)
    assert talk.asked.endswith(MISSING.offer)
    assert [each.name for each in talk.memory.live] == ["Baker"]


def test_who_lets_another_name_go_too_early_hears_when_that_is_done() -> None:
    talk = refined("ANYTHING_MISSING", "Baker", "Keeper", asked=MISSING.question)
    assert "“Keeper” stays for now" in talk.say("the keeper is not really me")
    assert [each.name for each in talk.memory.live] == ["Baker", "Keeper"]


def test_the_promise_of_last_time_can_be_made_again() -> None:
    talk = refined("ONWARD", "Baker", asked=WEEK.question)
    talk.over(["the baker", "bake a loaf for mum on Sunday", "hi", "I did it", "baker again"])
    assert talk.say("same thing").endswith(WHEN)
    talk.say("tonight")
    assert [each.text for each in talk.memory.commitments] == ["bake a loaf for mum"] * 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I was born in Lisbon, moved to Berlin when I was seven", "I was born in Lisbon, moved to Berlin …"),
        ("I feel like I lost myself a bit, I want to feel like me", "I feel like I lost myself a bit …"),
        ("at the finish line lol", "at the finish line"),
        ("100% me", "100% me"),
        ("Dr. Ada Lund", "Dr Ada Lund"),
        ("mrs. Lund. And you?", "mrs Lund, And you"),
    ],
)
def test_what_is_said_back_ends_where_a_person_would_end(text: str, said: str) -> None:
    assert echo(text) == said


def test_a_sentence_is_said_back_as_it_is() -> None:
    assert said_aloud("I am the one who gets the last 10% done + more.") == (
        "“I am the one who gets the last 10% done + more.”"
    )
