"""Every action in every phase that allows it, where no walk of the phase has it; and the refusals nobody else meets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from identity_steps import NOW, knowing, names

from coach import Action, Walk
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    AcceptVisualization,
    AddIdentityNote,
    AddWhoIWantToBe,
    Category,
    Commitment,
    FocusCategory,
    IdentityMemory,
    NamedIdentity,
    OfferMerge,
    RenameIdentity,
    ReorderIdentities,
    ReportCommitment,
    RestoreIdentity,
    SaveIdentities,
    Stage,
)

WITH_NAMES = (
    "IDENTITY_DISCOVERY",
    "IDENTITY_REVIEW",
    "IDENTITY_REFINEMENT",
    "ANYTHING_MISSING",
    "IDENTITY_COMMITMENT",
    "I_AM_STATEMENTS",
    "IDENTITY_VISUALIZATION",
    "ONWARD",
)


def two(walk: Walk, state: str) -> Walk:
    """The client has two names and has let a third one go."""
    memory = knowing("Night Light", "Lamp", "Good Girl", stage=Stage.ACCEPTED)
    memory.identities.change("Good Girl", archived=True)
    walk.at(state, memory)
    walk.user("One thing first.")
    return walk


@pytest.mark.parametrize("state", WITH_NAMES)
def test_a_name_can_be_put_right_wherever_there_are_names(walk: Walk, state: str) -> None:
    two(walk, state).coach("Beacon.", RenameIdentity(identity="Lamp", new_name="Beacon")).applied()
    assert names(walk.memory.live) == ["Night Light", "Beacon"]


@pytest.mark.parametrize("state", WITH_NAMES)
def test_what_is_told_of_a_name_is_kept_wherever_there_are_names(walk: Walk, state: str) -> None:
    two(walk, state).coach("I see.", AddIdentityNote(identity="Lamp", text="It burns low.")).applied()
    assert [note.text for note in walk.memory.identities["Lamp"].notes] == ["It burns low."]


@pytest.mark.parametrize("state", ["IDENTITY_COMMITMENT", "I_AM_STATEMENTS", "ONWARD"])
def test_the_order_is_the_clients(walk: Walk, state: str) -> None:
    two(walk, state).coach("So be it.", ReorderIdentities(identities=("Lamp",))).applied()
    assert names(walk.memory.displayed) == ["Lamp", "Night Light"]


@pytest.mark.parametrize("state", ["IDENTITY_DISCOVERY", "IDENTITY_REVIEW", "ANYTHING_MISSING", "IDENTITY_COMMITMENT"])
def test_a_name_that_was_let_go_comes_back(walk: Walk, state: str) -> None:
    two(walk, state).coach("Welcome back.", RestoreIdentity(identity="Good Girl")).applied()
    assert names(walk.memory.live) == ["Night Light", "Lamp", "Good Girl"]


def test_several_names_of_one_message_are_kept_together(walk: Walk) -> None:
    found = (
        NamedIdentity(identity="Runner", category=Category.PHYSICAL_EXPRESSION),
        NamedIdentity(identity="Saver", category=Category.KEEPER_OF_MONEY),
    )
    two(walk, "IDENTITY_DISCOVERY").coach("Both of them.", SaveIdentities(identities=found)).applied()
    assert names(walk.memory.live) == ["Night Light", "Lamp", "Runner", "Saver"]


def test_the_client_chooses_which_side_is_next(walk: Walk) -> None:
    two(walk, "IDENTITY_DISCOVERY").coach("That, then.", FocusCategory(category=Category.SPIRITUAL)).applied()
    assert walk.memory.next_category is Category.SPIRITUAL


def full_list() -> IdentityMemory:
    return IdentityMemory.model_validate({"who_i_want_to_be": [{"text": f"calm {n}"} for n in range(80)]})


def merged_already() -> IdentityMemory:
    return knowing("Night Light", "Lamp", "Night Light/Lamp")


def let_go() -> IdentityMemory:
    memory = knowing("Lamp", "Beacon", stage=Stage.ACCEPTED, towards=Stage.REFINED)
    memory.identities.change("Beacon", archived=True)
    return memory


def settled() -> IdentityMemory:
    memory = knowing("Night Light", "Lamp", stage=Stage.ACCEPTED)
    memory.identities.change("Lamp", stage=Stage.VISUALISED)
    return memory


def promised() -> IdentityMemory:
    memory = knowing("Lamp", stage=Stage.VISUALISED)
    lamp = memory.identities["Lamp"]
    memory.commitments.add(Commitment(text="shine", identity=lamp.id, when="at night", made_at=NOW))
    return memory


@pytest.mark.parametrize(
    ("state", "known", "action", "reason"),
    [
        ("IDENTITY_WARM_UP", full_list, lambda memory: AddWhoIWantToBe(items=("calm 7",)), "already"),
        ("IDENTITY_WARM_UP", full_list, lambda memory: AddWhoIWantToBe(items=("bold",)), "has 80 entries"),
        (
            "IDENTITY_REVIEW",
            merged_already,
            lambda memory: OfferMerge(first="Night Light", second="Lamp"),
            "together they would be called 'Night Light/Lamp', as another one is",
        ),
        (
            "IDENTITY_REFINEMENT",
            let_go,
            lambda memory: AcceptRefinement(identity="Lamp", new_name="Beacon"),
            "'Beacon' was named before and is archived",
        ),
        (
            "IDENTITY_COMMITMENT",
            settled,
            lambda memory: AcceptCommitment(identity="Lamp"),
            "'Lamp' is committed already; the one at hand is 'Night Light'",
        ),
        (
            "IDENTITY_VISUALIZATION",
            settled,
            lambda memory: AcceptVisualization(identity="Lamp"),
            "'Lamp' is visualised already; the one at hand is 'Night Light'",
        ),
        (
            "ONWARD",
            promised,
            lambda memory: ReportCommitment(commitment=memory.open_commitments[0].id, report=" ", kept=True),
            "the report is empty",
        ),
    ],
)
def test_what_cannot_be_is_refused(
    walk: Walk,
    state: str,
    known: Callable[[], IdentityMemory],
    action: Callable[[IdentityMemory], Action],
    reason: str,
) -> None:
    walk.at(state, known())
    proposed = action(walk.memory)
    walk.user("And this?")
    walk.coach("Hm.", proposed).refused(reason).stays()
