"""Conversations as a whole: written with all their turns, begun again, removed.

These work on a connection of `Store.with_connection`, in its transaction: all of it is done, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update

from coach.store.rows import NewTurn, Whose
from coach.store.tables import conversations, metadata
from coach.store.turn_rows import COLUMNS, rows_of
from coach.values import value

#: The tables that keep what a conversation is made of.
_PARTS = [table for table in metadata.sorted_tables if "conversation_id" in table.c]


@value
class Locked:
    """A conversation that nobody else can change until the transaction ends."""

    id: int
    program: str
    held: float
    """For how many seconds another turn has it at the latest; 0 where none is running."""


def of(whose: Whose) -> list[ColumnElement[bool]]:
    """The condition that a conversation is this one, and theirs."""
    found = [conversations.c.id == whose.id]
    if whose.user is not None:
        found.append(conversations.c.user_id == whose.user)
    if whose.tenant is not None:
        found.append(conversations.c.tenant == whose.tenant)
    return found


def labelled(user: str, tenant: str, program: str, label: str) -> list[ColumnElement[bool]]:
    """The condition that a conversation is theirs, of this program, and has this label."""
    c = conversations.c
    return [c.user_id == user, c.tenant == tenant, c.program == program, c.label == label]


def whole(whose: Whose) -> list[Select[Any]]:
    """The statements that read a conversation: itself, then the rows of each of `PARTS`, in their order."""
    parts = [
        select(table).where(table.c.conversation_id == whose.id).order_by(*table.primary_key.columns)
        for table in _PARTS
    ]
    return [select(conversations).where(*of(whose)), *parts]


#: The names of the tables that `whole` reads after the conversation itself.
PARTS = tuple(table.name for table in _PARTS)


def clock(connection: Connection) -> datetime:
    """What time it is, by the database."""
    if connection.dialect.name == "postgresql":
        now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return now
    return datetime.now(UTC)


def lock(
    connection: Connection, condition: Sequence[ColumnElement[bool]], ahead: timedelta
) -> tuple[list[Locked], datetime]:
    """The conversations that fit, locked, and what time it is by the database's clock, set forward by `ahead`."""
    columns = (conversations.c.id, conversations.c.program, conversations.c.claimed_until)
    rows = connection.execute(
        select(*columns).where(*condition).order_by(conversations.c.id).with_for_update()
    ).all()  # on SQLite the transaction has the whole database
    now = clock(connection) + ahead
    return [Locked(row.id, row.program, _left(row.claimed_until, now)) for row in rows], now


def queue(connection: Connection, *what: str) -> None:
    """Let transactions about the same thing happen one after another."""
    if connection.dialect.name == "postgresql":  # those of SQLite do so anyway
        number = int.from_bytes(blake2b("\0".join(what).encode(), digest_size=8).digest(), "big", signed=True)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def rewrite(connection: Connection, id: int, turn: NewTurn, now: datetime) -> None:
    """Let a locked conversation begin with this turn 0, and with nothing of what was before it.

    Its owner, label and key of start stay, and so does the number of ids it has given: an id never comes twice. The
    turn's own key is that of what asked for this.
    """
    for table in reversed(_PARTS):
        connection.execute(delete(table).where(table.c.conversation_id == id))
    standing = {
        "version": turn.version, "state": turn.state, "entered": turn.entered, "scalars": turn.scalars,
        "turn": turn.number, "dialogue": turn.dialogue, "created_at": now, "turned_at": now, "offer": turn.offer,
        "taken_by": None, "claim": None, "claim_key": None, "claimed_until": None,
    }  # fmt: skip
    connection.execute(update(conversations).where(conversations.c.id == id).values(standing))
    _insert(connection, id, turn, now, keyed=True)


def add(connection: Connection, conversation: Mapping[str, Any], taken: Sequence[tuple[NewTurn, datetime]]) -> None:
    """Keep a new conversation, given as its row, with its turns and their times."""
    connection.execute(insert(conversations), [dict(conversation)])
    for turn, at in taken:
        _insert(connection, conversation["id"], turn, at)


def remove(connection: Connection, ids: Sequence[int]) -> None:
    """Remove conversations with all that belongs to them."""
    for id in ids:
        connection.execute(delete(conversations).where(conversations.c.id == id))


def _insert(connection: Connection, id: int, turn: NewTurn, at: datetime, *, keyed: bool = False) -> None:
    for name, rows in rows_of(id, turn, at, keyed=keyed or turn.number > 0).items():
        if rows:
            connection.execute(
                insert(metadata.tables[name]), [dict(zip(COLUMNS[name], row, strict=True)) for row in rows]
            )


def _left(until: datetime | None, now: datetime) -> float:
    return max(0.0, (until - now).total_seconds()) if until is not None else 0.0
