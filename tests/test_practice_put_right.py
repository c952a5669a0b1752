"""The practice coach with clients who correct themselves: what they meant is kept, and nothing else is changed."""

from __future__ import annotations

import pytest
from practice_talk import NOW, at, facts, named

from coach.identity import Category, Commitment, Identity, IdentityMemory, Stage, Topic
from coach.identity.practice.answering.draft import WRITE_AGAIN
from coach.identity.practice.answering.refining import lines_for
from coach.identity.practice.answering.weeks import WEEK
from coach.identity.practice.pieces.anything_missing import MISSING
from coach.identity.practice.pieces.get_to_know_you import LINES as TOPIC_LINES
from coach.identity.practice.pieces.identity_commitment import will
from coach.identity.practice.pieces.onward import how

UPBRINGING, FAMILY = TOPIC_LINES[Topic.UPBRINGING], TOPIC_LINES[Topic.FAMILY]


def refined(memory: IdentityMemory) -> None:
    for name in ("Baker", "Saver"):
        memory.identities.add(Identity(name=name, category=Category.MAKER_OF_MONEY, stage=Stage.REFINED))


@pytest.mark.parametrize("text", ["of course. actually no, not that one", "yes! no wait, not that one", "no, not it"])
def test_a_yes_taken_back_is_no_name(text: str) -> None:
    talk = at("IDENTITY_COMMITMENT", names=named("Baker", "Saver"))
    talk.asked = will(talk.memory.live[0])
    talk.say(text)
    assert [each.name for each in talk.memory.live] == ["Baker", "Saver"]
    assert not any(each.stage is Stage.COMMITTED for each in talk.memory.live)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("No wait, I meant Kraków, not Warsaw", "Kraków"),
        ("sorry, I meant Kraków", "Kraków"),
        ("change Warsaw to Kraków", "Kraków"),
        ("make it Kraków instead", "Kraków"),
        ("Actually, not Warsaw, Kraków", "Kraków"),
    ],
)
def test_what_was_told_is_put_right(text: str, kept: str) -> None:
    talk = at("GET_TO_KNOW_YOU", UPBRINGING.question)
    talk.say("Warsaw")
    said = talk.say(text)
    assert facts(talk) == {"upbringing": kept}
    assert "instead of “Warsaw”" in said
    assert said.endswith(FAMILY.question)


def test_a_word_of_a_longer_telling_is_put_right_and_the_rest_stays() -> None:
    talk = at("GET_TO_KNOW_YOU", UPBRINGING.question)
    talk.say("In Warsaw, in a flat with four brothers and a dog")
    talk.say("I meant Kraków, not Warsaw")
    assert facts(talk) == {"upbringing": "In Kraków, in a flat with four brothers and a dog"}
    talk.say("I meant five brothers and a parrot")
    assert facts(talk) == {
        "upbringing": "In Kraków, in a flat with four brothers and a dog – I meant five brothers and a parrot"
    }


@pytest.mark.parametrize("text", ["change my life into something calmer", "to swap the office for a garden"])
def test_a_hope_to_change_is_no_wish_to_put_right(text: str) -> None:
    talk = at("GET_TO_KNOW_YOU", UPBRINGING.question)
    for said in ("Leeds", "my mother", "I am a baker", "chess"):
        talk.say(said)
    talk.say(text)
    assert facts(talk)["why_here_and_hopes"] == text


@pytest.mark.parametrize(
    "text", ["My name is Thomas. Sorry, I mean Tom.", "Thomas, no wait, I meant Tom", "I'm Thomas – or rather Tom"]
)
def test_a_name_put_right_at_once_is_the_name(text: str) -> None:
    talk = at("INTRODUCTION", "What would you like me to call you?")
    talk.say(text)
    assert talk.memory.first_name == "Tom"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It's dull really, I'd rather say Night owl", "Night owl"),
        ("Not at all, it's silly, wardrobe queen would be better", "Wardrobe queen"),
        ("a bit flat. How about Firekeeper?", "Firekeeper"),
    ],
)
@pytest.mark.parametrize("last", ["question", "example"])
def test_a_name_after_what_is_wrong_with_the_old_one_is_taken(text: str, name: str, last: str) -> None:
    talk = at("IDENTITY_REFINEMENT", names=named("Baker", "Saver"))
    talk.asked = getattr(lines_for(talk.memory.live[0]), last)
    talk.say(text)
    assert [each.name for each in talk.memory.live] == [name, "Saver"]


def test_a_no_among_several_names_is_no_name() -> None:
    talk = at("ANYTHING_MISSING", MISSING.question, names=refined)
    talk.say("yes, friend. no, good friend")
    assert "No" not in [each.name for each in talk.memory.live]


@pytest.mark.parametrize("text", ["sorry, I meant on Monday", "call it Water man instead", "make it Tuesday instead"])
@pytest.mark.parametrize("asked", ["goodbye", "week", "how"])
def test_it_is_no_name_where_none_is_at_hand(text: str, asked: str) -> None:
    talk = at("ONWARD", names=named("Songbird", "Saver"))
    talk.memory.commitments.add(Commitment(text="sing", when="Sunday", identity=talk.memory.live[0].id, made_at=NOW))
    lines = {"week": WEEK.question, "how": how(talk.memory.open_commitments[0]), "goodbye": f"Go well. {WRITE_AGAIN}"}
    talk.asked = lines[asked]
    talk.say(text)
    assert [each.name for each in talk.memory.live] == ["Songbird", "Saver"]


def test_a_promise_put_right_is_kept_beside_it() -> None:
    talk = at("ONWARD", f"Go well. {WRITE_AGAIN}", names=named("Songbird", "Saver"))
    talk.memory.commitments.add(Commitment(text="sing", when="Sunday", identity=talk.memory.live[0].id, made_at=NOW))
    assert talk.say("sorry, I meant on Monday").endswith(WRITE_AGAIN)
    assert [each.text for each in talk.memory.user_notes] == ["I meant on Monday"]
    assert talk.memory.open_commitments


def test_a_no_taken_back_lets_nobody_go() -> None:
    talk = at("IDENTITY_COMMITMENT", names=named("Baker", "Saver"))
    talk.asked = will(talk.memory.live[0])
    talk.say("no. actually yes")
    assert talk.memory.offer is None
