"""A request as text that a person can read, and in which every change is a change of few lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from coach.engine.decide import Snapshot
from coach.engine.program import Program
from coach.engine.prompt import Asking, Prompts, Words
from coach.engine.reply import FormatName
from coach.engine.request import Request
from coach.program.memory import Memory
from coach.testing.walking.beginning import IDS
from coach.turns.starting import known_memory


def shown(request: Request) -> str:
    """A request: its messages, what a reply has to be like, and the model's settings."""
    parts = [_part(message.role, message.text) for message in request.messages]
    if request.schema is not None:
        parts.append(_part("schema", "\n".join(_schema(request.schema))))
    if request.tools:
        parts.append(_part("tools", "\n".join(map(_line, request.tools))))
    settings = {name: value for name, value in asdict(request.settings).items() if value is not None}
    if settings:
        parts.append(_part("settings", "\n".join(f"{name}: {value}" for name, value in settings.items())))
    return "\n".join([f"{request.state}, in the format {request.format}\n", *parts])


def shown_all(requests: Sequence[Request]) -> str:
    """All that a model was asked in a turn."""
    if not requests:
        return "The model was not asked.\n"
    return "\n".join(map(shown, requests))


def shown_state(
    program: Program,
    state: str,
    memory: Memory | Mapping[str, Any] | None,
    now: datetime,
    text: str,
    format: FormatName,
    since_last: timedelta,
) -> str:
    """What is said on entering a state, and what a model is asked there when the client says `text`."""
    known, prompts = known_memory(program, memory).renewed(IDS), Prompts(program)
    snapshot = Snapshot(state, known, 1, now, since_last, {}, [state])
    opening = prompts.opening(snapshot)
    parts = [_part("opening", opening)] if opening else []
    last = program.states[state].final
    if not program.states[state].silent and not (last and opening):
        recent = [Words("coach", opening)] if opening else []
        parts.append(shown(prompts.request(Asking(snapshot, text, recent, arrived=last), format)))
    return "\n".join(parts)


def _part(name: str, text: str) -> str:
    return f"=== {name} ===\n{_visible(text)}\n"


def _visible(text: str) -> str:
    """The text, without what an editor would take away unseen: a space at the end of a line is shown as `␠`."""
    return "\n".join(line[: len(line.rstrip(" "))] + "␠" * (len(line) - len(line.rstrip(" "))) for line in
                     text.replace("\r", "␍").split("\n"))  # fmt: skip


def _schema(schema: Mapping[str, Any]) -> Iterable[str]:
    """A line for each thing that a reply may have; for actions, for each of them."""
    for name, part in schema.get("properties", {}).items():
        kinds = part.get("items", {}).get("anyOf") if isinstance(part, Mapping) else None
        if kinds:
            yield f"{name}: {_line({key: value for key, value in part.items() if key != 'items'})} of"
            yield from (f"  {_line(kind)}" for kind in kinds)
        else:
            yield f"{name}: {_line(part)}"
    rest = {name: value for name, value in schema.items() if name != "properties"}
    yield _line(rest)


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)
