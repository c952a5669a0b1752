"""A scenario's file: readable, strict, and whatever is wrong with it named with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from offering import FILES
from scenario_mistakes import MISTAKES, SMALL
from turn_models import PiecesModel, count, open_coach, said

from coach import Answer, Scenario
from coach.errors import ScenarioError

Folder = Callable[..., Path]


@pytest.mark.anyio
@pytest.mark.parametrize(("text", "instead", "problem"), MISTAKES)
async def test_a_mistake_is_named_with_its_place(
    text: str, instead: str, problem: str, program_folder: Folder, tmp_path: Path
) -> None:
    assert SMALL.count(text) >= 1
    async with open_coach("sqlite://", program_folder(**FILES)) as coach:
        with pytest.raises(ScenarioError) as caught:
            await Scenario.read(SMALL.replace(text, instead, 1), "small.yaml").start(coach, "ann")
        assert str(caught.value).startswith("small.yaml:")
        assert problem in str(caught.value)
        assert "\n" not in str(caught.value)
        assert (await count(coach))["conversations"] == 0


@pytest.mark.anyio
async def test_what_a_person_wrote_is_begun_from(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("On."))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await Scenario.read(SMALL, "small.yaml").start(coach, "ann")
        view = await coach.snapshot(begun.id)
        assert (view.label, view.state, view.turn, view.version) == ("small", "WELCOME", 2, "any")
        assert [each["name"] for each in view.memory["goals"]] == ["Run", "Rest"]
        assert len({each["id"] for each in view.memory["goals"]} | {view.offer and view.offer.id}) == 3
        assert view.offer is not None
        assert (await coach.say(begun.id, Answer(view.offer.id, "yes"))).state == "PLAN"
        frozen = (await Scenario.freeze(coach, begun.id)).dump()
        assert (await Scenario.freeze(coach, (await Scenario.read(frozen).start(coach, "ann")).id)).dump() == frozen


def test_a_file_is_read_and_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "of mine.yaml"
    file.write_text(f"\ufeff{SMALL}", encoding="utf-8")
    scenario = Scenario.load(file)
    assert (scenario.name, scenario.label) == ("of mine", "of mine")
    scenario.save(file)
    assert Scenario.load(str(file)).dump() == file.read_text(encoding="utf-8") == scenario.dump()
    assert [each.name for each in tmp_path.iterdir()] == ["of mine.yaml"]
    (tmp_path / "folder.yaml").mkdir()
    for place, problem in (
        (tmp_path / "none" / "x.yaml", "cannot be written (No such file or directory)"),
        (tmp_path / "folder.yaml", "cannot be written (Is a directory)"),
    ):
        with pytest.raises(ScenarioError) as caught:
            scenario.save(place)
        assert str(caught.value) == f"{place}: {problem}"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder.yaml", "of mine.yaml"]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (b"\xff\xfe", "is not text in UTF-8"),
        (b"- a list\n", ":1: is no scenario; it begins with the name of its program, program: …"),
        (b"# " + b"x" * 16 * 1024 * 1024, "is larger than 16 MB"),
    ],
    ids=["missing", "empty", "a comment", "UTF-16", "a list", "large"],
)
def test_a_file_that_is_none_says_why(raw: bytes | None, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    if raw is not None:
        file.write_bytes(raw)
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file)
    assert str(caught.value) == f"{file}{problem}" if problem.startswith(":") else f"{file}: {problem}"
