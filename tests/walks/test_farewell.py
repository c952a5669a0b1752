"""FAREWELL: the last word is the coach's, in the client's language, and nothing comes after it."""

from __future__ import annotations

import pytest
from identity_steps import knowing

from coach import TransitionState, Walk
from coach.identity import Category, EndCourse, Fact, Identity, IdentityMemory, Stage

END = TransitionState(target_state="FAREWELL")


def at_the_end() -> IdentityMemory:
    memory = knowing("Storyteller", stage=Stage.VISUALISED)
    memory.identities.change("Storyteller", statement="I am the one who tells it.")
    memory.identities.add(Identity(name="Good Girl", category=Category.FAMILIAL_RELATIONS, archived=True))
    memory.facts.add(Fact(key="name", value="Mirela Popa"))
    return memory


def test_the_model_says_goodbye_knowing_whom_and_what_they_take_along(walk: Walk) -> None:
    walk.at("ONWARD", at_the_end())
    walk.user("Gata. M-am hotărât: e sfârșitul.")
    step = walk.coach("Bine.", EndCourse(), END).then("Mulțumesc, Mirela. Rămâi cea care povestește.")
    step.moves_to("FAREWELL").says("Mulțumesc, Mirela. Rămâi cea care povestește.")
    step.prompt_contains("The client is called “Mirela”")
    known = f"- “Storyteller” (familial relations; visualised; id {walk.memory.live[0].id})"
    step.prompt_contains(f"{known}: “I am the one who tells it.”")
    assert "Bine." not in [message.text for message in walk.now.messages]


def test_nothing_leads_out_and_nothing_is_missing(walk: Walk) -> None:
    assert walk.at("FAREWELL", at_the_end()).now.missing == {}


def test_the_conversation_is_over(walk: Walk) -> None:
    walk.at("FAREWELL")
    with pytest.raises(AssertionError, match=r"ConversationOver: the conversation is over \(it is in FAREWELL\)"):
        walk.user("One more thing!").stays()
