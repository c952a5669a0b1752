"""What is drawn: its size, its colours, its words, and the page around it."""

from __future__ import annotations

import re
import struct
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from xml.etree import ElementTree

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


def halves(curve: list[complex], depth: int = 8) -> Iterator[complex]:
    """Points of a cubic curve, by de Casteljau."""
    if not depth:
        yield curve[0]
        return
    a, b, c, d = curve
    ab, bc, cd = (a + b) / 2, (b + c) / 2, (c + d) / 2
    abc, bcd = (ab + bc) / 2, (bc + cd) / 2
    yield from halves([a, ab, abc, (abc + bcd) / 2], depth - 1)
    yield from halves([(abc + bcd) / 2, bcd, cd, d], depth - 1)


def test_no_exit_passes_through_the_title_of_a_group_that_has_room_for_it() -> None:
    drawn = picture(Program.load())
    root = ElementTree.fromstring(str(written(drawn, "svg")))
    passing = []
    for path in root.iterfind(".//{*}path[@fill='none']"):
        points = [complex(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path.attrib["d"])]
        passing += [point for at in range(0, len(points) - 3, 3) for point in halves(points[at : at + 4])]
    titles = root.findall(".//{*}g[@class='titles']/{*}text")
    assert len(titles) == len(drawn.groups)
    assert len(passing) > 1000
    for title in titles:
        left, bottom, size = (float(title.attrib[name]) for name in ("x", "y", "font-size"))
        right = left + width(title.text or "", size, bold=True)
        assert not [at for at in passing if left <= at.real <= right and bottom - size <= at.imag <= bottom], title.text


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
