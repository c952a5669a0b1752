"""Whether a few words lean towards a yes or a no, where they are neither in plain words."""

from __future__ import annotations

import re

from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.reading import kind, plain

_AGAINST = re.compile(
    r"\b(?:no|not|nope|never|nothing|none|dont|doesnt|didnt|isnt|cant|wont|flat|bor(?:ed|ing)|dull|meh|dead|tired|"
    r"tiring|heavy|sad|worse|wrong|too (?:long|much|big|small|soft|hard)|hate|cringe|silly|weird|cold|corporate|stiff|"
    r"hardly|barely|fake|forced|dry|empty|dated|outgrown|behind me|used to be|let (?:it|that|this|him|her) go|"
    r"give (?:it|that) up|duty|drop)\b"
)
_IN_FAVOUR = re.compile(
    r"\b(?:yes|yeah|yep|love|i (?:really |do )?like|like (?:it|that|this)|energy|energi[sz]es|stronger?|good|great|"
    r"alive|awake|smile|smiling|proud|right|true|fits?|keep|keeping|stays?|perfect|beautiful|powerful|warm|exactly|"
    r"absolutely|definitely|always|already|wakes|it works|ok|okay|fine|mine|(?:thats|its|so|very) me|gladly|sure|"
    r"happy|certainly|totally|of course|i (?:will|do)(?! (?:have|need))|(?<!than )i am$|ill|want to|nice|cool|"
    r"awesome|excited|goosebumps)\b"
)
_HALF = re.compile(
    r"\b(?:try|maybe|perhaps|sometimes|mostly|i guess|i suppose|i hope|kind of|kinda|sort of|a bit|a little|somewhat|"
    r"not sure|should|ought|depends|probably|possibly|half)\b"
)
_BESIDES = frozenset(
    {
        *(
            "one",
            "this",
            "that",
            "it",
            "its",
            "thats",
            "eh",
            "ugh",
            "uh",
            "um",
            "hmm",
            "lol",
            "enough",
            "for",
            "now",
            "pretty",
            "quite",
            "very",
            "too",
            "so",
            "much",
            "really",
            "then",
            "please",
        )
    }
    | {*("a", "the", "is", "i", "am", "me", "to", "with", "and", "as", "was", "do", "well", "hm", "oh", "word", "name")}
)
#: Words for a name that shall stay, some of which look like names themselves.
_STAYS = re.compile(
    r"(?:(?:no|ok|okay|yes|well|its|it is|thats|that is|just|really|all|thanks|thank you|for me|with me|by me|to me) )*"
    r"(?:(?:all |just |is )?(?:fine|good|ok|okay)"
    r"(?: (?:as (?:it )?is|by me|with me|for me|enough|name|like (?:that|this)))+|"
    r"all (?:fine|good)|(?:great|good|nice) (?:name|one)|(?:it |that |this )?works(?: for me)?|"
    r"(?:no|nothing to) changes?|"
    r"no need(?: to change .*)?|(?:the )?same(?: as (?:now|before))?|unchanged|not bad(?: at all)?|spot on|"
    r"(?:leave|keep)(?: (?:it|that|this))? as (?:it )?is|as (?:it )?is)(?: (?:thanks|thank you|really|please))*"
)
_TAKEN_BACK = re.compile(
    r"\b(?:no wait|wait no|actually (?:no|not)|no actually|second thoughts? no|not (?:that|this) one|"
    r"no (?:wait |well |actually |but )?ye(?:s|ah)|(?:wait|actually) ye(?:s|ah))\b"
)
_PAUSE = re.compile(r"\s*[.,;:!–—]+\s+")
_CONDITION = re.compile(
    r"(?:and |or )?(?:but|if|only|unless|except|though|although|when|once|as long|provided|after|not)\b"
)
_FIRST = re.compile(r"(?s)\s*(?P<first>[^\s,.!;:–—]+)[\s,.!;:–—-]+(?P<rest>.*\w.*)")


def leans(text: str) -> bool | None:
    """True for a yes, False for a no, None where the words lean neither way."""
    said = plain(text)
    what = kind(text)
    if what in (Kind.YES, Kind.NO):
        return what is Kind.YES
    if _AGAINST.search(said):
        return False
    return True if _IN_FAVOUR.search(said) and not _HALF.search(said) else None


def stays_as_it_is(text: str) -> bool:
    """Whether all that is said is that a name is good as it is."""
    return _STAYS.fullmatch(plain(text)) is not None


def is_about(text: str) -> bool:
    """Whether nothing but leaning is said, with no word besides that could be a name."""
    said = _IN_FAVOUR.sub(" ", _AGAINST.sub(" ", _HALF.sub(" ", plain(text))))
    return all(word in _BESIDES for word in said.split())


def is_half(text: str) -> bool:
    """Whether the words are a yes without much life in it: “I guess so”, “I'll try”."""
    return bool(_HALF.search(plain(text)))


def agrees_and_tells(text: str) -> str | None:
    """What follows a yes with which a text begins; None where it begins with none, or has a condition or a question."""
    first, _, rest = _partition(text)
    if kind(first) is not Kind.YES or "?" in rest or _CONDITION.match(plain(rest)):
        return None
    return rest


def _partition(text: str) -> tuple[str, str, str]:
    found = _PAUSE.search(text)
    return (text[: found.start()], found[0], text[found.end() :].strip()) if found else (text, "", "")


def is_taken_back(text: str) -> bool:
    """Whether the opposite follows on a yes or a no: “yes! no wait, not that one”, “no. actually yes”."""
    return _TAKEN_BACK.search(plain(text)) is not None


def answer_first(text: str) -> tuple[Kind, str]:
    """The yes or no that a text begins with, and what follows it; an `ANSWER` and all of it where there is none."""
    match = _FIRST.fullmatch(text)
    what = kind(match["first"]) if match else Kind.ANSWER
    return (what, match["rest"].strip()) if match and what in (Kind.YES, Kind.NO) else (Kind.ANSWER, text)
