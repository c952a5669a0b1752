"""The words that a model reads in a state, each with the place they are written at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coach.checking.looking import Look
from coach.engine.templates import VARYING
from coach.program.action import description
from coach.program.state import Place, State

_TAG = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
#: Words that say something, how many of their letters are compared, and those that stand in any instructions.
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 4
_ANYWHERE = frozenset(
    re.findall(
        r"\w+",
        """client clients coach they them their theirs this that these those there then than with without when where
        which what have said says tell told keep know something nothing anything from into only once here more most
        very just about after before because does will would make made give given take want wants your words""",
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and where they are written."""

    text: str
    place: Place
    instructs: bool = True
    """Whether they are the state's instructions; else the description of an action."""


def words_of(look: Look, state: State) -> Iterator[Said]:
    """The lines of a state's template, and those lines of the templates below and above it that it shows."""
    program = look.program
    own = program.template(state)
    if own not in program.sources:
        return
    alone = sum(program.template(each) == own for each in program.states.values()) == 1
    shown = _shown(look, state)
    for name in sorted(each for each in look.templates.trees.family(own) if each is not None):
        for number, line in enumerate(words(program.sources[name]).splitlines(), 1):
            if line.strip() and ((name == own and alone) or _is_shown(line, shown)):
                yield Said(line, Place(f"prompts/{name}", number))


def described(look: Look, state: State) -> Iterator[Said]:
    """The descriptions of the actions that the model may do."""
    for cls in state.actions:
        yield Said(description(cls), look.owned.place_of_class(cls), instructs=False)


def words(source: str) -> str:
    """A template without its tags and comments; every line stays where it is."""
    return _TAG.sub(lambda found: "\0" + "\n" * found[0].count("\n"), source)


def stems(text: str) -> set[str]:
    """How the words in a text begin that say something: `goal` and `goals`, `name` and `named` begin alike."""
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if word not in _ANYWHERE}


def _shown(look: Look, state: State) -> str:
    """All that a state is ever seen to show."""
    parts = [look.templates.constant(look.program.template(state))]
    parts += [look.shown(state, block, example) for block in VARYING for example in look.examples]
    return "\n".join(parts)


def _is_shown(line: str, shown: str) -> bool:
    """Whether the longest piece of words in a line is among what is shown."""
    return max(line.split("\0"), key=len).strip() in shown
