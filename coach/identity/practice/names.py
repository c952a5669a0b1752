"""Reading what a client wants to be called."""

from __future__ import annotations

import re

_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|yes|sure|ok|okay)\b[\s,.!]*)+", re.I
)
_SURE = re.compile(r"\b(?:my name is|my name's|(?:you can |please )?call me|name:|the name is)\s+", re.I)
_LIKELY = re.compile(r"^(?:i'm|i am|im|it's|it is|this is)\s+", re.I)
_NOT_A_NAME = re.compile(
    "a|an|the|and|but|or|so|not|no|yes|here|there|from|in|at|on|of|to|who|what|why|how|i|me|you|we|it|my|your|this|that|"
    "well|just|very|really|quite|too|also|nice|pleased|glad|happy|sad|fine|good|great|ok|okay|tired|ready|new|back|"
    "curious|nervous|excited|anxious|interested|looking|trying|feeling|going|thinking|hoping|afraid|sorry|hi|hello|hey|"
    "thanks?|please|maybe|perhaps|sure|nothing|nobody|is|was|are|do|don't|let's|tell|can|could"
)
_MOST_WORDS = 3


def read_name(text: str) -> tuple[str, str]:
    """The name in `text` and what else was told; an empty name where none can be told for sure."""
    line = _GREETING.sub("", " ".join(text.replace("’", "'").split()))
    sure, likely = _SURE.search(line), _LIKELY.match(line)
    words = (line[sure.end() :] if sure else line[likely.end() :] if likely else line).split(" ")
    taken = _leading_names(words)
    if not taken:
        return "", ""
    rest = words[len(taken) :]
    ended = words[len(taken) - 1] != taken[-1] or not rest or rest[0].lower() in ("and", "from")
    spelt = all(name[0].isupper() or name[0].lower() == name[0].upper() for name in taken)
    if not (sure or (spelt and (likely or ended)) or (ended and len(taken) == 1)):
        return "", ""
    return " ".join(taken), re.sub(r"^(?:[\s,.;!]|and\b|i'm\b|i am\b)+", "", " ".join(rest), flags=re.I).strip()


def _leading_names(words: list[str]) -> list[str]:
    taken: list[str] = []
    for word in words[:_MOST_WORDS]:
        bare = word.strip(".,;:!?\"'“”()")
        if _NOT_A_NAME.fullmatch(bare.lower()) or not re.sub(r"[-'’.]", "", bare).isalpha():
            break
        taken.append(bare)
        if word != bare:
            break
    return taken
