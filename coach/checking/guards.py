"""Guards that never open, that fail, or that are no pure functions of the memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coach.checking.fields import needed_fields
from coach.checking.finding import Finding, finding
from coach.checking.looking import Look, leaves
from coach.checking.opening import Reached, stays
from coach.checking.pure import Impure, chances, changes
from coach.program.guard import Guard, GuardBug
from coach.program.state import Exit, State
from coach.program.words import listed


def check_guards(look: Look) -> Iterator[Finding]:
    """C201, C202, C203 and C205."""
    impure: dict[int, bool] = {}
    for function, guard, _state, _exit in look.guards():
        name = guard.check.__name__
        by_chance, changing = list(chances(look, function)), list(changes(look, function))
        impure[id(guard)] = bool(by_chance or changing)
        yield from (_by_chance(name, each) for each in by_chance)
        yield from (_changing(name, each) for each in changing)
        if not changing:
            yield from _failing(look, guard)

    def unsure(exit: Exit) -> bool:
        return exit.guard is not None and any(impure.get(id(each)) for each in leaves(exit.guard))

    reached = Reached(look, unsure)
    for state, exit in look.exits():
        if exit.guard is None or unsure(exit):
            continue
        written = reached.written if state.name in reached.states else look.slots.by_anybody
        open_for_ever = stays(look, exit.guard, written)
        if open_for_ever is None:
            yield from _never_given(look, state, exit)
        elif open_for_ever is False:
            yield finding(
                "exit-never-opens",
                look.place(exit),
                f"the exit from {state.name} to {exit} never opens: it wants “{exit.guard.text}”, "
                f"{_why(look, exit.guard, written)}",
                "Let an action, a button or on_enter of a state that can be reached write it, or change the guard",
            )


def _by_chance(name: str, found: Impure) -> Finding:
    return finding(
        "guard-by-chance",
        found.place,
        f"the guard {name} depends on {found.what}, so the same memory may be let through once and not the next time",
        "Let an action or on_enter keep what it needs in the memory (turn.now is the time there), and read that",
    )


def _changing(name: str, found: Impure) -> Finding:
    return finding(
        "guard-changes-memory",
        found.place,
        f"the guard {name} changes the memory ({found.what}), and a guard is asked whenever somebody wants to know",
        "Only look there; what has to change is changed by an action or by on_enter",
    )


def _failing(look: Look, guard: Guard[Any]) -> Iterator[Finding]:
    try:
        guard.missing(look.examples[0].copied(locked=True))
    except GuardBug as bug:
        what = f"{type(bug.__cause__).__name__}: {bug.__cause__}" if bug.__cause__ is not None else str(bug)
        yield finding(
            "guard-fails",
            look.owned.place_of(guard.check),
            f"the guard {guard.check.__name__} fails on an empty memory: {' '.join(what.split())}",
            "Let it yield what is missing there",
        )


def _never_given(look: Look, state: State, exit: Exit) -> Iterator[Finding]:
    """An exit that opens on none of many memories unless a field has a value that nothing gives it."""
    assert exit.guard is not None
    fields = needed_fields(look, exit.guard)
    if fields:
        yield finding(
            "exit-never-opens",
            look.place(exit),
            f"the exit from {state.name} to {exit} does not open on any memory that was tried: it wants "
            f"“{exit.guard.text}”, and nothing that can be done gives {listed(fields)} another value than the first",
            "Let an action, a button or on_enter of a state that can be reached change it, or change the guard",
            "warning",
        )


def _why(look: Look, guard: Guard[Any], written: frozenset[str]) -> str:
    shut = [each for each in leaves(guard) if stays(look, each, written) is not None]
    read = look.slots.read([each.check for each in shut])
    if not read:
        return "and that reads nothing of the memory"
    behind = " before somebody has passed it" if read & look.slots.by_anybody else ""
    return f"and nothing that can be done{behind} writes {listed(sorted(read))}"
