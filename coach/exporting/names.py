"""Names of a TypeScript module: each is one that the language takes, and none is given twice."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What no declaration can be called; the names of the language's own types besides.
_WORDS = """
any as async await bigint boolean break case catch class const constructor continue debugger declare default delete do
else enum export extends false finally for from function get if implements import in instanceof interface is keyof let
module namespace never new null number object of package private protected public readonly require return set static
string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield arguments
eval globalThis Infinity NaN
"""
_RESERVED = frozenset(_WORDS.split())
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


class Names:
    """The names that a module has given so far."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*_RESERVED, *taken}

    def give(self, wanted: str) -> str:
        """This name, or the nearest that is free."""
        plain = re.sub(r"[^A-Za-z0-9_$]+", "_", wanted).strip("_") or "Unnamed"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        name, number = plain, 2
        while name in self._taken:
            name, number = f"{plain}{number}" if not plain[-1].isdigit() else f"{plain}_{number}", number + 1
        self._taken.add(name)
        return name


def is_identifier(name: str) -> bool:
    """Whether it can stand for a property without quotes: reserved words can."""
    return _IDENTIFIER.fullmatch(name) is not None
