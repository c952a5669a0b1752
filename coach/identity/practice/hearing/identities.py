"""Reading the identities that a message names."""

from __future__ import annotations

import re

from coach.identity import limits
from coach.identity.categories import Category
from coach.identity.memory import IdentityMemory
from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.reading import kind
from coach.identity.practice.hearing.sides import guessed, marked, spoken_of
from coach.identity.practice.hearing.words import cut, parts
from coach.program.words import fold

#: A name has at most this many words; what is longer tells about one.
MOST_WORDS = 5

_LEAD = re.compile(
    r"^(?:(?:i'm|i am|im|i(?:'d| would) (?:say|be)|i (?:think|guess|suppose)|i(?:'ve)? already said|(?:as )?i said|"
    r"i meant|i consider myself|i see myself as|(?:people|they|everyone|friends) calls? me|it's|it is|that's|"
    r"that would be|(?:let's )?call (?:me|it|that|myself)|maybe|perhaps|probably|definitely|mostly|also|still|"
    r"always been|as|like|just|well|oh|so|and|but|more of|rather|kind of|sort of|a bit of|a|an|the)(?:[\s,:]+|$))+",
    re.IGNORECASE,
)
_SAID_OUTRIGHT = re.compile(
    r"(?:\b(?:i'm|i am|im) (?:an?|the) |^an? (?!lot|few|bit|while))"
    r"(?P<name>.+?)(?:[,.;:!\n]| (?:who|that|because|since|when|so|but|and|with|for) |$)",
    re.IGNORECASE,
)
#: A few words, and then a sentence about them: “Careful. We never had much.”
_FIRST_SENTENCE = re.compile(r"(?P<name>[\w'’-]+(?: [\w'’-]+){0,2})[.!]\s+\S")
#: What somebody tells, and then what to call it: “I pay the rent, call it Steady Hand”.
_CALLED = re.compile(r".*\S[\s,.;:!–—-]+(?:let's )?call (?:it|that|this) (?P<name>[^,.;:!?]+)[\s.!]*", re.I | re.S)
#: A word or two of the question, said again before the answer: “money… a squirrel”.
_AGAIN = re.compile(r"\W*(?P<said>[\w']+(?: [\w']+)?)\s*(?:\?|…|\.{2,})\s*(?=\w)")
_TELLS = (
    *("i ", "my ", "we ", "to ", "it ", "i'", "there ", "there's ", "because ", "when ", "whenever ", "if ", "where "),
    *("after ", "before ", "while ", "whatever ", "that's ", "that ", "you "),
)
#: What makes a sentence of a few words, unless it tells “who”.
_SENTENCE = re.compile(
    r"(?!.*\bwho\b).*\b(?:is|are|was|isn't|isnt|aren't|wasn't|am|i'm|im|don't|dont|doesn't|can't|feels|sounds|seems)\b",
    re.IGNORECASE,
)
#: How somebody begins who says that there is nothing here to name.
_WITHOUT = re.compile(
    r"(?:(?:well|oh|sorry|honestly|but)[ ,]+)*(?:i (?:really |still |just )?)?(?:"
    r"(?:don't|dont|do not|can't|cant|cannot|haven't|havent|wouldn't|didn't)(?! (?:know|mind|give|quit|stop|let))|"
    r"have (?:never|no|not)|am not|(?:i'm|im|i've|ive) (?:not|no|never)|"
    r"(?:i've |ive )?never (?:been|had|thought|cared|did|do|really|earn|save|pray|dress|dance|exercise|date|loved|was)|"
    r"not (?:in|earning|working|employed|really|religious|spiritual|interested|into|sporty|my|any|much|an?)|"
    r"no (?:job|work|partner|relationship|family|money|savings|faith|religion|sports?|style|girlfriend|boyfriend))\b",
    re.IGNORECASE,
)


def name_of(text: str) -> str:
    """The name in a few words; empty where the text tells rather than names."""
    bare = _bare(text)
    if not any(map(str.isalpha, bare)) or bare.count(" ") >= MOST_WORDS or tells(text):
        return ""
    return cut(bare, limits.NAME)


def tells(text: str) -> bool:
    """Whether a text is a sentence about somebody rather than what they are called."""
    bare = _bare(text)
    return bare.lower().startswith(_TELLS) or _SENTENCE.match(bare) is not None


def working_name(text: str) -> str:
    """The beginning of the client's own words, where they found no shorter name."""
    return cut(_LEAD.sub("", text).strip() or text, limits.NAME)


def names_nothing(text: str) -> bool:
    """Whether all that a message says is that there is nothing here to name: “I'm not religious”."""
    said = [part for part in parts(text.replace("’", "'")) if kind(part) is Kind.ANSWER]
    return bool(said) and all(map(_WITHOUT.match, said))


def read_identities(text: str, present: Category, memory: IdentityMemory) -> dict[Category, list[str]]:
    """What the message names, by category: `present` unless its words plainly speak of another open one.

    Empty where it names nothing.
    """
    text = _without_question(text, present)
    named = [each.replace("’", "'") for each in parts(text) if kind(each) is Kind.ANSWER]
    pieces = [marked(_LEAD.sub("", each)) for each in named]
    called = _CALLED.fullmatch(text.replace("’", "'"))
    if called and (name := name_of(called["name"])) and not any(side for side, _ in pieces):
        return {present: [name]}
    names = [name_of(words.partition(",")[0]) for _, words in pieces]
    if not names or not all(names):
        outright = _SAID_OUTRIGHT.search(text.replace("’", "'"))
        first = _FIRST_SENTENCE.match(text)
        said = outright["name"] if outright else first["name"] if first and kind(first["name"]) is Kind.ANSWER else ""
        # “I also write songs, songwriter”: told, and then named.
        name = name_of(said) or (names[-1] if names[1:] and not any(names[:-1]) else "")
        beside = _by_their_sides(pieces, names, memory) if name and len(named) == len(parts(text)) else {}
        return (
            {present: [name], **{side: there for side, there in beside.items() if side is not present}} if name else {}
        )
    found: dict[Category, list[str]] = {}
    several = len(set(map(fold, names))) > 1
    for (side, words), name in zip(pieces, names, strict=True):
        if any(fold(name) == fold(each) for there in found.values() for each in there):
            continue
        other = side or (guessed(words) if several else None)
        found.setdefault(other if other and _is_open(other, memory) else present, []).append(name)
    return found


def _without_question(text: str, present: Category) -> str:
    """The text without the word or two of the question about `present` that it begins with."""
    again = _AGAIN.match(text)
    return text[again.end() :] if again and present in spoken_of(again["said"]) else text


def _by_their_sides(
    pieces: list[tuple[Category | None, str]], names: list[str], memory: IdentityMemory
) -> dict[Category, list[str]]:
    """The names before which the client said which side they are of, such as “at home I'm the mammy bear”."""
    found: dict[Category, list[str]] = {}
    for (side, _), name in zip(pieces, names, strict=True):
        if side is not None and name and _is_open(side, memory):
            found.setdefault(side, []).append(name)
    return found


def _bare(text: str) -> str:
    """The words of a text without “I am a …” before them."""
    return _LEAD.sub("", " ".join(text.replace("’", "'").split())).strip(" .,;:!?-–—\"“”'")


def _is_open(category: Category, memory: IdentityMemory) -> bool:
    return category not in memory.skipped and (category.takes_several or not memory.identities_in(category))
