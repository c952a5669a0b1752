"""Making a client's words harmless where they stand in a prompt. What is stored is never touched."""

from __future__ import annotations

import re
from functools import lru_cache

from coach.errors import BadInput

#: The longest message of a client, in characters.
MAX_TEXT = 100_000
_SHORT = 200

# Characters that reorder, hide or smuggle text: controls, bidirectional overrides and isolates, tag
# characters, invisible separators. Joiners stay: scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def harmless(text: str) -> str:
    """`text` without characters that a reader cannot see but a model can; its lines end in plain newlines."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", _BREAKS.sub("\n", text))


def inline(text: str) -> str:
    """`text` as a value within a line: harmless, and unable to begin a line of its own."""
    return _inlined(text) if len(text) <= _SHORT else _inline(text)


def _inline(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(harmless(text).split())


# Every turn shows what is known of a client once more.
_inlined = lru_cache(maxsize=4096)(_inline)


def check_text(text: str, what: str = "the message") -> str:
    """Return `text` if it can be kept; raises `BadInput` for what no database or model can take."""
    if "\x00" in text:
        raise BadInput(f"{what} has a NUL character in it; send text without it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{what} has half a surrogate pair at character {error.start}; send valid Unicode") from None
    if len(text) > MAX_TEXT:
        raise BadInput(f"{what} is {len(text):,} characters long; {MAX_TEXT:,} is the most, so shorten or split it")
    return text
