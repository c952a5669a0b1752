"""Whether a client plainly writes in another language than English."""

from __future__ import annotations

import re
import unicodedata

from coach.identity.practice.hearing.reading import plain

#: As much of a text as is looked at, in characters.
_LOOKED_AT = 400
#: So many different ones tell.
_FEW = 2
_ENGLISH = re.compile(
    r"\b(?:the|an?|i|im|my|me|is|am|are|was|were|and|or|of|to|in|it|you|not|do|dont|with|for|on|at|that|this|be|have|had|"
    r"but|so|like|love|want)\b"
)
#: Small words of other languages that are no English ones.
_OTHERS = re.compile(
    r"\b(?:ich|und|nicht|bin|ist|das|mein|meine|eine?|wir|sehr|aber|mit|auch|für|weiß|habe|komme|heiße|hallo|"
    r"je|suis|et|les|des|une|mon|ma|mes|pas|avec|dans|est|cest|mais|pour|jai|bonjour|merci|"
    r"yo|soy|el|los|las|una|muy|pero|con|mis|estoy|tengo|llamo|en|que|por|quiero|hola|gracias|también|"
    r"io|sono|di|il|che|mio|mia|ho|eu|sou|não|uma|meu|minha|tenho|ik|ben|het|een|niet|jestem|nie|się)\b"
)


def is_foreign(text: str) -> bool:
    """Whether most first letters are of another script than English has, or small words of another language prevail."""
    letters = [c for c in unicodedata.normalize("NFKC", text[:_LOOKED_AT]) if c.isalpha()]
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    if len(letters) > 1 and latin * 2 < len(letters):
        return True
    words = plain(text[:_LOOKED_AT])
    others = set(_OTHERS.findall(words))
    return len(others) >= _FEW and len(others) > len(set(_ENGLISH.findall(words)))
