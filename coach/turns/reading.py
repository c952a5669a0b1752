"""Reading what is stored: a turn's result, a whole conversation."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Select, select

from coach.engine.decide import missing
from coach.engine.program import Program
from coach.errors import Busy, NoSuchConversation
from coach.program.offer import Offer
from coach.results import ActionView, ConversationView, MessageView, TurnResult
from coach.store.packing import unpack
from coach.store.rows import Store, Whose, shown_id
from coach.store.tables import action_records, conversations, memory_records, messages, model_calls, offers, turns
from coach.store.whole import of
from coach.turns.keeping import check_program, load_memory, offer_view, turn_result


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


async def read_conversation(store: Store, program: Program, whose: Whose) -> ConversationView:
    """A conversation as it stands. Raises `NoSuchConversation`, `ProgramMismatch`."""
    found, said, acted, records = await store.fetch(
        select(conversations).where(*of(whose)),
        _rows(messages, whose, messages.c.ordinal, messages.c.notice),
        _rows(action_records, whose, action_records.c.turn, action_records.c.position),
        _rows(memory_records, whose, memory_records.c.position),
    )
    if not found:
        raise NoSuchConversation(f"there is no conversation {shown_id(whose.id)!r}; check its id and whose it is")
    [row] = found
    check_program(program, row.program, row.state)
    kept = [(record.collection, record.data) for record in records]
    memory = load_memory(program, whose.id, row.scalars, row.serial, kept)
    if row.offer is not None:
        memory.with_offer(Offer.load(row.offer))
    return ConversationView(
        conversation=shown_id(whose.id),
        user=row.user_id,
        tenant=row.tenant,
        label=row.label,
        program=row.program,
        version=row.version,
        state=row.state,
        turn=row.turn,
        memory=memory.plain(),
        missing=missing(program, row.state, memory),
        offer=offer_view(row.offer),
        messages=[
            MessageView(m.turn, m.role, m.text, m.state, m.version, m.model, json.loads(m.lint or "[]"), m.created_at)
            for m in said
        ],
        actions=[_action(each) for each in acted],
    )


def _rows(table: Any, whose: Whose, *order: Any) -> Select[Any]:
    return select(table).where(table.c.conversation_id == whose.id).order_by(*order)


def _action(row: Any) -> ActionView:
    return ActionView(
        row.turn, row.attempt, row.type, json.loads(row.params), row.status, row.kind, row.reason, row.summary,
        row.by, row.from_state, row.to_state, row.label,
    )  # fmt: skip
