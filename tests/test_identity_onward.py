"""The actions that settle identities one by one, and those of the weeks after, where they are applied."""

from __future__ import annotations

import pytest
from identity_steps import NOW, after, kept, knowing, names, pressed, summary

from coach import Action
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    AcceptStatement,
    AcceptVisualization,
    AcknowledgeVideo,
    AddCommitment,
    ArchiveIdentity,
    Category,
    EndBreak,
    GiveConsent,
    IdentityMemory,
    MarkSummarySeen,
    MergeIdentities,
    NestIdentity,
    OfferConsent,
    OfferMerge,
    OfferSummary,
    ReorderIdentities,
    ReportCommitment,
    RestoreIdentity,
    SaveIdentity,
    SetWeeklyFocus,
    Stage,
    StartBreak,
    UpdateStatement,
    UpdateVisualization,
    WithdrawOffer,
)

BODY = Category.PHYSICAL_EXPRESSION
RUNNER = SaveIdentity(identity="Runner", category=BODY)


@pytest.fixture
def memory() -> IdentityMemory:
    return IdentityMemory()


# --- one by one --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "stage"),
    [
        (AcceptRefinement(identity="Aunt"), Stage.REFINED),
        (AcceptCommitment(identity="Aunt"), Stage.COMMITTED),
        (AcceptStatement(identity="Aunt", statement="I am close."), Stage.STATED),
        (AcceptVisualization(identity="Aunt", declined=True), Stage.VISUALISED),
    ],
)
def test_accepting_raises_the_one_at_hand_and_says_which_is_next(action: Action, stage: Stage) -> None:
    memory = knowing("Aunt", "Sister")
    assert summary(memory, action) == f"'Aunt' is {stage.value}; next is 'Sister'"
    memory = after(memory, action)
    assert [each.stage for each in memory.live] == [stage, Stage.PROPOSED]
    only = after(memory, ArchiveIdentity(identity="Sister"), RUNNER, ArchiveIdentity(identity="Aunt"))
    again = action.model_copy(update={"identity": "Runner"})
    assert summary(only, again) == f"'Runner' is {stage.value}; it was the last one"


def test_a_refined_name_takes_the_place_of_the_old_one() -> None:
    memory = knowing("Sister", "Someone who cares")
    memory = after(memory, AcceptRefinement(identity="Sister", new_name="SISTER"))
    memory = after(memory, AcceptRefinement(identity="Someone who cares", new_name="Hearth\n Keeper"))
    assert names(memory.live) == ["SISTER", "Hearth Keeper"]


def test_the_client_may_accept_another_one_than_that_at_hand() -> None:
    memory = after(knowing("Aunt", "Sister"), AcceptCommitment(identity="Sister"), by="user")
    assert [each.stage for each in memory.live] == [Stage.PROPOSED, Stage.COMMITTED]
    after(memory, AcceptCommitment(identity="Sister"), by="user")


def test_an_accepted_statement_is_kept_and_wants_a_new_summary() -> None:
    memory = knowing("Aunt", stage=Stage.COMMITTED)
    memory.summary_seen = True
    memory = after(memory, AcceptStatement(identity="Aunt", statement=" I am  close. "))
    assert memory.live[0].statement == "I am close."
    assert memory.summary_seen is False


def test_a_statement_is_reworded_without_being_accepted() -> None:
    memory = knowing("Aunt", stage=Stage.COMMITTED)
    memory = after(memory, UpdateStatement(identity="Aunt", statement="I am there."))
    assert (memory.live[0].statement, memory.live[0].stage) == ("I am there.", Stage.COMMITTED)


def test_a_picture_is_kept_part_by_part() -> None:
    memory = knowing("Aunt", stage=Stage.STATED)
    memory = after(memory, UpdateVisualization(identity="Aunt", setting="a kitchen", emotion="calm"))
    assert memory.live[0].missing_parts == ("appearance",)
    told = UpdateVisualization(identity="Aunt", setting="a  garden", appearance="an apron")
    assert summary(memory, told) == "Kept of 'Aunt': setting 'a garden', appearance 'an apron'"
    memory = after(memory, told, AcceptVisualization(identity="Aunt"))
    aunt = memory.live[0]
    assert (aunt.setting, aunt.appearance, aunt.emotion) == ("a garden", "an apron", "calm")
    assert aunt.stage is Stage.VISUALISED


def test_the_order_is_the_clients_and_a_new_one_comes_last() -> None:
    memory = knowing("Aunt", "Brother", "Cousin", "Daughter")
    memory = after(memory, ReorderIdentities(identities=("cousin", memory.live[1].id)))
    assert names(memory.displayed) == ["Cousin", "Brother", "Aunt", "Daughter"]
    memory = after(memory, RUNNER, ReorderIdentities(identities=("Daughter",)), ArchiveIdentity(identity="Aunt"))
    assert names(memory.displayed) == ["Daughter", "Cousin", "Brother", "Runner"]
    memory = after(memory, RestoreIdentity(identity="Aunt"))
    assert names(memory.displayed) == ["Daughter", "Cousin", "Brother", "Aunt", "Runner"]
    assert names(memory.live) == ["Aunt", "Brother", "Cousin", "Daughter", "Runner"]


# --- onward ------------------------------------------------------------------------------------


def test_a_commitment_belongs_to_the_identity_of_the_week_or_the_one_that_is_named() -> None:
    memory = after(
        knowing("Aunt", "Sister"),
        SetWeeklyFocus(identity="Sister"),
        AddCommitment(text="Call her", when="on Sunday"),
        AddCommitment(text="Bake a cake", when="tomorrow", identity="aunt"),
    )
    aunt, sister = memory.live
    assert memory.weekly == sister
    assert [(c.text, c.when, c.identity) for c in memory.open_commitments] == [
        ("Call her", "on Sunday", sister.id),
        ("Bake a cake", "tomorrow", aunt.id),
    ]
    assert {c.made_at for c in memory.commitments} == {NOW}


def test_a_commitment_is_told_about_once_it_is_over() -> None:
    memory = after(knowing("Aunt"), AddCommitment(text="Call her", when="on Sunday", identity="Aunt"))
    (made,) = memory.open_commitments
    memory = after(memory, ReportCommitment(commitment=made.id, report="She was out", kept=False))
    assert memory.open_commitments == ()
    (told,) = memory.commitments
    assert (told.reported, told.kept, told.report) == (True, False, "She was out")
    after(memory, AddCommitment(text="Call her", when="on Sunday", identity="Aunt"))


# --- pauses ------------------------------------------------------------------------------------


def test_a_break_lasts_until_the_client_is_back(memory: IdentityMemory) -> None:
    memory = after(memory, StartBreak())
    assert memory.on_break
    back = pressed(memory, "on")
    assert [r.summary for r in back.results] == ["The break is over"]
    assert not kept(back).on_break
    assert not after(memory, EndBreak()).on_break


def test_a_video_is_acknowledged_once(memory: IdentityMemory) -> None:
    watched = AcknowledgeVideo(video="welcome")
    memory = after(memory, watched, watched, AcknowledgeVideo(video="discovery"), by="user")
    assert memory.videos_seen == ("welcome", "discovery")


def test_an_offer_is_taken_back() -> None:
    memory = after(knowing("Aunt", "Sister"), OfferMerge(first="Aunt", second="Sister"))
    assert after(memory, WithdrawOffer()).offer is None


def test_what_the_client_says_in_words_closes_the_offer() -> None:
    memory = knowing("Aunt", "Sister", stage=Stage.STATED)
    memory.explained = True
    assert after(after(memory, OfferConsent()), GiveConsent()).offer is None
    assert after(after(memory, OfferSummary()), MarkSummarySeen()).offer is None
    assert after(after(memory, OfferSummary()), GiveConsent()).offer is not None  # it asks something else
    merge = MergeIdentities(first="Aunt", second="Sister")
    assert after(after(memory, OfferMerge(first="Aunt", second="Sister")), merge).offer is None
    nest = NestIdentity(identity="Aunt", under="Sister")
    assert after(after(memory, OfferConsent()), nest).offer is not None
