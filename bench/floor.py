"""The floor: the least a durable turn can cost. One read, one write transaction, no framework.

`Asyncpg` takes two round trips: one SELECT, one data-modifying statement that is its own transaction and writes
nothing unless the conversation is still at the version that was read. `Sqlite` is the stdlib module.
"""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

import asyncpg
import walk
from walk import WINDOW, Changes, CoachReply, Outcome, Peer

TABLES = (Path(__file__).parent / "tables.sql").read_text()


class Conflict(Exception):
    """Another writer moved the conversation between our read and our write."""


def think(phase: str, history: list[tuple[str, str]], facts: dict[str, str]) -> tuple[str, Changes]:
    """A turn's work between the read and the write; `history` ends with the client's message."""
    reply = CoachReply.model_validate_json(walk.fake_llm(walk.render(phase, history, facts)))
    return reply.message, walk.apply(reply, phase, facts)


OUTCOME = """
SELECT phase,
    (SELECT count(*) FROM message WHERE conversation_id = c.id),
    (SELECT count(*) FROM fact WHERE conversation_id = c.id),
    (SELECT count(*) FROM identity WHERE conversation_id = c.id),
    (SELECT count(*) FROM audit WHERE conversation_id = c.id),
    (SELECT content FROM message WHERE conversation_id = c.id ORDER BY seq DESC LIMIT 1)
FROM conversation c WHERE id = {id}
"""
CREATE = "INSERT INTO conversation (id, phase, version, turns) VALUES ({id}, '{phase}', 0, 0)"


# --- asyncpg -----------------------------------------------------------------------------------

READ = """
SELECT c.phase, c.version, c.turns, m.roles, m.contents, f.keys, f.vals
FROM conversation c,
    LATERAL (
        SELECT array_agg(role) AS roles, array_agg(content) AS contents
        FROM (SELECT role, content FROM message
              WHERE conversation_id = c.id AND seq >= 2 * c.turns - 13 ORDER BY seq) recent
    ) m,
    LATERAL (
        SELECT array_agg(key) AS keys, array_agg(value) AS vals
        FROM fact WHERE conversation_id = c.id
    ) f
WHERE c.id = $1
"""
WRITE = """
WITH c AS (
    UPDATE conversation
    SET phase = $3, version = version + 1, turns = turns + 1, updated_at = CURRENT_TIMESTAMP
    WHERE id = $1 AND version = $2
    RETURNING id
), m AS (
    INSERT INTO message (conversation_id, seq, role, content)
    SELECT id, $4, 'user', $5 FROM c UNION ALL SELECT id, $4 + 1, 'coach', $6 FROM c
), f AS (
    INSERT INTO fact (conversation_id, key, value)
    SELECT id, key, value FROM c, unnest($7::text[], $8::text[]) AS x (key, value)
    ON CONFLICT (conversation_id, key) DO UPDATE SET value = excluded.value
), i AS (
    INSERT INTO identity (conversation_id, name, note)
    SELECT id, name, note FROM c, unnest($9::text[], $10::text[]) AS x (name, note)
    ON CONFLICT (conversation_id, name) DO UPDATE SET note = excluded.note
), a AS (
    INSERT INTO audit (conversation_id, seq, step, type, accepted, params)
    SELECT id, $4, step, type, accepted, params
    FROM c, unnest($11::text[], $12::bool[], $13::text[])
        WITH ORDINALITY AS x (type, accepted, params, step)
)
SELECT id FROM c
"""


async def _no_reset(connection: Any) -> None:
    """Nothing here changes session state, so a released connection needs no round trip to reset."""


class Asyncpg(Peer):
    """Two statements a turn, on PostgreSQL."""

    async def open(self, target: str) -> None:
        self.pool = await asyncpg.create_pool(target, min_size=10, max_size=10, reset=_no_reset)
        await self.pool.execute(TABLES)

    async def close(self) -> None:
        await self.pool.close()

    async def create(self, cid: int) -> None:
        await self.pool.execute(CREATE.format(id=cid, phase=walk.PHASES[0]))

    async def turn(self, cid: int, text: str) -> None:
        phase, version, turns, roles, contents, keys, values = await self.pool.fetchrow(READ, cid)
        history = [*zip(roles or (), contents or (), strict=True), ("user", text)]
        message, changes = think(phase, history, dict(zip(keys or (), values or (), strict=True)))
        parameters = (
            cid,
            version,
            changes.phase,
            2 * turns,
            text,
            message,
            list(changes.facts),
            list(changes.facts.values()),
            list(changes.identities),
            list(changes.identities.values()),
            [a["type"] for a in changes.audit],
            [a["accepted"] for a in changes.audit],
            [json.dumps(a["params"]) for a in changes.audit],
        )
        if await self.pool.fetchval(WRITE, *parameters) is None:
            raise Conflict(cid)

    async def outcome(self, cid: int) -> Outcome | None:
        row = await self.pool.fetchrow(OUTCOME.format(id=cid))
        return Outcome(*row) if row else None


# --- sqlite3 -----------------------------------------------------------------------------------

RECENT = f"SELECT role, content FROM message WHERE conversation_id = ? ORDER BY seq DESC LIMIT {WINDOW - 1}"
UPDATE = """
UPDATE conversation
SET phase = ?, version = version + 1, turns = turns + 1, updated_at = CURRENT_TIMESTAMP
WHERE id = ? AND version = ?
"""
MESSAGES = "INSERT INTO message (conversation_id, seq, role, content) VALUES (?, ?, ?, ?)"
FACTS = """
INSERT INTO fact (conversation_id, key, value) VALUES (?, ?, ?)
ON CONFLICT (conversation_id, key) DO UPDATE SET value = excluded.value
"""
IDENTITIES = """
INSERT INTO identity (conversation_id, name, note) VALUES (?, ?, ?)
ON CONFLICT (conversation_id, name) DO UPDATE SET note = excluded.note
"""
AUDIT = "INSERT INTO audit (conversation_id, seq, step, type, accepted, params) VALUES (?, ?, ?, ?, ?, ?)"


def inserts(cid: int, turns: int, text: str, message: str, changes: Changes) -> list[tuple[str, list[Any]]]:
    """The rows a turn adds, as (statement, rows)."""
    seq = 2 * turns
    audit = [
        (cid, seq, step, a["type"], a["accepted"], json.dumps(a["params"])) for step, a in enumerate(changes.audit)
    ]
    return [
        (MESSAGES, [(cid, seq, "user", text), (cid, seq + 1, "coach", message)]),
        (FACTS, [(cid, *fact) for fact in changes.facts.items()]),
        (IDENTITIES, [(cid, *identity) for identity in changes.identities.items()]),
        (AUDIT, audit),
    ]


class Sqlite(Peer):
    """One connection and one lock: SQLite has one writer, and a lock wakes sooner than it polls."""

    async def open(self, target: str) -> None:
        self.lock = threading.Lock()
        self.db = sqlite3.connect(target, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.executescript(TABLES)

    async def close(self) -> None:
        self.db.close()

    async def create(self, cid: int) -> None:
        self.db.execute(CREATE.format(id=cid, phase=walk.PHASES[0]))

    def turn(self, cid: int, text: str) -> None:
        execute = self.db.execute
        with self.lock:
            execute("BEGIN")
            found = execute("SELECT phase, version, turns FROM conversation WHERE id = ?", (cid,))
            phase, version, turns = found.fetchone()
            recent = execute(RECENT, (cid,)).fetchall()
            facts = dict(execute("SELECT key, value FROM fact WHERE conversation_id = ?", (cid,)).fetchall())
            execute("COMMIT")
        message, changes = think(phase, [*reversed(recent), ("user", text)], facts)
        with self.lock:
            execute("BEGIN IMMEDIATE")
            try:
                if execute(UPDATE, (changes.phase, cid, version)).rowcount != 1:
                    raise Conflict(cid)
                for statement, rows in inserts(cid, turns, text, message, changes):
                    self.db.executemany(statement, rows)
                execute("COMMIT")
            except BaseException:
                execute("ROLLBACK")
                raise

    async def outcome(self, cid: int) -> Outcome | None:
        row = self.db.execute(OUTCOME.format(id=cid)).fetchone()
        return Outcome(*row) if row else None
