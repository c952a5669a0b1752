"""How the practice coach makes sentences of the client's words, and asks for pictures."""

from __future__ import annotations

import pytest
from practice_talk import Talk, at, named

from coach.identity import (
    AcceptVisualization,
    OfferStatement,
    OfferSummary,
    ReorderIdentities,
    Stage,
    UpdateStatement,
    UpdateVisualization,
    WithdrawOffer,
)
from coach.identity.practice.answering.stating import lines_for, needs, this_is
from coach.identity.practice.hearing.sentences import reworded, sentence
from coach.identity.practice.pieces import identity_visualization as picture
from coach.identity.practice.pieces.i_am_statements import CHANGE


def stating(*names: str, stage: Stage = Stage.COMMITTED) -> Talk:
    talk = at("I_AM_STATEMENTS", fill=named(*names))
    for name in names:
        statement = f"I am {name}." if stage.rank >= Stage.STATED.rank else ""
        talk.memory.identities.change(name, stage=stage, statement=statement)
    talk.asked = lines_for(talk.memory.current).question if talk.memory.current else CHANGE
    return talk


SENTENCES = [
    ("I am the one who stays", "I am the one who stays."),
    ("i'm up before the day is", "I'm up before the day is."),
    ("well, I think I am brave!", "I am brave!"),
    ("“I am whole”", "I am whole."),
    ("it means that people leave humming", "I am Baker: people leave humming."),
    ("that I'm at home anywhere", "I'm at home anywhere."),
    ("bread, fire and quiet", "I am Baker: bread, fire and quiet."),
    ("I feed people. They come from all over the valley.", "I am Baker: I feed people."),
    ("nah, daft. say i'm invisible when i want", "I'm invisible when i want."),
    (
        "driving all day so that people get their things on time, and then I go home and do nothing at all",
        "I am Baker: driving all day so that people get their things on time.",
    ),
    ("one " * 40, f"I am Baker: {' '.join(['one'] * 15)}."),
    ("🙃", "I am Baker."),
]


@pytest.mark.parametrize(("text", "statement"), SENTENCES)
def test_a_sentence_is_made_of_the_clients_words_alone(text: str, statement: str) -> None:
    assert sentence(stating("Baker").memory.live[0], text) == statement


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("change bread to fire", "I am Baker: fire and quiet."),
        ("fire instead of bread", "I am Baker: fire and quiet."),
        ("I am the fire", "I am the fire."),
        ("remove quiet", "I am Baker: bread and ."),
    ],
)
def test_a_word_of_it_can_be_another_one(text: str, statement: str) -> None:
    baker = stating("Baker").memory.identities.change("Baker", statement="I am Baker: bread and quiet.")
    assert reworded(baker, text) == statement


def test_a_sentence_is_put_to_the_client_and_accepted_with_a_button() -> None:
    talk = stating("Baker", "Walker")
    talk.say("bread and quiet")
    assert talk.done == [
        UpdateStatement(identity="Baker", statement="I am Baker: bread and quiet."),
        OfferStatement(identity="Baker", statement="I am Baker: bread and quiet."),
    ]
    assert talk.asked == this_is(talk.memory.live[0])
    assert "I am glad. To settle it, please choose “I love it”" in talk.say("yes, beautiful")
    assert talk.say("i love it").endswith(lines_for(talk.memory.live[1]).question)
    assert talk.memory.identities["Baker"].stage is Stage.STATED


def test_the_client_may_put_their_own_words_in() -> None:
    talk = stating("Baker", "Walker")
    talk.say("bread and quiet")
    talk.press("own", statement="I am quiet bread")
    assert talk.memory.identities["Baker"].statement == "I am quiet bread"


def test_an_empty_sentence_is_not_taken_and_it_is_put_again() -> None:
    talk = stating("Baker")
    talk.say("bread and quiet")
    talk.press("own", statement="   ")
    assert talk.memory.offer is not None
    assert "a word or two" in talk.asked


@pytest.mark.parametrize("text", ["2", "It needs work", "needs work", "no", "not quite", "too long", "shorter"])
def test_what_needs_work_is_said_otherwise(text: str) -> None:
    talk = stating("Baker")
    talk.over(["bread and quiet", text])
    assert talk.asked.endswith(needs(talk.memory.live[0]))
    talk.say("I am quiet bread")
    assert talk.done[-1] == OfferStatement(identity="Baker", statement="I am quiet bread.")


def test_other_words_while_it_stands_are_put_instead() -> None:
    talk = stating("Baker")
    talk.over(["bread and quiet", "I am the fire under it"])
    assert talk.done[-1] == OfferStatement(identity="Baker", statement="I am the fire under it.")


@pytest.mark.parametrize("text", ["love it!", "its fine", "yes, that's it", "perfect", "sure"])
def test_words_of_praise_point_to_the_button(text: str) -> None:
    talk = stating("Baker")
    talk.over(["bread and quiet", text])
    assert "please choose “I love it”" in talk.asked
    assert talk.done == []


@pytest.mark.parametrize("text", ["skip", "no", "that's all", "I'd rather not"])
def test_three_words_can_be_enough(text: str) -> None:
    talk = stating("Baker")
    talk.say(text)
    assert talk.done[-1] == OfferStatement(identity="Baker", statement="I am Baker.")


def test_who_has_no_words_even_so_may_rest() -> None:
    talk = stating("Baker")
    talk.over(["no", "no"])
    assert talk.done == [WithdrawOffer()]
    talk.say("no")
    assert talk.memory.on_break
    talk.say("1")
    assert talk.memory.offer is not None
    assert talk.memory.offer.kind == "statement"


def test_all_of_them_are_seen_together_before_it_goes_on() -> None:
    talk = stating("Baker")
    talk.over(["bread and quiet", "1"])
    assert talk.done == [OfferSummary()]
    assert "please choose “Continue”" in talk.say("looks good")
    talk.say("walker?")
    talk.say("the baker")
    assert talk.done == [OfferStatement(identity="Baker", statement="I am Baker: bread and quiet.")]
    talk.say("needs work")
    assert talk.asked.endswith(needs(talk.memory.live[0]))
    talk.say("I am fire")
    talk.press("love")
    assert talk.memory.identities["Baker"].statement == "I am fire."
    talk.say("continue")
    assert talk.state == "IDENTITY_VISUALIZATION"


def test_who_comes_back_may_change_one_and_sees_all_again() -> None:
    talk = stating("Baker", "Walker", stage=Stage.STATED)
    assert "Say whose" in talk.say("yes")
    talk.say("the walker please")
    assert talk.done == [OfferStatement(identity="Walker", statement="I am Walker.")]
    talk.press("work")
    assert talk.asked.endswith(needs(talk.memory.identities["Walker"]))
    talk.over(["I am on my way", "1", "1"])
    assert talk.memory.identities["Walker"].statement == "I am on my way."
    assert talk.state == "IDENTITY_VISUALIZATION"


def test_the_order_can_be_changed_and_the_choice_taken_up_again() -> None:
    talk = stating("Baker", "Walker")
    talk.say("put walker first")
    assert talk.done == [ReorderIdentities(identities=("Walker",))]
    talk.say("I want to let the walker go after all")
    assert talk.state == "IDENTITY_COMMITMENT"
    assert talk.memory.offer is not None
    assert talk.memory.offer.kind == "archive"


def picturing(*names: str) -> Talk:
    talk = at("IDENTITY_VISUALIZATION", fill=named(*names))
    for name in names:
        talk.memory.identities.change(name, stage=Stage.STATED, statement=f"I am {name}.")
    talk.asked = picture.lines_for(talk.memory.live[0], "setting").question
    return talk


def test_a_picture_is_asked_for_part_by_part_and_given_back() -> None:
    talk = picturing("Baker", "Walker")
    baker, walker = talk.memory.live
    assert talk.say("in the bakery at four").endswith(picture.lines_for(baker, "appearance").question)
    assert talk.say("sleeves up").endswith(picture.lines_for(baker, "emotion").question)
    assert "in the bakery at four; sleeves up; calm" in talk.say("calm")
    assert talk.done == [UpdateVisualization(identity="Baker", emotion="calm"), AcceptVisualization(identity="Baker")]
    assert talk.asked.endswith(picture.lines_for(walker, "setting").question)
    assert "“I am Walker.”" in talk.asked


def test_one_answer_may_hold_all_of_it() -> None:
    talk = picturing("Baker")
    talk.say("In the bakery, I'm wearing my old apron, and I feel calm")
    assert talk.done[0] == UpdateVisualization(
        identity="Baker", setting="In the bakery", appearance="I'm wearing my old apron", emotion="I feel calm"
    )
    assert talk.state == "ONWARD"


def test_a_part_or_a_whole_picture_can_be_left() -> None:
    talk = picturing("Baker", "Walker")
    baker, walker = talk.memory.live
    talk.over(["idk", "idk", "yes"])
    assert talk.asked.endswith(picture.lines_for(baker, "appearance").question)
    talk.over(["sleeves up", "dunno", "dunno", "dunno"])
    assert AcceptVisualization(identity="Baker", declined=True) in talk.done
    assert talk.asked.endswith(picture.lines_for(walker, "setting").question)
    talk.say("skip")
    assert talk.done[0] == AcceptVisualization(identity="Walker", declined=True)
    assert talk.state == "ONWARD"


def test_a_sentence_that_does_not_fit_any_more_is_gone_back_to() -> None:
    talk = picturing("Baker")
    talk.say("I want to change the sentence for Baker")
    assert talk.state == "I_AM_STATEMENTS"
    assert talk.done[-1] == OfferStatement(identity="Baker", statement="I am Baker.")
