"""Reading what is stored: a turn's result, a whole conversation."""

from __future__ import annotations

import json
from typing import Any, get_args

from sqlalchemy import Select, Table, select

from coach.engine.decide import missing
from coach.engine.program import Program
from coach.errors import Busy
from coach.program.action import By
from coach.program.guard import no_open_offer
from coach.program.memory import Memory
from coach.results import ActionView, ConversationView, MessageView, TurnResult
from coach.store.packing import unpack
from coach.store.past import past
from coach.store.rows import Whose, shown_id
from coach.store.store import Store
from coach.store.tables import action_records, messages, model_calls, offers, turns
from coach.turns.keeping import offer_view, turn_result
from coach.turns.past import stood


async def read_turn(store: Store, id: int, number: int) -> TurnResult:
    """The result of a committed turn, as it was given the first time. Raises `Busy` where it is gone."""
    there, said, acted, called, put = await store.fetch(
        select(turns).where(turns.c.conversation_id == id, turns.c.number == number),
        *(
            select(table).where(table.c.conversation_id == id, table.c.turn == number).order_by(*order)
            for table, order in (
                (messages, (messages.c.ordinal, messages.c.notice)),
                (action_records, (action_records.c.position,)),
                (model_calls, (model_calls.c.attempt,)),
            )
        ),
        select(offers.c.data)
        .join(turns, (turns.c.conversation_id == offers.c.conversation_id) & (turns.c.offer == offers.c.id))
        .where(turns.c.conversation_id == id, turns.c.number == number),
    )
    if not there:
        raise Busy("the conversation was begun again, or removed, just now; ask once more", 0.0)
    return turn_result(id, there[0], said, acted, called, put[0].data if put else None)


async def read_replies(store: Store, id: int, number: int) -> list[str]:
    """The raw replies of every attempt of a committed turn, in their order."""
    said, acted, called = await store.fetch(
        *(
            select(column).where(table.c.conversation_id == id, table.c.turn == number).order_by(*order)
            for table, column, order in (
                (messages, messages.c.text, (messages.c.ordinal, messages.c.notice)),
                (action_records, action_records.c.params, (action_records.c.position,)),
                (model_calls, model_calls.c.raw, (model_calls.c.attempt,)),
            )
        )
    )
    beside = [row[0] for row in (*said, *acted)]
    return [unpack(row.raw, beside) for row in called]


async def read_conversation(
    store: Store, program: Program, whose: Whose, turn: int | None = None, *, brief: bool = False
) -> ConversationView:
    """A conversation as it stands, or as it was after a turn; `brief`, without what was said and done.

    Raises `NoSuchConversation`, `ProgramMismatch`, `BadInput`.
    """
    view, _ = await _read(store, program, whose, turn, brief=brief)
    return view


async def read_exits(
    store: Store, program: Program, whose: Whose, turn: int | None = None
) -> tuple[ConversationView, dict[tuple[str, By], list[str]]]:
    """A conversation as it stands, or as it was after a turn, and what each exit of its state misses.

    By the exit's target and who may ask for it. Raises what `read_conversation` raises.
    """
    view, memory = await _read(store, program, whose, turn)
    exits: dict[tuple[str, By], list[str]] = {}
    for by in get_args(By):
        held = no_open_offer.missing(memory) if by in ("model", "auto") and memory.offer and memory.offer.holds else ()
        for target, items in missing(program, view.state, memory, by=(by,)).items():
            exits[target, by] = list(dict.fromkeys((*items, *held)))
    return view, exits


async def _read(
    store: Store, program: Program, whose: Whose, turn: int | None = None, *, brief: bool = False
) -> tuple[ConversationView, Memory]:
    m, a = messages.c, action_records.c
    lists = [_until(messages, m.turn, whose, turn, m.ordinal, m.notice)]
    lists += [_until(action_records, a.turn, whose, turn, a.turn, a.position)]
    found = await store.fetch(*past(whose, turn), *([] if brief else lists))
    at = stood(program, whose, found[:4], turn)
    said, acted = ([], []) if brief else found[4:]
    row, memory = at.row, at.memory
    view = ConversationView(
        conversation=shown_id(whose.id),
        user=row.user_id,
        tenant=row.tenant,
        label=row.label,
        program=row.program,
        version=at.version,
        state=at.state,
        turn=at.turn,
        memory=memory.plain(),
        missing=missing(program, at.state, memory),
        offer=offer_view(at.offer),
        messages=[message_view(each) for each in said],
        actions=[action_view(each) for each in acted],
        taken_by=at.taken_by,
    )
    return view, memory


def _until(table: Table, number: Any, whose: Whose, turn: int | None, *order: Any) -> Select[Any]:
    """The rows of a table, up to a turn."""
    mine = select(table).where(table.c.conversation_id == whose.id).order_by(*order)
    return mine if turn is None else mine.where(number <= turn)


def message_view(row: Any) -> MessageView:
    """A row of `messages`."""
    lint = json.loads(row.lint or "[]")
    return MessageView(row.turn, row.role, row.text, row.state, row.version, row.model, lint, row.created_at)


def action_view(row: Any) -> ActionView:
    """A row of `action_records`."""
    return ActionView(
        row.turn, row.attempt, row.type, json.loads(row.params), row.status, row.kind, row.reason, row.summary,
        row.by, row.from_state, row.to_state, row.label,
    )  # fmt: skip
