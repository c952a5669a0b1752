"""Reading what a client wants to be called."""

from __future__ import annotations

import re

_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|hola|hallo|bonjour|bonsoir|salut|servus|moin|olá|good (?:morning|afternoon|evening|day)|"
    r"guten (?:tag|morgen|abend)|buen[oa]s (?:d[ií]as|tardes|noches)|buon(?:giorno|asera)|bo[am] (?:dia|tarde|noite)|"
    r"there|so|um|uh|oh|and|"
    r"honestly|well|yes|sure|ok|okay)\b[\s,.!]*)+",
    re.I,
)
#: What somebody is called comes before what their name is: “My name is Anna, but everyone calls me Ann”.
_SURE = [
    re.compile(rf"\b(?:{before})\s+(?=\w)", re.I)
    for before in (
        r"calls? me|i go by|i'm called|i am called",
        r"(?:my )?(?:first )?name(?: is|'s)|(?:the )?name:|"
        r"me llamo|je m'appelle|ich hei(?:ß|ss)e|mi chiamo|(?:o )?meu nome é",
    )
]
_LIKELY = re.compile(r"^(?:i'm|i am|im|it's|it is|this is)\s+", re.I)
_NOT_A_NAME = re.compile(
    "a|an|the|and|but|or|so|not|no|yes|here|there|from|in|at|on|of|to|who|what|why|how|i|me|you|we|it|my|your|this|that|"
    "well|just|very|really|quite|too|also|nice|pleased|glad|happy|sad|fine|good|great|ok|okay|tired|ready|new|back|"
    "curious|nervous|excited|anxious|interested|looking|trying|feeling|going|thinking|hoping|afraid|sorry|hi|hello|hey|"
    "thanks?|please|maybe|perhaps|sure|nothing|nobody|whatever|anything|is|was|are|do|don't|let's|tell|can|could"
)
_MOST_WORDS = 3
#: What a name goes on after, though there is a full stop; it does not count as one of its words.
_SHORTENED = re.compile(r"(?:mrs?|ms|mx|dr|prof|st|[^\W\d_])\.", re.IGNORECASE)
_MEANT = re.compile(
    r"[\s,.–—-]*(?:(?:no|sorry|oops|or|wait|well|actually|hm+|uh|ah|oh|argh)\b[\s,.!–—-]*)*"
    r"(?:i (?:actually )?meant?|rather|make that|call me)\s+(?P<name>\w[\w'’.-]*?)[.!]*(?:[\s,]+(?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_NEW_NAME = re.compile(
    r"(?:(?:no|sorry|oh|actually|by the way|wait)[\s,.!]+)*"
    r"(?:my (?:first )?name(?: is|'s)(?: actually| really)?|(?:you can|please) call me|call me(?=.* instead)|"
    r"change my name to) (?P<name>\S+(?: \S+){0,2}?)(?:,? (?:instead|please|by the way))*[.!]*",
    re.IGNORECASE,
)


def read_name(text: str) -> tuple[str, str]:
    """The name in `text` and what else was told; an empty name where none can be told for sure.

    A name that is put right at once, “Thomas, sorry, I mean Tom”, is the one it was put right to.
    """
    name, rest = _read_name(text)
    meant = _MEANT.fullmatch(rest.replace("’", "'")) if name else None
    other = _leading_names([meant["name"]]) if meant else []
    return (other[0], (meant["rest"] or "").strip(" .,!")) if meant and other else (name, rest)


def _read_name(text: str) -> tuple[str, str]:
    line = _GREETING.sub("", " ".join(text.replace("’", "'").split()))
    sure = next(filter(None, (pattern.search(line) for pattern in _SURE)), None)
    likely = _LIKELY.match(line)
    words = (line[sure.end() :] if sure else line[likely.end() :] if likely else line).split(" ")
    taken = _leading_names(words)
    if not taken:
        return "", ""
    rest = words[len(taken) :]
    spoken = [word for word in rest if any(map(str.isalnum, word))]
    ended = words[len(taken) - 1] != taken[-1] or not spoken or _bare(spoken[0]).lower() in ("and", "from", "here")
    spelt = all(name[0].isupper() or name[0].lower() == name[0].upper() for name in taken)
    if not (sure or (spelt and (likely or ended)) or (ended and len(taken) == 1)):
        return "", ""
    told = re.sub(r"^(?:[\s,.;!]|(?:and|i'm|i am|here)\b)+", "", " ".join(rest), flags=re.I).strip()
    return " ".join(taken), told if any(map(str.isalnum, told)) else ""


def read_new_name(text: str) -> str:
    """The name that a client gives later on, where that is all they say; else empty."""
    match = _NEW_NAME.fullmatch(" ".join(text.replace("’", "'").split()))
    words = match["name"].strip(".,!").split(" ") if match else []
    return " ".join(words) if words and _leading_names(words) == words else ""


def _leading_names(words: list[str]) -> list[str]:
    taken: list[str] = []
    most = _MOST_WORDS + sum(map(bool, map(_SHORTENED.fullmatch, words[: _MOST_WORDS + 1])))
    for word in words[:most]:
        if _SHORTENED.fullmatch(word):
            taken.append(word)
            continue
        bare = _bare(word)
        if _NOT_A_NAME.fullmatch(bare.lower()) or not re.sub(r"[-'’.]", "", bare).isalpha():
            break
        taken.append(bare)
        if word != bare:
            break
    return [*taken[:-1], taken[-1].removesuffix(".")] if taken else []


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'“”()")
