"""Recognising a side of a life in a client's words."""

from __future__ import annotations

import re

from coach.identity.categories import Category

_MARKERS = {
    category: re.compile(rf"^(?:{begins})\b[\s,:]*", re.IGNORECASE)
    for category, begins in {
        Category.MAKER_OF_MONEY: "at work|in my job|for a living|for money",
        Category.KEEPER_OF_MONEY: "with (?:my )?(?:money|savings)",
        Category.SPIRITUAL: "spiritually|in (?:my )?faith|in spirit",
        Category.PERSONAL_APPEARANCE: "in (?:my )?looks|in (?:my )?style|in appearance",
        Category.PHYSICAL_EXPRESSION: "in (?:my )?body|in sports?|physically",
        Category.FAMILIAL_RELATIONS: "in (?:the|my|our) family|at home|for my (?:family|children|kids)|to my family",
        Category.ROMANTIC_RELATION: "in love|to my (?:wife|husband|partner|girlfriend|boyfriend)|in (?:my )?romance",
    }.items()
}
_WORDS = {
    category: re.compile(rf"\b(?:{words})", re.IGNORECASE)
    for category, words in {
        Category.FAMILIAL_RELATIONS: r"(?:step|half|grand|god|twin)?-?(?:sister|brother|mother|father|m[ou]m\b|dad\b|"
        r"daughter|son\b|parent)|aunt|uncle|grandma|grandpa|twin\b",
        Category.ROMANTIC_RELATION: "wife|husband|partner|lover|girlfriend|boyfriend|romantic",
        Category.KEEPER_OF_MONEY: "saver|squirrel|budget|spender|investor|thrift",
        Category.SPIRITUAL: "pray|faith|spirit|believ|meditat|pilgrim|seeker",
        Category.PERSONAL_APPEARANCE: "dress|stylish|elegant|fashion",
        Category.PHYSICAL_EXPRESSION: r"run(?:s|ner|ning)?\b|swim|walker|hiker|yog[ai]|athlete|climber|cyclist|dancer",
        Category.MAKER_OF_MONEY: "nurse|teacher|engineer|doctor|manager|developer|baker|carpenter|driver|lawyer|earner",
        Category.PASSIONS_AND_TALENTS: "paint|music|singer|poet|writer|gardener|artist|photograph",
        Category.DOER_OF_THINGS: "organi[sz]er|fixer|planner|doer|finisher|starter",
    }.items()
}


def marked(text: str) -> tuple[Category | None, str]:
    """The category that words such as `in the family` at the beginning name, and the text without them."""
    for category, pattern in _MARKERS.items():
        if match := pattern.match(text):
            return category, text[match.end() :]
    return None, text


_SPOKEN_OF = {
    Category.PASSIONS_AND_TALENTS: "passion|talent|what i love",
    Category.MAKER_OF_MONEY: "earn|work|job|money|living",
    Category.KEEPER_OF_MONEY: "keep|saving|money",
    Category.SPIRITUAL: "spirit|faith|larger|religio",
    Category.PERSONAL_APPEARANCE: "appearance|looks|cloth|dress|style",
    Category.PHYSICAL_EXPRESSION: "body|physical|mov(?:e|ing)|sport",
    Category.FAMILIAL_RELATIONS: "famil",
    Category.ROMANTIC_RELATION: "love|romance|romantic|partner|relationship",
    Category.DOER_OF_THINGS: "doer|get(?:ting)? things|things done",
}


def spoken_of(text: str) -> tuple[Category, ...]:
    """The categories that a client who names one may mean, in their order."""
    return tuple(each for each, words in _SPOKEN_OF.items() if re.search(rf"\b(?:{words})", text, re.IGNORECASE))


def guessed(text: str) -> Category | None:
    """The category that a word of the text speaks of, if any."""
    return next((category for category, pattern in _WORDS.items() if pattern.search(text)), None)
