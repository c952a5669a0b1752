"""Silent states and interludes: whether the client has a way on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coach.checking.finding import Finding, finding
from coach.checking.looking import Look
from coach.checking.slots import OFFER, entering
from coach.loading.prompts import NOW
from coach.program.action import Action, TransitionState, Turn, wire_name
from coach.program.offer import Offer
from coach.program.state import State
from coach.program.words import listed


def check_leaving(look: Look) -> Iterator[Finding]:
    """C106."""
    seen: set[str] = set()
    for state in look.states.values():
        problem = _shown(look, state) if state.shows else _stuck(look, state)
        if problem and (state.shows or state.name) not in seen:
            seen.add(state.shows or state.name)
            place = look.program.settings.place.within(look.program.folder) if state.shows else look.place(state)
            yield finding("cannot-be-left", place, problem, _remedy(state))


def _remedy(state: State) -> str:
    if state.shows:
        return "Let every button of this offer lead on with TransitionState(target_state=…)"
    return 'Give it an exit with by="auto", or let on_enter put an offer whose buttons lead to its exits with by="user"'


def _shown(look: Look, state: State) -> str:
    """What is wrong with an interlude; empty for nothing. It was made here, and so was what it puts."""
    assert state.on_enter is not None
    turn: Turn[Any] = Turn(look.examples[0].copied(), state.name, 1, NOW, None, {})
    state.on_enter(turn)
    offer = turn.memory.offer
    if offer is None or any(exit.by == "auto" for exit in state.exits):
        return ""
    targets = {exit.target for exit in state.exits}
    dead = [each.label for each in offer.buttons if not any(_leads(step, targets) for step in each.plan)]
    said = f"the interlude {state.title!r} cannot be left by its button"
    return f"{said} {listed(dead)}, which leads nowhere" if dead else _listed_not(look, state, offer)


def _leads(step: Any, targets: set[str]) -> bool:
    return step["type"] == "TRANSITION_STATE" and step["target_state"] in targets


def _listed_not(look: Look, state: State, offer: Offer) -> str:
    listed_there: tuple[type[Action], ...] = (*state.buttons, TransitionState)
    known = {wire_name(cls) for cls in listed_there}
    foreign = [step["type"] for each in offer.buttons for step in each.plan if step["type"] not in known]
    said = f"the offer of the interlude {state.title!r} could not be put: its buttons stand for"
    return f"{said} {listed(foreign)}, which interludes.buttons does not list" if foreign else ""


def _stuck(look: Look, state: State) -> str:
    """Why nobody gets out of a state that is left by buttons alone; empty where they may."""
    asking = {exit.by for exit in state.exits} - ({"model"} if state.silent else set())
    if state.final or asking - {"user"} or not (state.silent or asking):
        return ""
    if not asking:
        asked = "; what it has is the model's to ask for, and the model is not asked there" if state.exits else ""
        return f"{state.name} is silent and has no exit for the client or by itself{asked}"
    done = [*entering(state), *(cls.apply for cls in (*state.buttons, *(() if state.silent else state.actions)))]
    if OFFER not in look.slots.written(entering(state) if state.silent else done):
        where = "on entering it" if state.silent else "there"
        return f"{state.name} is left by a button alone, but nothing puts an offer {where}"
    facts = look.reader.whole(done)
    if TransitionState not in facts.made and "TRANSITION_STATE" not in facts.texts and not facts.writes_all:
        return f"{state.name} is left by a button alone, and no button of what is offered there leads to an exit"
    return ""
