"""Between the engine and the store: what a turn loads, what it writes, and its result from either."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, Protocol

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from coach.engine.decide import Result, Snapshot
from coach.engine.program import Program
from coach.errors import ProgramMismatch
from coach.program.memory import Memory
from coach.program.offer import Blank, Button, Offer
from coach.program.records import key_of
from coach.program.words import complaints, fold
from coach.results import ActionResult, BlankView, ButtonView, OfferView, TurnResult, TurnUsage
from coach.store.packing import pack
from coach.store.rows import Change, NewAction, NewCall, Standing, Window, shown_id
from coach.turns.asking import Call

_LONGEST_NAME = 200
_MOST = 2**31 - 1


def as_json(value: Any) -> str:
    """Plain data as JSON, as it is stored. The encoder of `json` takes several times as long."""
    return to_json(value).decode()


# --- loading -----------------------------------------------------------------------------------


def window_of(program: Program) -> Window:
    """How much of the dialogue a turn is given."""
    history = program.settings.history
    return Window(history, max(1, history // 2))


def load(program: Program, id: int, standing: Standing) -> Memory:
    """The memory of a conversation, with its open offer. Raises `ProgramMismatch` where it does not fit the program."""
    check_program(program, standing.program, standing.state)
    memory = load_memory(program, id, standing.scalars, standing.serial, standing.records)
    return memory if standing.offer is None else memory.with_offer(Offer.load(standing.offer))


def snapshot_of(
    standing: Standing, memory: Memory, now: datetime, since_last: timedelta, context: Mapping[str, Any]
) -> Snapshot:
    """The conversation as the engine sees it when a turn begins."""
    entered = from_json(standing.entered)
    return Snapshot(standing.state, memory, standing.turn + 1, now, since_last, context, entered)


def check_program(program: Program, name: str, state: str) -> None:
    """Raise `ProgramMismatch` unless a conversation of program `name`, in `state`, can go on under `program`."""
    check_name_of(program, name)
    program.state(state)


def check_name_of(program: Program, name: str) -> None:
    """Raise `ProgramMismatch` where a conversation belongs to another program."""
    if name != program.name:
        raise ProgramMismatch(f"the conversation belongs to program {name!r}, not to {program.name!r}")


def load_memory(program: Program, id: int, scalars: str, serial: int, records: Iterable[tuple[str, str]]) -> Memory:
    """The stored memory, validated whole. Raises `ProgramMismatch` where it no longer fits."""
    collections: dict[str, list[str]] = {}
    for collection, data in records:
        collections.setdefault(collection, []).append(data)
    parts = [scalars.strip()[1:-1], *(f"{json.dumps(name)}:[{','.join(each)}]" for name, each in collections.items())]
    text = "{" + ",".join(part for part in parts if part) + "}"
    try:
        return program.memory.load(text, namespace=id, serial=serial)
    except ValidationError as error:
        raise ProgramMismatch(
            f"the stored memory does not fit {program.memory.__name__} of program {program.name!r} "
            f"(version {program.version}): {complaints(error, noun='field')}. {_remedy(error)}"
        ) from None


def _remedy(error: ValidationError) -> str:
    """What to do where a stored memory does not fit."""
    kinds = {each["type"] for each in error.errors(include_url=False, include_context=False, include_input=False)}
    said = {"missing": "give new fields a default", "extra_forbidden": "declare a removed field again, with a default"}
    ways = ", ".join([way for kind, way in said.items() if kind in kinds] or ["let the fields take what is stored"])
    return f"{ways[0].upper()}{ways[1:]}, or migrate what is stored"


# --- writing -----------------------------------------------------------------------------------


def digest_of(*parts: object) -> bytes:
    """A hash of what was asked, so that a key is not used for something else."""
    return blake2b(json.dumps(parts, ensure_ascii=True, default=str).encode(), digest_size=16).digest()


def memory_changes(before: Memory, after: Memory) -> tuple[list[Change], list[str]]:
    """Records that are new or different, and the ids of those that are gone. Unchanged ones are the same objects."""
    changed: list[Change] = []
    removed: list[str] = []
    position = before.serial
    for name in after.collections:
        old, new = getattr(before, name).by_id(), getattr(after, name).by_id()
        if old is new:
            continue
        for id, record in new.items():
            if old.get(id) is not record:
                changed.append(Change(id, name, position, fold(key_of(record)), record.model_dump_json()))
                position += id not in old
        removed += [id for id in old if id not in new]
    return changed, removed


def new_action(attempt: int, result: Result) -> NewAction:
    return NewAction(
        attempt=attempt,
        type=result.type,
        params=as_json(dict(result.params)),
        status=result.status,
        kind=result.kind,
        reason=result.reason or None,
        summary=result.summary or None,
        by=result.by,
        from_state=result.from_state or None,
        to_state=result.to_state or None,
    )


def new_call(attempt: int, call: Call, beside: Sequence[str]) -> NewCall:
    """The record of a call; its raw reply is packed beside the texts that are stored with it."""
    done, usage = call.completion, call.completion.usage
    return NewCall(
        attempt=attempt,
        state=call.request.state,
        model=storable(done.model),
        format=call.request.format,
        raw=pack(call.raw, beside),
        problem=call.problem,
        finish=storable(done.finish),
        input_tokens=_count(usage.input_tokens),
        output_tokens=_count(usage.output_tokens),
        cached_tokens=_count(usage.cached_tokens),
        latency_ms=round(call.seconds * 1000),
        retries=done.retries,
    )


def storable(text: str) -> str:
    """What a server calls itself or its reasons, so that any database can hold it."""
    return text[:_LONGEST_NAME].encode("utf-8", "replace").decode().replace("\0", " ")


def _count(number: int | None) -> int | None:
    """A server's number of tokens, so that any database can hold it."""
    return None if number is None else max(0, min(number, _MOST))


# --- results, of a turn just taken and of one that is stored --------------------------------------


class _Action(Protocol):
    """An action to be written, or a row of `action_records`."""

    @property
    def type(self) -> str: ...
    @property
    def params(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def summary(self) -> str | None: ...
    @property
    def by(self) -> str: ...


def action_result(action: _Action) -> ActionResult:
    return ActionResult(
        action.type, from_json(action.params), action.status, action.kind, action.reason, action.summary
    )


def offer_view(offer: str | None) -> OfferView | None:
    """What a client is shown of a stored offer."""
    if offer is None:
        return None
    found = Offer.load(offer)
    return OfferView(
        found.id,
        found.kind,
        found.text,
        tuple(ButtonView(each.name, each.label, _taken(each, found.fields)) for each in found.buttons),
        tuple(BlankView(each.name, each.label, each.value, each.longest) for each in found.fields),
        found.link,
    )


def _taken(button: Button, fields: Iterable[Blank]) -> tuple[str, ...]:
    """The fields that a button's actions have parameters for."""
    return tuple(blank.name for blank in fields if any(blank.name in step for step in button.plan))


def turn_result(
    id: int, turn: Any, messages: Iterable[Any], actions: Iterable[_Action], calls: Sequence[Any], offer: str | None
) -> TurnResult:
    """The result of a turn, from what it writes or from its rows: one and the same. `offer` is JSON, or None."""
    return TurnResult(
        conversation=shown_id(id),
        turn=turn.number,
        from_state=turn.from_state,
        state=turn.state,
        message="\n\n".join(message.text for message in messages if message.role == "coach"),
        actions=tuple(action_result(action) for action in actions if action.by != "auto"),
        missing=from_json(turn.missing),
        offer=offer_view(offer),
        usage=TurnUsage(
            calls=len(calls),
            input_tokens=sum(call.input_tokens or 0 for call in calls),
            output_tokens=sum(call.output_tokens or 0 for call in calls),
            cached_tokens=sum(call.cached_tokens or 0 for call in calls),
        ),
        taken_over=turn.taken_by is not None,
    )
