"""A conversation as it was after one of its turns: read, copied as that, or taken back to it.

`copy` and `cut` work on a connection of `Store.with_connection`, in its transaction, on a conversation that is locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from coach.program.ids import RECORD_BITS
from coach.store.rows import Change, Whose, new_id
from coach.store.tables import (
    action_records,
    conversations,
    memory_records,
    messages,
    model_calls,
    offers,
    turn_events,
    turns,
)
from coach.store.whole import of

#: What turns have added, row by row, and which turn did.
_ADDED: Mapping[Table, ColumnElement[int]] = {
    turns: turns.c.number,
    messages: messages.c.turn,
    model_calls: model_calls.c.turn,
    action_records: action_records.c.turn,
    offers: offers.c.turn,
}


def past(whose: Whose, turn: int | None) -> list[Select[Any]]:
    """The statements that read a conversation as it was after a turn (None: its last one).

    Itself, the records of its memory, the turn with all those after it, and the offer that was open then. The first
    two are as they are now: the others say how they were.
    """
    last = select(conversations.c.turn).where(conversations.c.id == whose.id).scalar_subquery()
    at, m, t = (last if turn is None else literal(turn)), memory_records.c, turns.c
    return [
        select(conversations).where(*of(whose)),
        select(m.collection, m.data).where(m.conversation_id == whose.id).order_by(m.position),
        select(t.number, t.state, t.version, t.taken_by, t.undo, t.created_at)
        .where(t.conversation_id == whose.id, t.number >= at)
        .order_by(t.number),
        select(offers.c.data)
        .join(turns, (t.conversation_id == offers.c.conversation_id) & (t.offer == offers.c.id))
        .where(t.conversation_id == whose.id, t.number == at),
    ]


def id_of_copy(source: int) -> int:
    """The id of a copy of a conversation: as random as any but for its last five letters, which are the other's.

    The ids of records are made from those, so the copy calls them the same and goes on to name new ones as the other.
    """
    return new_id() >> RECORD_BITS << RECORD_BITS | source % (1 << RECORD_BITS)


def copy(connection: Connection, source: int, turn: int, row: Mapping[str, Any], memory: Sequence[Change]) -> None:
    """Keep a new conversation, given as its row and its memory, that has taken the turns of another up to this one."""
    id = row["id"]
    connection.execute(insert(conversations), [dict(row)])
    for table, number in _ADDED.items():
        columns = [each for each in table.c if each.name != "conversation_id"]
        taken = select(literal(id, BigInteger), *columns).where(table.c.conversation_id == source, number <= turn)
        connection.execute(insert(table).from_select(["conversation_id", *columns], taken))
    _stand(connection, id, turn, memory)


def cut(connection: Connection, id: int, turn: int, standing: Mapping[str, Any], memory: Sequence[Change]) -> None:
    """Let a conversation stand as it did after this turn: how that was is given, what came of later ones is removed."""
    for table, number in {**_ADDED, turn_events: turn_events.c.turn}.items():
        connection.execute(delete(table).where(table.c.conversation_id == id, number > turn))
    connection.execute(update(conversations).where(conversations.c.id == id).values(**standing))
    connection.execute(delete(memory_records).where(memory_records.c.conversation_id == id))
    _stand(connection, id, turn, memory)


def _stand(connection: Connection, id: int, turn: int, memory: Sequence[Change]) -> None:
    """What no turn has added: the memory, offers that were open, how long the dialogue was."""
    opened = {"closed": None, "how": None, "button": None, "fields": None}
    connection.execute(update(offers).where(offers.c.conversation_id == id, offers.c.closed > turn).values(opened))
    said = select(func.coalesce(func.max(messages.c.ordinal), 0)).where(messages.c.conversation_id == id)
    connection.execute(update(conversations).where(conversations.c.id == id).values(dialogue=said.scalar_subquery()))
    if memory:
        rows = [
            {"conversation_id": id, "id": each.id, "collection": each.collection, "position": each.position,
             "key": each.key, "data": each.data}
            for each in memory
        ]  # fmt: skip
        connection.execute(insert(memory_records), rows)
