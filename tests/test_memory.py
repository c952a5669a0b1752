"""The memory: ids that are stable, copies that share, and its JSON."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from small_programs import Goal, GoalMemory, Note

from coach import Memory, Record, Records


@pytest.fixture
def memory() -> GoalMemory:
    return GoalMemory(goals=[Goal(name="Run"), Goal(name="Paint", size=2)], notes=[Note(text="tired")])


# --- ids ---------------------------------------------------------------------------------------


def test_ids_are_short_unique_in_the_whole_memory_and_chosen_here(memory: GoalMemory) -> None:
    ids = {memory.goals.add(Goal(id="mine", name=str(n))).id for n in range(500)}
    ids |= {memory.notes.add(Note(text="x")).id for _ in range(500)}
    assert len(ids) == 1000
    assert "mine" not in ids
    assert all(len(id) == 5 and id.isalnum() and id == id.lower() for id in ids)


def test_an_id_is_never_given_again_after_a_removal(memory: GoalMemory) -> None:
    given = {goal.id for goal in memory.goals}
    for _ in range(50):
        one = memory.goals.add(Goal(name="again"))
        assert one.id not in given
        given.add(one.id)
        memory.goals.remove("again")
    loaded = GoalMemory.load(memory.model_dump_json(), serial=memory.serial)
    assert loaded.goals.add(Goal(name="later")).id not in given


def test_ids_differ_from_one_conversation_to_another() -> None:
    first, second = GoalMemory(goals=[Goal(name="a")]).renewed(7), GoalMemory(goals=[Goal(name="a")]).renewed(8)
    ours = {first.goals.add(Goal(name=str(n))).id for n in range(300)}
    theirs = {second.goals.add(Goal(name=str(n))).id for n in range(300)}
    assert not ours & theirs
    assert first.goals["a"].id != second.goals["a"].id


def test_renewing_gives_new_ids_and_keeps_all_else(memory: GoalMemory) -> None:
    renewed = memory.renewed(99)
    assert [goal.name for goal in renewed.goals] == ["Run", "Paint"]
    assert not {goal.id for goal in renewed.goals} & {goal.id for goal in memory.goals}


# --- copies ------------------------------------------------------------------------------------


def test_a_copy_shares_its_records_and_goes_its_own_way(memory: GoalMemory) -> None:
    twin = memory.copied()
    assert twin == memory
    assert all(one is other for one, other in zip(memory.goals, twin.goals, strict=True))
    twin.goals.change("Run", size=5)
    twin.goals.add(Goal(name="New"))
    twin.notes.remove(next(iter(twin.notes)))
    twin.mood = "bright"
    assert [goal.size for goal in memory.goals] == [1, 2]
    assert (len(memory.notes), memory.mood) == (1, "")
    assert twin.goals["Paint"] is memory.goals["Paint"]


def test_copies_of_one_memory_give_the_same_next_id(memory: GoalMemory) -> None:
    one, other = memory.copied().goals.add(Goal(name="x")), memory.copied().goals.add(Goal(name="x"))
    assert one == other


def test_a_locked_copy_can_be_read_and_not_changed(memory: GoalMemory) -> None:
    locked = memory.copied(locked=True)
    changes: list[Any] = [
        lambda: setattr(locked, "ready", True),
        lambda: delattr(locked, "ready"),
        lambda: locked.goals.add(Goal(name="x")),
        lambda: locked.goals.change("Run", size=2),
        lambda: locked.goals.remove("Run"),
    ]
    for change in changes:
        with pytest.raises(TypeError):
            change()
    assert locked == memory
    locked.copied().goals.add(Goal(name="a copy of it is writable"))


def test_a_collection_is_not_assigned_and_nothing_is_deleted(memory: GoalMemory) -> None:
    with pytest.raises(TypeError, match="use its add, change and remove"):
        memory.goals = Records(Goal)
    with pytest.raises(TypeError, match="cannot be deleted"):
        del memory.ready


def test_scalars_are_checked_when_they_are_assigned(memory: GoalMemory) -> None:
    with pytest.raises(ValidationError) as caught:
        memory.ready = "the client's own words"  # type: ignore[assignment]  # what is tried here
    assert "own words" not in str(caught.value)
    with pytest.raises(ValueError, match="no attribute 'redy'"):
        memory.redy = True  # type: ignore[attr-defined]  # what is tried here


# --- as JSON -----------------------------------------------------------------------------------


def test_a_memory_is_found_again_in_its_json(memory: GoalMemory) -> None:
    memory.mood = "curious"
    loaded = GoalMemory.load(memory.model_dump_json(), serial=memory.serial)
    assert loaded == memory
    assert memory.plain() == {
        "ready": False,
        "mood": "curious",
        "goals": [{"id": g.id, "name": g.name, "size": g.size} for g in memory.goals],
        "notes": [{"id": n.id, "text": "tired"} for n in memory.notes],
    }
    assert memory.scalars() == {"ready": False, "mood": "curious"}


@pytest.mark.parametrize(
    "text",
    [
        '{"goals": [{"name": "Run"}, {"name": " rUN"}]}',
        '{"goals": [{"name": "a", "id": "x"}, {"name": "b", "id": "x"}]}',
        '{"notes": [{"text": "a", "id": "x"}, {"text": "b", "id": "x"}]}',
        '{"goals": [{"name": ""}]}',
        '{"goals": [{"name": "a", "colour": "red"}]}',
        '{"gaols": []}',
        '{"ready": "words"}',
        "[]",
    ],
)
def test_what_does_not_fit_is_a_validation_error_that_repeats_nobody(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GoalMemory.load(text)
    assert "rUN" not in str(caught.value)


def test_new_ids_are_new_wherever_a_record_is_named() -> None:
    class Step(Record):
        text: str
        after: str = ""

    class PlanMemory(Memory):
        first: str = ""
        steps: Records[Step]

    memory = PlanMemory()
    begun = memory.steps.add(Step(text="Begin"))
    memory.steps.add(Step(text="Go on", after=begun.id))
    memory.first = begun.id
    renewed = memory.renewed(12345)
    one, two = renewed.steps
    assert one.id != begun.id
    assert (renewed.first, one.after, two.after) == (one.id, "", one.id)
    assert renewed.serial == 2
    assert renewed.steps.add(Step(text="End")).id not in (one.id, two.id)
