"""What kind of thing the client has just said."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto

from coach.program.words import fold


class Kind(Enum):
    """How a message is to be taken."""

    NOTHING = auto()
    WHO_ARE_YOU = auto()
    QUESTION = auto()
    STOP = auto()
    SKIP = auto()
    UNSURE = auto()
    YES = auto()
    NO = auto()
    DONE = auto()
    ANSWER = auto()


#: What is longer than this, in words or characters, is an answer whatever it begins with.
MOST_WORDS, MOST_CHARS = 14, 160

_FILLER = (
    "um|uh|well|oh|sorry|hm|hmm|so|then|now|please|thanks|thank you|really|honestly|actually|i think|i guess|just|"
    "for now|man|mate|lol|haha"
)
_TURN = "no|nope|ok|okay|yes|yeah|sure"
_REST = r"(?: .*)?"
#: What may follow on not knowing; anything else is an answer after all: “I don't know, a teacher”.
_WHAT = (
    r"(?: (?:what|how|why|who|whom|if|whether|yet|about|where|which|it|this|that|to|either|much|any|anything|of) ?.*)?"
)
_THIS = r"(?: (?:this|that|it|the|to|one|ahead|all|for) ?.*)?"

_FOR = r"(?: (?:for|from|on|in) .*)?"

_STOP = (
    "stop|quit|exit|bye|goodbye|good bye|i (?:want|need|have|would like) to (?:stop|go|quit|leave)|leave me alone|"
    f"enough for today|let's stop(?: here)?|see you{_REST}"
)
_SKIP = (
    f"skip{_THIS}|pass|next|next (?:one|question)|move on|let's move on|leave it(?: out)?|leave that(?: out)?|"
    f"(?:i'd |i would )?rather (?:not|skip){_REST}|(?:i |i'd |i would )?prefer not{_REST}|can we skip{_REST}|"
    f"i (?:don't|dont|do not) (?:want|wish|like) to (?:talk|say|answer|speak|discuss|tell|share){_REST}|"
    f"let's skip{_REST}|i (?:want|would like) to skip{_REST}|none of your business|no comment|"
    f"(?:i'm |i am )?not comfortable{_REST}|not (?:this|that) one"
)
_UNSURE = (
    f"(?:i )?(?:don't|dont|do not) (?:really )?know{_WHAT}|idk{_WHAT}|(?:i )?dunno{_WHAT}|(?:i have )?no idea{_WHAT}|"
    f"(?:i'm |i am )?(?:not sure|unsure){_WHAT}|(?:i have )?no clue{_WHAT}|hard to say|"
    f"(?:that's |it's )?(?:a )?(?:hard|difficult|tough)(?: one| question)?|"
    f"i (?:can't|cannot) (?:think|say|tell){_REST}|nothing comes to mind{_REST}|"
    "i (?:think|guess|suppose)(?: so)?|h+m+|u+m+|e+r+m*|maybe|perhaps"
)
_YES = (
    "yes|yeah|yep|yup|y|sure|of course|ok|okay|k|absolutely|definitely|certainly|gladly|do|go on|go ahead|why not|"
    "let us|let's|lets|go|let's go|lets go|start|begin|i'm ready|im ready|i am ready|ready|fine|sounds good|good|great|"
    "with pleasure|"
    "(?:i'd|i would) love to|i do|i am|it is|that's fine|all right|alright|very much|happy to|right|agreed"
)
_NO = "no|nope|nah|n|not|not (?:really|now|yet|today|at all|quite)|never"
_DONE = (
    f"done|(?:i'm |i am )?(?:done|finished)|that's (?:all|it|everything|enough|the list){_FOR}|"
    f"that is (?:all|it|everything){_FOR}|thats (?:all|it){_FOR}|nothing|nothing (?:else|more)|no more|none|enough|"
    "(?:it's )?complete|the end|that will do|"
    "nobody(?: else)?|no one(?: else)?|i have nothing(?: else)?|all"
)
_WHO = re.compile(
    r"\b(?:who|what) are you\b|\bam i (?:talking|speaking|chatting) (?:to|with)\b|\bwho(?:'s| is) (?:this|asking)\b|"
    r"\b(?:are you|is this) (?:an? |the )?(?:real|bot|robot|human|ai|machine|person|script|program|model|chatgpt|gpt)\b"
)
_ASKS = re.compile(
    r"(?:and |but |so |ok |wait |sorry )*(?:why|what|who|how|where|when|which|is|are|do|does|did|can|could|will|would|"
    r"should|shall|may|must|have|has|really|you|huh|isn't|aren't|don't)\b"
)
_ASKS_PLAINLY = re.compile(r"(?:why|what|huh|how come|(?:why|what|how) (?:do|does|is|are|should|would|for)\b.*)")


def _whole(phrases: str, between: str = _FILLER) -> re.Pattern[str]:
    """The phrases, and what may stand around and between them, and nothing else."""
    return re.compile(rf"(?:(?:{between}) )*(?:{phrases})(?: (?:{between}|{phrases}))*")


# In the order in which they are tried: "no idea" is not a no.
_WHOLE = {
    Kind.STOP: _whole(_STOP, f"{_FILLER}|(?:i'm |i am )?done"),
    Kind.SKIP: _whole(_SKIP, f"{_FILLER}|{_TURN}"),
    Kind.UNSURE: _whole(_UNSURE, f"{_FILLER}|{_TURN}"),
    Kind.YES: _whole(_YES),
    Kind.NO: _whole(_NO),
    Kind.DONE: _whole(_DONE, f"{_FILLER}|{_TURN}"),
}


def kind(text: str) -> Kind:
    """How to take `text`; what fits nothing else is an answer."""
    said, asks = plain(text), text.rstrip(" \t\r\n!.").endswith(("?", "？"))
    if not said:
        return Kind.QUESTION if asks else Kind.NOTHING
    if len(said) > MOST_CHARS or said.count(" ") >= MOST_WORDS:
        return Kind.ANSWER
    if _WHO.search(said):
        return Kind.WHO_ARE_YOU
    if _ASKS.match(said) if asks else _ASKS_PLAINLY.fullmatch(said):
        return Kind.QUESTION
    return next((each for each, pattern in _WHOLE.items() if pattern.fullmatch(said)), Kind.ANSWER)


_THE_REST = re.compile(
    r"(?:.* )?(?:skip|pass on|leave(?: out)?|drop|forget)(?: \w+){0,2}"
    r" (?:the rest|the others|everything(?: else)?|them all|all of)(?: .*)?|"
    r"(?:.* )?that(?:'s| is) (?:all|it|everything|enough) for (?:all|both|everything|the rest|the others)(?: .*)?"
)


def leaves_the_rest(text: str) -> bool:
    """Whether the client wants to leave out all that is still to come."""
    said = plain(text)
    return len(said) <= MOST_CHARS and said.count(" ") < MOST_WORDS and bool(_THE_REST.fullmatch(said))


def plain(text: str) -> str:
    """The words of `text` alone: no case, no punctuation but apostrophes, single spaces."""
    return " ".join(re.sub(r"[^\w\s']", " ", fold(text).replace("’", "'")).replace("_", " ").split())


def other_script(text: str) -> bool:
    """Whether `text` is plainly written in another script than English is: most of its first letters are."""
    letters = [c for c in unicodedata.normalize("NFKC", text[:400]) if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return len(letters) > 1 and latin * 2 < len(letters)
