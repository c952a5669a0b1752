"""How the practice coach looks over the names with the client."""

from __future__ import annotations

import pytest
from practice_talk import Talk, at, named

from coach.identity import (
    AddIdentityNote,
    AddUserNote,
    Category,
    OfferMerge,
    SaveIdentity,
    SkippedCategory,
    WithdrawOffer,
)
from coach.identity.practice.answering.renaming import CALLED
from coach.identity.practice.pieces.identity_review import ANOTHER, EXAMPLE, ONLY, OVERLAP, WHICH


def reviewing(*names: str, asked: str = OVERLAP) -> Talk:
    """A talk that looks over these names, every other side left out."""
    talk = at("IDENTITY_REVIEW", asked, fill=named(*names))
    for category in list(Category)[len(names) :]:
        talk.memory.skipped.add(SkippedCategory(category=category))
    return talk


PAIRS = [
    "Baker and Cook are the same",
    "the baker is the same as the cook",
    "baker, cook – one thing really",
    "I think baker and cook overlap",
    "yes, Baker and Cook",
    "walker and cook are not the same but baker and cook are",
    "Baker & cook",
]


@pytest.mark.parametrize("text", PAIRS)
def test_two_names_that_the_client_holds_for_one_are_put_to_them(text: str) -> None:
    talk = reviewing("Baker", "Cook", "Walker")
    talk.say(text)
    assert talk.done[0] == OfferMerge(first="Baker", second="Cook")
    assert talk.say("yes").endswith(ANOTHER)
    assert [each.name for each in talk.memory.live] == ["Baker/Cook", "Walker"]


def test_a_pair_is_asked_for_one_name_after_the_other() -> None:
    talk = reviewing("Baker", "Cook", "Walker")
    assert talk.say("yes") == f"Good. {WHICH}"
    assert "“Baker”?" in talk.say("baker says the same as another one")
    talk.say("the cook")
    assert OfferMerge(first="Baker", second="Cook") in talk.done


@pytest.mark.parametrize("text", ["no", "none", "they're all different", "looks good to me", "keep them all", "hm no"])
def test_who_sees_no_doubles_goes_on(text: str) -> None:
    talk = reviewing("Baker", "Cook")
    talk.say(text)
    assert talk.state == "IDENTITY_REFINEMENT"


@pytest.mark.parametrize("text", ["no, they stay two", "no", "they are different", "skip", "nope not really"])
def test_a_no_to_a_pair_keeps_it_two_and_it_does_not_come_back(text: str) -> None:
    talk = reviewing("Baker", "Cook")
    talk.over(["baker and cook are the same", text])
    assert talk.asked == f"Then they stay two. {ANOTHER}"
    assert talk.memory.offer is None
    talk.say("no")
    assert talk.state == "IDENTITY_REFINEMENT"


def test_a_plain_double_is_held_up_once() -> None:
    talk = reviewing("Singer", "Choir singer", "Walker")
    assert "“Singer” and “Choir singer”" in talk.say("no")
    assert talk.done[0] == OfferMerge(first="Singer", second="Choir singer")
    assert isinstance(talk.done[1], AddUserNote)
    talk.over(["no", "no"])
    assert talk.state == "IDENTITY_REFINEMENT"


def test_words_about_the_open_question_are_heard_and_it_stands() -> None:
    talk = reviewing("Baker", "Cook")
    talk.say("baker and cook are the same")
    assert "please choose “Yes” or “No”" in talk.say("hmm, my gran would have laughed")
    assert "please choose" in talk.say("yes please")
    assert talk.memory.offer is not None
    talk.say("dunno")
    assert talk.done == [WithdrawOffer()]


def test_a_single_name_is_only_asked_about() -> None:
    talk = reviewing("Baker", asked=ONLY)
    assert talk.say("no").endswith(CALLED.format("Baker"))
    assert talk.say("the Bread Whisperer").endswith(ONLY)
    talk.say("yes")
    assert talk.state == "IDENTITY_REFINEMENT"
    assert talk.memory.live[0].name == "Bread Whisperer"


def test_what_is_told_is_kept_with_the_name_and_two_such_messages_lead_on() -> None:
    talk = reviewing("Baker", "Cook")
    assert talk.say("baker is what my gran called me").endswith(EXAMPLE)
    assert talk.done == [AddIdentityNote(identity="Baker", text="baker is what my gran called me")]
    talk.say("she was a baker herself, up at three")
    assert talk.state == "IDENTITY_REFINEMENT"


def test_a_name_that_was_forgotten_is_added_where_names_are_given() -> None:
    talk = reviewing("Baker", "Cook")
    talk.say("oh wait, I forgot one: dog dad")
    assert talk.state == "IDENTITY_DISCOVERY"
    assert SaveIdentity(identity="Dog dad", category=Category.FAMILIAL_RELATIONS) in talk.done
    talk.say("that's all")
    assert (talk.state, len(talk.memory.live)) == ("IDENTITY_REVIEW", 3)


def test_a_side_without_a_name_sends_back_to_it() -> None:
    talk = at("IDENTITY_REVIEW", OVERLAP, fill=named("Baker"))
    talk.say("no")
    assert talk.state == "IDENTITY_DISCOVERY"
    assert "?" in talk.asked
