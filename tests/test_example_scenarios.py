"""The example scenarios: one for every phase, each to begin from, the same when it is frozen again."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_scenarios import FOLDER, names

from coach import Coach, Program, Scenario

PROGRAM = Program.load()
#: Tried every time; the others take their time.
SHOWN = ("INTRODUCTION", "IDENTITY_REVIEW", "ONWARD")
pytestmark = pytest.mark.anyio


def test_every_phase_has_one() -> None:
    assert {file.stem.upper() for file in FOLDER.glob("*.yaml")} == set(names(PROGRAM))


@pytest.mark.parametrize(
    "state", [each if each in SHOWN else pytest.param(each, marks=pytest.mark.slow) for each in names(PROGRAM)]
)
async def test_it_begins_in_its_phase_goes_on_and_freezes_to_the_same_file(state: str, tmp_path: Path) -> None:
    file = FOLDER / f"{state.lower()}.yaml"
    async with Coach.open(f"sqlite:///{tmp_path}/c.db", program=PROGRAM, model="practice") as coach:
        begun = await Scenario.load(file).start(coach, "somebody")
        assert (await coach.snapshot(begun.id)).state == state
        frozen = await Scenario.freeze(coach, begun.id, name=file.stem)
        assert frozen.dump() == file.read_text(encoding="utf-8")
        result = await coach.say(begun.id, "Tell me where we are.")
        assert result.message or result.offer
