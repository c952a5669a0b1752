"""FAREWELL: the last word is the coach's, and nothing comes after it."""

from __future__ import annotations

import pytest

from coach import TransitionState, Walk
from coach.identity import Category, Fact, Identity, IdentityMemory, SaveIdentity, SkippedCategory


def ready_to_part(*names: str, called: str = "") -> IdentityMemory:
    """A memory with these names in passions and talents and all the rest left out."""
    return IdentityMemory(
        facts=[Fact(key="name", value=called)] if called else [],
        identities=[Identity(name=name, category=Category.PASSIONS_AND_TALENTS) for name in names],
        skipped=[SkippedCategory(category=each) for each in Category if each is not Category.PASSIONS_AND_TALENTS],
    )


@pytest.mark.parametrize(
    ("memory", "words"),
    [
        (ready_to_part("Storyteller"), "Thank you.\nYou put into words who you are: Storyteller. That is yours"),
        (ready_to_part("Storyteller", called="Mirela Popa"), "Thank you, Mirela.\nYou put into words"),
        (ready_to_part("Storyteller", "Baker"), "who you are: Storyteller and Baker. That"),
        (ready_to_part("Storyteller", "Baker", "Night Swimmer"), "Storyteller, Baker and Night Swimmer. That"),
    ],
)
def test_the_client_takes_their_names_along(walk: Walk, memory: IdentityMemory, words: str) -> None:
    walk.at("IDENTITY_DISCOVERY", memory)
    walk.user("I am glad I did this.")
    walk.coach("So am I.", TransitionState(target_state="FAREWELL")).moves_to("FAREWELL").says(words)
    assert "So am I." not in [message.text for message in walk.now.messages]


def test_nothing_leads_out_and_nothing_is_missing(walk: Walk) -> None:
    walk.at("FAREWELL", ready_to_part("Baker")).says("Goodbye, and all the best.")
    assert walk.now.missing == {}


def test_the_conversation_is_over(walk: Walk) -> None:
    walk.at("FAREWELL")
    with pytest.raises(AssertionError, match=r"ConversationOver: the conversation is over \(it is in FAREWELL\)"):
        walk.user("One more thing!").stays()
    assert [message.role for message in walk.now.messages] == ["coach"]


def test_the_last_name_is_part_of_the_goodbye(walk: Walk) -> None:
    walk.at("IDENTITY_DISCOVERY", ready_to_part())
    walk.user("I bake bread for people I do not know.")
    baker = SaveIdentity(identity="Baker for Strangers", category=Category.PASSIONS_AND_TALENTS)
    walk.coach("For strangers.", baker, TransitionState(target_state="FAREWELL")).applied().says("Baker for Strangers")
