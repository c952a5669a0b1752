"""Words: cutting a client's words into what can be kept, and into what can be said back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_BETWEEN = re.compile(
    r"[,;\n•|]+|(?<=[.!?])\s+|\s+(?:and|plus|as well as)\s+|\s&\s|\s+but\s+(?=(?:i|i'm|im|also|i'd)\b)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:^|(?<=\s))\(?\d{1,2}[.)]\s+")
_BEFORE = re.compile(r"^(?:(?:[-*–—•·:]+|(?:and|but|also|or|plus|then|well|so|oh|ok|okay)\b,?)\s*)+", re.IGNORECASE)
_NOISE = r"(?:u+m+|u+h+|h+m+|e+r+m*|lo+l|(?:ha|he){2,})"
_HESITATING = re.compile(rf"^(?:{_NOISE}\b[\s,.…!–-]*)+(?=\w)", re.IGNORECASE)
_LAUGHING = re.compile(r"(?:[\s,]+(?:lo+l|(?:ha|he){2,}))+[\s.!]*$", re.IGNORECASE)
#: What no piece ends with that was cut off.
_DANGLING = re.compile(
    r"(?:[\s,]+(?:i|and|or|but|so|when|where|because|that|the|an?|my|to|of|in|at|on|with|for|from|is|was|not|only))+$",
    re.IGNORECASE,
)
#: How a piece begins that goes on with the one before it rather than naming another thing.
_GOES_ON = re.compile(
    r"(?:because|cause|though|although|which|who|whom|when|if|since|while|unless|especially|mostly|even|where|"
    r"as (?:long|soon)|except|at least|not that|so that|most of|"
    r"(?:my \w+|people|everyone|everybody|they|friends) (?:\w+ )?(?:say|tell|think|call|laugh)s?"
    r"(?! (?:that )?i(?:'m| am)))\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,]+(?:too|as well|instead|as i said|(?:i )?already said|"
    r"lo+l|(?:ha|he){2,}|i (?:guess|suppose|think)|maybe|probably|tbh|to be honest|"
    r"please|thanks|thank you))+$",
    re.IGNORECASE,
)
#: Where a sentence ends and another begins; not after a title.
_STOPS = re.compile(r"(?<=\w)(?<!\b[DdMm]r)(?<!\b[Mm]rs)(?<!\b[Mm][sx])(?<!\b[Pp]rof)[.!?;:…]+\s+(?=\w)")
#: A first sentence that is worth saying back alone, where more follows.
_FIRST_SENTENCE = re.compile(r"(?s)\s*(?P<first>\S+(?: \S+){2,7}?)[.!?]\s+\S")
_QUOTES = "\"“”„«»‘’'"

#: As much of a message as is read, in characters.
READ = 10_000
#: The most words, and characters, of the client that are said back at once.
ECHO_WORDS, ECHO_CHARS = 9, 60
#: The longest sentence that is said back whole, in characters.
SENTENCE_CHARS = 160
_POINTS = ".:;!–()+"


def readable(text: str) -> str:
    """As much of a message as is read: single spaces and line breaks, nothing that no database takes."""
    storable = text[:READ].replace("\0", " ").encode("utf-8", "replace").decode()
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", storable)).strip()


def without_hesitation(text: str) -> str:
    """The text without “umm” and “lol” at its beginning, where more follows."""
    return _HESITATING.sub("", text)


def cut(text: str, most: int) -> str:
    """`text` on one line, at most `most` characters, ending with a whole word where it can."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    whole = line[: most + 1].rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else line[:most]).strip()


def parts(text: str) -> list[str]:
    """The things named in one message: `I run, I paint and I cook` are three."""
    found: list[str] = []
    for each in _BETWEEN.split(_NUMBER.sub("\n", text)):
        if not (part := _bare(each)):
            continue
        if found and _GOES_ON.match(part):
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return found


def echo(text: str) -> str:
    """A short piece of `text` that is safe to say back: words only, no markup, no question; may be empty."""
    first = _FIRST_SENTENCE.match(text) if text.count(" ") >= ECHO_WORDS else None
    said = _STOPS.sub(", ", first["first"] if first else _LAUGHING.sub("", text))
    words = "".join(map(_sayable, said)).split()
    short = " ".join(words[:ECHO_WORDS])
    cropped = short if len(short) <= ECHO_CHARS else short[:ECHO_CHARS].rpartition(" ")[0] or short[:ECHO_CHARS]
    cropped, more = cropped.strip(" ,-/&'’"), first or len(words) > ECHO_WORDS or len(short) > ECHO_CHARS
    return f"{_DANGLING.sub('', cropped)} …" if cropped and more else cropped


def said_aloud(sentence: str) -> str:
    """A sentence of the client's, in quotation marks, as it is said back to them whole; empty where nothing is left."""
    words = " ".join("".join(c if c in _POINTS else _sayable(c) for c in sentence).split())
    return f"“{cut(words, SENTENCE_CHARS)}”" if any(map(str.isalnum, words)) else ""


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
    if unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return ""
    if category[0] in "LMN" or character in "'’&,-/%":
        return character
    return "" if category == "Cf" else " "


def _bare(text: str) -> str:
    before, text = None, without_hesitation(text.strip(" \t\r\n.!?"))
    while before != text:
        before, text = text, _TAIL.sub("", _BEFORE.sub("", text)).strip(" .!?")
    return text.strip(_QUOTES) if text[:1] in _QUOTES and text[-1:] in _QUOTES else text
