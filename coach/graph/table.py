"""A program as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from coach.engine.program import Program
from coach.graph.picture import Edge, Mark, Picture, wants
from coach.graph.words import numbered, shown
from coach.program.state import Exit, State
from coach.values import value


@value
class Row:
    """One exit of a state, or a state that has none."""

    state: str
    """The state's name."""
    mark: str
    """`initial`, `final` or nothing."""
    target: str
    """Where the exit leads; empty where there is none."""
    by: str
    """Who may ask for it: `model`, `auto`, `user`, `operator`."""
    wants: str
    """What its guard wants; `nothing` where there is none."""
    actions: tuple[str, ...]
    """What the model may do in the state, by wire name."""
    buttons: tuple[str, ...] = ()
    """What buttons may stand for in the state, by wire name."""
    state_marks: tuple[str, ...] = ()
    """What is marked on the state."""
    marks: tuple[str, ...] = ()
    """What is marked on the exit."""


def table_rows(program: Program, picture: Picture | None = None) -> list[Row]:
    """The program as rows: every exit once, states in the order in which they can be reached.

    They have what is marked on the picture, where there is one.
    """
    rows = [row for state in program.states.values() for row in _rows(program, state)]
    if picture is None:
        return rows
    states = {node.name: _marks([node.mark]) for node in picture.nodes}
    exits = _exits(program, picture)
    return [replace(row, state_marks=states[row.state], marks=marks) for row, marks in zip(rows, exits, strict=True)]


def _exits(program: Program, picture: Picture) -> Iterator[tuple[str, ...]]:
    """What is marked on each exit, in the order of the rows: an exit has an edge for each state it can lead to."""
    edges = iter(picture.edges)
    for state in program.states.values():
        for exit in state.exits:
            yield _marks([edge.mark for edge in _taken(edges, exit)])
        if not state.exits:
            yield ()


def _taken(edges: Iterator[Edge], exit: Exit) -> list[Edge]:
    return [next(edges) for _ in exit.landings()]


def _marks(marks: Iterable[Mark]) -> tuple[str, ...]:
    said = [
        line
        for mark in marks
        for line in (
            *(["here"] if mark.tone == "here" else []),
            *(f"step {line}" for line in numbered(mark.numbers)),
            *map(shown, mark.lines),
        )
    ]
    return tuple(said)


def _rows(program: Program, state: State) -> Iterator[Row]:
    mark = "initial" if state.initial else "final" if state.final else ""
    rules = program.rules[state.name]
    does = tuple(rules.allowed), tuple(rules.buttons)
    for exit in state.exits:
        way = f" (by way of {exit.via[0]})" if exit.via else ""
        yield Row(state.name, mark, f"{exit.target}{way}", exit.by, wants(exit) or "nothing", *does)
    if not state.exits:
        yield Row(state.name, mark, "", "", "", *does)
