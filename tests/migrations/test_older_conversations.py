"""Conversations from before a migration go on after it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from migration_steps import Run, differences, downgrade, runner, url_of
from turn_models import PiecesModel, open_coach, said

from coach.errors import BadInput, DatabaseOutdated
from coach.store.migrating import upgrade

Folder = Callable[..., Path]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_of(request, tmp_path)


@pytest.fixture
def run(empty: str) -> Run:
    return runner(empty)


def test_a_conversation_goes_on_after_the_tables_were_made_again_from_a_copy(
    tmp_path: Path, program_folder: Folder
) -> None:
    """A backup made while the coach is open is a whole database."""
    folder = program_folder()

    async def begin() -> str:
        async with open_coach(f"sqlite:///{tmp_path}/one.db", folder) as coach:
            begun = await coach.start("ann")
            source, copy = sqlite3.connect(tmp_path / "one.db"), sqlite3.connect(tmp_path / "two.db")
            source.backup(copy)
            source.close()
            copy.close()
            return begun.id

    async def look(id: str) -> int:
        async with open_coach(f"sqlite:///{tmp_path}/two.db", folder) as coach:
            return (await coach.snapshot(id)).turn

    assert asyncio.run(look(asyncio.run(begin()))) == 0


def test_a_conversation_from_before_offers_goes_on(run: Run, empty: str, program_folder: Folder) -> None:
    model = PiecesModel(said("What else?"))

    async def begin() -> str:
        coach = open_coach(empty, program_folder())
        try:
            return (await coach.start("ann")).id
        finally:
            await coach.close()

    async def go_on(id: str) -> None:
        async with open_coach(empty, program_folder(), model) as coach:
            assert (await coach.say(id, "Hello.")).offer is None
            assert [m.text for m in (await coach.snapshot(id)).messages] == [
                "What do you want?",
                "Hello.",
                "What else?",
            ]

    run(upgrade)
    id = asyncio.run(begin())
    run(lambda connection: downgrade(connection, "0001"))
    with pytest.raises(DatabaseOutdated, match="is at migration 0001, this version wants"):
        asyncio.run(go_on(id))
    run(upgrade)
    asyncio.run(go_on(id))


def test_a_conversation_from_before_turns_kept_what_takes_them_back_goes_on(
    run: Run, empty: str, program_folder: Folder
) -> None:
    folder = program_folder()

    async def take(id: str = "") -> str:
        async with open_coach(empty, folder, PiecesModel(said("Well?"), said("And?"))) as coach:
            id = id or (await coach.start("ann", key="start")).id
            for words in ("Hello.", "Go on."):
                await coach.say(id, words)
            return id

    async def go_back(id: str) -> None:
        async with open_coach(empty, folder) as coach:
            assert (await coach.snapshot(id)).turn == 4
            for turn in (0, 1):
                with pytest.raises(BadInput, match="what takes turn 2 back was not kept; it is the earliest"):
                    await coach.rewind(id, turn)
            then = await coach.snapshot(id, turn=2)
            assert [each.text for each in then.messages][-2:] == ["Go on.", "And?"]
            await coach.rewind(id, 2)
            assert await coach.snapshot(id) == then
            assert (await coach.start("ann", key="start")).id == id

    run(upgrade)
    id = asyncio.run(take())
    run(lambda connection: downgrade(connection, "0002"))
    with pytest.raises(DatabaseOutdated, match="is at migration 0002, this version wants"):
        asyncio.run(take(id))
    run(upgrade)
    assert run(differences) == []
    asyncio.run(take(id))
    asyncio.run(go_back(id))
