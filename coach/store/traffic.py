"""What the conversations of a program did as a whole, counted by the database.

The newest conversations are counted, so many at most, and every answer has one row for each state or exit: neither the
work nor the answer grows without end.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Float, FunctionElement, Select, case, cast, func, select
from sqlalchemy.ext.compiler import compiles

from coach.store.tables import action_records, conversations, turns


class _Seconds(FunctionElement[float]):
    """From the first of two moments to the second, in seconds."""

    type = Float()
    inherit_cache = True
    name = "seconds"


@compiles(_Seconds)
def _seconds(element: _Seconds, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(each, **options) for each in element.clauses)
    return f"EXTRACT(EPOCH FROM ({second} - {first}))"


@compiles(_Seconds, "sqlite")
def _seconds_of_integers(element: _Seconds, compiler: Any, **options: Any) -> str:
    first, second = (compiler.process(each, **options) for each in element.clauses)
    return f"(({second} - {first}) / 1e6)"


def statements(program: str, most: int, quiet: datetime, tenant: str | None = None) -> list[Select[Any]]:
    """The statements that count: where conversations are, which exits they took, how long they were in a state.

    `quiet` is when the last turn was, at the latest, of a conversation that nobody goes on with.
    """
    c = conversations.c
    chosen = select(c.id, c.state, c.turned_at).where(c.program == program)
    if tenant is not None:
        chosen = chosen.where(c.tenant == tenant)
    newest = chosen.order_by(c.turned_at.desc(), c.id).limit(most).cte("newest")
    return [_there(newest, quiet), _asked(newest), _stays(newest)]


def _there(newest: CTE, quiet: datetime) -> Select[Any]:
    """For each state: how many conversations are in it, and how many of those are quiet."""
    still = func.sum(case((newest.c.turned_at < quiet, 1), else_=0))
    return select(newest.c.state, func.count().label("there"), still.label("quiet")).group_by(newest.c.state)


def _asked(newest: CTE) -> Select[Any]:
    """For each move: how often it was made, refused or failed. No record but that of a move has a state it leads to.

    To ask for the type or the status as well would have PostgreSQL, as long as it has no statistics, expect next to no
    rows, and go through all conversations for each of them.
    """
    a = action_records.c
    named = (a.from_state.label("source"), a.to_state.label("target"), a.by.label("by"), a.status, a.kind)
    return (
        select(*named, func.count().label("times"))
        .join(newest, a.conversation_id == newest.c.id)
        .where(a.from_state.is_not(None), a.to_state.is_not(None))
        .group_by(a.from_state, a.to_state, a.by, a.status, a.kind)
    )


def _stays(newest: CTE) -> Select[Any]:
    """For each state: how many conversations came, and of the stays that ended the medians of turns and seconds."""
    t = turns.c
    came = (
        select(t.conversation_id, t.number, t.state, t.created_at)
        .join(newest, t.conversation_id == newest.c.id)
        .where((t.number == 0) | (t.from_state != t.state))
        .cte("came")
    )
    stays = select(
        came.c.conversation_id,
        came.c.state,
        (_next(came, "number") - came.c.number).label("turns"),
        _Seconds(came.c.created_at, _next(came, "created_at")).label("seconds"),
    ).cte("stays")
    s = stays.c
    like = (s.state, s.turns.is_not(None))  # those that ended are ranked among themselves
    r = select(
        *s,
        func.count(s.turns).over(partition_by=like).label("many"),
        func.row_number().over(partition_by=like, order_by=s.turns).label("by_turns"),
        func.row_number().over(partition_by=like, order_by=s.seconds).label("by_seconds"),
    ).cte("ranked").c  # fmt: skip
    return select(
        r.state,
        func.count(r.conversation_id.distinct()).label("came"),
        func.count(r.turns).label("left"),
        _middle(r.by_turns, r.turns, r.many).label("turns"),
        _middle(r.by_seconds, r.seconds, r.many).label("seconds"),
    ).group_by(r.state)


def _next(came: CTE, column: str) -> Any:
    """What a column has in the conversation's next row."""
    return func.lead(came.c[column]).over(partition_by=came.c.conversation_id, order_by=came.c.number)


def _middle(rank: Any, measure: Any, many: Any) -> Any:
    """The median of what is ranked: the middle one, or the mean of the two in the middle."""
    return func.avg(case((rank.in_([(many + 1) // 2, (many + 2) // 2]) & (many > 0), cast(measure, Float))))
