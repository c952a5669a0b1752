"""Turning names and machine errors into words for a person or a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from pydantic import ValidationError

# What shows nothing though its category does not say so: joiners, fillers, variation selectors.
_EMPTY = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


_HALF = re.compile("[\ud800-\udfff]")
_SHORT = 100


def fold(text: str) -> str:
    """`text` as keys compare it: NFKC, no case, no invisible characters, single spaces."""
    return _folded(text) if len(text) <= _SHORT else _fold(text)


def as_spoken(text: str) -> str:
    """`text` as labels are compared: “I’m back!” is “i am back”. A question mark stays, since it asks."""
    words = fold(text).replace("’", "'").strip(' .,!…"“”„«»')
    return re.sub(r"\bit's\b", "it is", re.sub(r"\bi'm\b", "i am", words))


def _fold(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    shown = "".join(c for c in _EMPTY.sub("", text) if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc"))
    plain = unicodedata.normalize("NFKC", shown).casefold()  # which can leave marks apart: once more
    return " ".join(unicodedata.normalize("NFKC", plain).split())


# Every turn folds the key of every record; what is long is rarely one.
_folded = lru_cache(maxsize=4096)(_fold)


#: Crockford's base 32, in lower case: no letter looks like a digit.
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def in_letters(number: int, count: int) -> str:
    """The lowest `5 * count` bits of a number, as `count` letters and digits."""
    return "".join(LETTERS[number >> shift & 31] for shift in range(5 * (count - 1), -1, -5))


def keepable(text: str) -> bool:
    """Whether any database can hold the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not _HALF.search(text)


def kept(text: str) -> str:
    """The text as any database can hold it: what cannot be kept is a question mark."""
    return text if keepable(text) else _HALF.sub("?", text).replace("\0", "?")


def spoken(name: str) -> str:
    """`LifeGoal`, `LIFE_GOAL` and `life_goal` as a person says it: `life goal`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").lower()


def a(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[:1] in tuple('aeiou') else 'a'} {noun}"


def within(sentence: str) -> str:
    """A sentence as it goes on within another one: `At least one` becomes `at least one`, `I am` stays."""
    first = sentence.split(" ", 1)[0]
    return sentence[:1].lower() + sentence[1:] if first[1:].islower() or first in ("A",) else sentence


def listed(names: Iterable[object], most: int = 16) -> str:
    """Names in quotes, the first `most` of them."""
    every = [repr(str(name)) for name in names]
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")


def nearest(name: str, names: Iterable[str], ending: str = "") -> str:
    """`; did you mean 'X'?` where a valid name is close, else the valid names, else nothing.

    An `ending` that all of them have makes none of them closer.
    """
    valid = sorted(names)
    return close(name, valid, ending) or (f"; there are {listed(valid)}" if valid else "")


def close(name: str, names: Iterable[str], ending: str = "") -> str:
    """`; did you mean 'X'?` where a valid name is close, else nothing."""
    lowered = {one.lower().removesuffix(ending): one for one in names}
    found = get_close_matches(name.lower().removesuffix(ending), lowered, n=1)
    return f"; did you mean {lowered[found[0]]!r}?" if found else ""


_LONGEST_PLACE = 80  # characters


def complaints(error: ValidationError, known: Iterable[str] = (), noun: str = "parameter") -> str:
    """What pydantic found wrong, as one line that repeats nothing of the input but the names it gave.

    `known` are the valid names, where they are to be told; `noun` is what has these names.
    """
    found = []
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        place = " ".join(".".join(map(str, each["loc"])).split())[:_LONGEST_PLACE]  # it may be made of the input
        text = each["msg"].removeprefix("Value error, ").replace("Input should be", "should be")
        if each["type"] == "extra_forbidden":
            text = f"there is no such {noun}{nearest(place, known)}"
        elif each["type"] == "missing":
            text = "is required"
        found.append(f"{place}: {text}" if place else text)
    return " ".join("; ".join(found[:6]).split())
