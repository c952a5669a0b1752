"""Lists of what is stored, a page at a time: as quick at the end of a long one as at its beginning."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, Table, literal, select, tuple_

from coach.engine.program import Program
from coach.errors import BadInput
from coach.pages import CallView, ConversationLine, Page, TurnView
from coach.results import ActionView, MessageView
from coach.store.moments import micros, moment
from coach.store.rows import Whose, read_id, shown_id
from coach.store.store import Store
from coach.store.tables import action_records, conversations, messages, model_calls, turns
from coach.store.whole import of
from coach.turns.door import check_name, no_such
from coach.turns.reading import action_view, message_view

T = TypeVar("T")
#: The longest page.
MOST = 200
_DIGITS = 17  # of microseconds since 1970: within what is a date
_HIGHEST = 2**31


async def page_of_messages(
    store: Store, whose: Whose, after: str | None, limit: int, *, newest: bool = False
) -> Page[MessageView]:
    """Messages, notices among them, in their order, or the `newest` first. Raises `BadInput`, `NoSuchConversation`."""
    m = messages.c
    rows = await _part(store, whose, messages, (m.ordinal, m.notice), after, limit, newest=newest)
    return _page(rows, limit, after, message_view, lambda row: (row.ordinal, row.notice))


async def page_of_actions(store: Store, whose: Whose, after: str | None, limit: int) -> Page[ActionView]:
    """The records of actions, in their order. Raises `BadInput`, `NoSuchConversation`."""
    a = action_records.c
    rows = await _part(store, whose, action_records, (a.turn, a.position), after, limit)
    return _page(rows, limit, after, action_view, lambda row: (row.turn, row.position))


async def page_of_turns(store: Store, whose: Whose, after: str | None, limit: int) -> Page[TurnView]:
    """Turns with their calls of the model, in their order. Raises `BadInput`, `NoSuchConversation`."""
    rows = await _part(store, whose, turns, (turns.c.number,), after, limit)
    c, shown = model_calls.c, rows[:limit]
    calls: dict[int, list[CallView]] = {row.number: [] for row in shown}
    if shown:
        asked = select(model_calls).where(c.conversation_id == whose.id, c.turn.between(min(calls), max(calls)))
        [made] = await store.fetch(asked.order_by(c.turn, c.attempt))
        for each in made:
            if each.turn in calls:
                calls[each.turn].append(_call(each))
    return _page(rows, limit, after, lambda row: _turn(row, calls[row.number]), lambda row: (row.number,))


async def page_of_conversations(
    store: Store,
    program: Program,
    equal: dict[str, str | None],
    after: str | None,
    limit: int,
    *,
    search: str | None = None,
) -> Page[ConversationLine]:
    """The program's conversations, the newest first, where these columns are equal to what is not None.

    `search`: whose user has this text in the name, in any case that the database knows.
    """
    c = conversations.c
    check_name("search", search)
    for name, wanted in equal.items():
        check_name(name, wanted)
    wants: list[ColumnElement[bool]] = [c.program == program.name]
    wants += [c[name] == wanted for name, wanted in equal.items() if wanted is not None]
    if search is not None:
        wants.append(c.user_id.icontains(search, autoescape=True))
    if after is not None:
        began, _, id = after.partition(".") if isinstance(after, str) else ("", "", "")
        number = read_id(id)
        if not began.isdecimal() or len(began) > _DIGITS or number is None:
            raise _no_place(after)
        wants.append(tuple_(c.created_at, c.id) < (moment(int(began)), number))
    asked = select(conversations).where(*wants).order_by(c.created_at.desc(), c.id.desc())
    [rows] = await store.fetch(asked.limit(_limit(limit) + 1))
    return _page(rows, limit, after, _line, lambda row: (micros(row.created_at), shown_id(row.id)))


async def _part(
    store: Store,
    whose: Whose,
    table: Table,
    place: Sequence[ColumnElement[int]],
    after: str | None,
    limit: int,
    *,
    newest: bool = False,
) -> list[Any]:
    """The rows of a part of a conversation behind a place, and one more than the page has."""
    order = [column.desc() for column in place] if newest else place
    asked = select(table).where(table.c.conversation_id == whose.id).order_by(*order).limit(_limit(limit) + 1)
    if after is not None:
        # As plain integers, however small those of the column are: a place that is far behind is behind all the same.
        each, behind = tuple_(*place), tuple_(*(literal(n, Integer) for n in _place(after, len(place))))
        asked = asked.where(each < behind if newest else each > behind)
    there, rows = await store.fetch(select(conversations.c.id).where(*of(whose)), asked)
    if not there:
        raise no_such(shown_id(whose.id))
    return rows


def _page(
    rows: Sequence[Any],
    limit: int,
    after: str | None,
    view: Callable[[Any], T],
    place: Callable[[Any], Sequence[object]],
) -> Page[T]:
    shown = rows[:limit]
    last = ".".join(map(str, place(shown[-1]))) if shown else after
    return Page([view(row) for row in shown], last, len(rows) > limit)


def _limit(limit: int) -> int:
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST:
        raise BadInput(f"the limit is {str(limit)[:20]!r}; a page has 1 to {MOST}")
    return limit


def _place(after: str, size: int) -> tuple[int, ...]:
    parts = after.split(".") if isinstance(after, str) else []
    if len(parts) != size or not all(each.isdecimal() and len(each) < _DIGITS for each in parts):
        raise _no_place(after)
    numbers = tuple(int(each) for each in parts)
    if max(numbers) >= _HIGHEST:
        raise _no_place(after)
    return numbers


def _no_place(after: object) -> BadInput:
    return BadInput(f"there is no place {str(after)[:40]!r} in this list; give the `after` of a page of it")


def _line(row: Any) -> ConversationLine:
    return ConversationLine(
        shown_id(row.id), row.user_id, row.tenant, row.label, row.version, row.state, row.turn, row.taken_by,
        row.created_at, row.turned_at,
    )  # fmt: skip


def _turn(row: Any, calls: Sequence[CallView]) -> TurnView:
    return TurnView(
        row.number, row.key, row.from_state, row.state, row.version, json.loads(row.missing), row.offer, row.taken_by,
        calls, row.created_at,
    )  # fmt: skip


def _call(row: Any) -> CallView:
    return CallView(
        row.attempt, row.state, row.model, row.format, row.problem, row.finish, row.input_tokens, row.output_tokens,
        row.cached_tokens, row.latency_ms, row.retries,
    )  # fmt: skip
