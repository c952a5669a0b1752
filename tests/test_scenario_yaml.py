"""How a scenario is written down: YAML that is read as it was written, and durations in words."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import ScenarioError
from coach.yaml_text.ago import Ago, duration_text, read_duration
from coach.yaml_text.reading import read_yaml
from coach.yaml_text.writing import write_yaml

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
LINES = st.lists(st.sampled_from(["", " ", "a", " b", "c ", "- d", "# e", "'", '"', "\t", "é", "🏃", "%", "---"])).map(
    "\n".join
)
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False))
DATA = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXT, LINES),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)


@given(DATA)
@settings(deadline=None)
def test_data_is_read_as_it_was_written_by_us_and_by_any_reader_of_yaml(data: Any) -> None:
    text = write_yaml(data)
    assert repr(read_yaml(text, "x", ScenarioError)[0]) == repr(data)
    assert repr(yaml.safe_load(text)) == repr(data)
    assert all(line.isprintable() for line in text.split("\n"))


def test_numbers_that_are_none_and_times_ago_are_read_as_they_were_written() -> None:
    data = {"x": [math.inf, -math.inf, Ago("3d 2h")], "y": Ago("-5.25s")}
    assert read_yaml(write_yaml(data), "x", ScenarioError, ago=True)[0] == data
    assert math.isnan(read_yaml(write_yaml([math.nan]), "x", ScenarioError)[0][0])


@given(st.timedeltas())
def test_a_duration_is_read_as_it_was_written(duration: Any) -> None:
    assert read_duration(duration_text(duration)) == duration or abs(duration.days) > 9_999_999


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0s", 0), ("3d 2h 10m 5.25s", 267_005.25), ("3d2h", 266_400), ("-10m", -600), (" 90s ", 90), ("0.000001s", 1e-6)],
)
def test_durations_as_people_write_them(text: str, seconds: float) -> None:
    found = read_duration(text)
    assert found is not None
    assert found.total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "-", "5", "d", "1w", "1h 2d", "1.5h", "1s 1s", "1.1234567s", "99999999d", "٣d"])
def test_what_is_no_duration(text: str) -> None:
    assert read_duration(text) is None
