"""The words of a reply, gathered around the markup that is cut out of it."""

from __future__ import annotations

import re

_REST_OF_LINE = re.compile(r"[ \t]*+\r?\n")
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
        return ("".join(self._kept) + self._raw[self._at :]).strip()


def paragraph_end(raw: str, start: int, limit: int) -> int:
    """Where the paragraph that `start` stands in ends, `limit` at the latest."""
    blank = _PARAGRAPH.search(raw, start, limit)
    return blank.start() if blank else limit


def beginnings(*words: str) -> str:
    """A pattern for any beginning, of one letter or more, of one of these words."""
    return "|".join(word[:size] for word in words for size in range(len(word), 0, -1))
