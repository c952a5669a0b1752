"""What the conversations of a program did as a whole, marked on the picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from coach.coach import Coach
from coach.graph.picture import Edge, Mark, Node, Picture
from coach.store.traffic import statements
from coach.values import value

#: How many conversations are counted at most: the newest.
MOST = 10_000
#: After how long without a turn a conversation counts as stopped.
QUIET = timedelta(days=7)


@value
class Stay:
    """What conversations did in a state."""

    came: int = 0
    """How many conversations were in it, ever."""
    there: int = 0
    """How many are in it now."""
    stopped: int = 0
    """How many of those had no turn for as long as `QUIET`."""
    left: int = 0
    """How often it was left."""
    turns: float | None = None
    """The median of the turns from coming to leaving; None where it was never left."""
    seconds: float | None = None
    """The median of the time from coming to leaving."""


@value
class Traffic:
    """What the newest conversations of a program did."""

    conversations: int
    most: int
    """How many were counted at most."""
    stays: Mapping[str, Stay]
    """By state."""
    taken: Mapping[tuple[str, str, str], int]
    """How often a move was made: from where, to where, asked by whom."""
    refused: Mapping[tuple[str, str, str], int]
    """How often a guard refused a move: from where, to which target, asked by whom."""


async def read_traffic(
    coach: Coach, *, tenant: str | None = None, most: int = MOST, quiet: timedelta = QUIET
) -> Traffic:
    """Count what the newest conversations of the coach's program did. Raises a `StoreError`."""
    await coach.connect()
    before = datetime.now(UTC) - quiet
    there, asked, stays = await coach.store.fetch(*statements(coach.program.name, most, before, tenant))
    found: dict[str, Stay] = {
        row.state: Stay(came=row.came, left=row.left, turns=_number(row.turns), seconds=_number(row.seconds))
        for row in stays
    }
    for row in there:
        found[row.state] = replace(found.get(row.state, Stay()), there=row.there, stopped=int(row.quiet))
    made = {(row.source, row.target, row.by): row.times for row in asked if row.status == "applied"}
    refused = {(row.source, row.target, row.by): row.times for row in asked if row.kind == "guard"}
    return Traffic(
        conversations=sum(row.there for row in there),
        most=most,
        stays=found,
        taken=made,
        refused=refused,
    )


def with_traffic(picture: Picture, traffic: Traffic) -> Picture:
    """The picture, states shaded by how many conversations came and exits as thick as they were taken often."""
    most_came = max((stay.came for stay in traffic.stays.values()), default=0) or 1
    most_taken = max(traffic.taken.values(), default=0) or 1
    final = {node.name for node in picture.nodes if node.final}
    return replace(
        picture,
        nodes=tuple(
            replace(node, mark=_state(node, traffic.stays.get(node.name, Stay()), most_came)) for node in picture.nodes
        ),
        edges=tuple(replace(edge, mark=_exit(edge, traffic, most_taken)) for edge in picture.edges),
        subject="traffic",
        caption=tuple(_caption(picture, traffic, final)),
        data=plain(traffic, final),
    )


def plain(traffic: Traffic, final: set[str]) -> dict[str, Any]:
    """The traffic as JSON-able data."""

    def moves(counted: Mapping[tuple[str, str, str], int]) -> list[dict[str, Any]]:
        return [{"source": s, "target": t, "by": by, "times": times} for (s, t, by), times in counted.items()]

    stays = {name: asdict(stay) | ({"stopped": 0} if name in final else {}) for name, stay in traffic.stays.items()}
    whole = {"conversations": traffic.conversations, "most": traffic.most, "states": stays}
    return {**whole, "taken": moves(traffic.taken), "refused": moves(traffic.refused)}


def _state(node: Node, stay: Stay, most: int) -> Mark:
    if not stay.came and not stay.there:
        return Mark("faint", ("nobody came",))
    lines = [f"{stay.came:,} came, {stay.there:,} {'are' if stay.there != 1 else 'is'} here"]
    if stay.turns is not None and stay.seconds is not None:
        lines.append(f"{stay.turns:g} turn{'s' * (stay.turns != 1)}, {lasted(stay.seconds)}")
    if stay.stopped and not node.final:
        lines.append(f"{stay.stopped:,} stopped here")
    return Mark(lines=tuple(lines), weight=stay.came / most)


def _exit(edge: Edge, traffic: Traffic, most: int) -> Mark:
    taken = traffic.taken.get((edge.source, edge.target, edge.by), 0)
    refused = 0 if edge.passes else traffic.refused.get((edge.source, edge.to, edge.by), 0)
    lines = [*([f"{taken:,} ×"] if taken else []), *([f"refused {refused:,} ×"] if refused else [])]
    return Mark("" if taken or refused else "faint", tuple(lines), weight=taken / most)


def _caption(picture: Picture, traffic: Traffic, final: set[str]) -> Iterator[str]:
    many = traffic.conversations
    newest = f", the newest {many:,}" if many >= traffic.most else ""
    over = sum(stay.there for name, stay in traffic.stays.items() if name in final)
    yield f"{many:,} conversation{'s' * (many != 1)}{newest}; {over:,} came to an end"
    yield f"in each state the medians of a stay; stopped: no turn for {QUIET.days} days"
    if gone := sum(stay.there for name, stay in traffic.stays.items() if name not in {n.name for n in picture.nodes}):
        yield f"{gone:,} are in states that the program does not have"


def lasted(seconds: float) -> str:
    """A time as people say it."""
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {name}"
    return f"{seconds:.0f} s"


def _number(found: Any) -> float | None:
    return None if found is None else float(found)
