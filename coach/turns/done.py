"""Deeds that make a conversation, begin it again or remove it, by the keys that they were asked for with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from coach.errors import KeyReused
from coach.store import done
from coach.store.rows import Whose


def was_done(connection: Connection, whose: Whose, key: str | None, digest: bytes | None) -> bool:
    """Whether this was done to the conversation, also where it is gone. Raises `KeyReused`."""
    if key is None:
        return False
    deeds, turns = done.asked_for(connection, whose, key)
    _check(key, digest, [*deeds, *turns])
    return bool(deeds)  # a turn alone is one that came with a copy


def keep_done(
    connection: Connection, id: int, key: str | None, digest: bytes | None, now: datetime, *, alone: bool = False
) -> None:
    """Keep that it was done; `alone`, and of the conversation nothing else."""
    if alone:
        done.forget(connection, id)
    if key is not None and digest is not None:
        done.keep(connection, id, key, digest, now)


def made_by(
    connection: Connection, tenant: str, user: str, key: str | None, digest: bytes | None, given: str | None = None
) -> int | None:
    """The conversation that this key made before. Raises `KeyReused` where it was for something else.

    `given` is the caller's own key, where this one was made of it.
    """
    there = done.made(connection, tenant, user, key) if key is not None else None
    if key is None or there is None:
        return None
    _check(given or key, digest, [there.digest])
    id: int = there.id
    return id


def _check(key: str, digest: bytes | None, found: Sequence[bytes | None]) -> None:
    if any(each != digest for each in found):
        raise KeyReused(f"the key {key!r} was used for something else; use a new key")
