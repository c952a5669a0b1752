"""What can be noticed of a message after the fact, cheaply: recorded beside it, changing nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

# Question marks of Latin, Arabic, Greek and Armenian, save within an address; Chinese ones anywhere.
_QUESTIONS = re.compile(r"[?\u061f\u037e\u055e][?!\u061f\u037e\u055e]*(?![\w/&=%?])|\uff1f+")


def lint(words: str, machinery: Collection[str]) -> list[str]:
    """What a coach would not have said: more than one question, words about the machinery."""
    found = []
    if (count := len(_QUESTIONS.findall(words))) > 1:
        found.append(f"{count} questions")
    said = dict.fromkeys(each.lower() for each in _spoken_of(tuple(machinery)).findall(words)) if machinery else ()
    return [*found, *(f"machinery: {word}" for word in said)]


@cache
def _spoken_of(machinery: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, machinery))})\b", re.IGNORECASE)
