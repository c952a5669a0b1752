"""How the practice coach asks for consent: a button is pressed, and a no is a no."""

from __future__ import annotations

import pytest
from practice_talk import Talk, at, facts

from coach.identity import Category, GiveConsent, IdentityMemory, OfferConsent, SaveUserInfo, WithdrawOffer
from coach.identity.offers import consent, statement
from coach.identity.practice.answering.choices import LOVE, NEEDS_WORK, NO, OWN_WORDS, TELL_ME_MORE, YES
from coach.identity.practice.pieces.introduction import DECLINED, MORE, QUIET, READY, READY_AGAIN
from coach.identity.records import Identity


def asked() -> Talk:
    """A talk that has come to the question for consent."""
    talk = Talk()
    talk.say("Ana")
    return talk


def test_the_labels_are_those_of_the_buttons() -> None:
    identity = Identity(name="Sea", category=Category.SPIRITUAL)
    assert [each.label for each in consent(GiveConsent()).buttons] == [YES, NO, TELL_ME_MORE]
    assert [each.label for each in statement(identity, "x", GiveConsent()).buttons] == [LOVE, NEEDS_WORK, OWN_WORDS]


def test_what_this_is_is_told_with_the_question() -> None:
    talk = asked()
    assert [type(each).__name__ for each in talk.done] == ["SaveUserInfo", "MarkExplained", "OfferConsent"]
    assert "?" not in talk.asked
    assert talk.say("yes").endswith(READY)
    assert talk.memory.consent_given


def test_who_wants_to_hear_more_is_told_and_asked_again() -> None:
    talk = asked()
    assert MORE in talk.say("Tell me more")
    assert talk.done == [OfferConsent()]
    assert talk.memory.offer is not None


@pytest.mark.parametrize("text", ["what do you do with what I tell you?", "why?", "I don't get it", "how long is it?"])
def test_a_question_is_answered_while_the_choice_stands(text: str) -> None:
    talk = asked()
    assert MORE in talk.say(text)
    assert "please choose “Yes”, “No” or “Tell me more”" in talk.asked
    assert talk.done == []


@pytest.mark.parametrize("text", ["yes please", "sure", "ok!", "sounds good", "hi", "thanks"])
def test_only_the_button_agrees(text: str) -> None:
    talk = asked()
    assert "please choose" in talk.say(text)
    assert not talk.memory.consent_given


def test_a_no_is_respected_and_nothing_more_is_asked() -> None:
    talk = asked()
    assert talk.say("no") == DECLINED
    for text in ("no", "thanks", "skip", "that's all", "this is stupid", "…"):
        assert talk.say(text) == QUIET
        assert (talk.done, talk.memory.offer) == ([], None)


@pytest.mark.parametrize("text", ["nope", "skip this", "this is boring", "rather not"])
def test_a_no_in_words_takes_the_question_back(text: str) -> None:
    talk = asked()
    assert talk.say(text) == DECLINED
    assert talk.done == [WithdrawOffer()]


@pytest.mark.parametrize("text", ["ok, I changed my mind", "hello again", "yes, let's", "what was it again?"])
def test_who_comes_back_to_it_is_asked_again(text: str) -> None:
    talk = asked()
    talk.over(["no", text])
    assert talk.memory.offer is not None
    talk.say("yes")
    assert talk.memory.consent_given


def test_what_is_told_meanwhile_is_kept() -> None:
    talk = asked()
    talk.say("I have been thinking about this for years")
    assert talk.done == [SaveUserInfo(key="about", value="I have been thinking about this for years")]
    assert talk.memory.offer is not None
    talk.say("call me Anouk")
    assert facts(talk)["name"] == "Anouk"


def test_who_is_not_ready_twice_may_rest() -> None:
    talk = asked()
    talk.say("yes")
    assert talk.say("not yet").endswith(READY_AGAIN)
    talk.say("no")
    assert talk.memory.on_break
    assert talk.say("I am back").endswith(READY)


def test_who_agreed_long_ago_is_not_asked_again() -> None:
    memory = IdentityMemory(explained=True, consent_given=True)
    talk = at("INTRODUCTION", READY)
    talk.memory = memory
    talk.say("yes")
    assert talk.state == "GET_TO_KNOW_YOU"
