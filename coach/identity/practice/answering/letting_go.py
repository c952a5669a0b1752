"""Reading the wish to let a name go, or to put it under another one."""

from __future__ import annotations

import re

from coach.identity.memory import Identity
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.renaming import meant, stays_until_chosen
from coach.identity.practice.hearing.changes import MOST_CHARS, read_change
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.mentions import mentioned
from coach.identity.practice.hearing.reading import plain

_GO = re.compile(
    r"(?:.* )?let(?:ting)?(?: go of|(?: \w+){1,6} (?:go|rest))(?: .*)?|(?:.* )?put(?: \w+){1,6} aside(?: .*)?|"
    r"(?:.* )?(?:isnt|is not|am not|im not|was never|(?:is )?no longer)(?: really)?"
    r" (?:me|mine|who i am|true|alive)(?: .*)?|"
    r"(?:.* )?(?:get rid of|archive|part with|drop|give up|say goodbye to|(?:dont|do not) need)"
    r" (?P<what>.*)"
)
_IT = re.compile(r"(?:it|this|that|him|her|the last one)(?: .{0,20})?")
_PART = re.compile(
    r"(?:.* )?(?:part|piece|kind|side|bit|version|form) of(?: .*)|(?:.* )?(?:belongs?|goes|fits|comes?)(?: \w+)?"
    r" (?:to|under|into|with|in|inside)(?: .*)|(?:.* )?(?:nest|put|move)(?: .*)? (?:under|into|inside|in)(?: .*)|"
    r"(?:.* )?(?:same (?:thing )?as|under|covered by|included in|contained in)(?: .*)"
)


def read_letting_go(draft: Draft) -> Identity | None:
    """The identity that the client wants to let go, if that is what they say."""
    live = draft.memory.live
    if draft.kind is not Kind.ANSWER or len(draft.text) > MOST_CHARS:
        return None
    change = read_change(draft.text, [each.name for each in live])
    if change and change.takes_off:
        return meant(draft, change.old)
    match = _GO.fullmatch(plain(draft.text))
    if match is None:
        return None
    found = next(iter(mentioned(draft.text, live)), None)
    return found or (draft.memory.current if match["what"] is None or _IT.fullmatch(match["what"]) else None)


def stays_for_now(draft: Draft) -> str:
    """The words for who lets another name go than the one at hand where that is not yet chosen; else nothing."""
    gone = read_letting_go(draft) if mentioned(draft.text, draft.memory.live) else None
    return stays_until_chosen(draft, gone) if gone and gone != draft.memory.current else ""


def read_part(draft: Draft) -> tuple[Identity, Identity] | None:
    """The identity that the client holds to be a part of another one, and that one, if that is what they say."""
    if draft.kind is not Kind.ANSWER or len(draft.text) > MOST_CHARS or not _PART.fullmatch(plain(draft.text)):
        return None
    found = mentioned(draft.text, draft.memory.live)
    current = draft.memory.current
    if len(found) == 1 and current and current != found[0]:
        return current, found[0]
    return (found[0], found[1]) if len(found) > 1 else None
