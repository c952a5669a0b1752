"""The store alone, on both databases: claims, commits, what a claim brings, and the engines it stands on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text

from coach.store.connecting import open_store
from coach.store.rows import (
    Change,
    Claimed,
    Done,
    Held,
    NewAction,
    NewCall,
    NewConversation,
    NewMessage,
    NewTurn,
    Whose,
    Window,
    new_id,
    read_id,
    shown_id,
)
from coach.store.store import Store  # fmt: skip
from coach.store.tables import metadata, turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
WINDOW = Window(14, 7)


@asynccontextmanager
async def store_at(database: str, **options: Any) -> AsyncIterator[Store]:
    store = open_store(database, **options)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def turn(number: int, **changes: Any) -> NewTurn:
    message = [NewMessage(1, 0, "coach", "Hello.", "A")]
    plain = NewTurn(number, "A", "A", "v1", '["A"]', "{}", 0, "{}", dialogue=1, messages=message)
    return replace(plain, **changes)


async def begin(store: Store, **changes: Any) -> int:
    id = new_id()
    assert await store.create(NewConversation(id, "ann", "acme", "program", turn(0, **changes))) is None
    return id


async def take(store: Store, id: int, token: int = 1, key: str | None = None, whose: Whose | None = None) -> Any:
    return await store.claim(whose or Whose(id), key, token, 60, WINDOW)


FULL = {
    "from_state": "A",
    "state": "B",
    "version": "v2",
    "entered": '["A", "B"]',
    "scalars": '{"ready": true}',
    "serial": 3,
    "missing": '{"C": ["x"]}',
    "dialogue": 3,
    "key": "k",
    "digest": b"\x00\xff",
    "label": "test",
    "messages": [
        NewMessage(2, 0, "client", "Hé '; --\n🏃", "A"),
        NewMessage(3, 0, "coach", "Good.", "B", "m", '["2 questions"]'),
    ],
    "calls": [NewCall(1, "A", "m", "json", b"\x00raw", "odd", "stop", 1, None, 3, 12, 0)],
    "actions": [
        NewAction(1, "ADD", '{"x": 1}', "applied", None, None, "done", "model", None, None),
        NewAction(1, "GO", "{}", "refused", "guard", "not yet", None, "model", None, None),
        NewAction(1, "DO", "{}", "failed", None, "broken", None, "model", None, None),
    ],
    "changed": [Change("id1", "goals", 0, "run", '{"id": "id1"}'), Change("id2", "facts", 1, "name", '{"id": "id2"}')],
}


async def test_a_claim_brings_what_a_commit_wrote(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        first = await take(store, id)
        assert isinstance(first, Claimed)
        assert first.standing is not None
        assert first.standing.recent == [("coach", "Hello.")]
        assert (first.standing.turn, first.standing.state, first.standing.label) == (0, "A", None)
        assert await store.commit(id, 1, turn(1, **FULL))
        store.ahead = timedelta(days=3)
        later = await take(store, id, 2)
        standing = later.standing
        assert (standing.program, standing.version, standing.state) == ("program", "v2", "B")
        assert (standing.entered, standing.scalars, standing.serial) == ('["A", "B"]', '{"ready": true}', 3)
        assert (standing.turn, standing.dialogue) == (1, 3)
        assert standing.recent == [("coach", "Hello."), ("client", "Hé '; --\n🏃"), ("coach", "Good.")]
        assert standing.records == [("goals", '{"id": "id1"}'), ("facts", '{"id": "id2"}')]
        assert standing.refused == [("GO", "not yet"), ("DO", "broken")]
        assert abs(later.since_last - timedelta(days=3)) < timedelta(seconds=10)
        assert abs(later.now - timedelta(days=3) - datetime.now(UTC)) < timedelta(seconds=10)


async def test_a_clock_that_was_set_back_says_that_no_time_has_passed(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        await take(store, id)
        store.ahead = timedelta(days=3)
        assert await store.commit(id, 1, turn(1, **FULL))
        store.ahead = timedelta()
        assert (await take(store, id, 2)).since_last == timedelta()


async def test_records_are_changed_and_removed_and_keep_their_order(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        await take(store, id)
        await store.commit(id, 1, turn(1, **FULL))
        await take(store, id, 2)
        changed = [Change("id1", "goals", 9, "walk", '{"id": "id1", "n": 2}'), Change("id3", "goals", 3, "z", "{}")]
        assert await store.commit(id, 2, turn(2, dialogue=3, messages=[], changed=changed, removed=["id2"]))
        standing = (await take(store, id, 3)).standing
        assert standing.records == [("goals", '{"id": "id1", "n": 2}'), ("goals", "{}")]


async def test_a_claim_is_held_until_it_is_given_back_or_over(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        assert isinstance(await take(store, id, 1), Claimed)
        held = await take(store, id, 2)
        assert isinstance(held, Held)
        assert 55 < held.seconds <= 60
        await store.release(id, 2)  # not its own
        assert isinstance(await take(store, id, 2), Held)
        await store.release(id, 1)
        assert isinstance(await take(store, id, 2), Claimed)
        store.ahead = timedelta(seconds=61)
        assert isinstance(await take(store, id, 3), Claimed)
        assert not await store.commit(id, 2, turn(1, **FULL))
        assert await store.commit(id, 3, turn(1, **FULL))


async def test_a_commit_without_a_claim_writes_nothing(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        await take(store, id, 1)
        await store.release(id, 1)
        for token in (1, 2):
            assert not await store.commit(id, token, turn(1, **FULL))
        sizes = await store.fetch(*(select(func.count()).select_from(table) for table in metadata.sorted_tables))
        assert {table.name: size[0][0] for table, size in zip(metadata.sorted_tables, sizes, strict=True)} == {
            "conversations": 1, "turns": 1, "messages": 1, "model_calls": 0, "action_records": 0, "memory_records": 0,
            "offers": 0, "turn_events": 0, "api_keys": 0, "token_usage": 0, "done_deeds": 0,
        }  # fmt: skip


async def test_a_claim_with_a_key_finds_the_finished_turn_even_while_another_runs(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        await take(store, id, 1, "k")
        await store.commit(id, 1, turn(1, **FULL))
        assert await take(store, id, 2, "k") == Done(1, b"\x00\xff")
        assert isinstance(await take(store, id, 2, "other"), Claimed)  # the look at a finished one took nothing
        assert await take(store, id, 3, "k") == Done(1, b"\x00\xff")


async def test_somebody_elses_conversation_is_none(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        for user, tenant in (("bea", None), (None, "other"), ("ann", ""), ("", "acme")):
            assert await take(store, id, whose=Whose(id, user, tenant)) is None
        assert await take(store, new_id()) is None
        assert isinstance(await take(store, id, whose=Whose(id, "ann", "acme")), Claimed)


async def test_a_commit_is_whole_or_not_at_all(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        await take(store, id)
        twice = [*FULL["calls"], *FULL["calls"]]  # type: ignore[misc]  # a list, among values of several types
        with pytest.raises(Exception, match=r"(?i)unique"):
            await store.commit(id, 1, turn(1, **{**FULL, "calls": twice}))
        assert await store.commit(id, 1, turn(1, **FULL))
        assert len((await take(store, id, 2)).standing.recent) == 3


async def test_rows_are_read_at_one_moment(database: str) -> None:
    """A turn that is committed between two SELECTs is seen by both or by none."""
    async with store_at(database) as store:
        id = await begin(store)
        query = select(func.count()).select_from(turns)
        reading = asyncio.create_task(store.fetch(*[query] * 300))
        for number in range(1, 4):
            await take(store, id, number)
            assert await store.commit(id, number, turn(number, messages=[], dialogue=1))
        assert len({found[0][0] for found in await reading}) == 1


async def test_with_a_conversation_go_all_its_rows(database: str) -> None:
    async with store_at(database) as store:
        id = await begin(store)
        await take(store, id)
        await store.commit(id, 1, turn(1, **FULL))

        def erase(connection: Connection) -> None:
            connection.execute(text("DELETE FROM conversations"))

        await store.with_connection(erase)
        sizes = await store.fetch(*(select(func.count()).select_from(table) for table in metadata.sorted_tables))
        assert [size[0][0] for size in sizes] == [0] * len(metadata.sorted_tables)


def test_ids_are_twelve_letters_and_read_back() -> None:
    for number in (0, 1, 2**60 - 1, *(new_id() for _ in range(50))):
        shown = shown_id(number)
        assert len(shown) == 12
        assert read_id(shown) == read_id(f" {shown.upper()} ") == number
