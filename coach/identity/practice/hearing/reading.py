"""What kind of thing the client has just said."""

from __future__ import annotations

import re

from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.phrases import ONLY_FILLER, UNCLEAR, WHOLE
from coach.identity.practice.hearing.questions import ASKS, ASKS_PLAINLY, DANGER, RECAP, THE_REST, WHO, WHY
from coach.program.words import fold

#: What is longer than this, in words or characters, is an answer whatever it begins with.
MOST_WORDS, MOST_CHARS = 14, 160
#: The most of a long text that is searched for what must not be overheard, in characters.
_SEARCHED = 2000

_APOSTROPHES = re.compile("['’‘´`ʼ]")
_DRAWN_OUT = re.compile(r"([^\W\d])\1{2,}")
#: How people shorten words.
_SHORT = {
    "u": "you",
    "ya": "you",
    "ur": "your",
    "r": "are",
    "pls": "please",
    "plz": "please",
    "tnx": "thanks",
    "thnx": "thanks",
    "nvm": "never mind",
    "nm": "nothing",
    "wdym": "what do you mean",
    "kno": "know",
    "gonna": "going to",
    "cuz": "because",
    "bc": "because",
}
#: Signs that say something where no words do.
_SIGNS = {
    "👍": "yes",
    "👌": "yes",
    "✅": "yes",
    "✔": "yes",
    "👎": "no",
    "❌": "no",
    "🤷": "dunno",
    "👋": "hello",
    "🙏": "thanks",
}
#: Before a yes or a no, it is one all the same: “hmm, no”.
_HESITATION = re.compile(r"^(?:(?:h+m+|u+m+|e+r+m*) )+")
_HEARD_IN_FILLER = (Kind.UNSURE, Kind.SORRY, Kind.THANKS)


def kind(text: str) -> Kind:
    """How to take `text`; what fits nothing else is an answer."""
    said, asks = plain(text), text.rstrip(" \t\r\n!.)").endswith(("?", "？"))
    if not said:
        return Kind.UNCLEAR if asks else Kind.NOTHING
    if DANGER.search(said[:_SEARCHED]):
        return Kind.DANGER
    if not _is_short(said):
        return Kind.ANSWER
    if WHO.search(said):
        return Kind.WHO_ARE_YOU
    if ONLY_FILLER.fullmatch(said):
        return next((each for each in _HEARD_IN_FILLER if WHOLE[each].fullmatch(said)), Kind.NOTHING)
    if RECAP.fullmatch(said):
        return Kind.RECAP
    if UNCLEAR.fullmatch(said):
        return Kind.UNCLEAR
    for each in (Kind.STOP, Kind.SKIP):
        if WHOLE[each].fullmatch(said):
            return each
    if ASKS.match(said) if asks else ASKS_PLAINLY.fullmatch(said):
        return Kind.WHY if WHY.search(said) else Kind.QUESTION
    plainly = _HESITATION.sub("", said)
    for each in (Kind.YES, Kind.NO):
        if plainly != said and WHOLE[each].fullmatch(plainly):
            return each
    return next((each for each, pattern in WHOLE.items() if pattern.fullmatch(said)), Kind.ANSWER)


def leaves_the_rest(text: str) -> bool:
    """Whether the client wants to leave out all that is still to come."""
    said = plain(text)
    return _is_short(said) and bool(THE_REST.fullmatch(said))


def plain(text: str) -> str:
    """The words of `text` alone: no case, no punctuation, no letter drawn out (“byeee”), single spaces.

    Where there are no words, the word for the first sign that has one.
    """
    words = re.sub(r"[^\w\s]", " ", _APOSTROPHES.sub("", fold(_APOSTROPHES.sub("'", text)))).replace("_", " ")
    said = " ".join(_SHORT.get(word, word) for word in _DRAWN_OUT.sub(r"\1", words).split())
    return said or next((_SIGNS[sign] for sign in text if sign in _SIGNS), "")


def _is_short(said: str) -> bool:
    return len(said) <= MOST_CHARS and said.count(" ") < MOST_WORDS
