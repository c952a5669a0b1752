"""A parameter's schema and how a prompt says it; and what no strict schema can carry."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from odd_actions import SHAPE, Colour, Level, Mixed, Part, Tree, Whole, action
from pydantic import Field

from coach import Action, Turn
from coach.engine.schema import describe, parameters, text_parameters
from coach.errors import ProgramError


def field(annotation: Any, *default: Any) -> dict[str, Any]:
    found: dict[str, Any] = parameters(action(annotation, *default))["properties"]["x"]
    return found


def test_optional_means_nullable_and_has_no_default() -> None:
    assert field(int, 3) == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert field(int | None, None) == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert field(int | str, 3) == {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}


def test_what_strict_mode_cannot_say_is_said_in_words() -> None:
    assert field(Annotated[str, Field(max_length=80, description="In their words.")]) == {
        "type": "string",
        "description": "In their words, at most 80 characters",
    }
    assert field(Annotated[str, Field(min_length=1, max_length=80)])["description"] == "1 to 80 characters"
    assert field(Annotated[str, Field(min_length=2)])["description"] == "at least 2 characters"
    assert field(Annotated[list[str], Field(min_length=1, max_length=9)])["description"] == "1 to 9 items"
    assert field(Annotated[int, Field(ge=1, lt=9)])["description"] == "at least 1, less than 9"
    assert field(set[str])["description"] == "no item twice"
    assert field(tuple[int, str])["description"] == "exactly 2 items: whole number, text"
    assert field(date)["description"] == "as a date"


def test_a_choice_is_an_enum_of_one_type_or_several_of_them() -> None:
    assert field(Level) == {"type": "integer", "enum": [1, 2]}
    assert field(Mixed) == {"anyOf": [{"type": "string", "enum": ["word"]}, {"type": "integer", "enum": [1]}]}
    assert field(Colour) == {"type": "string", "enum": ["red", "blue"], "description": "What it looks like"}


def test_models_are_written_out_where_they_stand() -> None:
    assert field(Part) == {
        "type": "object",
        "properties": {"name": {"type": "string"}, "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
        "required": ["name", "size"],
        "additionalProperties": False,
        "description": "A part of it",
    }
    assert [option["properties"]["kind"]["enum"] for option in field(SHAPE)["anyOf"]] == [["circle"], ["square"]]


class Pair(Enum):
    ONE = ("one", "One")


@pytest.mark.parametrize(
    ("annotation", "complaint"),
    [
        (dict[str, int], "is an open dictionary"),
        (dict, "is an open dictionary"),
        (list[dict[str, str]], "is an open dictionary"),
        (Any, "can be anything"),
        (object, "can be anything"),
        (list, "is a list of anything"),
        (list[Any], "is a list of anything|can be anything"),
        (bytes, "holds bytes"),
        (list[bytes], "holds bytes"),
        (Tree, "contains itself"),
        (list[Whole], "is nested too deeply; the strict schema ends at 5 levels"),
        (list[list[list[int]]], "is nested too deeply"),
        (Pair, "is a choice of list; choices are text or numbers"),
        (type, "has no JSON form"),
    ],
)
def test_what_the_strict_schema_cannot_carry_is_a_load_error(annotation: Any, complaint: str) -> None:
    with pytest.raises(ProgramError, match=f"^Odd.*({complaint})") as caught:
        parameters(action(annotation))
    assert "\n" not in str(caught.value)


# --- in words ----------------------------------------------------------------------------------


class Everything(Action):
    """Take everything.

    Only when it is offered.
    """

    word: Annotated[str, Field(max_length=9)]
    count: int = 1
    flag: bool
    colour: Colour | None = None
    only: Literal["this"] = "this"
    either: int | str = 0
    parts: list[Part] = []  # noqa: RUF012  # pydantic copies it

    def apply(self, turn: Turn[Any]) -> None: ...


def test_a_prompt_lists_name_parameters_and_when_to_use_it() -> None:
    assert describe([Everything]) == (
        "- EVERYTHING (word: text, at most 9 characters; count: whole number, optional; flag: true or false; "
        "colour: one of red, blue (What it looks like), optional; only: this, optional; "
        "either: whole number or text, optional; "
        "parts: list of {name: text; size: whole number, optional}, A part of it, optional)\n"
        "  Take everything.\n\n  Only when it is offered."
    )


def test_an_action_without_parameters_says_so() -> None:
    assert describe([type("Stop", (Action,), {"__module__": __name__, "__doc__": "Stop."})]) == (
        "- STOP (no parameters)\n  Stop."
    )


def test_text_parameters_are_those_written_as_they_are() -> None:
    assert text_parameters(Everything) == {"word", "colour", "only"}
