"""Which side of their life the client wants to talk about."""

from __future__ import annotations

import re

from coach.identity.actions import FocusCategory, UnskipCategory
from coach.identity.categories import Category
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.sides import MORE
from coach.identity.practice.hearing.changes import MOST_CHARS
from coach.identity.practice.hearing.reading import plain
from coach.identity.practice.hearing.sides import spoken_of

_TALK = "(?:talk about|speak about|(?:start|begin) with|do|look at|take|go to|jump to|try)"
_WISHED = re.compile(
    r"(?:.* )?(?:back|return) to (?P<back>.+)|"
    r"(?:.*\b)?(?:do|try|answer|talk about|have) (?P<after>.+) after all(?: .*)?|"
    rf"(?:(?:yes|ok|no|well|wait|actually|please) )*(?:(?:can|could|may|shall) (?:we|i)|lets|let us|(?:i want|id like|"
    rf"i would like) to|id rather|rather) {_TALK} (?P<talk>.+?)(?: (?:first|next|now|instead|please|then))*|"
    r"(?P<bare>\w+(?: \w+){0,2}) first(?: please)?"
)


def side_wished(draft: Draft) -> tuple[str, Category | None]:
    """Turn to the side that the client asks for: words, and the category to ask for more in, if it is one of those.

    Empty words where they ask for none. One that was left out is opened again.
    """
    match = _WISHED.fullmatch(plain(draft.text)) if len(draft.text) <= MOST_CHARS else None
    for category in spoken_of(next(filter(None, match.groups()), "")) if match else ():
        if draft.do(UnskipCategory(category=category)) or draft.do(FocusCategory(category=category)):
            return "Gladly.", None
        if category in MORE and draft.memory.identities_in(category):
            return "Gladly.", category
    return "", None
