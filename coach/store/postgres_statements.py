"""The hot statements for PostgreSQL, and what they are given. `{s}` stands for the schema's prefix.

A claim writes without waiting for the disk (it need not survive a crash of the server, and whoever holds
a lost one cannot commit); a commit waits, as the server is set to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter

from coach.store.rows import Change, NewAction, NewCall, NewConversation, NewMessage, NewOffer, NewTurn

T = TypeVar("T")

_LOADED = """
SELECT c.program, c.version, c.state, c.entered, c.scalars, c.serial, c.turn, c.dialogue, c.label, c.offer,
    c.taken_by, c.turned_at, clock_timestamp() + $5::interval AS now,
    extract(epoch FROM c.claimed_until - clock_timestamp() - $5::interval)::float8 AS held,
    done.number AS done, done.digest,
    recent.roles, recent.texts, recent.notices, known.collections, known.datas, refused.types, refused.reasons
    {claimed}
FROM {s}conversations c
LEFT JOIN {s}turns done ON done.conversation_id = c.id AND done.key = $4::text,
LATERAL (
    SELECT array_agg(m.role ORDER BY m.ordinal, m.notice) AS roles,
        array_agg(m.text ORDER BY m.ordinal, m.notice) AS texts,
        coalesce(max(m.notice) FILTER (WHERE m.ordinal = c.dialogue), 0) AS notices
    FROM {s}messages m
    WHERE m.conversation_id = c.id
        AND m.ordinal >= coalesce(1 + nullif(greatest(0, (c.dialogue - $6::int + $7::int) / $7::int * $7::int), 0), 0)
) recent,
LATERAL (
    SELECT array_agg(r.collection ORDER BY r.position) AS collections, array_agg(r.data ORDER BY r.position) AS datas
    FROM {s}memory_records r WHERE r.conversation_id = c.id
) known,
LATERAL (
    SELECT array_agg(a.type ORDER BY a.position) AS types, array_agg(a.reason ORDER BY a.position) AS reasons
    FROM {s}action_records a WHERE a.conversation_id = c.id AND a.turn = c.turn AND a.status <> 'applied'
) refused
WHERE c.id = $1 AND ($2::text IS NULL OR c.tenant = $2) AND ($3::text IS NULL OR c.user_id = $3)
"""

_HASTY = "hasty AS (SELECT set_config('synchronous_commit', 'off', true))"
_TAKE = """
    UPDATE {s}conversations
    SET claim = {token}, claim_key = $4, claimed_until = clock_timestamp() + $5::interval + {lease}::interval
    FROM hasty
    WHERE id = $1 AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR user_id = $3)
        AND (claimed_until IS NULL OR claimed_until <= clock_timestamp() + $5::interval OR claim = {token})
        AND NOT EXISTS (SELECT FROM {s}turns t WHERE t.conversation_id = $1 AND t.key = $4::text)
    RETURNING turned_at"""

#: id, tenant, user, key, clock offset, window size, window block
LOAD = _LOADED.replace("{claimed}", "")

#: the same, token, lease; asked again with the same token, it finds its own claim
CLAIM = f"WITH {_HASTY}, claimed AS ({_TAKE.replace('{token}', '$8').replace('{lease}', '$9')})" + _LOADED.replace(
    "{claimed}", ", (SELECT turned_at FROM claimed) AS claimed_at"
)

#: id, tenant, user, key, clock offset, token, lease. It reads just as much as shows whether a conversation stands as
#: it is known to; no row where it cannot be claimed, whatever the reason.
CLAIM_KNOWN = (
    f"WITH {_HASTY}{_TAKE.replace('{token}', '$6').replace('{lease}', '$7')}"
    ", turn, serial, clock_timestamp() + $5::interval AS now"
)

#: id, token
RELEASE = (
    f"WITH {_HASTY}"
    + """
UPDATE {s}conversations SET claim = NULL, claim_key = NULL, claimed_until = NULL
FROM hasty WHERE id = $1 AND claim = $2
"""
)

#: id, token, clock offset, then a turn as `written` gives it
COMMIT = """
WITH c AS (
    UPDATE {s}conversations
    SET state = $4, version = $5, entered = $6, scalars = $7, serial = $8, turn = turn + 1,
        dialogue = $9, offer = $20, taken_by = $22, turned_at = clock_timestamp() + $3::interval,
        claim = NULL, claim_key = NULL, claimed_until = NULL
    WHERE id = $1 AND claim = $2
    RETURNING id, turn, dialogue, turned_at
), t AS (
    INSERT INTO {s}turns
        (conversation_id, number, key, digest, from_state, state, version, missing, offer, taken_by, undo, context,
         created_at)
    SELECT id, turn, $10, $11, $12, $4, $5, $13, $21, $22, $23, $24, turned_at FROM c
), m AS (
    INSERT INTO {s}messages
        (conversation_id, ordinal, notice, turn, role, text, state, version, model, lint, created_at)
    SELECT c.id, x.ordinal, x.notice, c.turn, x.role, x.text, x.state, $5, x.model, x.lint, turned_at
    FROM c, json_to_recordset($15) AS x (ordinal int, notice smallint, role text, text text, state text, model text,
        lint text)
), k AS (
    INSERT INTO {s}model_calls
        (conversation_id, turn, attempt, state, model, format, raw, problem, finish,
         input_tokens, output_tokens, cached_tokens, latency_ms, retries)
    SELECT c.id, c.turn, attempt, x.state, model, format, decode(raw, 'hex'), problem, finish,
        input_tokens, output_tokens, cached_tokens, latency_ms, retries
    FROM c, json_to_recordset($16) AS x (attempt smallint, state text, model text, format text, raw text, problem text,
        finish text, input_tokens int, output_tokens int, cached_tokens int, latency_ms int, retries smallint)
), a AS (
    INSERT INTO {s}action_records
        (conversation_id, turn, message, label, attempt, type, params, status, kind, reason, summary, by,
         from_state, to_state, position)
    SELECT c.id, c.turn, c.dialogue, $14, x.*
    FROM c, ROWS FROM (json_to_recordset($17) AS (attempt smallint, type text, params text, status text, kind text,
        reason text, summary text, by text, from_state text, to_state text)) WITH ORDINALITY AS x
), r AS (
    INSERT INTO {s}memory_records (conversation_id, id, collection, position, key, data)
    SELECT c.id, x.* FROM c, json_to_recordset($18) AS x (id text, collection text, position int, key text, data text)
    ON CONFLICT (conversation_id, id) DO UPDATE SET key = excluded.key, data = excluded.data
), d AS (
    DELETE FROM {s}memory_records gone USING c WHERE gone.conversation_id = c.id AND gone.id = ANY($19::text[])
){offers}
SELECT turned_at FROM c
"""

#: What a commit does more where offers were put or closed: few turns do either.
OFFERS = """, o AS (
    INSERT INTO {s}offers (conversation_id, id, turn, data, closed, how, button, fields)
    SELECT c.id, x.* FROM c, json_to_recordset($25) AS x (id text, turn int, data text, closed int, how text,
        button text, fields text)
    ON CONFLICT (conversation_id, id)
    DO UPDATE SET closed = excluded.closed, how = excluded.how, button = excluded.button, fields = excluded.fields
)"""

#: id, tenant, user, key, digest, label, program, version, state, entered, scalars, serial, dialogue,
#: clock offset, missing, then the rows of messages and of the memory's records. No row where
#: another one with the key was committed under way; asked again, it is seen.
CREATE = """
WITH c AS (
    INSERT INTO {s}conversations
        (id, tenant, user_id, key, digest, label, program, version, state, entered, scalars, serial,
         turn, dialogue, created_at, turned_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13::int, begun.at, begun.at
    FROM (SELECT clock_timestamp() + $14::interval AS at) begun
    ON CONFLICT DO NOTHING
    RETURNING id, digest, created_at
), t AS (
    INSERT INTO {s}turns (conversation_id, number, from_state, state, version, missing, created_at)
    SELECT id, 0, $9, $9, $8, $15, created_at FROM c
), m AS (
    INSERT INTO {s}messages (conversation_id, ordinal, notice, turn, role, text, state, version, created_at)
    SELECT c.id, x.ordinal, x.notice, 0, x.role, x.text, x.state, $8, created_at
    FROM c, json_to_recordset($16) AS x (ordinal int, notice smallint, role text, text text, state text)
), r AS (
    INSERT INTO {s}memory_records (conversation_id, id, collection, position, key, data)
    SELECT c.id, x.* FROM c, json_to_recordset($17) AS x (id text, collection text, position int, key text, data text)
)
SELECT id, digest FROM c
UNION ALL
SELECT id, digest FROM {s}conversations WHERE tenant = $2 AND user_id = $3 AND (key = $4 OR id = $1)
    AND NOT EXISTS (SELECT FROM c)
"""


def opening(new: NewConversation, ahead: timedelta) -> tuple[Any, ...]:
    """A new conversation as the parameters of `CREATE`."""
    turn = new.turn
    return (
        new.id, new.tenant, new.user, turn.key, turn.digest, turn.label, new.program, turn.version, turn.state,
        turn.entered, turn.scalars, turn.serial, turn.dialogue, ahead, turn.missing,
        _messages(turn.messages), _changes(turn.changed),
    )  # fmt: skip


def written(id: int, token: int, new: NewTurn, ahead: timedelta) -> tuple[Any, ...]:
    """A turn as the parameters of `COMMIT`: its own columns, then the rows of each table."""
    return (
        id, token, ahead,
        new.state, new.version, new.entered, new.scalars, new.serial, new.dialogue,
        new.key, new.digest, new.from_state, new.missing, new.label,
        _messages(new.messages), _calls(new.calls), _actions(new.actions), _changes(new.changed),
        new.removed, new.offer, new.offer_id, new.taken_by, new.undo, new.context,
        *([_offers(new.offers)] if new.offers else []),
    )  # fmt: skip


def _rows(kind: type[T]) -> Callable[[Sequence[T]], str]:
    """Writes values of a kind as a JSON list of objects, bytes in hex.

    An array for each of their columns takes longer on the way: asyncpg looks at every item of every one.
    """
    write = TypeAdapter[list[T]](list[kind], config=ConfigDict(ser_json_bytes="hex")).dump_json  # type: ignore[valid-type]
    return lambda values: write(list(values)).decode()


_messages, _calls, _actions = _rows(NewMessage), _rows(NewCall), _rows(NewAction)
_changes, _offers = _rows(Change), _rows(NewOffer)
