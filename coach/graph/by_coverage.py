"""What a run of tests covered, marked on the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.errors import BadInput
from coach.graph.picture import Edge, Mark, Node, Picture, Tone
from coach.program.words import complaints, listed


class _Part(BaseModel):
    """What is read of `coverage.json`; it holds more."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Missing(_Part):
    says: str
    seen: int


class _Exit(_Part):
    target: str
    by: str
    taken: int
    closed: int = 0
    open: int = 0
    missing: tuple[_Missing, ...] = ()


class _Action(_Part):
    type: str
    applied: int


class _State(_Part):
    visited: int
    exits: tuple[_Exit, ...] = ()
    actions: tuple[_Action, ...] = ()


class _Coverage(_Part):
    program: str
    version: str
    totals: Mapping[str, tuple[int, int]] = Field(default_factory=dict)
    states: Mapping[str, _State]


def covered(picture: Picture, coverage: Mapping[str, Any]) -> Picture:
    """The picture, coloured by a coverage. Raises `BadInput` where that is of another program, or no coverage."""
    try:
        found = _Coverage.model_validate(coverage)
    except ValidationError as error:
        raise BadInput(f"this is no coverage of a program: {complaints(error, noun='field')}") from None
    if found.program != picture.title:
        raise BadInput(f"this is the coverage of program {found.program!r}, not of {picture.title!r}")
    if unknown := [name for name in found.states if name not in {node.name for node in picture.nodes}]:
        raise BadInput(
            f"the coverage has states that the program does not have: {listed(unknown)}; "
            "measure it again, with interludes on or off as they are now"
        )
    edges = {name: _marks([edge for edge in picture.edges if edge.source == name], state.exits)
             for name, state in found.states.items()}  # fmt: skip
    return replace(
        picture,
        nodes=tuple(_state(node, found.states.get(node.name)) for node in picture.nodes),
        edges=tuple(replace(edge, mark=edges.get(edge.source, {}).get(edge.number, Mark("none", ("never taken",))))
                    for edge in picture.edges),
        subject="coverage",
        caption=tuple(_caption(found, picture)),
        data=coverage,
    )  # fmt: skip


def _caption(found: _Coverage, picture: Picture) -> list[str]:
    said = [f"{seen} of {every} {what}" for what, (seen, every) in found.totals.items() if every]
    lines = ["covered: " + ", ".join(said)] if said else []
    if found.version != picture.version:
        lines.append(f"measured on version {found.version}; the program is at version {picture.version} now")
    return lines


def _state(node: Node, state: _State | None) -> Node:
    if state is None or not state.visited:
        return replace(node, mark=Mark("none", ("never visited",)))
    left = [action.type for action in state.actions if not action.applied]
    lines = [f"{len(left)} of {len(state.actions)} actions never applied"] if left else []
    return replace(node, mark=Mark("part" if left else "full", tuple(lines)))


def _marks(edges: Sequence[Edge], exits: Sequence[_Exit]) -> dict[int, Mark]:
    """The marks of a state's edges, by number. An exit by way of interludes is one there, and several edges here."""
    found: dict[int, Mark] = {}
    for exit in exits:
        ours = [edge for edge in edges if (edge.to, edge.by) == (exit.target, exit.by)]
        tone, lines = _exit(exit, guarded=any(edge.wants for edge in ours))
        found |= {edge.number: Mark(tone, () if edge.passes else lines) for edge in ours}
    return found


def _exit(exit: _Exit, *, guarded: bool) -> tuple[Tone, tuple[str, ...]]:
    unseen = [each for each in exit.missing if not each.seen]
    lines = [
        *(["never taken"] if not exit.taken else []),
        *(["never seen closed"] if guarded and not exit.closed else []),
        *([f"{len(unseen)} of {len(exit.missing)} reasons never seen missing"] if unseen else []),
    ]
    tone: Tone = "none" if not exit.taken else "part" if lines else "full"
    return tone, tuple(lines)
