"""Turn 0: what a conversation begins with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from coach.engine.decide import Snapshot, missing
from coach.engine.program import Program
from coach.engine.prompt import Prompts
from coach.errors import BadInput
from coach.program.memory import Memory
from coach.program.words import complaints
from coach.store.rows import NewMessage, NewTurn
from coach.turns.door import plain_copy
from coach.turns.keeping import as_json, digest_of, memory_changes


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
        raise BadInput(f"the memory does not fit {program.memory.__name__}: {complaints(error)}") from None
    plain_copy(known.plain(), "the memory")
    return known


def first_turn(
    prompts: Prompts, id: int, state: str, known: Memory, now: datetime, key: str | None, label: str | None
) -> NewTurn:
    """The opening of conversation `id`, with what is known from the start."""
    program = prompts.program
    memory = known.renewed(id)
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
