"""Words in a picture: cleaned, measured and wrapped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from coach.engine.text import inline
from coach.program.words import kept

# Widths of the printable ASCII characters in DejaVu Sans, in thousandths of its size: of the fonts that stand in
# for a missing one it is among the widest, so what has room in it has room in any.
_ASCII = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 709, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 595, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 344, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 395, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
)  # fmt: skip
_BOLD = 1.12
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # which XML cannot hold


def shown(text: str) -> str:
    """The text as one line of any format: nothing unseen, nothing that reorders, nothing that XML cannot hold."""
    return _UNFIT.sub("", inline(kept(text)))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is at most, in the units of `size`."""
    wide = sum(map(_wide, text)) / 1000 * size
    return wide * _BOLD if bold else wide


def _wide(char: str) -> int:
    if " " <= char <= "~":
        return _ASCII[ord(char) - 32]
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 1040 if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0xFFFF else 700


def wrapped(text: str, most: float, size: float = 1.0) -> list[str]:
    """The text in lines of about the same width, none wider than `most`; a word that is too long is broken."""
    text = shown(text)
    if not text:
        return []
    lines = _filled(text, most, size)
    low, high = most / 2, most
    while len(lines) > 1 and high - low > size / 2:  # as narrow as it can be in as many lines
        tried = (low + high) / 2
        if len(found := _filled(text, tried, size)) > len(lines):
            low = tried
        else:
            lines, high = found, tried
    return lines


def _filled(text: str, most: float, size: float) -> list[str]:
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, most, size):
            longer = f"{lines[-1]} {piece}".strip()
            if lines[-1] and width(longer, size) > most:
                lines.append(piece)
            else:
                lines[-1] = longer
    return lines


def _pieces(word: str, most: float, size: float) -> list[str]:
    """The word, in pieces that fit; names are broken behind an underscore where that is possible."""
    if width(word, size) <= most:
        return [word]
    pieces = [""]
    for part in re.findall(r"[^_/.-]+[_/.-]*|[_/.-]+", word):
        if pieces[-1] and width(pieces[-1] + part, size) > most:
            pieces.append("")
        for char in part:
            if pieces[-1] and not unicodedata.combining(char) and width(pieces[-1] + char, size) > most:
                pieces.append("")
            pieces[-1] += char
    return pieces


def numbered(numbers: Sequence[int], most: int = 8) -> list[str]:
    """The steps of a way that a state or an exit was, as one line; no line where it was none."""
    if not numbers:
        return []
    more = [f"and {len(numbers) - most} more"] if len(numbers) > most else []
    return [" · ".join([*map(str, numbers[:most]), *more])]
