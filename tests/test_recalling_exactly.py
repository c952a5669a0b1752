"""What is remembered of a conversation is what a claim would read, however odd its memory, its words or the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from conftest import SMALL
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field
from test_recalling import doubting, tables
from turn_models import SteadyModel, goal, open_coach, said

from coach.errors import ProgramMismatch
from coach.program.fields import surely_same
from coach.turns import recalling

__all__ = ["tables"]
pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]

atoms = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, -0.0, 1.0, 2.0, "", "1", "a"])
values = st.recursive(atoms, lambda each: st.lists(each, max_size=3).map(tuple))


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True)
    shown: int = 1


class Hidden(Shown):
    hidden: int = Field(default=2, repr=False)


ODD = '''
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, field_serializer, model_validator

from coach import Key, Memory, Record, Records


class Place(BaseModel):
    model_config = ConfigDict(frozen=True)
    name: str = ""


class Town(Place):
    people: int = 0


class Goal(Record):
    """Something the client wants."""

    name: Annotated[str, Key()]
    size: int = 1
    {record}


class GoalMemory(Memory):
    ready: bool = False
    goals: Records[Goal]
    {memory}
'''

#: What a memory declares, what a goal does, and what an action makes of them.
ODDITIES = {
    "written otherwise": (
        "mood: Annotated[float, PlainSerializer(round)] = 0.0",
        "",
        "turn.memory.mood = 2.6",
    ),
    "of a record": (
        "",
        "@field_serializer('size')\n    def one_more(self, size: int) -> int:\n        return size + 1",
        "turn.memory.goals.add(Goal(name=f'Swim {turn.number}'))",
    ),
    "read otherwise": ("since: str | date = ''", "", "turn.memory.since = date(2026, 3, turn.number)"),
    "checked again": (
        "mood: Annotated[str, AfterValidator(lambda mood: mood + '!')] = ''",
        "",
        "turn.memory.mood = f'mood {turn.number}'",
    ),
    "worked out": (
        "",
        "@cached_property\n    def twice(self) -> int:\n        return 2 * self.size",
        "for each in list(turn.memory.goals):\n            turn.memory.goals.change(each, size=each.twice + 1)",
    ),
    "of a subclass": ("home: Place = Place()", "", "turn.memory.home = Town(name='Ulm', people=turn.number)"),
}


def odd(program_folder: Folder, oddity: str) -> Path:
    """The small program, with a memory and an action like that."""
    memory, record, doing = ODDITIES[oddity]
    action = SMALL["actions/goals.py"].replace("import Goal, GoalMemory", "import Goal, GoalMemory, Place, Town, date")
    action = action.replace("        return", f"        {doing}\n        return")
    return program_folder(**{"memory.py": ODD.format(memory=memory, record=record), "actions/goals.py": action})


CHECKED = "@model_validator(mode='after')\n    def goes(self) -> 'GoalMemory':\n        return self"


@pytest.mark.parametrize("oddity", ODDITIES)
async def test_a_memory_is_remembered_as_it_would_be_read(tables: str, program_folder: Folder, oddity: str) -> None:
    model = SteadyModel(said("Yes."))
    async with doubting(tables, odd(program_folder, oddity), model) as (coach, store):
        begun = await coach.start("ann")
        for n in range(5):
            model.reply = said("Yes.", *[goal(f"Run {n}")] * (n % 2))
            await coach.say(begun.id, "Go on.")
        assert store.guessed == [None, *[True] * 4]


async def test_a_memory_that_is_checked_across_its_fields_is_read_each_time(
    tables: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ODDITIES, "checked", (CHECKED, "", "pass"))
    model = SteadyModel(said("Yes."))
    async with doubting(tables, odd(program_folder, "checked"), model) as (coach, store):
        begun = await coach.start("ann")
        for _ in range(3):
            await coach.say(begun.id, "Go on.")
        assert store.guessed == [None] * 3


async def test_what_could_not_be_read_again_is_not_remembered(
    database: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    much = """mood: Annotated[int, PlainSerializer(lambda mood: mood if mood < 5 else 'much')] = 0"""
    monkeypatch.setitem(ODDITIES, "lost", (much, "", "turn.memory.mood = 7"))
    async with open_coach(database, odd(program_folder, "lost"), SteadyModel(said("Yes.", goal("Run")))) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "Go on.")
        with pytest.raises(ProgramMismatch, match="mood"):
            await coach.say(begun.id, "Go on.")


async def test_a_conversation_of_long_messages_is_read_each_time(
    tables: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recalling, "_LONGEST", 1000)
    async with doubting(tables, program_folder(), SteadyModel(said("Yes."))) as (coach, store):
        begun = await coach.start("ann")
        for words in ("Hello.", "Well. " * 200, "And then?", *["So."] * 9):
            await coach.say(begun.id, words)
        # It is remembered again once the window has moved past them.
        assert store.guessed == [None, True, *[None] * 5, *[True] * 5]


async def test_a_clock_that_stands_still_hides_no_turn(
    tmp_path: Path, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, folder, model = f"sqlite:///{tmp_path}/still.db", program_folder(), SteadyModel(said("Yes."))
    async with open_coach(url, folder, model) as one, open_coach(url, folder, model) as other:
        begun, still = await one.start("ann"), time.time_ns()
        monkeypatch.setattr("coach.store.sqlite.time.time_ns", lambda: still)
        for coach, words in ((one, "one"), (other, "two"), (one, "three")):
            await coach.say(begun.id, words)
        asked = [message.text for message in model.requests[-1].messages if message.role == "user"]
        assert asked == ["one", "two", "three"]


@given(values, values)
def test_two_values_are_surely_the_same_only_where_they_are_kept_and_told_alike(one: object, other: object) -> None:
    if surely_same(one, other):
        assert (type(one), repr(one), one) == (type(other), repr(other), other)
    assert surely_same(one, one)


def test_what_is_equal_and_can_be_told_apart_is_not_the_same() -> None:
    there = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for one, other in (
        (1, 1.0), (1, True), (0.0, -0.0), ((1, 2), (1, 2.0)), (Shown(), Hidden(hidden=3)), (Hidden(), Hidden(hidden=3)),
        (there, there.astimezone(timezone(timedelta(hours=2)))), ("", None), ((), ""),
    ):  # fmt: skip
        assert not surely_same(one, other)
    assert surely_same((Hidden(hidden=3), "a", there), (Hidden(hidden=3), "a" + "", there + timedelta()))
