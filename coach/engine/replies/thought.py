"""What a thinking model writes before its reply, where its server does not take it out: no part of the reply."""

from __future__ import annotations

import re

from coach.engine.replies.checks import Unfit

DROPPED = "thoughts before the reply were dropped"

#: How a block of thoughts begins.
OPEN = re.compile(r"\s*+<(think(?:ing)?)>", re.IGNORECASE)
_BLOCKS = re.compile(r"(?:\s*+<(think(?:ing)?)>.*?</\1>)++", re.IGNORECASE | re.DOTALL)
_END = re.compile(r"^[ \t]*+</think(?:ing)?>[ \t\r]*+$", re.IGNORECASE | re.MULTILINE)
_MARKUP = re.compile(r"\s*+[{`\[<]")


def without_thoughts(raw: str) -> tuple[str, list[str]]:
    """The reply that stands behind thoughts, and what was dropped.

    Some servers hold the opening tag back, as part of the prompt: then all before a closing one on a line of its own
    was thought, unless the reply begins with markup, in which the tag may be somebody's words.
    """
    found = _BLOCKS.match(raw)
    if found is None and not _MARKUP.match(raw):
        found = _END.search(raw)
    return (raw[found.end() :], [DROPPED]) if found else (raw, [])


def words_without_thoughts(raw: str) -> tuple[str, list[str]]:
    """The same for a reply whose words are not marked as such. Raises `Unfit` where thoughts do not end."""
    rest, dropped = without_thoughts(raw)
    if OPEN.match(rest):
        raise Unfit("Your reply does not get beyond your thoughts: close them, then write your words to the client.")
    return rest, dropped
