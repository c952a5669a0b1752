"""The rows that a turn writes."""

from __future__ import annotations

from typing import Any

from coach.store.rows import NewTurn

#: By table, what is written in a new row.
COLUMNS = {
    table: tuple(columns.split())
    for table, columns in {
        "conversations": "id tenant user_id key digest label program version state entered scalars serial turn dialogue"
        " created_at turned_at",
        "turns": "conversation_id number key digest from_state state version missing offer taken_by undo context"
        " created_at",
        "messages": "conversation_id ordinal notice turn role text state version model lint created_at",
        "model_calls": "conversation_id turn attempt state model format raw problem finish input_tokens output_tokens"
        " cached_tokens latency_ms retries",
        "action_records": "conversation_id turn position attempt type params status kind reason summary by from_state"
        " to_state message label",
        "memory_records": "conversation_id id collection position key data",
        "offers": "conversation_id id turn data closed how button fields",
    }.items()
}


def rows_of(id: int, new: NewTurn, now: Any, *, keyed: bool) -> dict[str, list[tuple[Any, ...]]]:
    """A turn as rows, by table, each in the order of its `COLUMNS`; `now` is its time, as the statement wants it.

    `keyed`: the turn has a key of its own (that of start belongs to the conversation).
    """
    key, digest = (new.key, new.digest) if keyed else (None, None)
    return {
        "turns": [
            (id, new.number, key, digest, new.from_state, new.state, new.version, new.missing, new.offer_id,
             new.taken_by, new.undo, new.context, now)
        ],
        "messages": [
            (id, m.ordinal, m.notice, new.number, m.role, m.text, m.state, new.version, m.model, m.lint, now)
            for m in new.messages
        ],
        "model_calls": [
            (id, new.number, c.attempt, c.state, c.model, c.format, c.raw, c.problem, c.finish, c.input_tokens,
             c.output_tokens, c.cached_tokens, c.latency_ms, c.retries)
            for c in new.calls
        ],
        "action_records": [
            (id, new.number, n, a.attempt, a.type, a.params, a.status, a.kind, a.reason, a.summary, a.by,
             a.from_state, a.to_state, new.dialogue, new.label)
            for n, a in enumerate(new.actions, 1)
        ],
        "memory_records": [(id, r.id, r.collection, r.position, r.key, r.data) for r in new.changed],
        "offers": [(id, o.id, o.turn, o.data, o.closed, o.how, o.button, o.fields) for o in new.offers],
    }  # fmt: skip
