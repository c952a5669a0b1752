"""The events of turns that run, for readers in other processes: some at a time, and of the last turn alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from coach.store.rows import Whose
from coach.store.tables import conversations, turn_events
from coach.store.whole import clock, of
from coach.values import value

_BATCH = "batch"


@value
class Batch:
    """Some events of a turn, one after another."""

    conversation: int
    turn: int
    seq: int
    """The number of the first of them within the turn."""
    data: str
    """JSON."""
    first: bool
    """Whether they are the first of this attempt at the turn: whatever was kept of earlier ones is gone then."""


def standing(whose: Whose) -> Select[Any]:
    """The statement that reads how far a conversation is, and which turn of it is running."""
    c = conversations.c
    return select(c.id, c.turn, c.claim, c.claim_key, c.claimed_until).where(*of(whose))


def kept(conversation: int, turn: int, seq: int) -> Select[Any]:
    """The statement that reads the batches of a turn from the one with this number on, and the first.

    The first tells the attempt. A batch has the number of its first event, so the wanted one may be in the midst of it.
    """
    e, before = turn_events.c, turn_events.alias("before").c
    within = (before.conversation_id == conversation, before.turn == turn, before.seq <= seq)
    begins = select(func.coalesce(func.max(before.seq), seq)).where(*within).scalar_subquery()
    mine = (e.conversation_id == conversation, e.turn == turn, (e.seq >= begins) | (e.seq == 1))
    return select(e.seq, e.data).where(*mine).order_by(e.seq)


def keep(connection: Connection, batches: Sequence[Batch], *, ahead: timedelta) -> None:
    """Keep some batches; those of conversations that are gone are dropped."""
    e, now = turn_events.c, clock(connection) + ahead
    ids = {each.conversation for each in batches}
    # Held until the transaction ends, so that none of them is removed before its events are in.
    found = select(conversations.c.id).where(conversations.c.id.in_(ids)).order_by(conversations.c.id)
    there = set(connection.execute(found.with_for_update(read=True, key_share=True)).scalars())
    batches = [each for each in batches if each.conversation in there]
    for each in batches:
        again = [] if each.first else [e.turn == each.turn, e.seq >= each.seq]  # of a write that seemed to be lost
        connection.execute(delete(turn_events).where(e.conversation_id == each.conversation, *again))
    if batches:
        connection.execute(insert(turn_events), [_row(each, now) for each in batches])


def forget(connection: Connection, age: timedelta, *, ahead: timedelta) -> None:
    """Drop what is older than this: the rows of a turn that is done say all of it."""
    connection.execute(delete(turn_events).where(turn_events.c.created_at < clock(connection) + ahead - age))


def _row(batch: Batch, now: datetime) -> dict[str, Any]:
    return {
        "conversation_id": batch.conversation, "turn": batch.turn, "seq": batch.seq, "kind": _BATCH,
        "data": batch.data, "created_at": now,
    }  # fmt: skip
