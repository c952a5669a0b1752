"""The hot statements for PostgreSQL. `{s}` stands for the schema's prefix.

A claim writes without waiting for the disk (it need not survive a crash of the server, and whoever holds
a lost one cannot commit); a commit waits, as the server is set to.
"""

from __future__ import annotations

_LOADED = """
SELECT c.program, c.version, c.state, c.entered, c.scalars, c.serial, c.turn, c.dialogue, c.label,
    c.turned_at, clock_timestamp() + $7::interval AS now,
    extract(epoch FROM c.claimed_until - clock_timestamp() - $7::interval)::float8 AS held,
    done.number AS done, done.digest,
    recent.roles, recent.texts, known.collections, known.datas, refused.types, refused.reasons
    {claimed}
FROM {s}conversations c
LEFT JOIN {s}turns done ON done.conversation_id = c.id AND done.key = $4::text,
LATERAL (
    SELECT array_agg(m.role ORDER BY m.ordinal, m.notice) AS roles,
        array_agg(m.text ORDER BY m.ordinal, m.notice) AS texts
    FROM {s}messages m
    WHERE m.conversation_id = c.id
        AND m.ordinal > greatest(0, (c.dialogue + 1 - $5::int + $6::int - 1) / $6::int * $6::int)
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

#: id, tenant, user, key, window size, window block, clock offset
LOAD = _LOADED.replace("{claimed}", "")

#: the same, token, lease; asked again with the same token, it finds its own claim
CLAIM = """
WITH hasty AS (SELECT set_config('synchronous_commit', 'off', true)),
claimed AS (
    UPDATE {s}conversations
    SET claim = $8, claim_key = $4, claimed_until = clock_timestamp() + $7::interval + $9::interval
    FROM hasty
    WHERE id = $1 AND ($2::text IS NULL OR tenant = $2) AND ($3::text IS NULL OR user_id = $3)
        AND (claimed_until IS NULL OR claimed_until <= clock_timestamp() + $7::interval OR claim = $8)
        AND NOT EXISTS (SELECT FROM {s}turns t WHERE t.conversation_id = $1 AND t.key = $4::text)
    RETURNING turn
)
""" + _LOADED.replace("{claimed}", ", (SELECT turn FROM claimed) AS claimed_turn")

#: id, token
RELEASE = """
WITH hasty AS (SELECT set_config('synchronous_commit', 'off', true))
UPDATE {s}conversations SET claim = NULL, claim_key = NULL, claimed_until = NULL
FROM hasty WHERE id = $1 AND claim = $2
"""

#: id, token, then the columns of a turn in the order of `postgres._columns`, clock offset
COMMIT = """
WITH c AS (
    UPDATE {s}conversations
    SET state = $3, version = $4, entered = $5, scalars = $6, serial = $7, turn = turn + 1,
        dialogue = dialogue + cardinality($13::text[]), turned_at = clock_timestamp() + $45::interval,
        claim = NULL, claim_key = NULL, claimed_until = NULL
    WHERE id = $1 AND claim = $2
    RETURNING id, turn, dialogue, turned_at
), t AS (
    INSERT INTO {s}turns (conversation_id, number, key, digest, from_state, state, version, missing, created_at)
    SELECT id, turn, $8, $9, $10, $3, $4, $11, turned_at FROM c
), m AS (
    INSERT INTO {s}messages
        (conversation_id, ordinal, notice, turn, role, text, state, version, model, created_at)
    SELECT c.id, c.dialogue - cardinality($13::text[]) + x.n, 0, c.turn, x.role, x.text, x.state, $4, x.model, turned_at
    FROM c, unnest($13::text[], $14::text[], $15::text[], $16::text[])
        WITH ORDINALITY AS x (role, text, state, model, n)
), k AS (
    INSERT INTO {s}model_calls
        (conversation_id, turn, attempt, state, model, format, raw, problem, finish,
         input_tokens, output_tokens, cached_tokens, latency_ms, retries)
    SELECT c.id, c.turn, x.* FROM c, unnest($17::smallint[], $18::text[], $19::text[], $20::text[], $21::bytea[],
        $22::text[], $23::text[], $24::int[], $25::int[], $26::int[], $27::int[], $28::smallint[]) x
), a AS (
    INSERT INTO {s}action_records
        (conversation_id, turn, attempt, type, params, status, kind, reason, summary, by, from_state, to_state,
         position, message, label)
    SELECT c.id, c.turn, x.*, c.dialogue, $12
    FROM c, unnest($29::smallint[], $30::text[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[],
        $36::text[], $37::text[], $38::text[]) WITH ORDINALITY AS x
), r AS (
    INSERT INTO {s}memory_records (conversation_id, id, collection, position, key, data)
    SELECT c.id, x.* FROM c, unnest($39::text[], $40::text[], $41::int[], $42::text[], $43::text[]) x
    ON CONFLICT (conversation_id, id) DO UPDATE SET key = excluded.key, data = excluded.data
), d AS (
    DELETE FROM {s}memory_records gone USING c WHERE gone.conversation_id = c.id AND gone.id = ANY($44::text[])
)
SELECT turn FROM c
"""

#: id, tenant, user, key, digest, label, program, version, state, entered, scalars, serial, dialogue,
#: clock offset, missing, the opening's texts, then the columns of the memory's records. No row where
#: another one with the key was committed under way; asked again, it is seen.
CREATE = """
WITH c AS (
    INSERT INTO {s}conversations
        (id, tenant, user_id, key, digest, label, program, version, state, entered, scalars, serial,
         turn, dialogue, created_at, turned_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13::int,
        clock_timestamp() + $14::interval, clock_timestamp() + $14::interval
    ON CONFLICT DO NOTHING
    RETURNING id, digest, created_at
), t AS (
    INSERT INTO {s}turns (conversation_id, number, from_state, state, version, missing, created_at)
    SELECT id, 0, $9, $9, $8, $15, created_at FROM c
), m AS (
    INSERT INTO {s}messages (conversation_id, ordinal, notice, turn, role, text, state, version, created_at)
    SELECT c.id, x.n, 0, 0, 'coach', x.text, $9, $8, created_at
    FROM c, unnest($16::text[]) WITH ORDINALITY AS x (text, n)
), r AS (
    INSERT INTO {s}memory_records (conversation_id, id, collection, position, key, data)
    SELECT c.id, x.* FROM c, unnest($17::text[], $18::text[], $19::int[], $20::text[], $21::text[]) x
)
SELECT id, digest FROM c
UNION ALL
SELECT id, digest FROM {s}conversations WHERE tenant = $2 AND user_id = $3 AND (key = $4 OR id = $1)
    AND NOT EXISTS (SELECT FROM c)
"""
