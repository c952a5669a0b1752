"""How identities rise from stage to stage, and which of them is at hand."""

from __future__ import annotations

import pytest
from identity_steps import NOW, after, enter, knowing, names

from coach import Action, Turn
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    ArchiveIdentity,
    Category,
    Identity,
    IdentityMemory,
    MarkNothingMissing,
    MarkReviewComplete,
    MergeIdentities,
    NestIdentity,
    ReorderIdentities,
    RestoreIdentity,
    Stage,
    towards,
)
from coach.identity.lifecycle import raise_to


def test_stages_are_ranked_in_their_order() -> None:
    assert [stage.rank for stage in Stage] == [0, 1, 2, 3, 4, 5]
    assert [stage.value for stage in Stage] == [
        "proposed",
        "accepted",
        "refined",
        "committed",
        "stated",
        "visualised",
    ]


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("wanted", Stage)
def test_an_identity_is_raised_and_never_lowered(before: Stage, wanted: Stage) -> None:
    memory = knowing("Anchor", stage=before)
    raised = raise_to(memory, memory.live[0], wanted)
    assert raised.rank == max(before.rank, wanted.rank)
    assert memory.live == (raised,)


def test_entering_refinement_accepts_what_is_only_proposed_and_lowers_nothing() -> None:
    memory = IdentityMemory(
        identities=[Identity(name=stage.value, category=Category.FAMILIAL_RELATIONS, stage=stage) for stage in Stage]
    )
    entered = enter(memory, Stage.REFINED)
    assert [each.stage for each in entered.identities] == [Stage.ACCEPTED, *list(Stage)[1:]]
    assert names(entered.pending) == ["proposed", "accepted"]


def test_a_phase_without_such_work_has_nothing_at_hand() -> None:
    memory = enter(enter(knowing("Anchor"), Stage.REFINED), None)
    assert memory.working_towards is None
    assert memory.pending == ()
    assert memory.current is None
    assert memory.live[0].stage is Stage.ACCEPTED


def test_coming_back_to_a_phase_takes_back_what_was_said_there() -> None:
    memory = IdentityMemory(nothing_missing=True, review_complete=True, summary_seen=True)
    turn = Turn(memory, "HERE", 3, NOW, None, {}, "model")
    towards(Stage.REFINED, reopen="nothing_missing")(turn)
    assert (memory.nothing_missing, memory.review_complete, memory.summary_seen) == (False, True, True)
    towards(None, reopen="review_complete")(turn)
    towards(Stage.STATED, reopen="summary_seen")(turn)
    assert (memory.nothing_missing, memory.review_complete, memory.summary_seen) == (False, False, False)


def test_the_oldest_one_below_the_stage_is_at_hand_and_display_order_does_not_matter() -> None:
    memory = knowing("Anchor", "Baker", "Captain", stage=Stage.ACCEPTED, towards=Stage.REFINED)
    memory = after(memory, ReorderIdentities(identities=("Captain", "Baker")))
    assert names(memory.displayed) == ["Captain", "Baker", "Anchor"]
    for name in ("Anchor", "Baker", "Captain"):
        assert memory.current is not None
        assert memory.current.name == name
        memory = after(memory, AcceptRefinement(identity=name))
    assert memory.current is None


@pytest.mark.parametrize(
    ("gone", "current"),
    [
        (ArchiveIdentity(identity="Anchor"), "Baker"),
        (NestIdentity(identity="Anchor", under="Captain"), "Baker"),
        (MergeIdentities(first="Baker", second="Anchor"), "Baker/Anchor"),
        (MergeIdentities(first="Anchor", second="Captain"), "Anchor/Captain"),
    ],
)
def test_letting_the_one_at_hand_go_moves_on(gone: Action, current: str) -> None:
    memory = knowing("Anchor", "Baker", "Captain", stage=Stage.REFINED, towards=Stage.COMMITTED)
    at_hand = after(memory, gone).current
    assert at_hand is not None
    assert at_hand.name == current


def test_what_is_restored_below_the_stage_is_at_hand_again() -> None:
    memory = knowing("Anchor", "Baker", stage=Stage.REFINED, towards=Stage.COMMITTED)
    memory = after(memory, ArchiveIdentity(identity="Anchor"), AcceptCommitment(identity="Baker"))
    assert memory.current is None
    memory = after(memory, RestoreIdentity(identity="anchor"))
    assert names(memory.pending) == ["Anchor"]
    assert memory.live[0].stage is Stage.REFINED


def test_who_comes_back_may_overlap_or_not_be_the_last_one_missing() -> None:
    memory = after(knowing("Anchor", "Baker"), ArchiveIdentity(identity="Baker"), MarkReviewComplete())
    memory = after(memory, MarkNothingMissing(), RestoreIdentity(identity="Baker"))
    assert (memory.review_complete, memory.nothing_missing) == (False, False)
