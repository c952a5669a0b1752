"""Ways through the states: dead ends, and circles that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from coach.checking.finding import Finding, finding
from coach.checking.looking import Look
from coach.checking.slots import entering
from coach.program.guard import GuardBug
from coach.program.memory import Memory
from coach.program.state import Exit, State

#: An automatic exit, with the state it leads out of.
Edge = tuple[str, Exit]


def check_ways(look: Look) -> Iterator[Finding]:
    """C102, C104 and C105."""
    states = look.program.states.values()
    if not any(state.final for state in states):
        yield finding(
            "no-final-state",
            look.place(look.program.initial),
            "no state is final, so no conversation ever ends",
            "Mark the last state with final=True",
        )
    else:
        ending = _ending(look)
        for state in states:
            if state.name not in ending:
                yield finding(
                    "no-way-to-the-end",
                    look.place(state),
                    f"from {state.name} no final state can be reached, so who comes here never gets to the end",
                    "Give it, or a state after it, an exit that leads on; or mark it with final=True",
                )
    for circle in _circles(look):
        yield _circling(look, circle)


def _ending(look: Look) -> set[str]:
    """The states from which a final one can be reached."""
    states = look.program.states
    found = {name for name, state in states.items() if state.final}
    before: set[str] = set()
    while found != before:
        before = set(found)
        found |= {name for name, state in states.items() for exit in state.exits if found & set(exit.landings())}
    return found


# --- automatic circles ---------------------------------------------------------------------------


def _circles(look: Look) -> Iterator[list[Edge]]:
    """The circles of automatic exits in which nothing closes what is open once: the shortest through each state."""
    edges = [(name, exit) for name, state in look.program.states.items() for exit in state.exits if exit.by == "auto"]
    before: list[Edge] = []
    while edges != before:
        before = edges
        groups = {name: _together(edges, name) for name, _ in edges}
        edges = [(n, e) for n, e in edges if e.target in groups[n] and not _can_close(look, e, groups[n])]
    seen: set[str] = set()
    for name in dict.fromkeys(name for name, _ in edges):
        circle = [] if name in seen else _shortest(edges, name)
        if circle and any(_all_open(circle, example) for example in look.examples):
            seen |= {name for name, _ in circle}
            yield circle


def _together(edges: list[Edge], name: str) -> set[str]:
    """The states that one gets to from a state, and back from."""
    ahead = _reached(edges, name)
    return {each for each in ahead if name in _reached(edges, each)}


def _reached(edges: list[Edge], start: str) -> set[str]:
    found: set[str] = set()
    wanted = [start]
    while wanted:
        here = wanted.pop()
        for name, exit in edges:
            if name == here and exit.target not in found:
                found.add(exit.target)
                wanted.append(exit.target)
    return found


def _can_close(look: Look, exit: Exit, states: set[str]) -> bool:
    """Whether what is done in these states can change what an exit's guard reads."""
    if exit.guard is None:
        return False
    read = look.slots.read(exit.guard.functions)
    inside: list[State] = [look.program.states[name] for name in states]
    return any(read & look.slots.by_state(state) for state in inside)


def _shortest(edges: list[Edge], start: str) -> list[Edge]:
    """The shortest way from a state back to itself; empty where there is none."""
    ways: list[list[Edge]] = [[edge] for edge in edges if edge[0] == start]
    seen = {start}
    for way in ways:
        here = way[-1][1].target
        if here == start:
            return way
        if here not in seen:
            seen.add(here)
            ways += [[*way, edge] for edge in edges if edge[0] == here]
    return []


def _all_open(circle: list[Edge], memory: Memory) -> bool:
    try:
        return not any(exit.guard.missing(memory.copied(locked=True)) for _, exit in circle if exit.guard is not None)
    except GuardBug:  # what is made up need not make sense to it
        return False


def _circling(look: Look, circle: list[Edge]) -> Finding:
    name, exit = circle[0]
    way = " → ".join([name, *(each.target for _, each in circle)])
    entered = any(entering(look.program.states[each]) for each, _ in circle)
    return finding(
        "automatic-cycle",
        look.place(exit),
        f"automatic exits lead round in a circle, {way}, and nothing "
        f"{'that is done on the way' if entered else 'in between'} closes any of them",
        "Give one of these exits a guard that closes, or let the model, a button or an operator ask for it",
    )
