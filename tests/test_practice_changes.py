"""How the practice coach meets the wish to change or take back what was kept."""

from __future__ import annotations

import pytest
from practice_talk import Talk, at, facts, names

from coach.identity import (
    AddIdentityNote,
    Category,
    Fact,
    FocusCategory,
    Identity,
    ListItem,
    RenameIdentity,
    RestoreIdentity,
    SkippedCategory,
    Topic,
    WarmUpList,
)
from coach.identity.practice.answering.renaming import CALLED
from coach.identity.practice.answering.sides import LINES, MORE, NAMING
from coach.identity.practice.pieces.get_to_know_you import LINES as TOPIC_LINES
from coach.identity.practice.pieces.identity_warm_up import MORE as LIST_MORE

QUESTION = LINES[Category.MAKER_OF_MONEY].question


def jogger(asked: str = QUESTION) -> Talk:
    talk = at("IDENTITY_DISCOVERY", asked)
    talk.memory.identities.add(Identity(name="Jogger", category=Category.PASSIONS_AND_TALENTS))
    return talk


RENAMING = [
    "call it Runner instead of Jogger",
    "Call it Runner instead.",
    "rename Jogger to Runner",
    "please change jogger to Runner",
    "Can you change “Jogger” to “Runner”?",
    "No, change it to Runner",
    "replace Jogger with Runner",
    "Jogger should be Runner",
    "jogger should just be Runner",
    "Runner instead of Jogger",
    "Runner, not Jogger",
    "not Jogger but Runner",
    "no i meant Runner",
    "sorry, I meant Runner, not Jogger",
    "I'd rather be called Runner than Jogger",
    "actually, let's call it Runner rather than Jogger please",
]


@pytest.mark.parametrize("asked", [QUESTION, MORE[Category.PASSIONS_AND_TALENTS]])
@pytest.mark.parametrize("text", RENAMING)
def test_a_name_is_changed_as_the_client_wants(text: str, asked: str) -> None:
    talk = jogger(asked)
    said = talk.say(text)
    assert talk.done == [RenameIdentity(identity="Jogger", new_name="Runner")]
    assert "“Runner” instead of “Jogger”" in said
    assert said.endswith(asked)


@pytest.mark.parametrize("text", ["rename Swimmer to Diver", "call it Diver instead of Swimmer", "delete Swimmer"])
def test_a_name_that_was_never_kept_is_not_found(text: str) -> None:
    talk = jogger()
    assert "“Swimmer”" in talk.say(text)
    assert talk.asked.endswith(QUESTION)
    assert talk.done == []


def test_a_name_that_is_taken_is_not_given_twice() -> None:
    talk = jogger()
    talk.memory.identities.add(Identity(name="Runner", category=Category.MAKER_OF_MONEY))
    assert "“Runner” is a name that you have already" in talk.say("rename Jogger to Runner")
    assert talk.done == []


@pytest.mark.parametrize("text", ["remove Jogger", "delete that", "scratch that", "undo"])
def test_what_is_to_go_stays_for_now_and_the_wish_is_kept_with_it(text: str) -> None:
    talk = jogger()
    assert "“Jogger” stays for now" in talk.say(text)
    assert talk.asked.endswith(QUESTION)
    assert talk.done == [AddIdentityNote(identity="Jogger", text=text)]


@pytest.mark.parametrize("text", ["I want to change the first one", "can I change my answer?", "change Jogger"])
def test_a_change_without_a_new_name_asks_for_one(text: str) -> None:
    talk = jogger()
    assert talk.say(text) == CALLED.format("Jogger")
    assert talk.say("the Runner").endswith(QUESTION)
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Runner"]}


def test_a_new_name_may_be_thought_better_of() -> None:
    talk = jogger(CALLED.format("Jogger"))
    assert "Then “Jogger” stays." in talk.say("no, leave it")
    assert talk.done == []


def test_what_was_let_go_can_be_had_back() -> None:
    talk = jogger()
    talk.memory.identities.change("Jogger", archived=True)
    assert "“Jogger” is back." in talk.say("can I have Jogger back?")
    assert talk.done == [RestoreIdentity(identity="Jogger")]


@pytest.mark.parametrize("text", ["call it Runner", "Let's call it Runner", "call me the runner", "Runner"])
def test_calling_it_something_names_it(text: str) -> None:
    talk = at("IDENTITY_DISCOVERY", NAMING)
    talk.memory.facts.add(Fact(key="passions_and_talents", value="I run every day before work"))
    talk.say(text)
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Runner"]}


@pytest.mark.parametrize(
    ("text", "name"),
    [("a change maker", "Change maker"), ("I turn wood into bowls", None), ("the one who changes things", None)],
)
def test_an_answer_that_speaks_of_change_is_an_answer(text: str, name: str | None) -> None:
    talk = jogger()
    talk.say(text)
    assert talk.done
    assert name is None or names(talk)[Category.MAKER_OF_MONEY] == [name]


LIST_CHANGES = [
    ("change messy to nosy", ["kind", "nosy"]),
    ("nosy instead of messy", ["kind", "nosy"]),
    ("I meant nosy, not messy", ["kind", "nosy"]),
    ("no, I meant nosy", ["kind", "nosy"]),
    ("remove messy", ["kind"]),
    ("please take “kind” off", ["messy"]),
    ("scratch that", ["kind"]),
    ("remove the last one", ["kind"]),
    ("delete tidy", ["kind", "messy"]),
    ("change tidy to neat", ["kind", "messy"]),
]


@pytest.mark.parametrize(("text", "left"), LIST_CHANGES)
def test_an_open_list_is_changed_as_the_client_wants(text: str, left: list[str]) -> None:
    talk = at("IDENTITY_WARM_UP", LIST_MORE[WarmUpList.WHO_I_AM])
    for item in ("kind", "messy"):
        talk.memory.who_i_am.add(ListItem(text=item))
    assert talk.say(text).endswith(LIST_MORE[WarmUpList.WHO_I_AM])
    assert [item.text for item in talk.memory.who_i_am] == left


def test_a_closed_list_loses_nothing_to_a_change() -> None:
    talk = at("IDENTITY_WARM_UP", LIST_MORE[WarmUpList.WHO_I_WANT_TO_BE])
    talk.memory.who_i_am.add(ListItem(text="messy"))
    talk.memory.who_i_want_to_be.add(ListItem(text="calm"))
    talk.memory.who_i_am_closed = True
    assert "“messy” stays" in talk.say("change messy to nosy")
    assert talk.done == []
    talk.say("remove messy")
    assert not talk.memory.who_i_am


@pytest.mark.parametrize("state", ["GET_TO_KNOW_YOU", "IDENTITY_WARM_UP", "IDENTITY_DISCOVERY"])
@pytest.mark.parametrize("text", ["my name is Tom", "please call me Tom", "Call me Tom instead", "no, my name's Tom!"])
def test_a_client_may_change_what_they_are_called(state: str, text: str) -> None:
    talk = at(state, TOPIC_LINES[Topic.UPBRINGING].question)
    talk.memory.facts.add(Fact(key="name", value="Thomas"))
    assert "Tom it is." in talk.say(text)
    assert facts(talk) == {"name": "Tom"}
    assert talk.asked.count("?") == 1


@pytest.mark.parametrize(
    "text", ["can we go back to the spiritual one?", "let's do faith after all", "back to spiritual"]
)
def test_a_side_that_was_left_out_can_be_taken_up_again(text: str) -> None:
    talk = jogger()
    talk.memory.identities.add(Identity(name="Nurse", category=Category.MAKER_OF_MONEY))
    for category in (Category.KEEPER_OF_MONEY, Category.SPIRITUAL):
        talk.memory.skipped.add(SkippedCategory(category=category))
    assert talk.say(text).endswith(LINES[Category.SPIRITUAL].question)
    assert Category.SPIRITUAL not in talk.memory.skipped
    assert Category.KEEPER_OF_MONEY in talk.memory.skipped


@pytest.mark.parametrize(
    "text",
    ["can we do love first?", "let's talk about my relationship next", "rather do romance now", "love first"],
)
def test_a_side_can_be_talked_about_first(text: str) -> None:
    talk = jogger()
    assert talk.say(text).endswith(LINES[Category.ROMANTIC_RELATION].question)
    assert talk.done == [FocusCategory(category=Category.ROMANTIC_RELATION)]


def test_a_side_that_takes_several_can_have_one_more() -> None:
    talk = jogger()
    assert talk.say("can we go back to my passions?").endswith(MORE[Category.PASSIONS_AND_TALENTS])
    talk.say("a swimmer")
    assert names(talk)[Category.PASSIONS_AND_TALENTS] == ["Jogger", "Swimmer"]
