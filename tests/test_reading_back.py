"""A record that surely reads back is read back just as it was; where anything has a say in that, nobody is sure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, Field, PlainSerializer, ValidationError, field_serializer, field_validator

from coach import Key, Record
from coach.program.fields import reads_back, surely_same, values_of


class Plain(Record):
    name: Annotated[str, Key()]
    size: Annotated[int, Field(le=2**80)] = 1
    why: str | None = None
    done: bool = False
    mood: Literal["good", "bad"] = "good"

    @cached_property
    def loud(self) -> str:
        return self.name.upper()


class Colour(StrEnum):
    RED = "red"


class Word(str):
    __slots__ = ()


class Rounded(Record):
    size: Annotated[int, PlainSerializer(lambda size: size + 1)] = 1


class Checked(Record):
    name: Annotated[str, AfterValidator(lambda name: name + "!")] = ""


class Serialized(Record):
    name: str = ""

    @field_serializer("name")
    def other(self, name: str) -> str:
        return name + "?"


class Validated(Record):
    name: str = ""

    @field_validator("name")
    @classmethod
    def other(cls, name: str) -> str:
        return name + "?"


class Begun(Record):
    name: str = ""

    def model_post_init(self, context: Any) -> None:
        """A record may do anything here."""


class Made(Record):
    name: str = ""

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)


class Either(Record):
    name: str | date = ""


class Floating(Record):
    size: float = 0.0


class Coloured(Record):
    colour: Colour = Colour.RED


class Inner(Record):
    inner: Plain = Plain(name="a")


class Anything(Record):
    held: tuple[str, ...] = ()


ODD = [
    Rounded(), Checked(), Serialized(), Validated(), Begun(), Made(), Either(), Floating(), Coloured(), Inner(),
    Anything(),
]  # fmt: skip


@given(st.text(), st.integers(max_value=2**80), st.none() | st.text(), st.booleans(), st.sampled_from(["good", "bad"]))
def test_what_surely_reads_back_does(name: str, size: int, why: str | None, done: bool, mood: Any) -> None:
    try:
        record = Plain(name=name, size=size, why=why, done=done, mood=mood)
    except ValidationError:  # half of a surrogate pair is no text
        return
    assert reads_back(record)
    again = Plain.model_validate_json(record.model_dump_json())
    assert surely_same(record, again)
    assert repr(again) == repr(record)


@pytest.mark.parametrize("record", ODD, ids=lambda record: type(record).__name__)
def test_nobody_is_sure_of_a_record_that_is_kept_in_a_way_of_its_own(record: Record) -> None:
    assert not reads_back(record)


@pytest.mark.parametrize("odd", [{"size": True}, {"name": Word("a")}, {"done": 1}, {"why": 3}, {"mood": Colour.RED}])
def test_nobody_is_sure_of_values_that_came_around_the_checks(odd: dict[str, Any]) -> None:
    assert not reads_back(Plain.model_construct(**{"name": "a", "id": "b", **odd}))


def test_what_was_worked_out_of_a_record_is_none_of_its_values() -> None:
    one, other = Plain(name="a"), Plain(name="a")
    assert one.loud == "A"
    assert list(values_of(one)) == ["id", "name", "size", "why", "done", "mood"]
    assert reads_back(one)
    assert surely_same(one, other)
    assert surely_same(other, one)
