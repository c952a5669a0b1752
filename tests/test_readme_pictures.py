"""The pictures beside the README are those of the program as it is."""

from __future__ import annotations

from typing import Literal
from xml.etree import ElementTree

import pytest
from readme_pictures import THEMES, drawn_from, file


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_shows_the_program_as_it_is(theme: Literal["light", "dark"]) -> None:
    """After a change, `python tests/readme_pictures.py` draws them anew."""
    root = ElementTree.fromstring(file(theme).read_text(encoding="utf-8"))
    assert root.attrib["data-drawn-from"] == drawn_from(theme)
