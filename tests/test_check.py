"""`coach check`: a corpus of broken programs, each with its finding and no other; good ones with none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken import BROKEN, Broken

from coach import Program, check
from coach.checking import BY_CODE, KINDS

Folder = Callable[..., Path]
ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.id)
def test_a_broken_program_has_its_finding_and_no_other(program_folder: Folder, broken: Broken) -> None:
    folder = program_folder(**broken.files)
    findings = check(folder)
    assert [each.code for each in findings] == [broken.code], "\n".join(map(str, findings))
    [found] = findings
    file, _, line = broken.place.partition(":")
    assert broken.says in found.sentence
    assert found.place.file == file
    assert line in (folder / file).read_text(encoding="utf-8").splitlines()[found.place.line - 1]
    assert found.slug == BY_CODE[broken.code].slug
    assert found.remedy


def test_every_kind_of_finding_has_a_broken_program() -> None:
    assert {broken.code for broken in BROKEN} == {kind.code for kind in KINDS}


def test_the_small_program_has_no_finding(program_folder: Folder) -> None:
    assert check(Program.load(program_folder())) == []


def test_the_identity_program_has_no_finding() -> None:
    assert check() == []


def test_the_program_to_begin_from_has_no_finding() -> None:
    assert check(ROOT / "coach" / "starter") == []
