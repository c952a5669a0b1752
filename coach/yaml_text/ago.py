"""How long ago something was, as a file says it: `3d 2h 10m 5.25s`.

A scenario has no dates: begun today or in a year, it is as old as it was when it was frozen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

_UNITS = {"d": 86_400_000_000, "h": 3_600_000_000, "m": 60_000_000}
_TEXT = re.compile(r"(-)?(?:(\d{1,7})d)? ?(?:(\d{1,7})h)? ?(?:(\d{1,7})m)? ?(?:(\d{1,7})(?:\.(\d{1,6}))?s)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ago:
    """A time in a memory, as long before the scenario's last turn (`!ago 2d` in the file)."""

    text: str


def duration_text(duration: timedelta) -> str:
    """A duration as a file says it, to the microsecond; one that is below zero begins with a minus."""
    left = duration // timedelta(microseconds=1)
    sign, left = ("-" if left < 0 else ""), abs(left)
    parts = []
    for letter, size in _UNITS.items():
        count, left = divmod(left, size)
        parts += [f"{count}{letter}"] if count else []
    if left or not parts:
        seconds, rest = divmod(left, 1_000_000)
        parts.append(f"{seconds}{f'.{rest:06}'.rstrip('0') if rest else ''}s")
    return sign + " ".join(parts)


def read_duration(text: str) -> timedelta | None:
    """The duration that `text` says; None where it says none."""
    found = _TEXT.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        return None
    minus, days, hours, minutes, seconds, rest = found.groups(default="")
    duration = timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=int(rest.ljust(6, "0")) if rest else 0,
    )
    return -duration if minus else duration
