"""The keys of a service: made, found by their id, listed, revoked. Kept is a hash of each, never the key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, insert, literal, select, update

from coach.store.tables import api_keys
from coach.store.whole import clock
from coach.values import value


@value
class NewKey:
    """A key as it is kept."""

    id: str
    tenant: str
    role: str
    user: str | None
    """Whose conversations it sees; None: those of all its tenant."""
    hash: bytes
    lasts: timedelta | None
    """How long it may be used; None: until it is revoked."""


def keep_key(connection: Connection, new: NewKey, ahead: timedelta) -> datetime | None:
    """Keep a key; gives when it expires, if it does."""
    now = clock(connection) + ahead
    expires = now + new.lasts if new.lasts is not None else None
    row = {
        "id": new.id, "tenant": new.tenant, "role": new.role, "user_id": new.user, "hash": new.hash,
        "created_at": now, "expires_at": expires,
    }  # fmt: skip
    connection.execute(insert(api_keys), [row])
    return expires


def key_of(id: str) -> Select[Any]:
    """The statement that reads a key by its id."""
    return select(api_keys).where(api_keys.c.id == id)


def any_key() -> Select[Any]:
    """The statement that finds one row where a key was ever made: a revoked or expired one is one too."""
    return select(literal(1)).select_from(api_keys).limit(1)


def keys(tenant: str | None) -> Select[Any]:
    """The statement that reads the keys, of one tenant or of all, the oldest first; not their hashes."""
    k = api_keys.c
    shown = select(k.id, k.tenant, k.role, k.user_id, k.created_at, k.expires_at, k.revoked_at)
    return (shown if tenant is None else shown.where(k.tenant == tenant)).order_by(k.created_at, k.id)


def revoke_key(connection: Connection, id: str, ahead: timedelta) -> tuple[datetime, bool] | None:
    """Revoke a key: when it was, and whether it is now that it was; None where there is no such key."""
    mine, now = api_keys.c.id == id, clock(connection) + ahead
    done = connection.execute(update(api_keys).where(mine, api_keys.c.revoked_at.is_(None)).values(revoked_at=now))
    if done.rowcount:
        return now, True
    row = connection.execute(select(api_keys.c.revoked_at).where(mine)).first()
    return (row.revoked_at, False) if row is not None else None
