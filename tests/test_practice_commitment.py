"""How the practice coach lets the client choose which names they will live."""

from __future__ import annotations

import pytest
from practice_talk import Talk, at, named

from coach.identity import (
    AcceptCommitment,
    AddIdentityNote,
    OfferArchive,
    OfferNest,
    ReorderIdentities,
    RestoreIdentity,
    Stage,
)
from coach.identity.practice.answering.choices import NO_HURRY
from coach.identity.practice.answering.renaming import CALLED
from coach.identity.practice.pieces.identity_commitment import CHANGE, again, asks_of, will


def choosing(*names: str, stage: Stage = Stage.REFINED) -> Talk:
    talk = at("IDENTITY_COMMITMENT", fill=named(*names))
    for name in names:
        talk.memory.identities.change(name, stage=stage)
    talk.asked = will(talk.memory.live[0]) if talk.memory.current else CHANGE
    return talk


@pytest.mark.parametrize("text", ["yes", "of course", "I will", "I already do", "yes, always", "absolutely!", "sure"])
def test_a_plain_yes_commits_and_asks_about_the_next(text: str) -> None:
    talk = choosing("Baker", "Walker")
    talk.say(text)
    assert AcceptCommitment(identity="Baker") in talk.done
    assert talk.asked.endswith(will(talk.memory.live[1]))


@pytest.mark.parametrize("text", ["I guess so", "maybe", "yes, I'll try", "not sure", "my knees are older than I am"])
def test_a_half_yes_deserves_one_question_more(text: str) -> None:
    talk = choosing("Baker", "Walker")
    baker = talk.memory.live[0]
    assert talk.say(text).endswith(asks_of(baker))
    assert talk.say("getting up at three, no lying in").endswith(again(baker))
    assert talk.done == [AddIdentityNote(identity="Baker", text="getting up at three, no lying in")]
    talk.say("yes")
    assert talk.done == [AcceptCommitment(identity="Baker")]


def test_who_hesitates_after_that_is_asked_whether_to_let_it_go() -> None:
    talk = choosing("Baker", "Walker")
    talk.over(["not sure", "getting up at three", "hmm"])
    assert talk.done == [OfferArchive(identity="Baker")]


@pytest.mark.parametrize(
    "text", ["no", "skip", "that one isn't me any more", "let it go", "nope, never", "I'd rather not", "drop it"]
)
def test_a_no_is_put_to_the_client_with_buttons(text: str) -> None:
    talk = choosing("Baker", "Walker")
    talk.say(text)
    assert OfferArchive(identity="Baker") in talk.done
    talk.press("yes")
    assert [each.name for each in talk.memory.live] == ["Walker"]
    assert talk.asked.endswith(will(talk.memory.live[0]))


@pytest.mark.parametrize("text", ["no", "nope", "no, keep it"])
def test_a_no_to_letting_go_commits(text: str) -> None:
    talk = choosing("Baker", "Walker")
    talk.over(["no", text])
    assert talk.memory.identities["Baker"].stage is Stage.COMMITTED


PARTS = [
    "it's part of Walker",
    "the baker is a part of the walker",
    "that belongs to Walker really",
    "same as walker",
    "put baker under walker",
    "it goes with the walker",
]


@pytest.mark.parametrize("text", PARTS)
def test_a_name_that_another_one_holds_is_put_under_it_with_buttons(text: str) -> None:
    talk = choosing("Baker", "Walker")
    talk.say(text)
    assert talk.done == [OfferNest(identity="Baker", under="Walker")]
    assert "please choose" in talk.say("yes please")
    talk.press("yes")
    assert talk.memory.identities["Baker"].nested_in == talk.memory.identities["Walker"].id


def test_a_no_to_that_keeps_both() -> None:
    talk = choosing("Baker", "Walker")
    talk.over(["it's part of Walker", "no"])
    assert talk.asked.endswith(will(talk.memory.live[0]))
    assert len(talk.memory.live) == 2


def test_the_last_name_stays_and_who_cannot_live_it_may_rest() -> None:
    talk = choosing("Baker")
    assert "only name there is" in talk.say("no")
    talk.say("no")
    assert talk.asked == NO_HURRY
    assert talk.memory.on_break
    assert talk.say("1").endswith(will(talk.memory.live[0]))
    assert "“Bread Whisperer” instead of “Baker”" in talk.say("call it Bread Whisperer instead")
    talk.say("yes")
    assert talk.state == "I_AM_STATEMENTS"


def test_who_does_not_decide_is_reminded_once_and_then_left_in_peace() -> None:
    talk = choosing("Baker", "Walker")
    talk.over(["no", "hmm"])
    assert "please choose “Yes” or “No”" in talk.asked
    talk.say("I don't know")
    assert talk.memory.on_break
    assert talk.say("I am back").endswith(will(talk.memory.live[0]))


def test_what_is_told_while_a_choice_stands_is_kept() -> None:
    talk = choosing("Baker", "Walker")
    talk.over(["no", "my father wanted it more than me"])
    assert talk.done == [AddIdentityNote(identity="Baker", text="my father wanted it more than me")]
    assert "please choose" in talk.asked


def test_names_can_be_ordered_called_otherwise_and_brought_back() -> None:
    talk = choosing("Baker", "Walker", "Cook")
    talk.say("put the cook first, then the walker")
    assert talk.done == [ReorderIdentities(identities=("Cook", "Walker"))]
    assert talk.asked.endswith(will(talk.memory.live[0]))
    assert talk.say("I want to change the name") == CALLED.format("Baker")
    assert talk.say("Bread Whisperer").endswith(will(talk.memory.live[0]))
    talk.over(["let go of the cook", "yes"])
    assert talk.memory.identities["Cook"].archived
    talk.say("bring the cook back please")
    assert talk.done == [RestoreIdentity(identity="Cook")]


def test_somebody_who_is_missing_is_looked_for() -> None:
    talk = choosing("Baker")
    talk.say("I forgot someone: the aunt")
    assert talk.state == "ANYTHING_MISSING"


def test_who_comes_back_to_what_is_chosen_may_change_it() -> None:
    talk = choosing("Baker", "Walker", stage=Stage.COMMITTED)
    assert "“let the baker go”" in talk.say("yes")
    talk.say("let the baker go")
    assert talk.done == [OfferArchive(identity="Baker")]
    talk.press("no")
    assert talk.state == "I_AM_STATEMENTS"


@pytest.mark.parametrize("text", ["no", "that's all", "no, all good"])
def test_who_changes_nothing_goes_on(text: str) -> None:
    talk = choosing("Baker", stage=Stage.COMMITTED)
    talk.say(text)
    assert talk.state == "I_AM_STATEMENTS"
