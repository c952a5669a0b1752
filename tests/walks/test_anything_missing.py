"""ANYTHING_MISSING: who has no name yet gets one, and it is refined at once."""

from __future__ import annotations

from identity_steps import knowing

from coach import TransitionState, Walk
from coach.identity import (
    AcceptRefinement,
    Category,
    Identity,
    MarkNothingMissing,
    RestoreIdentity,
    SaveIdentity,
    SkippedCategory,
    Stage,
    UnskipCategory,
)

ON, BACK = TransitionState(target_state="IDENTITY_COMMITMENT"), TransitionState(target_state="IDENTITY_REFINEMENT")
REFINED, PASSIONS = Stage.REFINED, Category.PASSIONS_AND_TALENTS


def test_one_who_was_missing_is_named_refined_and_nobody_else_is_missed(walk: Walk) -> None:
    walk.at("ANYTHING_MISSING", knowing("Night Light", stage=REFINED, towards=REFINED))
    assert walk.missing("IDENTITY_COMMITMENT") == ["The client has not said yet that no identity is missing"]
    walk.user("The one who sails is not there.")
    sailor = SaveIdentity(identity="The one who sails", category=PASSIONS)
    walk.coach("What would you call him in a word?", sailor).applied().prompt_contains("There is room for a new name")
    walk.user("Sailor.")
    step = walk.coach(
        "Sailor. Is anybody else missing?", AcceptRefinement(identity="The one who sails", new_name="Sailor")
    )
    step.applied().prompt_contains("At hand now, chosen for you:\n- “The one who sails” (passions and talents)")
    walk.remembers("identities", name="Sailor", stage=REFINED)
    walk.user("No.")
    step = walk.coach("Nobody.", MarkNothingMissing(), ON).then("Will you live Night Light?").applied()
    step.moves_to("IDENTITY_COMMITMENT").prompt_contains("At hand now, chosen for you:\n- “Night Light”")


def test_named_and_glad_of_it_in_one_breath(walk: Walk) -> None:
    walk.at("ANYTHING_MISSING", knowing("Night Light", stage=REFINED, towards=REFINED))
    walk.user("Sailor! I love to say it.")
    both = [SaveIdentity(identity="Sailor", category=PASSIONS), AcceptRefinement(identity="Sailor")]
    walk.coach("Sailor. Anybody else?", *both).applied()
    walk.remembers("identities", name="Sailor", stage=REFINED)


def test_a_new_name_is_wanted_refined_and_asks_the_question_again(walk: Walk) -> None:
    memory = knowing("Night Light", stage=REFINED, towards=REFINED)
    memory.nothing_missing = True
    walk.at("ANYTHING_MISSING", memory)
    walk.user("Wait, the sailor.")
    walk.coach("On we go.", SaveIdentity(identity="Sailor", category=PASSIONS), ON).refused(
        "“Sailor” is not refined yet"
    )
    walk.remembers(nothing_missing=False)
    assert walk.state == "ANYTHING_MISSING"


def test_a_side_that_was_left_out_or_let_go_can_be_had_after_all(walk: Walk) -> None:
    memory = knowing("Night Light", stage=REFINED, towards=REFINED)
    memory.skipped.add(SkippedCategory(category=Category.SPIRITUAL))
    memory.identities.add(Identity(name="Sailor", category=PASSIONS, archived=True))
    walk.at("ANYTHING_MISSING", memory)
    walk.user("I pray, it turns out. And the sailor?")
    pilgrim = SaveIdentity(identity="Pilgrim", category=Category.SPIRITUAL)
    step = walk.coach("You pray.", SaveIdentity(identity="sailor", category=PASSIONS), pilgrim)
    step.refused("'Sailor' was named before and is archived; RESTORE_IDENTITY would bring it back")
    step.prompt_contains("what was left out, once that is taken back: spiritual").refused("Spiritual was skipped")
    walk.user("Yes.")
    walk.coach(
        "Both.", RestoreIdentity(identity="Sailor"), UnskipCategory(category=Category.SPIRITUAL), pilgrim
    ).applied()
    assert [each.name for each in walk.memory.pending] == ["Sailor", "Pilgrim"]


def test_back_to_refining_and_here_again_asks_again(walk: Walk) -> None:
    memory = knowing("Night Light", stage=REFINED, towards=REFINED)
    memory.nothing_missing = True
    walk.at("ANYTHING_MISSING", memory)
    walk.user("Can we go over the names again?")
    walk.coach("We can.", BACK).then("Which one?").moves_to("IDENTITY_REFINEMENT")
    walk.user("No, they are good.")
    walk.coach("Good.", TransitionState(target_state="ANYTHING_MISSING")).then("Anybody missing?")
    walk.remembers(nothing_missing=False)
    assert walk.missing("IDENTITY_COMMITMENT") == ["The client has not said yet that no identity is missing"]
