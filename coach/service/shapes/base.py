"""What all shapes are."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from coach.engine.text import MAX_TEXT

#: What no database takes is refused by the engine, which says so; the description has it as a pattern.
_NO_NUL = {"pattern": "^[^\\u0000]*$"}
_WORDS = {"pattern": "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$"}


def whole(number: object) -> object:
    """JSON knows one kind of number: 5.0 is 5."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Name = Annotated[str, Field(max_length=200, json_schema_extra=_NO_NUL)]
Named = Annotated[str, Field(min_length=1, max_length=200, json_schema_extra=_NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=2000, json_schema_extra=_WORDS)]
Blank = Annotated[str, Field(max_length=MAX_TEXT, json_schema_extra=_NO_NUL)]
Words = Annotated[str, Field(min_length=1, max_length=MAX_TEXT, json_schema_extra=_WORDS)]
#: The limits come first: after the validator, the description would not have them.
TurnNumber = Annotated[int, Field(ge=0, lt=2**31), BeforeValidator(whole)]
Missing = dict[str, list[str]]


class In(BaseModel):
    """What comes in: a field that nobody knows is refused, and so is what would have to be taken for something else."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Out(BaseModel):
    """What goes out."""

    model_config = ConfigDict(extra="forbid")
