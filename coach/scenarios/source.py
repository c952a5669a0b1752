"""Where a scenario comes from, so that an error can say in which line something stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from coach.errors import ScenarioError
from coach.values import value


@value
class Source:
    """A file, and in which of its lines each place of it stands."""

    name: str
    lines: Mapping[str, int] = field(default_factory=dict)
    """By place, such as `turns[3].actions[0].status`; the whole has none."""

    def error(self, place: str, problem: str) -> ScenarioError:
        """The error that something is wrong at a place."""
        at = place
        while at and at not in self.lines:  # what is missing has no line; what it is missing from has
            at = at[: max(at.rfind("."), at.rfind("["), 0)]
        line = f":{self.lines[at]}" if at in self.lines else ""
        return ScenarioError(problem, f"{self.name}{line}: {place}" if place else f"{self.name}{line}")


def below(place: str, part: str | int) -> str:
    """The place of a part of what stands at `place`."""
    if isinstance(part, int):
        return f"{place}[{part}]"
    return f"{place}.{part}" if place else part
