"""Conversations copied or taken back as they were after one of their turns, and removed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from coach.engine.program import Program
from coach.errors import BadInput
from coach.results import Conversation, Rewound
from coach.store.past import copy, cut, id_of_copy, past
from coach.store.rows import Whose, shown_id
from coach.store.store import Store
from coach.store.tables import conversations, turns
from coach.store.whole import Locked, lock, of, remove
from coach.turns.done import keep_done, made_by, was_done
from coach.turns.door import busy, check_name, no_such
from coach.turns.keeping import check_name_of, digest_of
from coach.turns.past import Past, stood
from coach.turns.reading import read_turn

#: How the keys begin that the copies of what was taken back have.
_KEY = "rewind "


def check_new_key(key: str | None) -> None:
    """Raise `BadInput` unless a new conversation can have this key."""
    check_name("key", key)
    if key is not None and key.startswith(_KEY):
        raise BadInput(f"a key that begins with {_KEY!r} belongs to what was taken back; use another one")


async def fork(
    store: Store,
    program: Program,
    whose: Whose,
    turn: int | None,
    owner: str | None,
    label: str | None,
    key: str | None,
) -> Conversation:
    """A copy of a conversation as it was after a turn (None: as it stands), for this user (None: the same).

    Raises `NoSuchConversation`, `ProgramMismatch`, `BadInput`, `KeyReused`.
    """
    digest = digest_of("fork", whose.id, turn, owner, label) if key is not None else None
    marked = f"fork of {shown_id(whose.id)}" if label is None else label

    def work(connection: Connection) -> tuple[int, int]:
        _, now = _locked(connection, program, whose, store)
        at = _stood(connection, program, whose, turn)
        user = at.row.user_id if owner is None else owner
        made = made_by(connection, at.row.tenant, user, key, digest)
        if made is not None:
            return made, _first(connection, made)
        told = {"user_id": user, "label": marked, "key": key, "digest": digest, "created_at": now}
        return _copied(connection, program, at, told), at.turn

    made, number = await store.with_connection(work)
    return Conversation(shown_id(made), await read_turn(store, made, number))


async def rewind(store: Store, program: Program, whose: Whose, turn: int, key: str | None) -> Rewound:
    """The conversation as it was after a turn; a copy of the whole is kept beside it, unless nothing was after that.

    Raises what `fork` raises, and `Busy` while a turn of it is running.
    """
    id = shown_id(whose.id)
    name, digest = (f"{_KEY}{id} {key}", digest_of("rewind", turn)) if key is not None else (None, None)

    def work(connection: Connection) -> tuple[int | None, int]:
        locked, now = _locked(connection, program, whose, store)
        at = _stood(connection, program, whose, None)
        made = made_by(connection, at.row.tenant, at.row.user_id, name, digest, key)
        if made is not None:
            return made, min(turn, at.turn)
        if locked.held:
            raise busy(locked.held)
        back = _stood(connection, program, whose, turn)
        if back.turn == at.turn and key is None:
            return None, turn
        told = {"label": f"before rewind of {id}", "key": name, "digest": digest, "created_at": now}
        made = _copied(connection, program, at, told)
        cut(connection, whose.id, back.turn, back.standing(), back.records(program))
        return made, turn

    kept, last = await store.with_connection(work)
    return Rewound(id, await read_turn(store, whose.id, last), shown_id(kept) if kept is not None else None)


async def delete(store: Store, whose: Whose, key: str | None = None) -> None:
    """Remove a conversation with all that belongs to it. Raises `NoSuchConversation`, `Busy`, `KeyReused`."""
    digest = digest_of("delete") if key is not None else None

    def work(connection: Connection) -> None:
        found, now = lock(connection, of(whose), store.ahead)
        if was_done(connection, whose, key, digest):
            return
        if not found:
            raise no_such(shown_id(whose.id))
        if found[0].held:
            raise busy(found[0].held)
        keep_done(connection, whose.id, key, digest, now, alone=True)
        remove(connection, [whose.id])

    await store.with_connection(work)


# --- inside a transaction ----------------------------------------------------------------------


def _locked(connection: Connection, program: Program, whose: Whose, store: Store) -> tuple[Locked, datetime]:
    """The conversation, which nobody else can change until the transaction ends, and what time it is."""
    found, now = lock(connection, of(whose), store.ahead)
    if not found:
        raise no_such(shown_id(whose.id))
    check_name_of(program, found[0].program)
    return found[0], now


def _stood(connection: Connection, program: Program, whose: Whose, turn: int | None) -> Past:
    return stood(program, whose, [connection.execute(each).all() for each in past(whose, turn)], turn)


def _first(connection: Connection, made: int) -> int:
    """The last turn that a copy began with."""
    t, c = turns.c, conversations.c
    copied = select(func.max(t.number)).join(conversations, c.id == t.conversation_id)
    number: int = connection.execute(copied.where(c.id == made, t.created_at <= c.created_at)).scalar_one()
    return number


def _copied(connection: Connection, program: Program, at: Past, told: dict[str, Any]) -> int:
    """A copy of the conversation as it stood then, with what else is told of it; its id."""
    id = id_of_copy(at.row.id)
    claim = {"claim": None, "claim_key": None, "claimed_until": None}
    row = {**at.row._mapping, **at.standing(), **claim, **told, "id": id}
    copy(connection, at.row.id, at.turn, row, at.records(program))
    return id
