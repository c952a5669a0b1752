"""Reading a picture: where the client is, what they look like there, and what they feel."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coach.identity import limits
from coach.identity.practice.hearing.words import cut, echo

_CLAUSES = re.compile(
    r"(?<=[.!?;])\s+|\n+|,\s+|"
    r"\s+(?=in my (?:\w+ ){0,2}(?:apron|coat|boots|jacket|dress|shirt|jumper)\b)|"
    r"\s+(?:and|with)\s+(?=(?:i )?(?:feel|felt|feeling|am wearing|wear|wearing|look|looking)\b)",
    re.IGNORECASE,
)
_SPEAKS = {
    "emotion": re.compile(
        r"\b(?:i (?:just |really )?(?:feel|felt)|feeling|feels|emotion|heart|calm|peace|peaceful|joy|happy|proud|"
        r"warmth|grateful|relief|relieved|free)\b",
        re.IGNORECASE,
    ),
    "appearance": re.compile(
        r"\b(?:i(?:'m| am) wearing|i wear|wearing|dressed|i look|looking like|my (?:hair|hands|coat|dress|shirt|apron|"
        r"boots|jacket|sleeves|face|shoulders|back)|barefoot|"
        r"in my (?:\w+ ){0,2}(?:apron|coat|boots|jacket|dress|shirt|jumper))\b",
        re.IGNORECASE,
    ),
}
PARTS = ("setting", "appearance", "emotion")


def read_picture(text: str, part: str, missing: tuple[str, ...]) -> Mapping[str, str]:
    """What a message tells of each part: of the one asked for, and of others whose words are plain."""
    clauses = [each for each in _CLAUSES.split(text.replace("’", "'")) if each.strip(" .,;!?")]
    found: dict[str, list[str]] = {}
    for clause in clauses:
        of = next((each for each, words in _SPEAKS.items() if each in missing and words.search(clause)), part)
        found.setdefault(of, []).append(re.sub(r"^(?:and|with)\s+", "", clause.strip(" .,;"), flags=re.IGNORECASE))
    if part not in found:  # the whole answers the question, whatever words it has
        found = {part: [text]}
    return {each: cut(", ".join(told), limits.TEXT) for each, told in found.items()}


def given_back(told: Mapping[str, str]) -> str:
    """The picture in one sentence, of the client's own words."""
    words = [echo(told[each]) for each in PARTS if echo(told.get(each, ""))]
    return f"I see it with you: {'; '.join(words)}." if words else ""
