"""What a picture of a program is made of, whatever the format: states, groups, exits, and what is marked on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal

from coach.engine.program import Program
from coach.program.action import By
from coach.program.state import Exit, State
from coach.values import value

Tone = Literal["", "here", "passed", "open", "closed", "full", "part", "none", "faint"]
"""How something is marked.

`here`: where a conversation is, `passed`: the way it came, `open` and `closed`: the exits before it; `full`, `part`
and `none`: how much of it was covered; `faint`: of no concern now; nothing: as it always is.
"""

Subject = Literal["", "conversation", "coverage", "traffic"]


@value
class Mark:
    """What is marked on a state or on an exit."""

    tone: Tone = ""
    lines: tuple[str, ...] = ()
    """Said below its own words."""
    numbers: tuple[int, ...] = ()
    """Which steps of the way it was."""
    weight: float = 0.0
    """Its share of the traffic, from 0 to 1."""


@value
class Node:
    """A state."""

    name: str
    title: str
    purpose: str
    group: str
    initial: bool
    final: bool
    interlude: bool
    """It comes between two groups and shows a video, or is a break."""
    actions: tuple[str, ...]
    """What the model may do in it, by wire name."""
    buttons: tuple[str, ...]
    """What buttons may stand for in it, by wire name."""
    mark: Mark = field(default_factory=Mark)


@value
class Edge:
    """An exit, to one of the states where it can lead: an interlude on its way, or its target."""

    number: int
    """Its place among the edges of the picture, from 1."""
    source: str
    target: str
    """Where it leads."""
    to: str
    """The exit's own target, which is another state where it leads to an interlude."""
    by: By
    wants: str
    """What its guard wants, in one line; empty where it is always open."""
    passes: bool
    """There are interludes on its way, and all of them were shown before."""
    mark: Mark = field(default_factory=Mark)

    @property
    def trigger(self) -> str:
        """What the machine calls it."""
        own = f"{self.to} ({self.by})"
        return own if self.target == self.to else f"{own} by way of {self.target}"


@value
class Picture:
    """A program, ready to be written in any format."""

    title: str
    version: str
    nodes: tuple[Node, ...]
    """The initial one first."""
    edges: tuple[Edge, ...]
    subject: Subject = ""
    """What is marked on it."""
    caption: tuple[str, ...] = ()
    """What is said of it as a whole, a line each."""
    data: Mapping[str, Any] | None = None
    """What the marks were made of, as JSON-able data."""

    @property
    def groups(self) -> Mapping[str, tuple[Node, ...]]:
        """The groups of states in order of appearance; states of no group are in none."""
        found: dict[str, tuple[Node, ...]] = {}
        for node in self.nodes:
            if node.group:
                found[node.group] = (*found.get(node.group, ()), node)
        return found

    @property
    def returns(self) -> frozenset[int]:
        """The numbers of the exits that lead back to where the way came from, by a walk of the first exits first."""
        onward: dict[str, list[Edge]] = {node.name: [] for node in self.nodes}
        for each in self.edges:
            onward[each.source].append(each)
        seen: set[str] = set()
        found: set[int] = set()
        for start in onward:
            if start in seen:
                continue
            seen.add(start)
            way = {start: iter(onward[start])}
            while way:
                here, left = next(reversed(way.items()))
                edge = next(left, None)
                if edge is None:
                    del way[here]
                elif edge.target in way:
                    found.add(edge.number)
                elif edge.target not in seen:
                    seen.add(edge.target)
                    way[edge.target] = iter(onward[edge.target])
        return frozenset(found)

    @property
    def askers(self) -> tuple[By, ...]:
        """Who may ask for its exits."""
        order: tuple[By, ...] = ("model", "auto", "user", "operator")
        return tuple(by for by in order if any(edge.by == by for edge in self.edges))


def picture(program: Program) -> Picture:
    """The program with nothing marked on it."""
    nodes = tuple(_node(program, state) for state in program.states.values())
    return Picture(program.name, program.version, nodes, tuple(_edges(program)))


def _node(program: Program, state: State) -> Node:
    rules = program.rules[state.name]
    return Node(
        name=state.name,
        title=state.title,
        purpose=state.purpose,
        group=state.group,
        initial=state.initial,
        final=state.final,
        interlude=bool(state.shows),
        actions=tuple(rules.allowed),
        buttons=tuple(rules.buttons),
    )


def _edges(program: Program) -> Iterator[Edge]:
    ways = (
        (name, exit, landing)
        for name, state in program.states.items()
        for exit in state.exits
        for landing in exit.landings()
    )
    for number, (source, exit, landing) in enumerate(ways, 1):
        passes = bool(exit.via) and landing == exit.target
        yield Edge(number, source, landing, exit.target, exit.by, wants(exit), passes)


def wants(exit: Exit) -> str:
    """What an exit's guard wants; nothing where there is none."""
    return "" if exit.guard is None else exit.guard.text
