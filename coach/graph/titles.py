"""The titles of groups, once Graphviz has drawn all: it lays exits over them, and knows of no words in their way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element

from coach.graph.words import width

_SVG = "http://www.w3.org/2000/svg"
_BESIDE = 7.0  # points between a title and what passes it
_STEPS = 24  # of a curve
_POINT = re.compile(r"(-?[\d.]+),(-?[\d.]+)")

Point = tuple[float, float]


def raise_titles(whole: Element) -> None:
    """Put each title beside the exits that pass it, or where there is no room for that above them, with a rim."""
    ways = [_along(path.get("d", "")) for path in whole.findall(f"{{{_SVG}}}g/{{{_SVG}}}path[@fill='none']")]
    titles = Element(f"{{{_SVG}}}g", {"class": "titles"})
    for group in whole.findall(f"{{{_SVG}}}g[@class='cluster group']"):
        outline, texts = group.find(f"{{{_SVG}}}path"), group.findall(f"{{{_SVG}}}text")
        if outline is not None and texts:
            _move(texts, max(x for x, _ in _points(outline.get("d", ""))), ways)
        around = "none" if outline is None else outline.get("fill", "none")
        for text in texts:
            group.remove(text)
            titles.append(text)
            text.attrib |= {"stroke": around, "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"}
    whole.append(titles)


def _move(texts: Sequence[Element], right: float, ways: Sequence[Sequence[Point]]) -> None:
    """Move a title's lines to the first place from the left, as far as its group's right side, that nothing passes."""
    wide = max(width(text.text or "", _number(text, "font-size"), bold=True) for text in texts)
    top = min(_number(text, "y") - _number(text, "font-size") for text in texts)
    bottom = max(_number(text, "y") for text in texts)
    passing = sorted(x for way in ways for x, y in way if top <= y <= bottom)
    there = min(_number(text, "x") for text in texts)
    for start in (there, *(x + _BESIDE for x in passing if x > there)):
        if start + wide + _BESIDE <= right and not any(start - _BESIDE < x < start + wide + _BESIDE for x in passing):
            for text in texts:
                text.set("x", f"{start:g}")
            return


def _along(path: str) -> list[Point]:
    """Points of a path of cubic curves, as Graphviz writes them: a start, then three points for each."""
    points = _points(path)
    curves = (points[at : at + 4] for at in range(0, len(points) - 3, 3))
    found = [_at(curve, step / _STEPS) for curve in curves for step in range(_STEPS + 1)]
    return [point for pair in pairwise(found) for point in _between(*pair)] or found


def _between(one: Point, other: Point) -> Iterator[Point]:
    """Points at most some three points of height apart, so that no line of words is jumped over."""
    count = 1 + int(abs(other[1] - one[1]) / 3)
    for n in range(count + 1):
        share = n / count
        yield one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def _at(curve: Sequence[Point], t: float) -> Point:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    return a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def _points(path: str) -> list[Point]:
    return [(float(x), float(y)) for x, y in _POINT.findall(path)]


def _number(element: Element, name: str) -> float:
    return float(element.get(name, "0"))
