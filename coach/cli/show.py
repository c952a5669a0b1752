"""`coach show`: a stored conversation, to read or as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from coach.cli.files import check_written
from coach.cli.output import page, write
from coach.coach import Coach
from coach.engine.program import Program
from coach.engine.text import harmless, inline
from coach.models.scripted import ScriptedModel
from coach.results import ActionView, ConversationView, MessageView

_FIELDS = ("conversation", "program", "version", "state", "memory", "messages", "actions")


def show_conversation(
    conversation: str, program: str | None, db: str, schema: str | None, user: str | None, as_json: bool
) -> None:
    """Print a conversation. Raises a `CoachError` where it cannot be read."""
    # Nobody is asked anything here, whatever model is set.
    coach = Coach.open(db, program=program, schema=schema, model=ScriptedModel(()))
    view = asyncio.run(_read(coach, conversation, user))
    if as_json:
        write(json.dumps(_plain(view), ensure_ascii=False, default=_iso) + "\n")
    else:
        page(*_parts(view, coach.program))


def _plain(view: ConversationView) -> dict[str, Any]:
    """As JSON-able data: what was noticed of a message, and the open offer, where there is any."""
    whole = asdict(view)
    for message in whole["messages"]:
        if not message["lint"]:
            del message["lint"]
    return {name: whole[name] for name in (*_FIELDS, *(["offer"] if view.offer is not None else []))}


async def _read(coach: Coach, conversation: str, user: str | None) -> ConversationView:
    try:
        check_written(coach.store)
        return await coach.snapshot(conversation, user=user)
    finally:
        await coach.close()


def _iso(moment: Any) -> str:
    """ISO 8601, with its zone."""
    return str(moment.isoformat())


def _parts(view: ConversationView, program: Program) -> Iterator[RenderableType]:
    of = f" of {inline(view.user)}" if view.user else ""
    yield Text(f"{view.conversation}{of}", style="bold")
    yield Text(f"{program.name}, version {view.version}, {view.turn} {'turn' if view.turn == 1 else 'turns'}")
    yield _titled("Phase", [Text(f"{inline(program.states[view.state].title)} ({view.state})"), *_missing(view)])
    yield _titled("Memory", list(_memory(view.memory)))
    yield _titled("Said", [_message(message) for message in view.messages])
    if view.actions:
        yield _titled("Done", [_actions(view.actions)])


def _titled(title: str, parts: Sequence[RenderableType]) -> RenderableType:
    return Group(Text(), Text(title, style="bold"), *(_padded(part, (0, 0, 0, 2)) for part in parts))


def _padded(part: RenderableType, pad: tuple[int, int, int, int]) -> Padding:
    """With room around it, and no wider than it has to be."""
    return Padding(part, pad, expand=False)


def _missing(view: ConversationView) -> Iterator[Text]:
    for target, items in view.missing.items():
        yield Text(f"to {target}: {inline('; '.join(items)) or 'open'}", style="dim")


def _memory(memory: Mapping[str, Any]) -> Iterator[Text]:
    """A line for each scalar and each record."""
    for name, value in memory.items():
        if not isinstance(value, list):
            yield Text(f"{name}: {_value(value)}")
            continue
        yield Text(f"{name}: {len(value) or 'none'}")
        for record in value:
            yield Text("  " + ", ".join(f"{key}={_value(item)}" for key, item in record.items()))


def _value(value: Any) -> str:
    return inline(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _message(message: MessageView) -> RenderableType:
    who = message.role if message.model is None else f"{message.role} ({message.model})"
    head = f"{message.turn}  {who}  {message.state}  {message.at:%Y-%m-%d %H:%M:%S %Z}"
    return Group(Text(head, style="dim"), _padded(Text(harmless(message.text)), (0, 0, 1, 0)))


def _actions(actions: Sequence[ActionView]) -> Table:
    table = Table("turn", "action", "by", "result", "what", box=None, pad_edge=False, header_style="dim")
    for action in actions:
        result = f"{action.status} ({action.kind})" if action.kind else action.status
        what = action.summary or action.reason or ""
        given = f"{inline(action.type)} {_value(dict(action.params))}"
        table.add_row(str(action.turn), Text(given), action.by, result, Text(inline(what)))
    return table
