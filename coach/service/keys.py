"""Keys of callers: made of chance, shown once, kept as a hash, found by the id that is part of them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from coach.errors import BadInput
from coach.program.words import nearest
from coach.store.api_keys import NewKey, keep_key, key_of, keys, revoke_key
from coach.store.store import Store
from coach.turns.door import check_name
from coach.values import value

#: What a caller may do, from the least to the most.
ROLES = ("client", "operator", "admin")
#: How a key begins, so that one is known where it does not belong.
PREFIX = "coach_"
_KEY = re.compile(rf"{PREFIX}([0-9a-f]{{12}})_[A-Za-z0-9_-]{{43}}")
_LONGEST = 36_500  # days


@value
class Made:
    """A key that was made."""

    id: str
    key: str
    """What a caller sends; nobody can be shown it again."""
    expires: datetime | None


@value
class Known:
    """A key as a service knows it."""

    id: str
    tenant: str
    role: Any
    user: str | None
    hash: bytes
    expires: datetime | None
    revoked: datetime | None


def key_id(key: str) -> str | None:
    """The id within a key; None for what can be no key."""
    found = _KEY.fullmatch(key)
    return found[1] if found is not None else None


def opens(known: Known | None, key: str, now: datetime) -> bool:
    """Whether this is the key, and may be used."""
    same = compare_digest(known.hash if known is not None else bytes(32), _hash(key))
    if known is None or not same or known.revoked is not None:
        return False
    return known.expires is None or now < known.expires


async def make_key(store: Store, tenant: str, role: str, user: str | None = None, days: int | None = None) -> Made:
    """Make a key that lasts so many days. Raises `BadInput`."""
    check_name("tenant", tenant)
    check_name("user", user)
    if role not in ROLES:
        raise BadInput(f"there is no role {role!r}{nearest(role, ROLES)}")
    if role == "client" and user is None:
        raise BadInput("a client's key sees the conversations of one user; say whose, with --user")
    if days is not None and not 1 <= days <= _LONGEST:
        raise BadInput(f"a key lasts 1 to {_LONGEST} days, not {days}")
    id = secrets.token_hex(6)
    key = f"{PREFIX}{id}_{secrets.token_urlsafe(32)}"
    lasts = timedelta(days=days) if days is not None else None
    new = NewKey(id, tenant, role, user, _hash(key), lasts)
    expires = await store.with_connection(lambda connection: keep_key(connection, new, store.ahead))
    return Made(id, key, expires)


async def find_key(store: Store, id: str) -> Known | None:
    """The key of an id, whether or not it may still be used."""
    [rows] = await store.fetch(key_of(id))
    if not rows:
        return None
    row = rows[0]
    return Known(row.id, row.tenant, row.role, row.user_id, row.hash, row.expires_at, row.revoked_at)


async def list_keys(store: Store, tenant: str | None = None) -> Sequence[Any]:
    """The keys that were made, the oldest first: rows without their hashes."""
    [rows] = await store.fetch(keys(tenant))
    return rows


async def end_key(store: Store, id: str) -> tuple[datetime, bool]:
    """Revoke a key: when it was revoked, and whether that is now. Raises `BadInput` where there is none."""
    id = key_id(id) or id  # who has the key alone can still end it
    ended = await store.with_connection(lambda connection: revoke_key(connection, id, store.ahead))
    if ended is None:
        raise BadInput(f"there is no key {id[:40]!r}; coach key list shows which there are")
    return ended


def clock(store: Store) -> datetime:
    """What time it is, as far as this process knows."""
    return datetime.now(UTC) + store.ahead


def _hash(key: str) -> bytes:
    """A key is as long as chance can make it, so a quick hash is as good as a slow one."""
    return sha256(key.encode()).digest()
