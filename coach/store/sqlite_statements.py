"""The hot statements for SQLite, and the rows that a turn writes."""

from __future__ import annotations

from typing import Any

from coach.store.rows import NewTurn

_MINE = "id = :id AND (:tenant IS NULL OR tenant = :tenant) AND (:user IS NULL OR user_id = :user)"
TAKE = f"""
UPDATE conversations SET claim = :token, claim_key = :key, claimed_until = :now + :lease
WHERE {_MINE} AND (claimed_until IS NULL OR claimed_until <= :now)
"""
STANDS = ("program", "version", "state", "entered", "scalars", "serial", "turn", "dialogue", "label", "offer")
STANDING = f"SELECT {', '.join(STANDS)}, turned_at, claimed_until FROM conversations WHERE {_MINE}"
BEGUN = "SELECT id, digest FROM conversations WHERE tenant = ? AND user_id = ? AND key = ?"
DONE = "SELECT number, digest FROM turns WHERE conversation_id = :id AND key = :key"
RECENT = """
SELECT role, text FROM messages WHERE conversation_id = :id AND ordinal >= :first ORDER BY ordinal, notice
"""
NOTICES = "SELECT coalesce(max(notice), 0) FROM messages WHERE conversation_id = :id AND ordinal = :dialogue"
RECORDS = "SELECT collection, data FROM memory_records WHERE conversation_id = :id ORDER BY position"
REFUSED = """
SELECT type, reason FROM action_records
WHERE conversation_id = :id AND turn = :turn AND status <> 'applied' ORDER BY position
"""
MOVE_ON = """
UPDATE conversations
SET state = :state, version = :version, entered = :entered, scalars = :scalars, serial = :serial, turn = :number,
    dialogue = :dialogue, offer = :offer, turned_at = :now, claim = NULL, claim_key = NULL, claimed_until = NULL
WHERE id = :id AND claim = :token
"""
RELEASE = "UPDATE conversations SET claim = NULL, claim_key = NULL, claimed_until = NULL WHERE id = ? AND claim = ?"
FORGET = "DELETE FROM memory_records WHERE conversation_id = ? AND id = ?"
_INSERT = {
    "conversations": "id tenant user_id key digest label program version state entered scalars serial turn dialogue"
    " created_at turned_at",
    "turns": "conversation_id number key digest from_state state version missing offer created_at",
    "messages": "conversation_id ordinal notice turn role text state version model lint created_at",
    "model_calls": "conversation_id turn attempt state model format raw problem finish input_tokens output_tokens"
    " cached_tokens latency_ms retries",
    "action_records": "conversation_id turn position attempt type params status kind reason summary by from_state"
    " to_state message label",
    "memory_records": "conversation_id id collection position key data",
    "offers": "conversation_id id turn data closed how button fields",
}
INTO = {
    table: f"INSERT INTO {table} ({', '.join(columns.split())}) VALUES ({', '.join('?' for _ in columns.split())})"
    for table, columns in _INSERT.items()
}
for _table, _columns in {"memory_records": "key data", "offers": "closed how button fields"}.items():
    _set = ", ".join(f"{column} = excluded.{column}" for column in _columns.split())
    INTO[_table] += f" ON CONFLICT (conversation_id, id) DO UPDATE SET {_set}"


def rows_of(id: int, new: NewTurn, now: int, *, keyed: bool) -> dict[str, list[tuple[Any, ...]]]:
    """A turn as rows, by table. `keyed`: the turn has a key of its own (that of start belongs to the conversation)."""
    key, digest = (new.key, new.digest) if keyed else (None, None)
    return {
        "turns": [
            (id, new.number, key, digest, new.from_state, new.state, new.version, new.missing, new.offer_id, now)
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
