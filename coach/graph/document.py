"""A picture as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from coach.graph.picture import Edge, Node, Picture, Subject, Tone
from coach.program.action import By
from coach.program.words import kept


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MarkDocument(_Part):
    """What is marked on a state or an exit."""

    tone: Tone
    lines: tuple[str, ...]
    numbers: tuple[int, ...]
    weight: float


class StateDocument(_Part):
    """A state."""

    name: str
    title: str
    purpose: str
    group: str
    initial: bool
    final: bool
    interlude: bool
    actions: tuple[str, ...]
    buttons: tuple[str, ...]
    mark: MarkDocument


class ExitDocument(_Part):
    """An exit, to one of the states where it can lead; `to` is its own target."""

    number: int
    source: str
    target: str
    to: str
    by: By
    trigger: str
    wants: str
    passes: bool
    mark: MarkDocument


class GraphDocument(_Part):
    """A program's picture. Its schema is `GraphDocument.model_json_schema()`."""

    format: Literal[1] = 1
    program: str
    version: str
    groups: tuple[str, ...]
    states: tuple[StateDocument, ...]
    exits: tuple[ExitDocument, ...]
    subject: Subject
    caption: tuple[str, ...]
    data: Mapping[str, Any] | None
    """What the marks were made of."""


def as_json(picture: Picture) -> str:
    """The picture as JSON; half a character, which no reader takes, is a question mark."""
    return kept(json.dumps(document(picture).model_dump(), ensure_ascii=False, indent=2)) + "\n"


def document(picture: Picture) -> GraphDocument:
    """The picture as a document."""
    return GraphDocument(
        program=picture.title,
        version=picture.version,
        groups=tuple(picture.groups),
        states=tuple(map(_state, picture.nodes)),
        exits=tuple(map(_exit, picture.edges)),
        subject=picture.subject,
        caption=picture.caption,
        data=picture.data,
    )


def _state(node: Node) -> StateDocument:
    return StateDocument(
        name=node.name, title=node.title, purpose=node.purpose, group=node.group, initial=node.initial,
        final=node.final, interlude=node.interlude, actions=node.actions, buttons=node.buttons, mark=_mark(node),
    )  # fmt: skip


def _exit(edge: Edge) -> ExitDocument:
    return ExitDocument(
        number=edge.number, source=edge.source, target=edge.target, to=edge.to, by=edge.by, trigger=edge.trigger,
        wants=edge.wants, passes=edge.passes, mark=_mark(edge),
    )  # fmt: skip


def _mark(of: Node | Edge) -> MarkDocument:
    mark = of.mark
    return MarkDocument(tone=mark.tone, lines=mark.lines, numbers=mark.numbers, weight=round(mark.weight, 4))
