"""A memory changed by hand: what fits is done whole, and what does not is told with its place."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field, model_validator
from small_programs import Goal, GoalMemory

from coach import Key, Memory, Record, Records, invariant
from coach.engine.editing import edited
from coach.errors import BadInput
from coach.program.invariant import invariants_of


class Span(Record):
    """From one number to another."""

    name: Annotated[str, Key()]
    low: Annotated[int, Field(ge=0)] = 0
    tags: tuple[str, ...] = ()


class SpanMemory(Memory):
    low: int = 0
    high: int = 0
    spans: Records[Span]

    @model_validator(mode="after")
    def ordered(self) -> SpanMemory:
        if self.low > self.high:
            raise ValueError("low is above high")
        return self

    @invariant
    def within(self):  # type: ignore[no-untyped-def]  # as a program may write it
        """Every span begins below high."""
        for span in self.spans:
            if span.low > self.high:
                yield f"{span.name} begins at {span.low}"


def known() -> GoalMemory:
    memory = GoalMemory()
    for name in ("Run", "Rest"):
        memory.goals.add(Goal(name=name))
    return memory


def test_what_was_not_named_stays_the_same_object() -> None:
    before = known()
    after = edited(before, {"goals": {"change": {"run": {"size": 3}}}})
    assert after.goals["Rest"] is before.goals["Rest"]
    assert (before.goals["Run"].size, after.goals["Run"].size) == (1, 3)
    assert not after.assigned_since(before)


def test_removing_comes_first_and_adding_last_so_that_a_name_is_free() -> None:
    before = known()
    after = edited(
        before, {"goals": {"add": [{"name": "Run"}], "change": {"Rest": {"name": "Read"}}, "remove": ["Run"]}}
    )
    assert [goal.name for goal in after.goals] == ["Read", "Run"]
    assert after.goals["Run"].id not in {goal.id for goal in before.goals}
    assert after.goals["Read"].id == before.goals["Rest"].id


def test_a_record_is_named_by_its_id_too() -> None:
    before = known()
    assert len(edited(before, {"goals": {"remove": [before.goals["Run"].id]}}).goals) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, "the changes are empty"),
        ({"redy": True}, r"no field 'redy'; did you mean 'ready'\?"),
        ({"ready": "perhaps"}, "the changes do not fit the memory: ready: should be a valid boolean"),
        ({"ready": None}, "the changes do not fit the memory: ready"),
        ({"goals": []}, r'goals is no object; write it like \{"remove"'),
        ({"goals": {"put": []}}, "goals: there is no way 'put' to change a collection"),
        ({"goals": {"add": {"name": "Swim"}}}, "goals.add is no list"),
        ({"goals": {"add": ["Swim"]}}, r"goals.add\[0\] is no object"),
        ({"goals": {"add": [{}]}}, r"goals.add\[0\]: name: is required"),
        ({"goals": {"add": [{"name": "run"}]}}, r"goals.add\[0\]: there is already a goal called 'Run'"),
        (
            {"goals": {"add": [{"name": "Swim", "siz": 1}]}},
            r"goals.add\[0\]: there is no field 'siz'; did you mean 'size'",
        ),
        ({"goals": {"add": [{"name": "Swim", "id": "abcde"}]}}, "a record's id is given by the memory"),
        ({"goals": {"change": ["Run"]}}, "goals.change is no object"),
        ({"goals": {"change": {"Swim": {"size": 1}}}}, "goals.change.Swim: there is no goal called 'Swim'"),
        ({"goals": {"change": {"Run": {"size": "x"}}}}, "goals.change.Run: size: should be a valid integer"),
        ({"goals": {"change": {"Run": {"id": "x"}}}}, "goals.change.Run: a record's id is given"),
        ({"goals": {"change": {"Run": 3}}}, "goals.change.Run is no object"),
        ({"goals": {"remove": "Run"}}, "goals.remove is no list"),
        ({"goals": {"remove": [1]}}, r"goals.remove\[0\]: this is no text"),
        ({"goals": {"remove": ["Run", "Run"]}}, r"goals.remove\[1\]: there is no goal called 'Run'"),
        ({"notes": {"remove": ["zzzzz"]}}, r"notes.remove\[0\]: there is no note 'zzzzz' any more"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place_and_nothing_is_done(changes: dict[str, Any], problem: str) -> None:
    before = known()
    plain = before.plain()
    with pytest.raises(BadInput, match=problem):
        edited(before, changes)
    assert before.plain() == plain


def test_scalars_are_validated_together() -> None:
    after = edited(SpanMemory(), {"low": 3, "high": 5}, invariants_of(SpanMemory))
    assert (after.low, after.high) == (3, 5)
    with pytest.raises(BadInput, match="low is above high"):
        edited(after, {"low": 6})


def test_an_invariant_is_not_broken_by_hand_and_may_be_mended_in_part() -> None:
    rules = invariants_of(SpanMemory)
    memory = edited(SpanMemory(), {"spans": {"add": [{"name": "A", "low": 1, "tags": ["x"]}, {"name": "B", "low": 2}]}})
    assert memory.spans["A"].tags == ("x",)
    with pytest.raises(BadInput, match=r"C begins at 3 \(always: Every span begins below high\)"):
        edited(memory, {"spans": {"add": [{"name": "C", "low": 3}]}}, rules)
    mended = edited(memory, {"spans": {"change": {"A": {"low": 0}}}}, rules)
    assert mended.spans["B"].low == 2
