"""What is always so of the identity program's memory: each of it can be seen broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from identity_steps import knowing

from coach import Program
from coach.identity import Category, Commitment, Identity, IdentityMemory, SkippedCategory, Stage
from coach.program.invariant import broken


def promised(memory: IdentityMemory) -> None:
    at = datetime(2026, 5, 4, tzinfo=UTC)
    memory.commitments.add(Commitment(text="Run", identity="gone", when="today", made_at=at))


def two_bakers(memory: IdentityMemory) -> None:
    for name in ("Baker", "Cook"):
        memory.identities.add(Identity(name=name, category=Category.MAKER_OF_MONEY))


BROKEN: dict[str, Callable[[IdentityMemory], object]] = {
    "Maker of money has 2": two_bakers,
    "Familial relations has 2, and is skipped": lambda memory: memory.skipped.add(
        SkippedCategory(category=Category.FAMILIAL_RELATIONS)
    ),
    "“Lamp” is said to be a part of gone": lambda memory: memory.identities.change(
        "Lamp", archived=True, nested_in="gone"
    ),
    "“Run” is promised as gone": promised,
    "gone is the week's": lambda memory: setattr(memory, "weekly_focus", "gone"),
}


def test_as_it_should_be_nothing_is_wrong(coach_program: Program) -> None:
    memory = knowing("Night Light", "Lamp", stage=Stage.REFINED, towards=Stage.COMMITTED)
    memory.identities.change("Lamp", archived=True, nested_in=memory.identities["Night Light"].id)
    memory.weekly_focus = memory.identities["Night Light"].id
    assert broken(coach_program.invariants, memory) == []


@pytest.mark.parametrize("wrong", BROKEN)
def test_what_is_not_as_it_should_be_is_told(coach_program: Program, wrong: str) -> None:
    memory = knowing("Night Light", "Lamp")
    BROKEN[wrong](memory)
    [told] = broken(coach_program.invariants, memory)
    assert told.startswith(f"{wrong} (always: ")
