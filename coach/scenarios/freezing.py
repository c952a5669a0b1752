"""From a conversation as it is stored to the content of a file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from coach.engine.program import Program
from coach.program.ids import Ids
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.scenarios.content import ActionPart, CallPart, Content, MessagePart, OfferPart, TurnPart
from coach.scenarios.ids import LocalIds
from coach.store.packing import unpack
from coach.store.rows import Whose, shown_id
from coach.store.store import Store
from coach.store.whole import PARTS, whole
from coach.turns.door import no_such
from coach.turns.keeping import check_program, load_memory
from coach.values import value
from coach.yaml_text.ago import Ago, duration_text

_CALL = ("state", "model", "format", "finish", "input_tokens", "output_tokens", "cached_tokens", "latency_ms",
         "retries", "problem")  # fmt: skip
_ACTION = ("type", "status", "kind", "reason", "summary", "by", "attempt", "from_state", "to_state")
_OFFER = ("id", "kind", "text", "buttons", "fields", "holds", "link")

#: The rows of one turn, by table.
Rows = Mapping[str, Sequence[Any]]


@value
class Stored:
    """A conversation as it is stored, read at one moment."""

    id: int
    label: str | None
    content: Content
    """With the ids that it has in the store."""
    memory: Memory
    serial: int
    """How many ids it gave so far."""
    turned_at: datetime
    """When its last turn was committed."""

    @property
    def turns(self) -> int:
        """How many there are after the opening."""
        return len(self.content.turns) - 1

    @property
    def ids(self) -> list[str]:
        """All that it ever gave."""
        ids = Ids(self.id)
        return [ids.new() for _ in range(self.serial)]


async def stored(store: Store, program: Program, whose: Whose) -> Stored:
    """A conversation as it stands. Raises `NoSuchConversation`, `ProgramMismatch`."""
    [found, *parts] = await store.fetch(*whole(whose))
    if not found:
        raise no_such(shown_id(whose.id))
    [row] = found
    check_program(program, row.program, row.state)
    rows = dict(zip(PARTS, parts, strict=True))
    kept = sorted(rows["memory_records"], key=lambda each: each.position)
    memory = load_memory(program, whose.id, row.scalars, row.serial, [(each.collection, each.data) for each in kept])
    if row.offer is not None:
        memory.with_offer(Offer.load(row.offer))
    content = Content(
        program=row.program,
        version=row.version,
        state=row.state,
        entered=json.loads(row.entered),
        memory=_memory(memory, row.turned_at),
        turns=_turns(rows, row.version, row.turned_at),
    )
    return Stored(whose.id, row.label, content, memory, row.serial, row.turned_at)


async def frozen(store: Store, program: Program, whose: Whose) -> Content:
    """A conversation as a file has it. Raises `NoSuchConversation`, `ProgramMismatch`."""
    found = await stored(store, program, whose)
    return _renamed(found.content, found.memory, found.ids)


def _renamed(content: Content, memory: Memory, given: Collection[str]) -> Content:
    """The content with the ids of a file."""
    local = LocalIds(content, given)
    for name in memory.collections:
        for record in getattr(memory, name):
            local.name(record.id, name)
    for turn in content.turns:
        if turn.offer is not None:
            local.name(turn.offer.id, "offer")
    renamed = local.renaming().content(content)
    return renamed.model_copy(update={"gone": local.gone})


# --- turns -------------------------------------------------------------------------------------


def _turns(rows: Rows, version: str, end: datetime) -> list[TurnPart]:
    by_turn: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for name in ("messages", "action_records", "model_calls", "offers"):
        for row in rows[name]:
            by_turn[row.turn][name].append(row)
    return [_turn(turn, by_turn[turn.number], version, end) for turn in rows["turns"]]


def _turn(turn: Any, rows: Rows, version: str, end: datetime) -> TurnPart:
    messages, actions, offers = rows["messages"], rows["action_records"], rows["offers"]
    beside = [each.text for each in messages] + [each.params for each in actions]
    return TurnPart(
        state=turn.state,
        version=turn.version if turn.version != version else None,
        ago=duration_text(end - turn.created_at),
        context=json.loads(turn.context or "{}"),
        messages=[
            MessagePart(role=m.role, state=m.state, model=m.model, lint=json.loads(m.lint or "[]"), text=m.text)
            for m in messages
        ],
        calls=[CallPart(**_some(each, _CALL), raw=unpack(each.raw, beside)) for each in rows["model_calls"]],
        actions=[ActionPart(**_some(each, _ACTION), params=json.loads(each.params)) for each in actions],
        offer=_offer(offers[0]) if offers else None,
        taken_by=turn.taken_by,
        missing=json.loads(turn.missing),
    )


def _offer(row: Any) -> OfferPart:
    data = json.loads(row.data)
    put = {name: data[name] for name in _OFFER}
    edited = json.loads(row.fields or "{}")
    return OfferPart(**put, closed=row.closed, how=row.how, button=row.button, edited=edited)


def _some(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


# --- the memory --------------------------------------------------------------------------------


def _memory(memory: Memory, end: datetime) -> dict[str, Any]:
    """What is remembered, in the order of its declaration; without defaults, where it is the same without them."""
    plain = _plain(memory, sparse=True)
    try:
        same = type(memory).load(json.dumps(plain), strict=True) == memory
    except ValidationError:
        same = False
    plain = plain if same else _plain(memory, sparse=False)
    found: dict[str, Any] = _aged(plain, memory, end)
    return found


def _plain(memory: Memory, *, sparse: bool) -> dict[str, Any]:
    found = memory.model_dump(mode="json", exclude=set(memory.collections), exclude_defaults=sparse)
    for name in memory.collections:
        if records := [each.model_dump(mode="json", exclude_defaults=sparse) for each in getattr(memory, name)]:
            found[name] = records
    return {name: found[name] for name in type(memory).model_fields if name in found}


def _aged(plain: Any, value: Any, end: datetime) -> Any:
    """JSON-able data with its times as what they were before the end; `value` is what it is the data of."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return Ago(duration_text(end - value))
    if isinstance(plain, dict):
        return {name: _aged(item, getattr(value, name), end) for name, item in plain.items()}
    if isinstance(plain, list):
        return [_aged(item, each, end) for item, each in zip(plain, value, strict=True)]
    return plain
