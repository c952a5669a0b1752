"""A scenario against the program that is to go on from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from coach.engine.program import Program
from coach.program.action import TransitionState, wire_name
from coach.program.memory import Memory
from coach.program.words import nearest
from coach.scenarios.content import Content, TurnPart
from coach.scenarios.ids import FORM
from coach.turns.deeds import DEEDS
from coach.yaml_text.ago import Ago, read_duration
from coach.yaml_text.complaints import complaint
from coach.yaml_text.source import Source, below

_MOVE = wire_name(TransitionState)


def check(content: Content, program: Program, source: Source) -> None:
    """Raise `ScenarioError` unless a conversation of this program can stand as the file says."""
    if content.program != program.name:
        raise source.error("program", f"is {content.program[:80]!r}, and the program that is loaded {program.name!r}")
    for place, state in _states(content):
        if state not in program.states:
            raise source.error(place, f"there is no state {state[:80]!r}{nearest(state, program.states)}")
    for place, action in _actions(content):
        if action not in program.actions and action != _MOVE:
            raise source.error(place, f"there is no action {action[:80]!r}{nearest(action, [*program.actions, _MOVE])}")
    for place, problem in _id_problems(content, program):
        raise source.error(place, problem)
    made_memory(content, program, source, 0, 0, datetime.now(UTC))


def made_memory(content: Content, program: Program, source: Source, id: int, serial: int, end: datetime) -> Memory:
    """The memory of conversation `id`, whose last turn is at `end`. Raises `ScenarioError` where it does not fit."""
    try:
        text = json.dumps(_at(content.memory, end))
    except OverflowError:
        raise source.error("memory", "has a time that is too long ago for a date") from None
    try:
        return program.memory.load(text, namespace=id, serial=serial, strict=True)
    except ValidationError as error:
        place, problem = complaint(error, program.memory)  # type: ignore[arg-type]  # pydantic's model, but for a type checker
        raise source.error(below("memory", place) if place else "memory", problem) from None


def ids_of(content: Content, program: Program) -> Iterator[tuple[str, str | None, str]]:
    """What has an id: (place, the id, kind), memory records first; the id is None where the file gives none."""
    for name in program.memory.collections:
        records = content.memory.get(name)
        for n, record in enumerate(records if isinstance(records, list) else ()):
            if isinstance(record, dict):
                yield f"memory.{name}[{n}].id", record.get("id"), name
    for n, turn in enumerate(content.turns):
        if turn.offer is not None:
            yield f"turns[{n}].offer.id", turn.offer.id, "offer"
    for n, id in enumerate(content.gone):
        yield f"gone[{n}]", id, "gone"


def _id_problems(content: Content, program: Program) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for place, id, kind in ids_of(content, program):
        if id is None:
            continue
        if not isinstance(id, str) or not FORM.fullmatch(id):
            yield place, f"{str(id)[:40]!r} is no id; write a word and a number, like '{kind}-1'"
        elif id in seen:
            yield place, f"{id!r} is used twice, first in {seen[id]}"
        seen[id] = place


def _states(content: Content) -> Iterator[tuple[str, str]]:
    """Every state that is named, with its place."""
    yield "state", content.state
    for n, state in enumerate(content.entered):
        yield f"entered[{n}]", state
    for n, turn in enumerate(content.turns):
        place = f"turns[{n}]"
        yield f"{place}.state", turn.state
        for m, message in enumerate(turn.messages):
            yield f"{place}.messages[{m}].state", message.state
        for m, call in enumerate(turn.calls):
            yield f"{place}.calls[{m}].state", call.state
        for m, action in enumerate(turn.actions):
            for name, moved in (("from_state", action.from_state), ("to_state", action.to_state)):
                if moved is not None:
                    yield f"{place}.actions[{m}].{name}", moved
        for name in turn.missing:
            yield f"{place}.missing.{name}", name
        for where, step in _steps(turn):
            if step["type"] == _MOVE:
                yield f"{place}.{where}.target_state", str(step.get("target_state"))


def _actions(content: Content) -> Iterator[tuple[str, str]]:
    """Every action that was done or that a button stands for, with its place; what was refused may have any name."""
    for n, turn in enumerate(content.turns):
        for m, action in enumerate(turn.actions):
            done = action.by == "operator" and action.type in DEEDS
            if not done and (action.status != "refused" or action.kind not in ("undeclared", "invalid")):
                yield f"turns[{n}].actions[{m}].type", action.type
        for where, step in _steps(turn):
            yield f"turns[{n}].{where}.type", step["type"]


def _steps(turn: TurnPart) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for n, button in enumerate(turn.offer.buttons if turn.offer is not None else ()):
        for m, step in enumerate(button.plan):
            yield f"offer.buttons[{n}].plan[{m}]", step


def _at(data: Any, end: datetime) -> Any:
    """JSON-able data, with every time ago as the time it was."""
    if isinstance(data, Ago):
        return (end - (read_duration(data.text) or end - end)).isoformat()
    if isinstance(data, dict):
        return {name: _at(item, end) for name, item in data.items()}
    return [_at(each, end) for each in data] if isinstance(data, list) else data
