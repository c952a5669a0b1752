"""IDENTITY_REFINEMENT: one name after another becomes one that gives energy."""

from __future__ import annotations

import pytest
from identity_steps import knowing

from coach import Action, TransitionState, Walk
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    AddIdentityNote,
    AddUserNote,
    Category,
    RenameIdentity,
    SaveIdentity,
    Stage,
)

ON, BACK = TransitionState(target_state="ANYTHING_MISSING"), TransitionState(target_state="IDENTITY_REVIEW")
AT_HAND = "At hand now, chosen for you:\n- “{}”"


def test_the_names_come_one_by_one_oldest_first_and_the_coach_is_told_which(walk: Walk) -> None:
    walk.at("IDENTITY_REFINEMENT", knowing("Night Nurse", "Big Sister", "Cook", towards=Stage.REFINED))
    walk.user("Night nurse sounds tired.")
    step = walk.coach("Tired. When were you it most?").prompt_contains(AT_HAND.format("Night Nurse"))
    step.prompt_contains("Next after it:\n- “Big Sister”").prompt_contains("Then, in this order: “Cook”")
    walk.user("When the lamp was on and all of them slept. Night Light!")
    walk.coach(
        "Night Light. And Big Sister?", AcceptRefinement(identity="night nurse", new_name="Night Light")
    ).applied()
    walk.remembers("identities", name="Night Light", stage=Stage.REFINED)
    walk.user("Leave that as it is.")
    step = walk.coach("It stays. And Cook?", AcceptRefinement(identity="Big Sister")).applied()
    step.prompt_contains(AT_HAND.format("Big Sister"))
    walk.user("Cook is good, too.")
    step = walk.coach("Good.", AcceptRefinement(identity="Cook"), ON).then("Is anybody missing?").applied()
    step.prompt_contains("It is the last one.").moves_to("ANYTHING_MISSING").says("Is anybody missing?")


def test_code_chooses_and_not_the_model(walk: Walk) -> None:
    walk.at("IDENTITY_REFINEMENT", knowing("Night Nurse", "Big Sister", towards=Stage.REFINED))
    walk.user("The sister is fine.")
    step = walk.coach("Fine.", AcceptRefinement(identity="Big Sister"))
    step.refused("'Big Sister' has its turn later; the one at hand is 'Night Nurse'", kind="invalid")
    walk.user("Call her Elder Sister all the same.")
    walk.coach("Elder Sister.", RenameIdentity(identity="Big Sister", new_name="Elder Sister")).applied()
    walk.remembers("identities", name="Elder Sister", stage=Stage.PROPOSED)


def test_one_name_that_is_not_refined_keeps_the_exit_closed(walk: Walk) -> None:
    memory = knowing("Night Light", stage=Stage.STATED, towards=Stage.REFINED)
    memory.identities.add(knowing("Big Sister").live[0])
    walk.at("IDENTITY_REFINEMENT", memory)
    assert walk.missing("ANYTHING_MISSING") == ["“Big Sister” is not refined yet"]
    walk.user("Go on.")
    walk.coach("I would.", ON).refused("“Big Sister” is not refined yet", kind="guard").stays()


def test_the_way_back_demotes_nothing(walk: Walk) -> None:
    walk.at("IDENTITY_REFINEMENT", knowing("Night Light", "Lamp", stage=Stage.REFINED, towards=Stage.REFINED))
    walk.user("Those two are the same, aren't they?")
    walk.coach("Let us see.", BACK).then("Night Light and Lamp: one?").moves_to("IDENTITY_REVIEW")
    walk.remembers(working_towards=None, review_complete=False)
    walk.remembers("identities", name="Lamp", stage=Stage.REFINED)


def test_who_has_no_name_yet_is_noted_for_later(walk: Walk) -> None:
    walk.at("IDENTITY_REFINEMENT", knowing("Night Nurse", towards=Stage.REFINED))
    walk.user("There is a sailor in me too, with a blue lamp.")
    note = AddUserNote(text="speaks of a sailor in them")
    walk.coach(
        "The sailor will have his place.", note, AddIdentityNote(identity="Night Nurse", text="a blue lamp")
    ).applied()
    walk.user("Good.")
    step = walk.coach("So, Night Nurse?").prompt_contains("“speaks of a sailor in them”")
    step.prompt_contains("- told about it: “a blue lamp”")


@pytest.mark.parametrize(
    "action",
    [SaveIdentity(identity="Sailor", category=Category.SPIRITUAL), AcceptCommitment(identity="Night Nurse")],
    ids=lambda action: type(action).__name__,
)
def test_nothing_else_is_settled_here(walk: Walk, action: Action) -> None:
    walk.at("IDENTITY_REFINEMENT", knowing("Night Nurse", towards=Stage.REFINED))
    walk.user("I am a sailor and I will live it.")
    walk.coach("I hear you.", action).refused("allowed here: 'ACCEPT_REFINEMENT'", kind="not_allowed").stays()
