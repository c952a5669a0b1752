"""What templates see: fields and properties, cleaned text, and nothing that acts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from functools import cached_property
from typing import Annotated, Any

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from coach import Key, Memory, Record, Records
from coach.engine.views import Choice, Sequence, View, plain, visible


class Colour(Enum):
    RED = "red"
    DEEP_BLUE = "deep_blue"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    def paint(self) -> str:
        raise AssertionError("a template called a method")


class Odd(Enum):
    BAD = "a\n\u202eb"


class Level(IntEnum):
    LOW = 1


class Size(BaseModel, frozen=True):
    width: int = 2


class Thing(Record):
    name: Annotated[str, Key()]
    colour: Colour = Colour.RED
    tags: tuple[str, ...] = ()
    size: Size = Size()

    @cached_property
    def shout(self) -> str:
        return self.name.upper()

    def act(self) -> str:
        raise AssertionError("a template called a method")


class Things(Memory):
    level: Level = Level.LOW
    note: str = ""
    things: Records[Thing]

    @property
    def favourite(self) -> Thing | None:
        return next(iter(self.things), None)

    @property
    def broken(self) -> str:
        return self.favourite.missing  # type: ignore[union-attr, no-any-return]  # a bug in a property, on purpose

    @property
    def names(self) -> Any:
        return (thing.name for thing in self.things)


@pytest.fixture
def memory() -> Things:
    return Things(
        note="one\ntwo",
        things=[Thing(name="Chair", tags=("old", "wooden")), Thing(name="Lamp", colour=Colour.DEEP_BLUE)],
    )


def shown(template: str, memory: Memory, **more: Any) -> str:
    environment = ImmutableSandboxedEnvironment()
    return environment.from_string(template).render(memory=plain(memory), **more)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ memory.note }}", "one two"),
        ("{% for t in memory.things %}{{ t.name }}/{{ t.colour }}/{{ t.colour.label }} {% endfor %}",
         "Chair/red/Red Lamp/deep_blue/Deep blue "),
        ("{{ memory.things | length }} {{ memory.things[1].name }}", "2 Lamp"),
        ("{{ memory.things[:1] | map(attribute='name') | list }}", "['Chair']"),
        ("{{ memory.favourite.shout }} {{ memory.favourite.size.width }}", "CHAIR 2"),
        ("{{ memory.favourite.tags | join('+') }} {{ 'old' in memory.favourite.tags }}", "old+wooden True"),
        ("{{ memory.names | join(' and ') }}", "Chair and Lamp"),
        ("{% for c, ts in memory.things | groupby('colour') %}{{ c }}:{{ ts | length }} {% endfor %}",
         "deep_blue:1 red:1 "),
        ("{{ memory.things | selectattr('colour', 'equalto', 'red') | map(attribute='name') | first }}", "Chair"),
        ("{{ memory.level }} {{ memory.level == 1 }}", "1 True"),
        ("{{ memory.things }} {{ memory }} {{ memory.favourite.tags }}", "[<Thing>, <Thing>] <Things> [old, wooden]"),
    ],
)  # fmt: skip
def test_a_template_reads_fields_properties_and_collections(template: str, text: str, memory: Things) -> None:
    assert shown(template, memory) == text


@pytest.mark.parametrize(
    "condition",
    [
        "memory.favourite.colour == 'red'",
        "'red' == memory.favourite.colour",
        "memory.favourite.colour in ['red', 'green']",
        "memory.favourite.colour != 'deep_blue'",
        "memory.favourite.colour == memory.things[0].colour",
        "memory.favourite.colour.name == 'RED'",
        "memory.favourite == memory.things[0]",
        "memory.favourite != memory.things[1]",
        "memory.favourite in memory.things",
        "memory.things[1].colour < memory.things[0].colour",
    ],
)
def test_enum_values_compare_by_value_and_records_by_what_they_are(condition: str, memory: Things) -> None:
    assert shown(f"{{{{ {condition} }}}}", memory) == "True"


def test_a_choice_can_be_a_key_of_a_template_s_own_dictionary(memory: Things) -> None:
    assert shown("{{ {'red': 'warm'}[memory.favourite.colour] }}", memory) == "warm"
    assert len({plain(memory.things["Chair"]), plain(memory.things["chair"])}) == 1


@pytest.mark.parametrize(
    "template",
    [
        "{{ memory.copied() }}",
        "{{ memory.plain() }}",
        "{{ memory.things.add('x') }}",
        "{{ memory.things.remove('Chair') }}",
        "{{ memory.favourite.act() }}",
        "{{ memory.favourite.colour.paint() }}",
        "{{ memory.favourite.model_copy() }}",
        "{{ memory.favourite.__class__ }}",
        "{{ memory._of }}",
        "{{ memory._of.copied() }}",
        "{{ memory['_of'].things }}",
        "{{ memory | attr('_of') | attr('copied') }}",
        "{{ memory.things._of.add('x') }}",
        "{{ [memory] | map(attribute='_of') | map(attribute='note') | first }}",
        "{{ memory._clean('x') }}",
        "{{ memory._fields().__class__ }}",
        "{{ memory.__init__.__globals__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ memory.model_fields }}",
        "{{ memory.collections }}",
    ],
)
def test_methods_and_insides_are_out_of_reach(template: str, memory: Things) -> None:
    from jinja2 import StrictUndefined

    before = memory.copied()
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    with pytest.raises(Exception, match=r"no attribute|no field|unsafe|undefined|not callable"):
        environment.from_string(template).render(memory=plain(memory))
    assert memory == before


def test_a_property_at_fault_says_so_instead_of_seeming_undefined(memory: Things) -> None:
    with pytest.raises(RuntimeError, match=r"^Things\.broken failed: 'Thing' object has no attribute 'missing'"):
        shown("{{ memory.broken }}", memory)
    with pytest.raises(AttributeError, match="Things has no field or property 'nothing'"):
        _ = plain(memory).nothing


def test_all_text_is_one_harmless_line_on_its_way_out() -> None:
    bad, good = "a\n\u202eb", "a b"
    memory = Things(note=bad, things=[Thing(name=bad, tags=(bad,))])
    view = plain(memory)
    assert (view.note, view.favourite.name, view.favourite.shout) == (good, good, good.upper())
    assert list(view.names) == [good]
    assert (list(view.favourite.tags), next(iter(view.things)).name, view.things[0].name) == ([good], good, good)
    assert plain({bad: [bad, {bad: bad}]})[good][1][good] == good
    assert str(plain(Odd.BAD)) == good
    assert plain(Decimal("1.5")) == "1.5"


def test_plain_values_stay_what_they_are() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    for value in (None, True, 3, 1.5, now, date(2026, 1, 2), timedelta(days=2)):
        assert plain(value) is value
    assert plain(time(3, 4)) == "03:04:00"
    assert isinstance(plain({1, 2}), Sequence)
    assert isinstance(plain(iter([1])), Sequence)
    assert isinstance(plain(Level.LOW), Choice)
    with pytest.raises(TypeError):
        plain({"a": 1})["a"] = 2


def test_what_is_visible_is_the_class_s_own() -> None:
    assert visible(Things) == {"level", "note", "things", "favourite", "broken", "names"}
    assert visible(Thing) == {"id", "name", "colour", "tags", "size", "shout"}
    assert visible(Colour) == {"name", "value", "label"}


def test_a_view_is_named_after_what_it_shows_and_made_once(memory: Things) -> None:
    view = plain(memory)
    assert isinstance(view, View)
    assert type(view).__name__ == "Things"
    assert type(plain(Things())) is type(view)
