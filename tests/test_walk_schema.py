"""The JSON schema of walks: it is the model's, it says what every field means, and it takes what the model takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from any_script import SCRIPTS
from cli_running import coach
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from walk_texts import CASES, EVERYTHING, GREETING, PLANNING

from coach.testing.files.schema import SCHEMA_FILE, walk_schema
from coach.testing.files.script_yaml import as_data
from coach.testing.walking.script import Script

ROOT = Path(__file__).parent.parent
FILES = [*(ROOT / "tests").rglob("*.walk.yaml"), *(ROOT / "coach").rglob("*.walk.yaml")]
VALIDATOR = Draft202012Validator(walk_schema())


def test_the_published_schema_is_that_of_the_model() -> None:
    published = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert published == walk_schema(), "run: coach walk --schema > coach/testing/walk.schema.json"


def test_the_command_prints_it(tmp_path: Path) -> None:
    done = coach("walk", "--schema", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == SCHEMA_FILE.read_text(encoding="utf-8")


def test_it_is_a_schema_and_every_field_and_part_says_what_it_is() -> None:
    Draft202012Validator.check_schema(walk_schema())
    told = dict(described(walk_schema(), "walk"))
    assert {"walk.turns", "Turn.silence", "Expectation.missing", "Reply.raw", "Silence.days"} <= told.keys()
    assert [place for place, description in told.items() if not description.strip()] == []


def described(schema: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    yield name, schema.get("description", "")
    for field, inner in schema.get("properties", {}).items():
        yield f"{name}.{field}", inner.get("description", "")
    for part, inner in schema.get("$defs", {}).items():
        yield from described(inner, part)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_walks_there_are_fit_it(file: Path) -> None:
    VALIDATOR.validate(yaml.safe_load(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("text", [GREETING, PLANNING, CASES, EVERYTHING])
def test_walks_with_everything_fit_it(text: str) -> None:
    VALIDATOR.validate(yaml.safe_load(text))


def test_a_case_may_have_nothing_for_a_value() -> None:
    VALIDATOR.validate({"walk": "W", "cases": [{"a": None}]})


@given(SCRIPTS)
@settings(deadline=None, max_examples=50)
def test_everything_that_is_written_fits_it(script: Script) -> None:
    VALIDATOR.validate(as_data(script))


@pytest.mark.parametrize(
    "text",
    [
        "turns: []",
        "walk: W\nturn: []",
        "walk: W\nformat: jsn",
        "walk: W\nturns: [{user: a, coach: 5}]",
        "walk: W\nturns: [{user: a, coach: {mesage: b}}]",
        "walk: W\nturns: [{user: a, expect: {stays: false}}]",
        "walk: W\nturns: [{user: a, expect: {refused: {kind: gard}}}]",
        "walk: W\nturns: [{user: a, coach: {actions: [{x: 1}]}}]",
        "walk: W\nturns: [{user: a, silence: {days: -1}}]",
        "walk: W\nturns: [{user: }]",
    ],
)
def test_slips_do_not_fit_it(text: str) -> None:
    assert not VALIDATOR.is_valid(yaml.safe_load(text))
