"""States, the exits between them, and the settings that all states of a program share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from coach.program.action import Action, By, Turn
from coach.program.guard import Guard
from coach.program.interlude import Interludes
from coach.program.memory import Memory
from coach.program.practice import Practice


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the program's source something is declared."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @classmethod
    def of_caller(cls, depth: int = 2) -> Place:
        frame = sys._getframe(depth)
        return cls(frame.f_code.co_filename, frame.f_lineno)

    def within(self, folder: Path) -> Place:
        """The same place, named from the program's folder where it is inside."""
        path = Path(self.file)
        return Place(str(path.relative_to(folder)) if path.is_relative_to(folder) else self.file, self.line)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How the model is asked; None leaves it to the model's own default."""

    name: str | None = None
    """Another model's name on the same server."""
    temperature: float | None = None
    output_limit: int | None = None
    """The longest reply, in tokens."""


@dataclass(frozen=True, slots=True)
class Exit:
    """A declared way out of a state; made with `to`."""

    target: str
    guard: Guard[Any] | None
    by: By
    speaks: Literal["new", "old"]
    place: Place = field(compare=False)
    via: tuple[str, ...] = ()
    """The interludes it passes by: the first that shows what was not shown yet is where it leads."""

    def landings(self) -> tuple[str, ...]:
        """Where it can lead, in this order."""
        return (*self.via, self.target)

    def __str__(self) -> str:
        return f"{self.target} ({self.by})"


def to(
    target: str,
    *,
    when: Guard[Any] | None = None,
    by: By = "model",
    speaks: Literal["new", "old"] = "new",
) -> Exit:
    """An exit to the state called `target`, open when the guard misses nothing.

    `by` is who may ask for it: the `model`, nobody (`auto`: taken when open), the `user` with a button,
    an `operator`. With `speaks="new"` the new state says the turn's message; with `"old"` the reply that
    asked for the move stands.
    """
    return Exit(target, when, by, speaks, Place.of_caller())


@dataclass(frozen=True, kw_only=True)
class State:
    """A phase of the program, declared in one file; its name is the file's stem in upper case."""

    title: str
    purpose: str = ""
    """One line; by default the first line of the module's docstring."""
    prompt: str = ""
    """The template's stem in `prompts/`; by default that of the state's file."""
    actions: Sequence[type[Action]] = ()
    """What the model may do here."""
    buttons: Sequence[type[Action]] = ()
    """What the buttons of offers may stand for here, done in the client's name."""
    exits: Sequence[Exit] = ()
    initial: bool = False
    final: bool = False
    group: str = ""
    """The name of the phases it belongs to."""
    on_enter: Callable[[Turn[Any]], None] | None = None
    """Changes the move's copy of the memory when the state is entered from another one."""
    silent: bool = False
    """The client's text is stored and the model is not asked."""
    model: ModelSettings = ModelSettings()
    name: str = field(default="", init=False)
    shows: str = field(default="", init=False)
    """What an interlude shows; it is shown once, also where several of them show it."""
    place: Place = field(default=Place("", 0), init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", Place.of_caller(3))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What all states of a program share; declared in `states/__init__.py`."""

    memory: type[Memory]
    name: str = ""
    """What the program is called; by default its folder's name."""
    history: int = 14
    """How many messages of the dialogue, at most, a model is shown."""
    practice: Practice[Any] | None = None
    """A coach that needs no model."""
    actions: Sequence[type[Action]] = ()
    """Actions allowed in every state that is not final."""
    buttons: Sequence[type[Action]] = ()
    """What buttons may stand for in every state that is not final."""
    exits: Sequence[Exit] = ()
    """Exits of every state that is not final."""
    model: ModelSettings = ModelSettings()
    interludes: Interludes | None = None
    """What comes between one group of states and the next."""
    machinery: Sequence[str] = ()
    """Words that a coach should not say to a client; where one does, that is noted beside the message."""
    place: Place = field(default=Place("", 0), init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "place", Place.of_caller(3))
