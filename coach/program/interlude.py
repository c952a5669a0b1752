"""Interludes: what comes between one group of states and the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coach.program.action import Action
from coach.program.offer import Offer


@dataclass(frozen=True, kw_only=True, slots=True)
class Video:
    """Something to watch before or after a group of states."""

    title: str
    link: str
    """Its address."""
    text: str = ""
    """What is said with it; by default the title."""
    blocking: bool = True
    """Whether the client has to have seen it before the conversation goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """States that belong together, such as those of one session."""

    title: str
    """As its states name it in `group`."""
    intro: Video | None = None
    outro: Video | None = None


#: Makes the offer of a break, given the state it leads to.
Pause = Callable[[str], Offer]
#: Makes the offer of a video, given the state it leads to.
Show = Callable[[Video, str], Offer]


@dataclass(frozen=True, kw_only=True, slots=True)
class Interludes:
    """Between two groups: the outro video of the one, a break, the intro video of the other.

    They are shown on the way forward only, each once, and are states themselves: `OUTRO_BEFORE_X`,
    `BREAK_BEFORE_X`, `INTRO_BEFORE_X` for the state X that they lead to. Before a final state there is no break.
    """

    groups: Sequence[Group]
    """In the order in which they are gone through."""
    pause: Pause | None = None
    """Breaks; None for none. A button of the offer has to lead on, with `TransitionState(target_state=…)`."""
    video: Show | None = None
    """Videos; None for none."""
    buttons: Sequence[type[Action]] = ()
    """What the buttons of these offers stand for, besides leading on."""
    on: bool = True
    """Whether they are shown; `Program.load(interludes=…)` says otherwise."""
