"""Turn 0: what a conversation begins with, the first time and when it is begun again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from coach.engine import watching
from coach.engine.decide import Snapshot, missing
from coach.engine.program import Program
from coach.engine.prompt import Prompts
from coach.errors import BadInput, KeyReused
from coach.program.memory import Memory
from coach.program.words import complaints
from coach.results import Conversation
from coach.store.rows import NewConversation, NewMessage, NewTurn, Whose, new_id, shown_id
from coach.store.store import Store
from coach.store.whole import lock, of, rewrite
from coach.turns.done import keep_done, was_done
from coach.turns.door import busy, no_such, plain_copy
from coach.turns.keeping import as_json, check_name_of, digest_of, memory_changes, turn_result
from coach.turns.reading import read_turn


async def begin(
    store: Store,
    prompts: Prompts,
    owner: tuple[str, str],
    state: str,
    known: Memory,
    key: str | None,
    label: str | None,
    *,
    id: int | None = None,
    now: datetime | None = None,
) -> Conversation:
    """A new conversation of this (user, tenant), or the one that the key began. Raises `KeyReused`.

    `id` and `now` are for tests: what it is called, and when it begins.
    """
    id = new_id() if id is None else id
    turn = first_turn(prompts, id, state, known, now or datetime.now(UTC) + store.ahead, key, label)
    there = await store.create(NewConversation(id, *owner, prompts.program.name, turn))
    if there is None:
        return Conversation(shown_id(id), turn_result(id, turn, turn.messages, (), (), None))
    if there[1] != turn.digest:
        raise KeyReused(f"the key {key!r} has started another conversation; use a new key")
    return Conversation(shown_id(there[0]), await read_turn(store, there[0], 0))


async def begin_again(store: Store, prompts: Prompts, whose: Whose, key: str | None = None) -> Conversation:
    """The same conversation at its turn 0. Raises `NoSuchConversation`, `ProgramMismatch`, `Busy`, `KeyReused`."""
    program, id = prompts.program, whose.id
    turn = first_turn(prompts, id, program.initial.name, program.memory(), datetime.now(UTC) + store.ahead, None, None)
    if key is not None:
        turn = replace(turn, key=key, digest=digest_of("reset"))

    def work(connection: Connection) -> bool:
        found, now = lock(connection, of(whose), store.ahead)
        if not found:
            raise no_such(shown_id(id))
        check_name_of(program, found[0].program)
        if was_done(connection, whose, key, turn.digest):
            return False
        if found[0].held:
            raise busy(found[0].held)
        rewrite(connection, id, turn, now)
        keep_done(connection, id, key, turn.digest, now)
        return True

    if not await store.with_connection(work):
        return Conversation(shown_id(id), await read_turn(store, id, 0))
    return Conversation(shown_id(id), turn_result(id, turn, turn.messages, (), (), None))


def known_memory(program: Program, given: Memory | Mapping[str, Any] | None) -> Memory:
    """What the host knows already, as this program's memory (a class imported twice is another class).

    Raises `BadInput`.
    """
    plain = given.plain() if isinstance(given, Memory) else given or {}
    if not isinstance(plain, Mapping):
        raise BadInput(f"the memory is {type(plain).__name__}, not an object of what is known")
    try:
        known = program.memory.model_validate(dict(plain))
    except ValidationError as error:
        raise BadInput(
            f"the memory does not fit {program.memory.__name__}: {complaints(error, noun='field')}"
        ) from None
    plain_copy(known.plain(), "the memory")
    return known


def first_turn(
    prompts: Prompts, id: int, state: str, known: Memory, now: datetime, key: str | None, label: str | None
) -> NewTurn:
    """The opening of conversation `id`, with what is known from the start."""
    program = prompts.program
    memory = known.renewed(id)
    for watcher in watching.watchers:
        watcher.stood(program, state, memory)
    opening = prompts.opening(Snapshot(state, memory, 0, now))
    return NewTurn(
        number=0,
        from_state=state,
        state=state,
        version=program.version,
        entered=json.dumps([state]),
        scalars=as_json(memory.scalars()),
        serial=memory.serial,
        missing=as_json(missing(program, state, memory)),
        dialogue=1 if opening else 0,
        key=key,
        # Of what was asked, not of what was made of it: the ids in `memory` are this conversation's own.
        digest=digest_of(program.name, state, known.plain(), label) if key is not None else None,
        label=label,
        messages=[NewMessage(1, 0, "coach", opening, state)] if opening else [],
        changed=memory_changes(program.memory().renewed(0), memory)[0],
    )
