"""Reading the entries of the two lists: what is said of oneself, and what is wished for."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.categories import WarmUpList
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.reading import kind, plain
from coach.identity.practice.hearing.words import cut, parts

_ADVERBS = (
    "also|just|still|really|simply|only|always|sometimes|definitely|truly|maybe|probably|actually|honestly|do|too|so"
)
_ALSO = f"(?:(?:{_ADVERBS}) )*"
_THINKING = (
    "(?:(?:i (?:think|guess|suppose|believe|would say|feel(?: like)?|know|meant)|i'?d say|"
    "(?:people|everyone|everybody|they|friends|my \\w+) (?:always |often )?(?:says?|thinks?|tells? me))(?: that)? )?"
)
_LIKING = f"{_ALSO}(?:like|love|rather|prefer)"
_WANTING = f"i {_ALSO}(?:want|wanna|wish|hope|would {_LIKING})|i'?d {_LIKING}"
_NOT_WANTING = f"i {_ALSO}(?:don't|dont|do not|never) {_ALSO}want"
#: A wish only where “to be” follows.
_STRIVING = (
    f"i {_ALSO}(?:need|aim|plan|intend|long|dream|strive)|i'?d|i would|i'?ll|i will|want|wanna|would like|hope|wish|"
    f"(?:i am|i'?m) {_ALSO}(?:trying|hoping|going|working|learning|longing|planning)"
)
_BEING = (
    f"(?:of |on )?(?:to |that )?{_ALSO}(?:be|become|being|becoming|i'm|i (?:was|were|am|(?:will|can|could|would) be))"
)


def _lead(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{_THINKING}(?:{pattern})(?:\s+|$)", re.IGNORECASE)


_WISH, _NO_WISH = _lead(_WANTING), _lead(_NOT_WANTING)
_WISH_TO_BE = _lead(f"(?:{_WANTING}|{_STRIVING}) {_BEING}|to (?:be|become)")
_AM = _lead(f"(?:i {_ALSO}am|i'?m)(?: (?:also|just|still|probably|maybe|actually|honestly|basically|well)(?=\\s+\\S))*")
_ARTICLE = re.compile(r"an?\s+(?!(?:bit|lot|little|few|couple|kind|sort)\b)(?=\S)", re.IGNORECASE)
#: What is no entry without the “I am” before it.
_HELD = re.compile(r"(?:who|what|how) i\b|to\b", re.IGNORECASE)
#: What agrees elsewhere, and may be said of oneself.
_MAY_BE_SAID = frozenset(("good", "fine", "great", "ready", "right"))


def read_entries(text: str, present: WarmUpList) -> tuple[dict[WarmUpList, list[str]], bool]:
    """The entries that a message names, by list, and whether it says as well that there are no more.

    What begins neither with “I am” nor with “I want to be” goes on with the thing before it in its line.
    """
    found: dict[WarmUpList, list[str]] = {}
    done = False
    for line in text.replace("’", "'").splitlines():
        which, carried = present, False
        for part in parts(line):
            side, entry = read_entry(part)
            what, which, carried = kind(part), side or which, carried or bool(side)
            done = done or what is Kind.DONE
            if entry and (what is Kind.ANSWER or (what is Kind.YES and (side or plain(part) in _MAY_BE_SAID))):
                there = found.setdefault(which, [])
                entry = _without_article(entry) if carried else entry
                there += [entry] if entry not in there else []
    return {each: found[each] for each in WarmUpList if each in found}, done


def read_entry(text: str) -> tuple[WarmUpList | None, str]:
    """The list that one entry plainly belongs to, if it does, and the entry as it is put there."""
    whole = " ".join(text.split())
    lead, which = _WISH_TO_BE.match(whole), WarmUpList.WHO_I_WANT_TO_BE
    if _NO_WISH.match(whole) or (_WISH.match(whole) and not lead):
        return which, cut(whole, limits.ITEM)
    if not lead:
        lead, which = _AM.match(whole), WarmUpList.WHO_I_AM
    if not lead:
        return None, cut(whole, limits.ITEM)
    rest = _without_article(whole[lead.end() :])
    return which, cut(whole if _HELD.match(rest) else rest, limits.ITEM)


def _without_article(text: str) -> str:
    article = _ARTICLE.match(text)
    return text[article.end() :] if article else text
