"""The hot statements for SQLite."""

from __future__ import annotations

from coach.store.turn_rows import COLUMNS

_MINE = "id = :id AND (:tenant IS NULL OR tenant = :tenant) AND (:user IS NULL OR user_id = :user)"
TAKE = f"""
UPDATE conversations SET claim = :token, claim_key = :key, claimed_until = :now + :lease
WHERE {_MINE} AND (claimed_until IS NULL OR claimed_until <= :now)
"""
STANDS = (
    "program", "version", "state", "entered", "scalars", "serial", "turn", "dialogue", "label", "offer", "taken_by",
)  # fmt: skip
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
    dialogue = :dialogue, offer = :offer, taken_by = :taken_by, turned_at = :now,
    claim = NULL, claim_key = NULL, claimed_until = NULL
WHERE id = :id AND claim = :token
"""
RELEASE = "UPDATE conversations SET claim = NULL, claim_key = NULL, claimed_until = NULL WHERE id = ? AND claim = ?"
FORGET = "DELETE FROM memory_records WHERE conversation_id = ? AND id = ?"
INTO = {
    table: f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for table, columns in COLUMNS.items()
}
for _table, _columns in {"memory_records": "key data", "offers": "closed how button fields"}.items():
    _set = ", ".join(f"{column} = excluded.{column}" for column in _columns.split())
    INTO[_table] += f" ON CONFLICT (conversation_id, id) DO UPDATE SET {_set}"
