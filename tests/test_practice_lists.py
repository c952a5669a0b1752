"""How the practice coach takes down the two lists: each entry without its “I am”, each on the list it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from practice_talk import Talk, at, names

from coach.identity import AddWhoIAm, AddWhoIWantToBe, Category, ListItem, WarmUpList
from coach.identity.practice.answering.sides import LINES as CATEGORY_LINES
from coach.identity.practice.pieces.identity_warm_up import LINES, MORE

WHO_I_AM = LINES[WarmUpList.WHO_I_AM].question


def listing(which: WarmUpList, *items: str) -> Talk:
    """A talk that has come to the question of one list, with these entries on it."""
    talk = at("IDENTITY_WARM_UP", MORE[which] if items else LINES[which].question)
    talk.memory.who_i_am_closed = which is WarmUpList.WHO_I_WANT_TO_BE
    for item in items:
        talk.memory.items(which).add(ListItem(text=item))
    return talk


def am(talk: Talk) -> list[str]:
    return [item.text for item in talk.memory.who_i_am]


def want(talk: Talk) -> list[str]:
    return [item.text for item in talk.memory.who_i_want_to_be]


NAMED = [
    ("I am tinkerer", "tinkerer"),
    ("I'm a painter", "painter"),
    ("i am an early riser", "early riser"),
    ("Im stubborn", "stubborn"),
    ("I AM LOUD", "LOUD"),
    ("I’m the quiet one", "the quiet one"),
    ("I think I'm also lazy", "lazy"),
    ("well, I guess I am a night owl too", "night owl"),
    ("I am good", "good"),
    ("my wife says I'm stubborn", "stubborn"),
    ("I am a bit shy", "a bit shy"),
    ("I am sometimes late", "sometimes late"),
    ("I am not sorry", "not sorry"),
    ("a mother hen", "a mother hen"),
    ("“the funny one”", "the funny one"),
    ("a vet?", "a vet"),
    ("tough", "tough"),
]


@pytest.mark.parametrize(("text", "entry"), NAMED)
def test_an_entry_is_what_follows_i_am(text: str, entry: str) -> None:
    talk = listing(WarmUpList.WHO_I_AM)
    talk.say(text)
    assert am(talk) == [entry]


@pytest.mark.parametrize("text", ["I am tinkerer", "I'm a tinkerer", "im tinkerer", "I am also a tinkerer."])
def test_an_identity_is_what_follows_i_am(text: str) -> None:
    talk = at("IDENTITY_DISCOVERY", CATEGORY_LINES[Category.PASSIONS_AND_TALENTS].question)
    talk.say(text)
    assert names(talk) == {Category.PASSIONS_AND_TALENTS: ["Tinkerer"]}


WISHES = [
    ("I want to be calmer", ["calmer"]),
    ("I'd like to become braver", ["braver"]),
    ("i really wanna be rich", ["rich"]),
    ("I wish I was more patient", ["more patient"]),
    ("I hope to be a mother one day", ["mother one day"]),
    ("I'm trying to be kinder", ["kinder"]),
    ("I want to be calm, brave and kind", ["calm", "brave", "kind"]),
    ("I'd like to be a better sister, and I would love to be more grounded", ["better sister", "more grounded"]),
    ("to be calmer", ["calmer"]),
    ("I want to travel", ["I want to travel"]),
    ("i dont want to be tired", ["i dont want to be tired"]),
]


@pytest.mark.parametrize(("text", "entries"), WISHES)
def test_a_wish_goes_to_who_i_want_to_be_whichever_list_is_asked_about(text: str, entries: list[str]) -> None:
    early, asked = listing(WarmUpList.WHO_I_AM), listing(WarmUpList.WHO_I_WANT_TO_BE)
    assert early.say(text).endswith(WHO_I_AM)
    asked.say(text)
    assert (am(early), want(early)) == ([], entries)
    assert (am(asked), want(asked)) == ([], entries)


BOTH: list[tuple[str, Sequence[str], Sequence[str]]] = [
    ("I am a mother, and I want to be calmer", ["mother"], ["calmer"]),
    ("I am a mother but I want to be calmer", ["mother"], ["calmer"]),
    ("I'm messy and want to be tidy and slim. I am also loud", ["messy", "loud"], ["tidy", "slim"]),
    ("- I want to be free\n- funny\n- shy", ["funny", "shy"], ["free"]),
]


@pytest.mark.parametrize(("text", "being", "wanting"), BOTH)
def test_one_message_may_fill_both_lists(text: str, being: Sequence[str], wanting: Sequence[str]) -> None:
    talk = listing(WarmUpList.WHO_I_AM)
    talk.say(text)
    assert talk.done == [AddWhoIAm(items=tuple(being)), AddWhoIWantToBe(items=tuple(wanting))]


def test_who_i_am_stays_as_the_client_closed_it_and_the_coach_says_so() -> None:
    talk = listing(WarmUpList.WHO_I_WANT_TO_BE, "calm")
    talk.memory.who_i_am.add(ListItem(text="kind"))
    said = talk.say("I am also lazy")
    assert (talk.done, am(talk), want(talk)) == ([], ["kind"], ["calm"])
    assert "“lazy”" in said
    assert said.endswith(MORE[WarmUpList.WHO_I_WANT_TO_BE])
    talk.say("I am stubborn, and I want to be braver")
    assert (am(talk), want(talk)) == (["kind"], ["calm", "braver"])


def test_what_came_early_is_not_asked_for_as_if_nothing_had_come() -> None:
    talk = listing(WarmUpList.WHO_I_AM, "kind")
    talk.say("I want to be braver")
    assert talk.say("that's all").endswith(MORE[WarmUpList.WHO_I_WANT_TO_BE])


MESSY = [
    ("1. funny\n2. tired\n3. loyal friend", ["funny", "tired", "loyal friend"]),
    ("1. funny 2. tired 3) loyal friend", ["funny", "tired", "loyal friend"]),
    ("• curious\n• messy 🙃", ["curious", "messy 🙃"]),
    ("honestly? i dunno, just feel lost", ["just feel lost"]),
    ("yes, funny I guess", ["funny"]),
    ("ok so: late, loud, LOYAL!!!", ["late", "loud", "LOYAL"]),
    ("strong, but shy", ["strong", "shy"]),
    ("I'm a gran, a widow, and my girls say I'm stubborn", ["gran", "widow", "stubborn"]),
    ("kind, though my sister would laugh at that", ["kind, though my sister would laugh at that"]),
    ("good, fine, great", ["good", "fine", "great"]),
    ("I work too much", ["I work too much"]),
    ("and", []),
    ("lol", []),
    ("👍", []),
    ("hi", []),
    ("thanks!", []),
    ("boring", ["boring"]),
    ("this is boring", []),
    ("I already told you that", []),
    ("sorry, that was a lot", []),
    ("what do you mean?", []),
    ("can we skip this?", []),
    ("no se", []),
]


@pytest.mark.parametrize(("text", "entries"), MESSY)
def test_only_what_is_an_entry_is_taken_down(text: str, entries: list[str]) -> None:
    talk = listing(WarmUpList.WHO_I_AM)
    talk.say(text)
    assert am(talk) == entries


@pytest.mark.parametrize(
    "text",
    [
        "that's it thanks",
        "I can't think of anything else",
        "thats pretty much it",
        "nothing else comes to mind",
        "nope!",
    ],
)
def test_a_list_is_closed_in_whatever_words(text: str) -> None:
    talk = listing(WarmUpList.WHO_I_AM, "kind")
    talk.say(text)
    assert talk.memory.who_i_am_closed
    assert am(talk) == ["kind"]
