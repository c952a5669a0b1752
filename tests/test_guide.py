"""The guide holds: whoever does what it says, to the letter, sees what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from guide import GUIDE, followed


@pytest.mark.slow
def test_whoever_follows_the_guide_sees_what_it_shows(tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert followed(guide, tmp_path) == guide


def test_what_a_command_prints_is_compared(tmp_path: Path) -> None:
    assert followed("```console\n$ echo one\ntwo\n```\n", tmp_path) == "```console\n$ echo one\none\n```\n"
