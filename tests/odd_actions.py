"""Actions with a parameter of every kind that a strict schema can carry."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from coach import Action


class Colour(Enum):
    """What it looks like."""

    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Mixed(Enum):
    WORD = "word"
    NUMBER = 1


class Part(BaseModel):
    """A part of it."""

    name: str
    size: int = 1


class Whole(BaseModel):
    part: Part


class Tree(BaseModel):
    below: Tree | None = None


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: float


class Square(BaseModel):
    kind: Literal["square"]
    side: float


SHAPE = Annotated[Circle | Square, Field(discriminator="kind")]
ODD = [
    str,
    int | None,
    Annotated[str, Field(min_length=2, max_length=80, pattern="^[a-z{}]+$", description="Short.")],
    Annotated[int, Field(ge=1, lt=9, multiple_of=2)],
    Colour,
    Level,
    Mixed,
    Literal["a", 1, True, None],
    list[str],
    set[Colour],
    tuple[int, str],
    tuple[int, int],
    tuple[Level, ...],
    Part,
    Part | None,
    list[Part],
    Whole,
    SHAPE,
    Part | str,
    datetime | date | timedelta,
    Decimal,
    list[list[int]],
]


def action(annotation: Any, *default: Any) -> type[Action]:
    body = {"__module__": __name__, "__doc__": "Do it.", "__annotations__": {"x": annotation}}
    return type("Odd", (Action,), body | ({"x": default[0]} if default else {}))
