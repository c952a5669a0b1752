"""Walks in files: one after another, in cases, and with everything that can be expected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from walk_texts import CASES, EVERYTHING, GREETING, PLANNING, go, loaded, writing

from coach import Program
from coach.errors import WalkError
from coach.testing.files.walk_file import WalkFile, as_gone


@pytest.fixture
def program(program_folder: Callable[..., Path]) -> Program:
    return loaded(program_folder)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    return writing(tmp_path)


def test_a_walk_comes_after_another(write: Callable[..., str], program: Program) -> None:
    go(write(greeting=GREETING, planning=PLANNING), program)
    later = (
        "walk: It is done\nafter: ./planning.walk.yaml\nturns: [{user: Bye., coach: See you., expect: {state: PLAN}}]"
    )
    go(write(later=later), program)


def test_each_case_is_a_walk_of_its_own(write: Callable[..., str], program: Program) -> None:
    cases = WalkFile.load(write(sizes=CASES)).cases
    assert [case.name for case in cases] == [
        "Goals of any size[run-3-{name}, then]",
        "Goals of any size[to sing-10-Sing]",
    ]
    assert cases[0].script.turns[0].coach[0].actions[0].params == {"name": "run", "size": 3}
    assert cases[1].script.turns[0].user == "I want to sing."
    assert cases[0].script.turns[0].expect.says == ["{name}, then"]
    go("sizes.walk.yaml", program)


def test_cases_that_are_called_the_same_or_too_long_are_numbered(write: Callable[..., str]) -> None:
    for others in ("x", "y" * 60, '"a\\n"'):
        text = f"walk: W\ncases: [{{a: x}}, {{a: {others}}}]\nturns: [{{user: '{{a}}'}}]"
        assert [case.case for case in WalkFile.load(write(w=text)).cases] == ["1", "2"]
    text = "walk: W\ncases: [{a: x, b: true}, {a: 2.5, b: null}]\nturns: [{user: '{a} {b}'}]"
    cases = WalkFile.load(write(w=text)).cases
    assert [case.case for case in cases] == ["x-true", "2.5-null"]
    assert [case.script.turns[0].user for case in cases] == ["x true", "2.5 null"]


def test_braces_are_text_where_there_are_no_cases_and_twice_where_there_are(write: Callable[..., str]) -> None:
    plain = "walk: W\nturns: [{user: '{a} {{b}}'}]"
    assert WalkFile.load(write(w=plain)).cases[0].script.turns[0].user == "{a} {{b}}"
    cased = "walk: W\ncases: [{a: 1}]\nturns: [{user: '{a} {{b}} {\"c\": {}}'}]"
    assert WalkFile.load(write(w=cased)).cases[0].script.turns[0].user == '1 {b} {"c": {}}'


def test_offers_buttons_and_everything_else_that_is_expected(write: Callable[..., str], program: Program) -> None:
    go(write(all=EVERYTHING), program)


def test_walks_that_come_after_each_other_in_a_circle(write: Callable[..., str]) -> None:
    write(a="walk: A\nafter: b.walk.yaml", b="walk: B\n\nafter: c.walk.yaml", c="walk: C\nafter: a.walk.yaml")
    with pytest.raises(WalkError) as raised:
        WalkFile.load("a.walk.yaml")
    told = "c.walk.yaml:2: after: goes in a circle: a.walk.yaml after b.walk.yaml after c.walk.yaml after a.walk.yaml"
    assert str(raised.value) == told


def test_a_beginning_that_has_cases_or_another_format(write: Callable[..., str]) -> None:
    write(sizes=CASES, tagged="walk: T\nformat: tags", later="walk: L\nafter: sizes.walk.yaml")
    with pytest.raises(WalkError, match=r"^later\.walk\.yaml:2: after: sizes\.walk\.yaml has cases"):
        WalkFile.load("later.walk.yaml")
    write(later="walk: L\nformat: json\nafter: tagged.walk.yaml")
    with pytest.raises(WalkError, match=r"tagged\.walk\.yaml is in the format tags, and this one in json"):
        WalkFile.load("later.walk.yaml")
    assert WalkFile.load(write(later="walk: L\nafter: tagged.walk.yaml")).format == "tags"


def test_interludes_are_as_the_beginning_has_them(write: Callable[..., str]) -> None:
    write(first="walk: F\ninterludes: true", later="walk: L\nafter: first.walk.yaml")
    loaded = Program.load()
    walk = WalkFile.load("later.walk.yaml")
    assert walk.interludes is True
    assert len(as_gone(walk, loaded).states) > len(loaded.states)
    assert as_gone(WalkFile.load(write(plain="walk: P")), loaded) is loaded
    write(later="walk: L\ninterludes: false\nafter: first.walk.yaml")
    with pytest.raises(WalkError, match=r"^later\.walk\.yaml:3: after: first\.walk\.yaml has to say the same of"):
        WalkFile.load("later.walk.yaml")


def test_the_program_is_that_of_the_beginning(write: Callable[..., str], tmp_path: Path) -> None:
    write(first="walk: F\nprogram: here", later="walk: L\nafter: first.walk.yaml")
    assert WalkFile.load("later.walk.yaml").program == str(tmp_path / "here")
    write(later="walk: L\nprogram: there\nafter: first.walk.yaml")
    with pytest.raises(WalkError, match="is a walk of another program"):
        WalkFile.load("later.walk.yaml")
