"""What is drawn: its size, its colours, its words, and the page around it."""

from __future__ import annotations

import re
import struct
from base64 import b64encode
from hashlib import sha256

import pytest
from graph_reading import without_spaces
from hypothesis import given
from hypothesis import strategies as st

from coach import Program
from coach.graph import picture, written
from coach.graph.words import shown, width, wrapped

pytestmark = pytest.mark.usefixtures("drawing")


@pytest.fixture(scope="module")
def identity() -> Program:
    return Program.load(interludes=True)


def test_a_png_has_the_size_of_the_drawing(identity: Program) -> None:
    drawn = picture(identity)
    data = written(drawn, "png")
    assert isinstance(data, bytes)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", data[16:24])
    shape = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', str(written(drawn, "svg")))
    assert shape
    assert (wide, high) == pytest.approx((float(shape[1]) * 192 / 72, float(shape[2]) * 192 / 72), rel=0.02)


def test_an_svg_adapts_to_the_reader_or_has_one_theme(identity: Program) -> None:
    auto, light, dark = (str(written(picture(identity), "svg", theme=theme)) for theme in ("auto", "light", "dark"))
    assert "prefers-color-scheme:dark" in auto
    assert "prefers-color-scheme" not in light + dark
    colours = set(re.findall(r'(?:fill|stroke)="(#\w{6})"', auto))
    assert colours == set(re.findall(r'(?:fill|stroke)="(#\w{6})"', light))
    replaced = set(re.findall(r'\[(?:fill|stroke)="(#\w{6})"\]', auto))
    assert colours == replaced, "every colour has its dark one"
    assert not colours & set(re.findall(r'(?:fill|stroke)="(#\w{6})"', dark))


def test_the_page_asks_nobody_for_anything_and_runs_its_own_script_alone(identity: Program) -> None:
    text = str(written(picture(identity), "html"))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy[1]
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)


@given(st.text(max_size=200), st.integers(20, 200))
def test_wrapped_words_are_all_there_and_no_line_is_too_wide(text: str, most: int) -> None:
    lines = wrapped(text, most, 10)
    assert without_spaces("".join(lines)) == without_spaces(shown(text))
    assert all(width(line, 10) <= most or len(line) == 1 for line in lines if not _accented(line))


def _accented(line: str) -> bool:
    """A letter with marks on it is not taken apart, however narrow the line."""
    return len(line) > 1 and width(line[1:], 10) == 0
