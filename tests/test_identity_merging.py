"""Identities that go into others: merged, nested, let go, and brought back."""

from __future__ import annotations

import pytest
from identity_steps import after, knowing, names

from coach.identity import (
    AcceptCommitment,
    AddCommitment,
    ArchiveIdentity,
    Category,
    Identity,
    IdentityMemory,
    MergeIdentities,
    NestIdentity,
    Note,
    OfferArchive,
    OfferMerge,
    OfferNest,
    RenameIdentity,
    RestoreIdentity,
    SaveIdentity,
    SetWeeklyFocus,
    SkippedCategory,
    Stage,
    every_category_covered,
    limits,
)

PASSIONS, MAKER, BODY = Category.PASSIONS_AND_TALENTS, Category.MAKER_OF_MONEY, Category.PHYSICAL_EXPRESSION
TOLD = (Note(text="loud"), Note(text="old", origin="Boss"))


def pair(first: Category, second: Category) -> IdentityMemory:
    return IdentityMemory(
        identities=[
            Identity(name="Runner", category=first, stage=Stage.COMMITTED, description="at dawn"),
            Identity(name="Coach", category=second, notes=TOLD),
        ]
    )


@pytest.mark.parametrize(
    ("first", "second", "kept_one"),
    [
        (PASSIONS, MAKER, "Coach"),
        (MAKER, PASSIONS, "Runner"),
        (PASSIONS, PASSIONS, "Runner"),
        (BODY, MAKER, "Runner"),
    ],
)
def test_the_one_outside_the_passions_is_kept_otherwise_the_first(
    first: Category, second: Category, kept_one: str
) -> None:
    before = pair(first, second)
    memory = after(before, MergeIdentities(first="Runner", second="Coach"))
    (live,), (gone,) = memory.live, memory.archived
    assert live.name == "Runner/Coach"
    assert live.id == before.identities[kept_one].id
    assert live.stage is before.identities[kept_one].stage
    assert sorted(each.value for each in live.categories) == sorted({first.value, second.value})
    assert live.category is before.identities[kept_one].category
    assert gone.name == {"Runner": "Coach", "Coach": "Runner"}[kept_one]
    assert memory.covers(first)
    assert memory.covers(second)


def test_what_was_told_moves_over_with_its_origin() -> None:
    memory = after(pair(MAKER, BODY), MergeIdentities(first="Runner", second="Coach"))
    assert memory.live[0].notes == (Note(text="loud", origin="Coach"), Note(text="old", origin="Boss"))
    memory = after(pair(PASSIONS, BODY), MergeIdentities(first="Runner", second="Coach"))
    assert memory.live[0].notes[-1] == Note(text="at dawn", origin="Runner")
    assert (memory.archived[0].notes, memory.archived[0].description) == ((), "")


def test_what_rests_on_a_merged_one_rests_on_the_one_that_is_kept() -> None:
    memory = knowing("Anchor", "Baker", "Captain")
    memory = after(memory, NestIdentity(identity="Captain", under="Baker"), SetWeeklyFocus(identity="Baker"))
    memory = after(memory, AddCommitment(text="bake", when="Monday"), MergeIdentities(first="Anchor", second="Baker"))
    (kept_one,) = memory.live
    assert memory.weekly == kept_one
    assert memory.commitments[memory.open_commitments[0]].identity == kept_one.id
    assert memory.identities["Captain"].nested_in == kept_one.id


@pytest.mark.parametrize(("one", "other"), [(80, 80), (10, 80), (80, 10), (40, 39), (40, 40)])
def test_a_merged_name_is_never_too_long(one: int, other: int) -> None:
    memory = knowing("a" * one, "b" * other)
    memory = after(memory, MergeIdentities(first="a" * one, second="b" * other))
    (name,) = names(memory.live)
    assert len(name) <= limits.NAME
    assert len(name) >= min(one + other + 1, limits.NAME)
    assert name.startswith("a" * 10)
    assert "/" + "b" * 9 in name
    after(memory, RenameIdentity(identity=name, new_name="Short"))


def test_restoring_undoes_what_a_merge_did_to_the_categories() -> None:
    memory = after(pair(BODY, MAKER), MergeIdentities(first="Runner", second="Coach"))
    memory = after(memory, RestoreIdentity(identity="Coach"))
    assert {each.name: each.categories for each in memory.live} == {"Runner/Coach": (BODY,), "Coach": (MAKER,)}


def test_a_restored_one_covers_only_what_nobody_else_does_by_now() -> None:
    memory = after(pair(BODY, MAKER), MergeIdentities(first="Runner", second="Coach"))
    memory = after(memory, SaveIdentity(identity="Poet", category=PASSIONS), ArchiveIdentity(identity="Runner/Coach"))
    memory = after(memory, SaveIdentity(identity="Smith", category=MAKER), RestoreIdentity(identity="Runner/Coach"))
    assert memory.identities["Runner/Coach"].categories == (BODY,)


def test_a_nested_identity_lives_on_in_its_parent() -> None:
    memory = pair(BODY, MAKER)
    memory = after(memory, SetWeeklyFocus(identity="Coach"), NestIdentity(identity="Coach", under="Runner"))
    (parent,), (child,) = memory.live, memory.archived
    assert (parent.name, child.name, child.nested_in, child.notes) == ("Runner", "Coach", parent.id, ())
    assert parent.notes == (Note(text="loud", origin="Coach"), Note(text="old", origin="Boss"))
    assert parent.categories == (BODY,)
    assert memory.covers(MAKER)
    assert memory.weekly == parent


def test_a_category_is_open_again_when_what_covers_it_is_let_go_with_its_parent() -> None:
    memory = after(pair(BODY, MAKER), SaveIdentity(identity="Poet", category=PASSIONS))
    memory = after(memory, NestIdentity(identity="Coach", under="Runner"), ArchiveIdentity(identity="Runner"))
    assert not memory.covers(MAKER)
    assert "Maker of money has no identity since “Coach” was let go" in every_category_covered.missing(memory)
    memory = after(memory, RestoreIdentity(identity="Coach"))
    assert memory.identities["Coach"].nested_in == ""
    assert memory.covers(MAKER)


def test_letting_the_weekly_one_go_leaves_none_chosen() -> None:
    memory = after(knowing("Anchor", "Baker"), SetWeeklyFocus(identity="Baker"), ArchiveIdentity(identity="Baker"))
    assert memory.weekly is None
    assert memory.weekly_focus == ""


def test_a_skipped_category_is_taken_up_again_by_restoring() -> None:
    memory = after(pair(BODY, MAKER), ArchiveIdentity(identity="Coach"))
    memory.skipped.add(SkippedCategory(category=MAKER))
    memory = after(memory, RestoreIdentity(identity="Coach"))
    assert MAKER not in memory.skipped
    assert memory.covers(MAKER)


def test_an_offer_that_has_been_overtaken_is_closed() -> None:
    memory = knowing("Anchor", "Baker", "Captain", stage=Stage.REFINED, towards=Stage.COMMITTED)
    for offer in (
        OfferMerge(first="Anchor", second="Baker"),
        OfferNest(identity="Baker", under="Anchor"),
        OfferArchive(identity="Anchor"),
    ):
        asked = after(memory, offer)
        assert asked.offer is not None
        assert after(asked, ArchiveIdentity(identity="Captain")).offer == asked.offer
        assert after(asked, ArchiveIdentity(identity="Anchor")).offer is None
        assert after(asked, AcceptCommitment(identity="Anchor")).offer is None


def test_nesting_in_a_ring_by_hand_harms_nobody() -> None:
    memory = knowing("Anchor", "Baker", "Captain")
    one, other, _ = memory.live
    memory.identities.change(one, archived=True, nested_in=other.id)
    memory.identities.change(other, archived=True, nested_in=one.id)
    assert names(memory.covering(Category.FAMILIAL_RELATIONS)) == ["Captain"]
