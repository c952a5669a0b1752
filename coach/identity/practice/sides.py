"""What the practice coach asks about each side of a life, and how it recognises one in a client's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from coach.identity.categories import Category
from coach.identity.practice.asking import Lines

LINES: Mapping[Category, Lines] = {
    Category.PASSIONS_AND_TALENTS: Lines(
        "Who are you when you do what you love?",
        "For instance, somebody who loves to bake may say “baker”; what would yours be?",
        "Shall we leave what you love to do out of it?",
    ),
    Category.MAKER_OF_MONEY: Lines(
        "Who are you when you earn your living?",
        "For instance, what would a colleague call you on a good day?",
        "Shall we leave earning money out of it?",
    ),
    Category.KEEPER_OF_MONEY: Lines(
        "And who are you when it comes to keeping money?",
        "For instance, are you more of a squirrel with it, or more of a host?",
        "Shall we leave keeping money out of it?",
    ),
    Category.SPIRITUAL: Lines(
        "Who are you when you turn to what is larger than you?",
        "For instance, what would you call yourself under a sky full of stars?",
        "Shall we leave the spiritual side out of it?",
    ),
    Category.PERSONAL_APPEARANCE: Lines(
        "Who are you in the way you dress and show yourself?",
        "For instance, what would somebody across the street take you for?",
        "Shall we leave your appearance out of it?",
    ),
    Category.PHYSICAL_EXPRESSION: Lines(
        "Who are you in your body, when you move?",
        "For instance, are you more of a walker, or more of a dancer?",
        "Shall we leave the body out of it?",
    ),
    Category.FAMILIAL_RELATIONS: Lines(
        "Who are you in your family?",
        "For instance, what is it that your family rings you for?",
        "Shall we leave your family out of it?",
    ),
    Category.ROMANTIC_RELATION: Lines(
        "Who are you in love, with a partner or without one?",
        "For instance, what would somebody who loved you say you are?",
        "Shall we leave love out of it?",
    ),
    Category.DOER_OF_THINGS: Lines(
        "Who are you when things have to get done?",
        "For instance, are you more of a starter, or more of a finisher?",
        "Shall we leave getting things done out of it?",
    ),
}
#: Asked once where a category takes several.
MORE: Mapping[Category, str] = {
    Category.PASSIONS_AND_TALENTS: "Who else are you, when you do what you love?",
    Category.FAMILIAL_RELATIONS: "Who else are you to your family?",
}
#: What a goodbye says that is gone on with, where that was asked.
ELSE: Mapping[Category, str] = {
    Category.PASSIONS_AND_TALENTS: "with who else you are when you do what you love.",
    Category.FAMILIAL_RELATIONS: "with who else you are to your family.",
}
SHORTLY = "In two or three words, please."
NAMING = "If you gave that a short name, as in “I am a …”, what would it be?"
#: Asked where every category was skipped: one identity is needed at the end.
ANYTHING = Lines(
    "Is there one word, from anywhere in your life, that says who you are?",
    "For instance, which word would a friend choose for you?",
    "",
)
FROM_LIST = "May that be the name you take along?"

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
