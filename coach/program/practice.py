"""What a practice coach is given and gives back. A program brings its own: `Settings(practice=…)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from coach.program.action import Action
from coach.program.memory import Memory
from coach.values import value

M_co = TypeVar("M_co", bound=Memory, covariant=True)
M_contra = TypeVar("M_contra", bound=Memory, contravariant=True)


@value
class Situation(Generic[M_co]):
    """Where a reply is wanted, in plain data."""

    state: str
    memory: M_co
    """Read only: whatever writes to it raises."""
    text: str
    """What the client just said; empty where nothing was said."""
    asked: str
    """What the coach said last, empty at the very beginning."""
    missing: Mapping[str, Sequence[str]]
    """For each exit the model may ask for, what its guard still misses; nothing means open."""
    arrived: bool = False
    """The state was entered in this very turn: `text` was answered already, ask this state's first question."""
    refusals: Sequence[str] = ()
    """Why the first reply of this turn is asked for again."""
    answered: str = ""
    """What the client has just chosen, by a button, instead of writing."""


@value
class Said:
    """A practice coach's reply: its words, and the actions it proposes, in order."""

    message: str
    actions: Sequence[Action] = ()


class Practice(Protocol[M_contra]):
    """A deterministic coach that needs no model: a plain function of the situation."""

    def __call__(self, situation: Situation[M_contra], /) -> Said: ...
