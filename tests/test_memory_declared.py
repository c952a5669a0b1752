"""What a memory and its records may hold, and what they say to a declaration that could not be kept."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, computed_field

from coach import Key, Memory, Record, Records
from coach.errors import ProgramError


class Colour(Enum):
    RED = "red"


def declare(base: type[BaseModel] | Any, annotation: Any = None, **body: Any) -> None:
    """Declare a class `Odd` with a field `x`."""
    fields = {"__annotations__": {"x": annotation}} if annotation is not None else {}
    type("Odd", (base,), {"__module__": __name__, **fields, **body})


class Loose(BaseModel):
    name: str


class Tight(BaseModel, frozen=True):
    parts: tuple[int, ...]


@pytest.mark.parametrize(
    "annotation", [list[str], dict[str, int], set[str], object, bytes, tuple[list[int], ...], Loose]
)
def test_a_record_holds_nothing_that_can_change(annotation: Any) -> None:
    with pytest.raises(ProgramError, match=r"^Odd\.x is .*(can change|not frozen)"):
        declare(Record, annotation)


@pytest.mark.parametrize("annotation", [str, int | None, tuple[str, ...], Colour, Tight, tuple[Tight, int]])
def test_a_record_holds_what_is_immutable(annotation: Any) -> None:
    declare(Record, annotation)


@pytest.mark.parametrize(
    ("base", "body", "complaint"),
    [
        (Memory, {"_x": PrivateAttr(default=1)}, "_x is private"),
        (Record, {"model_config": ConfigDict(frozen=False)}, "changes frozen"),
        (Record, {"model_config": ConfigDict(extra="allow")}, "changes extra"),
        (Memory, {"model_config": ConfigDict(validate_assignment=False)}, "changes validate_assignment"),
        (Memory, {"twice": cached_property(lambda self: 2)}, "twice is cached"),
        (Record, {"twice": computed_field(return_type=int)(property(lambda self: 2))}, "twice is a computed field"),
    ],
)
def test_what_would_go_stale_or_be_lost_cannot_be_declared(base: Any, body: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ProgramError, match=complaint):
        declare(base, **body)


@pytest.mark.parametrize(
    ("annotation", "complaint"),
    [
        (Annotated[str, Field(alias="y")], "has an alias"),
        (Annotated[str, Field(exclude=True)], "is excluded"),
        ("Odd | None", "contains itself|cannot be found"),
        (Enum("Pair", {"A": (1, 2)}), "the value of Pair.A is a tuple"),
    ],
)
def test_a_field_that_could_not_be_kept_is_a_load_error(annotation: Any, complaint: str) -> None:
    with pytest.raises(ProgramError, match=complaint):
        declare(Record, annotation)


def test_a_record_cannot_contain_itself() -> None:
    with pytest.raises(ProgramError, match="parent contains itself"):

        class Nested(Record):
            parent: Nested | None = None


@pytest.mark.parametrize("name", ["copy", "json", "schema", "model_dump", "id"])
def test_a_field_does_not_hide_what_a_record_can_do(name: str) -> None:
    with pytest.raises(ProgramError, match=f"the name '{name}' is taken"):
        type("Odd", (Record,), {"__module__": __name__, "__annotations__": {name: str}})


@pytest.mark.parametrize("name", ["plain", "serial", "collections", "model_fields"])
def test_a_field_does_not_hide_what_a_memory_can_do(name: str) -> None:
    with pytest.raises(ProgramError, match=f"the name '{name}' is taken"):
        type("Odd", (Memory,), {"__module__": __name__, "__annotations__": {name: str}, name: ""})


def test_a_record_has_one_key_and_a_scalar_a_default() -> None:
    with pytest.raises(ProgramError, match=r"^Odd has 2 Key\(\) fields \(x, y\); it can have one$"):
        declare(Record, __annotations__={"x": Annotated[str, Key()], "y": Annotated[str, Key()]})
    with pytest.raises(ProgramError, match=r"^Odd\.x has no default"):
        declare(Memory, str)
    for wrong in (Records, Records[int]):  # type: ignore[type-var]  # what is tried here
        with pytest.raises(ProgramError, match="wants a Record class"):
            declare(Memory, wrong)
