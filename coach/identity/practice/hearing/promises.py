"""Reading what a client promises to do, when, and whether they did it."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.leaning import answer_first
from coach.identity.practice.hearing.reading import kind, plain
from coach.identity.practice.hearing.words import cut

_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_PART = "(?:mornings?|afternoons?|evenings?|nights?|noon|midnight|lunch(?:time)?|breakfast|dinner|supper|work|school)"
_HOUR = r"(?:(?:about|around) )?\d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|o'clock|h))?"
_TIME = re.compile(
    rf"\b(?:(?:(?:on|this|next|every|each|by|until|from|come) )*(?:{_DAY}|weekends?|weekdays?|days?|{_PART})\b"
    rf"|to(?:day|night|morrow)\b|daily|once a (?:day|week)|(?:twice|three times) a (?:day|week)"
    rf"|(?:in the|before|after|at|during|over) (?:the )?{_PART}\b|(?:at|by|before|after|around) {_HOUR}\b"
    rf"|(?:this|next) week\b|within (?:a|the) week\b|in \d+ days\b)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,]*(?:and|at|in the|on)?[\s,]*", re.IGNORECASE)
_WILL = re.compile(
    r"(?:(?:well|so|ok|okay|yes|hm+|maybe|then|and)\b[\s,.]*)*(?:(?:i(?:'ll| will| shall| want to|'d like to|"
    r"'m going to| am going to| plan to| can| could| would)|let me|she would|he would|to)\s+)?",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:no|not|nope|didnt|did not|dont|havent|couldnt|could not|wasnt|never|forgot|forgotten|failed|skipped|missed|"
    r"nothing|too (?:tired|busy|late)|ran out of|no time)\b"
)
_REPORTS = re.compile(
    r"\b(?:i (?:did|didnt|managed|tried|forgot|went|couldnt|kept|made|got|\w+ed)|did(?:nt)? (?:it|dare|do|manage|work)|"
    r"it (?:went|worked|was|didnt)|went (?:well|ok|okay|fine|badly))\b"
)
_DONE = re.compile(
    r"\b(?:i did(?! not)|did it|done|yes|half|partly|a bit|a little|twice|once|managed|almost|went|finished|kept)\b"
)


def read_promise(text: str) -> tuple[str, str]:
    """What is promised, and when; each of them empty where it is not said."""
    line = " ".join(text.replace("’", "'").split())
    match = _TIME.search(line)
    end = match.end() if match else 0
    while match and (following := _TIME.search(line, end)) and _BETWEEN.fullmatch(line[end : following.start()]):
        end = following.end()
    when = line[match.start() : end] if match else ""
    said = line.replace(when, " ", 1) if when else line
    what = " ".join(_WILL.sub("", said.strip(" ,.;!"), count=1).split()).strip(" ,.;:!–-")
    return cut(what if any(map(str.isalnum, what)) else "", limits.TEXT), cut(when, limits.WHEN)


def tells(text: str) -> bool:
    """Whether a text tells how something went, without having been asked."""
    return kind(text) is Kind.ANSWER and _REPORTS.search(plain(text)) is not None


def was_kept(text: str) -> bool:
    """Whether a report tells that the thing was done; half of it counts."""
    what = kind(text)
    first = what if what in (Kind.YES, Kind.NO) else answer_first(text)[0]
    if first in (Kind.YES, Kind.NO):
        return first is Kind.YES
    if what is not Kind.ANSWER:
        return False
    said = plain(text)
    return bool(_DONE.search(said)) or not _NOT_DONE.search(said)
