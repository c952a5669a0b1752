"""No action does anything with an identity that is not there, or that was let go."""

from __future__ import annotations

import pytest
from identity_steps import after, refusal

from coach import Action
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    AcceptStatement,
    AcceptVisualization,
    AddCommitment,
    AddIdentityNote,
    ArchiveIdentity,
    Category,
    IdentityMemory,
    MergeIdentities,
    NestIdentity,
    OfferArchive,
    OfferMerge,
    OfferNest,
    OfferStatement,
    RenameIdentity,
    ReorderIdentities,
    SaveIdentity,
    SetWeeklyFocus,
    UpdateStatement,
    UpdateVisualization,
)
from coach.program.action import By

RUNNER = SaveIdentity(identity="Runner", category=Category.PHYSICAL_EXPRESSION)
AUNT = SaveIdentity(identity="Aunt", category=Category.FAMILIAL_RELATIONS)
GONE = (RUNNER, AUNT, ArchiveIdentity(identity="Aunt"))
NOT_THERE = "there is no identity called 'Poet'; the live ones are 'Runner'"
ARCHIVED = "'Aunt' is archived; RESTORE_IDENTITY would bring it back; the live ones are 'Runner'"


def of(ref: str) -> dict[str, Action]:
    """Every action that wants a live identity, with this one."""
    found: list[Action] = [
        RenameIdentity(identity=ref, new_name="Other"),
        AddIdentityNote(identity=ref, text="tall"),
        OfferMerge(first=ref, second="Runner"),
        MergeIdentities(first="Runner", second=ref),
        AcceptRefinement(identity=ref),
        AcceptCommitment(identity=ref),
        OfferNest(identity="Runner", under=ref),
        NestIdentity(identity=ref, under="Runner"),
        OfferArchive(identity=ref),
        ArchiveIdentity(identity=ref),
        ReorderIdentities(identities=("Runner", ref)),
        OfferStatement(identity=ref, statement="I am."),
        UpdateStatement(identity=ref, statement="I am."),
        AcceptStatement(identity=ref, statement="I am."),
        UpdateVisualization(identity=ref, setting="here"),
        AcceptVisualization(identity=ref, declined=True),
        SetWeeklyFocus(identity=ref),
        AddCommitment(text="Run", when="now", identity=ref),
    ]
    return {type(each).__name__: each for each in found}


@pytest.mark.parametrize("by", ["model", "user"])
@pytest.mark.parametrize("name", of("x"))
def test_an_identity_has_to_be_there_and_live(name: str, by: By) -> None:
    memory = after(IdentityMemory(), *GONE)
    assert refusal(memory, of("Poet")[name], by=by) == NOT_THERE
    assert refusal(memory, of("Aunt")[name], by=by) == ARCHIVED
    assert refusal(memory, of(memory.archived[0].id)[name], by=by) == ARCHIVED
    if name not in ("OfferMerge", "MergeIdentities", "OfferNest"):
        wanted = "there is no identity called 'Poet'; there is no identity"
        first = of("Poet")[name].model_copy(update={"identities": ("Poet",)} if name == "ReorderIdentities" else {})
        assert refusal(IdentityMemory(), first) == wanted
