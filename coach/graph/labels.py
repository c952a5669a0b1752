"""Labels in Graphviz's own HTML: lines of words with room for them in any font, and the head of a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from coach.graph.colours import SAID, STROKES, Colours
from coach.graph.picture import Picture, Subject
from coach.graph.words import width, wrapped
from coach.values import value

#: Sizes of type in points, whole ones: Graphviz takes no others here.
HEAD, TITLE, LABEL, NAME = 17, 12, 10, 8
#: The most that words take in a line, in points: of the whole picture, of a card, of an exit.
PAGE, CARD, EXIT = 460.0, 150.0, 190.0

_KEYS: dict[Subject, tuple[tuple[str, str], ...]] = {
    "": (),
    "conversation": (("the way it came", "passed"), ("open now", "full_line"), ("closed now", "none_line")),
    "coverage": (("covered", "full_line"), ("in part", "part_line"), ("not at all", "none_line")),
    "traffic": (),
}
_TABLE = 'BORDER="0" CELLBORDER="0" CELLSPACING="0"'


class Html(str):
    """A label in Graphviz's own HTML, which is not quoted."""


@value
class Line:
    """A line of words."""

    text: str
    size: int
    color: str
    bold: bool = False

    @property
    def width(self) -> float:
        return width(self.text, self.size, bold=self.bold)

    def html(self) -> str:
        words = escape(self.text).replace("\\", r"\\")  # a single one would stand for a name, with what follows
        words = f"<B>{words}</B>" if self.bold else words
        return f'<FONT POINT-SIZE="{self.size}" COLOR="{self.color}">{words}</FONT>'


def lines(text: str, most: float, size: int, color: str, *, bold: bool = False) -> Iterator[Line]:
    """A text as lines no wider than `most`."""
    return (Line(each, size, color, bold) for each in wrapped(text, most / (1.12 if bold else 1), size))


def label(found: Sequence[Line], *, left: bool = True, before: float = 0, after: float = 0) -> Html:
    """The lines below each other; `before` and `after` keep so much free to the left and to the right of them."""
    wide = max(each.width for each in found)
    align = ' ALIGN="LEFT"' if left else ""
    rows = [f'<TD{align} WIDTH="{wide:.0f}">{each.html()}</TD>' for each in found]
    free = [f'<TD ROWSPAN="{len(rows)}" WIDTH="{each:.0f}"></TD>' if each else "" for each in (before, after)]
    rows[0] = f"{free[0]}{rows[0]}{free[1]}"
    return Html(f'<TABLE {_TABLE} CELLPADDING="1">{"".join(f"<TR>{row}</TR>" for row in rows)}</TABLE>')


def head(picture: Picture, colours: Colours) -> Html:
    """The title, what is said of the whole, and what strokes and colours mean."""
    said = list(lines(picture.title, PAGE, HEAD, colours.ink, bold=True))
    for each in picture.caption or (counted(picture),):
        said += lines(each, PAGE, LABEL, colours.muted)
    if any(not edge.wants and not edge.passes for edge in picture.edges):
        said += lines("An exit without words is always open.", PAGE, LABEL, colours.muted)
    keys = [[_sample(SAID[by], getattr(colours, by), STROKES[by], colours) for by in picture.askers]]
    if any(edge.passes for edge in picture.edges):
        keys[0].append(_sample("past what was shown before", colours.edge, "solid", colours))
    keys += [[_sample(words, getattr(colours, name), "bold", colours) for words, name in _KEYS[picture.subject]]]
    parts = [label(said or [Line(" ", LABEL, colours.ink)]), *(_row(key) for key in keys if key)]
    rows = "".join(f'<TR><TD ALIGN="LEFT">{part}</TD></TR>' for part in parts)
    return Html(f'<TABLE {_TABLE} CELLPADDING="1">{rows}<TR><TD HEIGHT="6"></TD></TR></TABLE>')


def counted(picture: Picture) -> str:
    """How much there is in the picture."""
    states, exits = len(picture.nodes), len(picture.edges)
    return f"{states} state{'s' * (states != 1)}, {exits} exit{'s' * (exits != 1)}, version {picture.version}"


def _sample(said: str, color: str, stroke: str, colours: Colours) -> tuple[str, float]:
    """A stroke and what it means, and how wide they are."""
    style = {"dashed": ' STYLE="DASHED"', "dotted": ' STYLE="DOTTED"'}.get(stroke, "")
    drawn = f'SIDES="B" BORDER="{2 if stroke == "bold" else 1}" COLOR="{color}"{style}'
    line = (
        f'<TD WIDTH="32" ALIGN="LEFT"><TABLE ALIGN="LEFT" {_TABLE} CELLPADDING="0">'
        f'<TR><TD {drawn} WIDTH="24" HEIGHT="6" FIXEDSIZE="TRUE"></TD></TR>'
        '<TR><TD HEIGHT="5"></TD></TR></TABLE></TD>'
    )
    words = Line(said, LABEL, colours.muted)
    room = words.width + 14
    return f'{line}<TD ALIGN="LEFT" WIDTH="{room:.0f}">{words.html()}</TD>', 32 + room + 6


def _row(samples: Sequence[tuple[str, float]]) -> str:
    """Samples side by side; of a fixed size, or they would be spread over what is above them."""
    wide = sum(each for _, each in samples) + 4
    size = f'FIXEDSIZE="TRUE" WIDTH="{wide:.0f}" HEIGHT="18"'
    return (
        f'<TABLE ALIGN="LEFT" {_TABLE} CELLPADDING="1" {size}><TR>{"".join(html for html, _ in samples)}</TR></TABLE>'
    )
