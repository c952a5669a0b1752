"""Deeds that leave no turn behind, kept by the keys they were asked for with, so that they happen once.

These work on a connection of `Store.with_connection`, in its transaction.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from coach.store.rows import Whose
from coach.store.tables import conversations, done_deeds, turns


def asked_for(connection: Connection, whose: Whose, key: str) -> tuple[list[bytes], list[bytes | None]]:
    """The hashes of what was done with this key to a conversation of theirs, be it gone, and of its turns with it."""
    d, t, c = done_deeds.c, turns.c, conversations.c
    deeds = select(d.digest).where(d.conversation == whose.id, d.key == key)
    taken = select(t.digest).join(conversations, c.id == t.conversation_id)
    taken = taken.where(t.conversation_id == whose.id, t.key == key)
    if whose.tenant is not None:
        deeds, taken = deeds.where(d.tenant == whose.tenant), taken.where(c.tenant == whose.tenant)
    if whose.user is not None:
        deeds = deeds.where(d.owner == _hashed(whose.id, whose.user))
        taken = taken.where(c.user_id == whose.user)
    return list(connection.execute(deeds).scalars()), list(connection.execute(taken).scalars())


def keep(connection: Connection, id: int, key: str, digest: bytes, now: datetime) -> None:
    """Keep what was done to a conversation that is there."""
    c = conversations.c
    whose = connection.execute(select(c.tenant, c.user_id).where(c.id == id)).one()
    row = {
        "conversation": id, "key": key, "digest": digest, "tenant": whose.tenant,
        "owner": _hashed(id, whose.user_id), "created_at": now,
    }  # fmt: skip
    connection.execute(insert(done_deeds), [row])


def forget(connection: Connection, id: int) -> None:
    """Keep nothing that was done to this conversation."""
    connection.execute(delete(done_deeds).where(done_deeds.c.conversation == id))


def made(connection: Connection, tenant: str, user: str, key: str) -> Any:
    """The row with the `id` of what was made with this key, and the `digest` of what was asked for; None for none."""
    c = conversations.c
    return connection.execute(select(c.id, c.digest).where(c.tenant == tenant, c.user_id == user, c.key == key)).first()


def _hashed(id: int, user: str) -> bytes:
    """Whose a conversation is, so that it can be told again but not read."""
    return blake2b(f"{id}\0{user}".encode(), digest_size=16).digest()
