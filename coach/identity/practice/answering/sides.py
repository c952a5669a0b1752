"""What the practice coach asks about each side of a life."""

from __future__ import annotations

from collections.abc import Mapping

from coach.identity.categories import Category
from coach.identity.practice.answering.asking import Lines

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
