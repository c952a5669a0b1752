"""Words: cutting a client's words into what can be kept, and into what can be said back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_BETWEEN = re.compile(r"[,;\n•|]+|(?<=[.!?])\s+|\s+(?:and|plus|as well as)\s+|\s&\s", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:[-*–—•·]+|\d{1,3}[.)]|(?:and|also|or|plus|then|well|oh)\b,?)\s*", re.IGNORECASE)

#: As much of a message as is read, in characters.
READ = 10_000
#: The most words, and characters, of the client that are said back at once.
ECHO_WORDS, ECHO_CHARS = 9, 60


def readable(text: str) -> str:
    """As much of a message as is read: single spaces and line breaks, nothing that no database takes."""
    storable = text[:READ].replace("\0", " ").encode("utf-8", "replace").decode()
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", storable)).strip()


def cut(text: str, most: int) -> str:
    """`text` on one line, at most `most` characters, ending with a whole word where it can."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    whole = line[: most + 1].rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else line[:most]).strip()


def parts(text: str) -> list[str]:
    """The things named in one message: `I run, I paint and I cook` are three."""
    return [part for each in _BETWEEN.split(text) if (part := _bare(each))]


def echo(text: str) -> str:
    """A short piece of `text` that is safe to say back: words only, no markup, no question; may be empty."""
    words = "".join(map(_sayable, text)).split()
    short = " ".join(words[:ECHO_WORDS])
    cropped = short if len(short) <= ECHO_CHARS else short[:ECHO_CHARS].rpartition(" ")[0] or short[:ECHO_CHARS]
    cropped = cropped.strip(" ,-&'’")
    return f"{cropped} …" if cropped and (len(words) > ECHO_WORDS or len(short) > ECHO_CHARS) else cropped


def quoted(texts: Iterable[str], most: int = 3) -> str:
    """The first few of the texts, each said back in quotation marks; empty where none can be said."""
    said = [f"“{words}”" for text in texts if (words := echo(text))][:most]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def heard(text: str, thanks: Sequence[str], turn: int) -> str:
    """A short acknowledgement in the client's own words; `turn` picks one of the ways of saying it."""
    said = echo(text)
    return thanks[turn % len(thanks)].format(said) if said else "Thank you."


def _sayable(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LMN" or character in "'’&,-":
        return character
    return "" if category == "Cf" else " "


def _bare(text: str) -> str:
    before, text = None, text.strip(" \t\r\n.!")
    while before != text:
        before, text = text, _BEFORE.sub("", text).strip()
    return text
