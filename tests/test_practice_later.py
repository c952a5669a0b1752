"""How the practice coach takes what is no answer while names are refined, chosen, put into words and pictured."""

from __future__ import annotations

import re

import pytest
from practice_talk import LATER, Talk, at, named

from coach.identity import AddUserNote, Category, DeleteUserNote, Identity, SaveUserInfo, Stage
from coach.identity.practice.answering.asides import COMPLAINED, HONEST
from coach.identity.practice.answering.asking import GO_ON
from coach.identity.practice.pieces.identity_review import ANOTHER

STAGES = {
    **{"IDENTITY_REVIEW": Stage.PROPOSED, "IDENTITY_REFINEMENT": Stage.ACCEPTED, "ANYTHING_MISSING": Stage.REFINED},
    **{"IDENTITY_COMMITMENT": Stage.REFINED, "I_AM_STATEMENTS": Stage.COMMITTED},
    **{"IDENTITY_VISUALIZATION": Stage.STATED, "ONWARD": Stage.VISUALISED},
}


def arrived(state: str) -> Talk:
    """A talk that has just come to a state, with the question that is asked there."""
    talk = at(state, fill=named("Baker", "Walker"))
    for name in ("Baker", "Walker"):
        statement = f"I am {name}." if STAGES[state].rank >= Stage.STATED.rank else ""
        talk.memory.identities.change(name, stage=STAGES[state], statement=statement)
    talk.asked = talk.reply("", arrived=True).message
    return talk


def question(talk: Talk) -> str:
    """The last thing that was asked."""
    return re.split(r"[.!]”? ", talk.asked)[-1]


@pytest.mark.parametrize("state", LATER[:-1])
@pytest.mark.parametrize("text", ["who are you?", "why do you ask?", "thanks!", "lol", "", "is that ok?", "hello"])
def test_what_is_no_answer_gets_a_word_and_the_question_again(state: str, text: str) -> None:
    talk = arrived(state)
    before = question(talk)
    said = talk.say(text)
    assert (talk.state, talk.done) == (state, [])
    assert said.endswith(before)
    assert HONEST in said or text != "who are you?"


@pytest.mark.parametrize("state", LATER[:-1])
def test_a_note_a_name_and_a_recap_can_be_asked_for(state: str) -> None:
    talk = arrived(state)
    before = question(talk)
    assert "I keep that in mind." in talk.say("please remember that mornings are hard for me")
    assert talk.done == [AddUserNote(text="mornings are hard for me")]
    assert "It is forgotten." in talk.say("forget that note")
    assert [type(each) for each in talk.done] == [DeleteUserNote]
    assert "Jo it is." in talk.say("please call me Jo")
    assert talk.done == [SaveUserInfo(key="name", value="Jo")]
    assert "“Baker” and “Walker”" in talk.say("what did I say so far?")
    assert question(talk) == before or state in ("IDENTITY_REVIEW", "ANYTHING_MISSING")


@pytest.mark.parametrize("state", LATER[:-1])
def test_complaining_twice_does_not_keep_anybody(state: str) -> None:
    talk = arrived(state)
    talk.say("this is stupid")
    asked, talk.asked = talk.asked, talk.asked
    talk.say("this is stupid")
    assert talk.asked != asked or talk.memory.offer is not None


def test_a_complaint_about_a_sentence_is_heard_once() -> None:
    talk = arrived("I_AM_STATEMENTS")
    assert COMPLAINED in talk.say("this is pointless")
    talk.say("pointless, really stupid")
    assert talk.memory.offer is not None


def test_where_every_picture_is_there_it_asks_whether_to_go_on_and_a_no_is_a_rest() -> None:
    talk = arrived("IDENTITY_VISUALIZATION")
    for name in ("Baker", "Walker"):
        talk.memory.identities.change(name, stage=Stage.VISUALISED)
    talk.asked = talk.reply("", arrived=True).message
    assert talk.asked.endswith(GO_ON)
    talk.say("no")
    assert talk.memory.on_break
    assert talk.say("I am back").endswith(GO_ON)
    talk.say("ok then")
    assert talk.state == "ONWARD"


def test_two_names_that_cannot_become_one_stay_two() -> None:
    talk = arrived("IDENTITY_REVIEW")
    talk.memory.identities.add(Identity(name="Baker/Walker", category=Category.DOER_OF_THINGS))
    assert talk.say("the baker and the walker, they are the same").endswith(ANOTHER)
    assert talk.memory.offer is None


@pytest.mark.parametrize("state", LATER[:-1])
def test_after_a_refusal_it_asks_on_and_proposes_nothing(state: str) -> None:
    talk = arrived(state)
    said = talk.reply("no", refusals=["not now"])
    assert said.actions == ()
    assert said.message.endswith("?")
