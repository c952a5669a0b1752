"""The words of a reply, gathered around the markup that is cut out of it."""

from __future__ import annotations

import re

_REST_OF_LINE = re.compile(r"[ \t]*+\r?\n")
# The backticks that open and close a piece of code: a model that takes its markup for code puts it between them.
_OPENED = re.compile(r"(?<!`)(?:(?P<fence>```)[ \t]*+\w*+[ \t]*+\r?\n\s*+|(?P<ticks>`{1,3}+)[ \t]*+)\Z")
_CLOSED = re.compile(r"\s*+(`{1,3}+)(?!`)")
_LONGEST, _MOST = 60, 40  # characters before a piece that may open it; pieces that are looked at
_PARAGRAPH = re.compile(r"\n[ \t\r]*+\n")


class Words:
    """What is left of `raw` when pieces are cut out of it, from its beginning to its end."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._kept: list[str] = []
        self._before = "\n"
        self._at = 0

    def cut(self, start: int, end: int) -> None:
        """Leave out `raw[start:end]`, and with it the line or the double space it would leave behind."""
        kept = self._raw[self._at : start]
        self._kept.append(kept)
        self._before = kept[-1:] or self._before
        self._at = end
        if self._before == "\n" and (line := _REST_OF_LINE.match(self._raw, end)):
            self._at = line.end()
        elif self._before == " " and self._raw.startswith(" ", end):
            self._at = end + 1

    def left(self) -> str:
        """The words that were not cut out, stripped."""
        pieces = [*self._kept, self._raw[self._at :]]
        if "`" not in self._raw or len(pieces) > _MOST:
            return "".join(pieces).strip()
        words = ""
        for piece in pieces:
            words = _joined(words, piece)
        return words.strip()


def _joined(before: str, after: str) -> str:
    """What was cut out stood between them: where it was all that stood in a piece of code, that goes too."""
    opened, closed = _OPENED.search(before[-_LONGEST:]), _CLOSED.match(after)
    if opened is None or closed is None or (ticks := closed[1]) != (opened["fence"] or opened["ticks"]):
        return before + after
    if len(re.findall(rf"(?<!`){ticks}(?!`)", before)) % 2 == 0:
        return before + after  # it closes another one
    before, after = before[: len(before) - len(opened[0])], after[closed.end() :]
    return before + after[1:] if before[-1:] in (" ", "\n") and before[-1:] == after[:1] else before + after


def paragraph_end(raw: str, start: int, limit: int) -> int:
    """Where the paragraph that `start` stands in ends, `limit` at the latest."""
    blank = _PARAGRAPH.search(raw, start, limit)
    return blank.start() if blank else limit


def beginnings(*words: str) -> str:
    """A pattern for any beginning, of one letter or more, of one of these words."""
    return "|".join(word[:size] for word in words for size in range(len(word), 0, -1))
