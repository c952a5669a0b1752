"""How long the client's words may be, and how many of them are kept: what is kept comes back in every prompt."""

from __future__ import annotations

from coach.errors import Refused

#: Longest texts, in characters.
KEY = 40
NAME = 80
ITEM = 120
WHEN = 120
STATEMENT = 240
TEXT = 500

#: The most entries one action can add to, or take from, a list.
ITEMS_AT_ONCE = 16

#: The most records of a kind that are kept.
FACTS = 80
ITEMS = 80
IDENTITIES = 80
IDENTITIES_IN_CATEGORY = 12
NOTES = 20
USER_NOTES = 40
COMMITMENTS = 100
OPEN_COMMITMENTS = 12


def one_line(text: str, what: str) -> str:
    """`text` on one line, so that kept words cannot pose as lines of a prompt; `Refused` where nothing is left."""
    line = " ".join(text.split())
    if not line:
        # coach: no cover for ACCEPT_REFINEMENT: a new name of blanks alone is none, and the old one stays
        raise Refused(f"{what} is empty")
    return line


def cut(text: str, longest: int) -> str:
    """The text, or its beginning where it is longer than so many characters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
