"""Finding the identities that a client's words speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach.identity.memory import Identity
from coach.identity.practice.hearing.reading import plain

#: A word of a name that stands for it has so many letters at the least.
_TELLING = 4


def mentioned(text: str, identities: Sequence[Identity]) -> list[Identity]:
    """The identities that a text names, in the order in which it does.

    The longest name is looked for first, so that “night gardener” is not taken for “gardener”. Where no whole name is
    found, one word of a name will do that no other name has: “the gardener”.
    """
    said = plain(text)
    whole = {each.id: _bare(each.name) for each in identities}
    return _found(said, identities, whole) or _found(said, identities, _by_one_word(identities))


def named(text: str, identities: Sequence[Identity]) -> Identity | None:
    """The one identity that a text is the name of, or the first that it speaks of."""
    return next(iter(mentioned(text, identities)), None)


def _found(said: str, identities: Sequence[Identity], words: dict[str, str]) -> list[Identity]:
    places: dict[int, Identity] = {}
    for identity in sorted(identities, key=lambda each: -len(words[each.id])):
        name = words[identity.id]
        if name and (match := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)):
            places[match.start()] = identity
            said = f"{said[: match.start()]}{'·' * len(name)}{said[match.end() :]}"
    return [places[at] for at in sorted(places)]


def _by_one_word(identities: Sequence[Identity]) -> dict[str, str]:
    names = {each.id: [word for word in _bare(each.name).split() if len(word) >= _TELLING] for each in identities}
    every = [word for words in names.values() for word in set(words)]
    return {id: next((word for word in reversed(words) if every.count(word) == 1), "") for id, words in names.items()}


def _bare(name: str) -> str:
    """A name as plain words, without an article before it; empty where it has no words of its own."""
    return re.sub(r"^(?:an?|the|my) (?=.)", "", plain(name)) if any(map(str.isalnum, name)) else ""
