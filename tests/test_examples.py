"""The memories that templates are tried on: empty, full, and with the other choice everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from coach import Key, Memory, Record, Records
from coach.loading.examples import example_memories


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1


class Twins(Enum):
    SMALL = "a"
    LARGE = "A"


class Spot(BaseModel, frozen=True):
    x: int
    colour: Colour | None = None


class Plain(Record):
    text: str
    size: Annotated[int, Field(ge=1)] = 1
    maybe: str | None = None


class Painted(Record):
    colour: Annotated[Colour, Key()]
    spot: Spot


class Numbered(Record):
    number: Annotated[int, Key()]


class Twin(Record):
    which: Annotated[Twins, Key()]


class Everything(Memory):
    text: str = ""
    short: Annotated[str, Field(max_length=3)] = ""
    number: int = 0
    ratio: float = 0.0
    exact: Decimal = Decimal(0)
    flag: bool = False
    moment: datetime = datetime(2020, 1, 1, tzinfo=UTC)
    day: date = date(2020, 1, 1)
    hour: time = time(1)
    span: timedelta = timedelta(0)
    one: UUID = UUID(int=0)
    nothing: None = None
    colour: Colour = Colour.BLUE
    level: Level = Level.LOW
    word: Literal["a", "b"] = "b"
    maybe: Annotated[Spot | None, Field(description="a spot")] = None
    several: tuple[Colour, ...] = ()
    pair: tuple[int, str] = (1, "a")
    painted: Records[Painted]
    numbered: Records[Numbered]
    twins: Records[Twin]
    notes: Records[Plain]


EMPTY, FULL, OTHER = example_memories(Everything)


def test_the_first_example_is_what_a_conversation_begins_with() -> None:
    assert Everything() == EMPTY


def test_the_full_example_has_everything() -> None:
    assert FULL.maybe == Spot(x=3, colour=Colour.RED)
    assert (FULL.text, FULL.flag, FULL.colour, FULL.word) == ("an example 0", True, Colour.RED, "a")
    assert FULL.several == (Colour.RED, Colour.RED)
    assert FULL.pair == (3, "an example 1")
    assert [note.maybe for note in FULL.notes] == ["an example 0", None]


def test_the_other_example_takes_the_other_choice() -> None:
    assert (OTHER.maybe, OTHER.flag, OTHER.colour, OTHER.word, OTHER.several) == (None, False, Colour.BLUE, "b", ())
    assert [note.maybe for note in OTHER.notes] == [None, None]


def test_every_value_is_of_its_type() -> None:
    for memory in (FULL, OTHER):
        for name in Everything.model_fields.keys() - Everything.collections.keys():
            value = getattr(EMPTY, name)
            if value is not None:
                assert isinstance(getattr(memory, name), type(value))


def test_records_have_keys_that_differ() -> None:
    assert [each.colour for each in FULL.painted] == [Colour.RED, Colour.BLUE]
    assert len(FULL.numbered) == 1
    assert len(FULL.twins) == 1
    assert len({note.id for note in FULL.notes}) == 2
