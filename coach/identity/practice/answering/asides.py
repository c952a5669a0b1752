"""What the practice coach says to what is no answer, before it comes back to its question."""

from __future__ import annotations

from collections.abc import Mapping

from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.words import quoted

HONEST = "I am a practice coach: a fixed script, with no language model behind it."
COMPLAINED = "I am sorry. I go by a script, and take your words only as they come."
BACK = "Good to have you here again."
_WORDS: Mapping[Kind, str] = {
    Kind.NOTHING: "Take your time.",
    Kind.HELLO: "Hello.",
    Kind.THANKS: "You are welcome.",
    Kind.SORRY: "There is nothing to be sorry for.",
    Kind.WHO_ARE_YOU: HONEST,
    Kind.WHY: (
        "A fair question. I ask because what you live and what you hope for show who you are; "
        "answer as much as you like."
    ),
    Kind.UNCLEAR: "Take it as you like; there is no wrong answer.",
    Kind.QUESTION: "That is beyond my script, I am sorry.",
    Kind.YES: "Good.",
}


def aside(draft: Draft, last: str, what: Kind | None = None) -> tuple[str, str]:
    """Words for what is no answer, and the question to repeat; nothing is asked of who leaves."""
    what = what or draft.kind
    if draft.after_goodbye:
        if what is Kind.THANKS:
            draft.goodbye = True
        if what in (Kind.HELLO, Kind.NOTHING, Kind.YES):
            return BACK, last
    if what is Kind.STOP:
        return "", ""
    if what is Kind.RECAP:
        return recap(draft.memory), last
    return _WORDS[what], last


def recap(memory: IdentityMemory) -> str:
    """What the client has said so far that they are and want to be."""
    said = {
        "who you are": [item.text for item in memory.who_i_am],
        "who you want to be": [item.text for item in memory.who_i_want_to_be],
        "the names you gave yourself": [identity.name for identity in memory.displayed],
    }
    found = "; ".join(f"{what}: {words}" for what, texts in said.items() if (words := quoted(texts, len(texts))))
    return f"So far I have kept {found}." if found else "So far there are no words for who you are."
