"""Where a file's data comes from, so that an error can say in which line something stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from coach.errors import FileError
from coach.values import value

_PART = re.compile(r"[^.\[\]]+|\[\d+\]")


@value
class Source:
    """A file, and in which of its lines each place of it stands."""

    name: str
    kind: type[FileError]
    """What is wrong with the file is raised as this."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """By place, such as `turns[3].actions[0].status`; the whole has none."""

    def line(self, place: str) -> int | None:
        """The line of a place; of what it is missing from, where it is missing."""
        while place and place not in self.lines:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self.lines.get(place)

    def written(self, place: str) -> str:
        """A place as the file has it, where a part may be written shorter than it is kept."""
        kept = ""
        for part in _PART.findall(place):
            longer = below(kept, int(part[1:-1]) if part.startswith("[") else part)
            kept = longer if longer in self.lines else kept
        return kept

    def where(self, place: str) -> str:
        """The file, and the line of a place in it."""
        line = self.line(place)
        return self.name if line is None else f"{self.name}:{line}"

    def error(self, place: str, problem: str) -> FileError:
        """The error that something is wrong at a place."""
        where = self.where(place)
        return self.kind(problem, f"{where}: {place}" if place else where)


def below(place: str, part: str | int) -> str:
    """The place of a part of what stands at `place`."""
    if isinstance(part, int):
        return f"{place}[{part}]"
    return f"{place}.{part}" if place else part
