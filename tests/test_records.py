"""Collections of records: found by folded key, by id or by themselves; refusing what does not fit."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from typing import Annotated, Any

import pytest
from pydantic import Field
from small_programs import Goal, GoalMemory, Note

from coach import Key, Memory, Record, Records, Refused, Stale


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Painted(Record):
    colour: Annotated[Colour, Key()]
    coats: Annotated[int, Field(ge=1)] = 1

    @cached_property
    def twice(self) -> int:
        return self.coats * 2


class PaintedMemory(Memory):
    painted: Records[Painted]


@pytest.fixture
def memory() -> GoalMemory:
    return GoalMemory(goals=[Goal(name="Run"), Goal(name="Paint", size=2)], notes=[Note(text="tired")])


def test_records_are_iterated_in_order_of_creation_whatever_is_changed(memory: GoalMemory) -> None:
    memory.goals.change("run", size=9)
    memory.goals.add(Goal(name="Abseil"))
    assert [(goal.name, goal.size) for goal in memory.goals] == [("Run", 9), ("Paint", 2), ("Abseil", 1)]
    assert len(memory.goals) == 3


@pytest.mark.parametrize(
    "spelled", ["Run", "RUN", " run ", "ru\u200bn", "\uff32\uff35\uff2e", "r\u2060un\ufeff", "ru\u00adn", "run\ufe0f"]
)
def test_a_record_is_found_however_its_key_is_spelled(memory: GoalMemory, spelled: str) -> None:
    assert spelled in memory.goals
    assert memory.goals[spelled] is memory.goals.get("Run")


def test_keys_fold_spaces_case_and_composition() -> None:
    memory = GoalMemory(goals=[Goal(name="Großes  Café")])
    for spelled in ("GROSSES CAFÉ", "grosses cafe\u0301", "grosses\tcafe\u200b\u0301", "\u3000grosses café"):
        assert spelled in memory.goals
    assert "grosses cafe" not in memory.goals


def test_a_record_is_found_by_its_id_and_by_itself(memory: GoalMemory) -> None:
    run, note = memory.goals["Run"], next(iter(memory.notes))
    assert memory.goals[run.id] is run
    assert memory.goals[run] is run
    assert memory.notes[note.id] is note
    assert run in memory.goals
    assert memory.goals.remove(run) is run
    assert run not in memory.goals


def test_an_enum_is_a_key_by_its_member_and_by_its_value() -> None:
    memory = PaintedMemory(painted=[Painted(colour=Colour.RED)])
    assert Colour.RED in memory.painted
    assert "RED" in memory.painted
    assert Colour.BLUE not in memory.painted


def test_a_missing_record_is_refused_with_the_keys_there_are(memory: GoalMemory) -> None:
    assert memory.goals.get("Swim") is None
    asks: list[Any] = [memory.goals.__getitem__, memory.goals.remove, memory.goals.change]
    for ask in asks:
        with pytest.raises(Refused, match=r"^there is no goal called 'Swim'; there are 'Run', 'Paint'$"):
            ask("Swim")
    with pytest.raises(Refused, match="there are none yet"):
        GoalMemory().goals["Swim"]


def test_a_record_without_a_key_that_is_gone_is_stale(memory: GoalMemory) -> None:
    gone = memory.notes.remove(next(iter(memory.notes)))
    for key in (gone.id, gone):
        with pytest.raises(Stale, match=f"^there is no note '{gone.id}' any more$"):
            memory.notes[key]


def test_a_duplicate_key_is_refused_and_leaves_no_trace(memory: GoalMemory) -> None:
    before = memory.copied()
    with pytest.raises(Refused, match=r"^there is already a goal called 'Run'$"):
        memory.goals.add(Goal(name=" rUN"))
    assert memory == before


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u3164\ufe0f"])
def test_a_key_that_shows_nothing_is_refused(memory: GoalMemory, name: str) -> None:
    with pytest.raises(Refused, match=r"^a goal needs a name$"):
        memory.goals.add(Goal(name=name))


class BigGoal(Goal):
    """A goal with a field that the collection could not keep."""

    reason: str = ""


@pytest.mark.parametrize("foreign", [BigGoal(name="x"), Note(text="x"), "Run", None, {"name": "Run"}])
def test_a_foreign_type_is_refused(memory: GoalMemory, foreign: Any) -> None:
    with pytest.raises(Refused, match="does not belong among the goal records"):
        memory.goals.add(foreign)


def test_a_change_is_validated_and_leaves_no_trace_where_it_does_not_fit(memory: GoalMemory) -> None:
    before = memory.copied()
    with pytest.raises(Refused, match="size: should be a valid integer"):
        memory.goals.change("Run", size="the client's own words")
    with pytest.raises(Refused, match=r"^there is already a goal called 'Paint'$"):
        memory.goals.change("Run", name="PAINT")
    with pytest.raises(TypeError, match="Goal has no field 'seize' to change"):
        memory.goals.change("Run", seize=3)
    with pytest.raises(TypeError, match="'id'"):
        memory.goals.change("Run", id="mine")
    assert memory == before


def test_a_change_keeps_the_id_and_forgets_what_was_worked_out() -> None:
    memory = PaintedMemory(painted=[Painted(colour=Colour.RED)])
    before = memory.painted["red"]
    assert before.twice == 2
    changed = memory.painted.change("red", coats=5)
    assert (changed.id, changed.twice) == (before.id, 10)


def test_a_record_of_which_something_was_worked_out_can_be_kept() -> None:
    memory, red = PaintedMemory(), Painted(colour=Colour.RED)
    assert red.twice == 2
    assert memory.painted.add(red).twice == 2


def test_names_can_be_swapped_over_a_third(memory: GoalMemory) -> None:
    run, paint = memory.goals["Run"].id, memory.goals["Paint"].id
    for old, new in (("Run", "?"), ("Paint", "Run"), ("?", "Paint")):
        memory.goals.change(old, name=new)
    assert (memory.goals["Run"].id, memory.goals["Paint"].id) == (paint, run)
    assert "?" not in memory.goals


def test_a_name_can_change_its_case(memory: GoalMemory) -> None:
    assert memory.goals.change("run", name="RUN").name == "RUN"
    assert memory.goals["run"].name == "RUN"
