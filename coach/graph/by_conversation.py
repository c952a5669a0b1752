"""One conversation, marked on the picture: where it is, the way it came, and what is open before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from coach.coach import Coach
from coach.graph.picture import Edge, Mark, Node, Picture
from coach.graph.words import shown
from coach.results import ConversationView
from coach.turns.door import check_whose
from coach.turns.reading import read_exits
from coach.values import value

_MOST = 4  # lines of what is missing


@value
class Step:
    """A move that was made."""

    number: int
    """Its place on the way, from 1."""
    turn: int
    source: str
    target: str
    by: str


@value
class Ahead:
    """An exit of the state that the conversation is in."""

    landing: str
    """Where it would lead now."""
    missing: tuple[str, ...]
    """Nothing where it is open."""


@value
class Journey:
    """Where a conversation is, the way it came, and what is before it."""

    conversation: str
    state: str
    turn: int
    way: tuple[Step, ...]
    exits: Mapping[tuple[str, str], Ahead]
    """By target and by who may ask."""


def way(view: ConversationView) -> list[Step]:
    """The moves of a conversation, in their order."""
    moves = [each for each in view.actions if each.type == "TRANSITION_STATE" and each.status == "applied"]
    return [
        Step(number, move.turn, move.from_state or "", move.to_state or "", move.by)
        for number, move in enumerate(moves, 1)
    ]


async def read_journey(
    coach: Coach, conversation: str, *, user: str | None = None, tenant: str | None = None
) -> Journey:
    """A conversation of the coach's program. Raises `NoSuchConversation`, `ProgramMismatch`, a `StoreError`."""
    whose = check_whose(conversation, user, tenant)
    await coach.connect()
    view, missing = await read_exits(coach.store, coach.program, whose)
    steps = _way(view)
    been = {view.state, *(name for step in steps for name in (step.source, step.target))}
    exits = coach.program.states[view.state].exits
    landings: dict[tuple[str, str], str] = {(exit.target, exit.by): coach.program.landing(exit, been) for exit in exits}
    ahead: dict[tuple[str, str], Ahead] = {
        (to, by): Ahead(landings[to, by], tuple(items)) for (to, by), items in missing.items()
    }
    return Journey(view.conversation, view.state, view.turn, tuple(steps), ahead)


def _way(view: ConversationView) -> list[Step]:
    """The moves of a conversation, in their order."""
    moves = [each for each in view.actions if each.type == "TRANSITION_STATE" and each.status == "applied"]
    return [
        Step(number, move.turn, move.from_state or "", move.to_state or "", move.by)
        for number, move in enumerate(moves, 1)
    ]


def journey(picture: Picture, made: Journey) -> Picture:
    """The picture with a conversation marked on it."""
    been = {name for step in made.way for name in (step.source, step.target)}
    taken: dict[int, list[int]] = {}
    lost = 0
    for step in made.way:
        found = _edge(picture.edges, step)
        lost += found is None
        if found is not None:
            taken.setdefault(found.number, []).append(step.number)
    return replace(
        picture,
        nodes=tuple(_node(node, made.state, been) for node in picture.nodes),
        edges=tuple(replace(edge, mark=_mark(edge, made, taken.get(edge.number, ()))) for edge in picture.edges),
        subject="conversation",
        caption=tuple(_caption(made, lost)),
        data=_plain(made),
    )


def _plain(made: Journey) -> dict[str, Any]:
    exits = [
        {"to": to, "by": by, "leads_to": ahead.landing, "missing": list(ahead.missing)}
        for (to, by), ahead in made.exits.items()
    ]
    where = {"conversation": made.conversation, "state": made.state, "turn": made.turn}
    return {**where, "way": [asdict(step) for step in made.way], "exits": exits}


def _edge(edges: Iterable[Edge], step: Step) -> Edge | None:
    asked = (step.source, step.target, step.by)
    return next((edge for edge in edges if (edge.source, edge.target, edge.by) == asked), None)


def _node(node: Node, here: str, been: set[str]) -> Node:
    return replace(node, mark=Mark("here" if node.name == here else "passed" if node.name in been else "faint"))


def _mark(edge: Edge, made: Journey, numbers: Sequence[int]) -> Mark:
    ahead = made.exits.get((edge.to, edge.by)) if edge.source == made.state else None
    if ahead is None or ahead.landing != edge.target:
        return Mark("passed" if numbers else "faint", numbers=tuple(numbers))
    missing = [shown(item) for item in ahead.missing]
    if not missing:
        return Mark("open", ("open now",), tuple(numbers))
    more = [f"and {len(missing) - _MOST} more"] if len(missing) > _MOST else []
    return Mark("closed", (*(f"missing: {item}" for item in missing[:_MOST]), *more), tuple(numbers))


def _caption(made: Journey, lost: int) -> Iterable[str]:
    moves = len(made.way)
    after = f"{made.turn} turn{'s' * (made.turn != 1)} and {moves} move{'s' * (moves != 1)}"
    yield f"conversation {made.conversation}: in {made.state}, after {after}"
    if lost:
        yield f"{lost} of them along exits that the program does not have any more"
