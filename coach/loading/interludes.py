"""Interludes become states of the program, and the exits that pass by them know it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from coach.errors import ProgramError
from coach.program.action import Turn
from coach.program.interlude import Group, Interludes, Video
from coach.program.offer import Offer
from coach.program.state import Exit, Settings, State, to
from coach.program.words import nearest

Put = Callable[[], Offer]


def with_interludes(states: Mapping[str, State], settings: Settings, folder: Path, on: bool | None) -> dict[str, State]:
    """The states, with those between their groups where the settings (or `on`) ask for them."""
    interludes = settings.interludes
    if interludes is None or not (interludes.on if on is None else on):
        return dict(states)
    order = {group.title: number for number, group in enumerate(interludes.groups)}
    _check(states, order, folder)
    found: dict[str, State] = {}
    for name, state in states.items():
        exits = [_passing(found, states, interludes, order, state, exit) for exit in state.exits]
        found[name] = _changed(state, exits=tuple(exits))
    return found


def _check(states: Mapping[str, State], order: Mapping[str, int], folder: Path) -> None:
    for state in states.values():
        if state.group and state.group not in order:
            problem = f"the group {state.group!r} is not one of interludes.groups{nearest(state.group, order)}"
            raise ProgramError(problem, str(state.place.within(folder)))


def _passing(
    found: dict[str, State],
    states: Mapping[str, State],
    interludes: Interludes,
    order: Mapping[str, int],
    state: State,
    exit: Exit,
) -> Exit:
    """The exit, by way of what lies between the two groups."""
    here, there = order.get(state.group, -1), order.get(states[exit.target].group, -1)
    if exit.by == "operator" or here < 0 or there <= here:
        return exit
    left, entered = interludes.groups[here], interludes.groups[there]
    chain = [
        *_video(interludes, f"OUTRO of {left.title}", left.outro, exit.target),
        *([] if states[exit.target].final else _break(interludes, entered, exit.target)),  # nobody comes back to an end
        *_video(interludes, f"INTRO of {entered.title}", entered.intro, exit.target),
    ]
    names = [_name(found, shows, exit.target, state) for shows, _, _ in chain]
    for number, (name, link) in enumerate(zip(names, chain, strict=True)):
        found[name] = _interlude(name, link, exit.target, tuple(names[number + 1 :]), interludes, state)
    return replace(exit, via=tuple(names))


#: What it shows, by its kind and its group; its title; its offer.
Link = tuple[str, str, Offer]


def _video(interludes: Interludes, shows: str, video: Video | None, target: str) -> list[Link]:
    if video is None or interludes.video is None:
        return []
    return [(shows, video.title, interludes.video(video, target))]


def _break(interludes: Interludes, entered: Group, target: str) -> list[Link]:
    return [] if interludes.pause is None else [(f"BREAK of {entered.title}", "Break", interludes.pause(target))]


def _name(found: Mapping[str, State], shows: str, target: str, after: State) -> str:
    """The name of an interlude; where another group has one of its kind there, the state it comes after is added."""
    name = f"{shows.partition(' ')[0]}_BEFORE_{target}"
    there = found.get(name)
    return name if there is None or there.shows == shows else f"{name}_AFTER_{after.name}"


def _interlude(
    name: str, link: Link, target: str, rest: tuple[str, ...], interludes: Interludes, after: State
) -> State:
    """A silent state that puts the offer; what does not hold the conversation is passed by writing too."""
    shows, title, offer = link

    def put(turn: Turn[Any]) -> None:
        turn.put(offer)

    on = [to(target, by="user"), *([] if offer.holds else [to(target, by="auto")])]
    exits = tuple(replace(exit, via=rest, place=after.place) for exit in on)
    made = State(title=title, silent=True, on_enter=put, buttons=tuple(interludes.buttons), exits=exits)
    return _changed(made, name=name, shows=shows, purpose=offer.text.partition("\n")[0], place=after.place)


def _changed(state: State, **fields: Any) -> State:
    changed = copy.copy(state)
    for field, value in fields.items():
        object.__setattr__(changed, field, value)
    return changed
