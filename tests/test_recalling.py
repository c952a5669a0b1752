"""What a process remembers of a conversation is what the database would have said, whoever else changes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from conftest import SMALL
from operating import FILES as OPERATED
from test_program_machine import SOUND
from turn_models import PiecesModel, SteadyModel, goal, move, said

from coach import Coach, Program
from coach.engine.reply import FormatName
from coach.engine.request import Model
from coach.errors import DatabaseUnavailable, NoSuchConversation
from coach.store.connecting import open_store
from coach.store.rows import Claimed, Done, Held, Mark, NewTurn, Standing, Whose, Window, read_id
from coach.store.store import Store
from coach.testing.generating import keeps_its_promises
from coach.turns import recalling
from coach.turns.keeping import load
from coach.turns.recalling import Recall

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


class Doubting:
    """A store that looks up whatever it confirms; `guessed` has, of each claim, whether what was known was so."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.guessed: list[bool | None] = []
        self.recall: Recall | None = None
        """Whose memories are looked up as well, with `program`."""
        self.program: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def claim(
        self, whose: Whose, key: str | None, token: int, lease: float, window: Window, known: Mark | None = None
    ) -> Claimed | Done | Held | None:
        found = await self._store.claim(whose, key, token, lease, window, known)
        if not isinstance(found, Claimed):
            return found
        self.guessed.append(found.standing is None if known is not None else None)
        if found.standing is None:
            await self._store.release(whose.id, token)
            there = await self._store.claim(whose, key, token, lease, window)
            assert isinstance(there, Claimed)
            assert there.standing is not None
            assert (found.at, known) == (there.at, Mark(there.at, there.standing.turn, there.standing.serial))
            assert found.at <= found.now <= there.now
            if self.recall is not None and self.program is not None:
                memory = load(self.program, whose.id, there.standing)
                recalled = self.recall.get(whose.id)
                assert recalled is not None
                assert stored(recalled.standing) == stored(there.standing)
                assert recalled.memory == memory
                assert recalled.memory.serial == memory.serial
                assert recalled.memory.offer == memory.offer
        return found


def stored(standing: Standing) -> dict[str, Any]:
    """What a standing says, but for the memory's records."""
    found = {each.name: getattr(standing, each.name) for each in fields(standing)}
    pairs = {name: [tuple(each) for each in found[name]] for name in ("recent", "refused")}
    return {**found, **pairs, "records": None}


@asynccontextmanager
async def doubting(database: str, folder: Path, model: Model) -> AsyncIterator[tuple[Coach, Doubting]]:
    store = Doubting(open_store(database))
    async with Coach(store, Program.load(folder), model) as coach:
        store.recall, store.program = coach._taker._claims._recall, coach.program
        yield coach, store


@pytest.fixture
async def tables(database: str) -> str:
    """The URL of a database that has our tables."""
    async with Coach.open(database, model=SteadyModel(said("Yes."))) as coach:
        await coach.connect()
    return database


async def test_from_its_second_turn_on_a_conversation_is_not_read_again(tables: str, program_folder: Folder) -> None:
    answers = [said("Fine.", goal(f"Run {n}")) for n in range(20)] + [said("No.", goal("Run 3"), move("DONE"))] * 3
    async with doubting(tables, program_folder(), PiecesModel(*answers, *answers)) as (coach, store):
        begun = await coach.start("ann")
        for n in range(22):
            await coach.say(begun.id, f"Goal {n}")
        assert store.guessed == [None, *[True] * 21]


async def test_what_another_process_does_is_seen_and_that_conversation_is_read_from_then_on(
    tables: str, program_folder: Folder
) -> None:
    folder, model = program_folder(), SteadyModel(said("Yes.", goal("Run")))
    async with doubting(tables, folder, model) as (one, first), doubting(tables, folder, model) as (other, second):
        begun, alone = await one.start("ann"), await one.start("bea")
        for coach in (one, one, other, one, one, other, one):
            await coach.say(begun.id, "Go on.")
        await one.say(alone.id, "Go on.")
        await one.say(alone.id, "Go on.")
        assert first.guessed == [None, True, False, None, None, None, True]
        assert second.guessed == [None, False]
        found = await one.snapshot(begun.id)
        assert (found.turn, [each["name"] for each in found.memory["goals"]]) == (7, ["Run"])


async def test_what_is_done_around_the_turns_is_seen(tables: str, program_folder: Folder) -> None:
    folder = program_folder(**OPERATED)
    async with doubting(tables, folder, SteadyModel(said("Yes.", goal("Run"), goal("Swim")))) as (coach, store):
        begun = await coach.start("ann")
        await coach.say(begun.id, "one")
        await coach.edit(begun.id, {"goals": {"remove": ["Run"]}}, reason="a slip")
        await coach.move(begun.id, "PLAN", reason="for a look")
        assert (await coach.say(begun.id, "two")).turn == 4
        assert store.guessed == [None, True, True, True]
        await coach.rewind(begun.id, 1)
        await coach.say(begun.id, "three")
        assert [each["name"] for each in (await coach.snapshot(begun.id)).memory["goals"]] == ["Run", "Swim"]
        await coach.reset(begun.id)
        assert (await coach.say(begun.id, "four")).turn == 1
        await coach.delete(begun.id)
        with pytest.raises(NoSuchConversation):
            await coach.say(begun.id, "five")


async def test_a_conversation_taken_back_to_where_it_is_remembered_gives_no_id_twice(
    tables: str, program_folder: Folder
) -> None:
    folder, model = program_folder(**OPERATED), SteadyModel(said("Yes.", goal("Run")))
    async with doubting(tables, folder, model) as (here, store), doubting(tables, folder, model) as (there, _):
        begun = await here.start("ann")
        await here.say(begun.id, "one")
        model.reply = said("Yes.", goal("Swim"))
        await there.say(begun.id, "two")
        gone = (await there.snapshot(begun.id)).memory["goals"][1]["id"]
        await there.rewind(begun.id, 1)
        await here.say(begun.id, "two, again")
        assert store.guessed == [None, False]  # it stands as before, but for the ids that it has given
        assert (await here.snapshot(begun.id)).memory["goals"][1]["id"] != gone


async def test_of_what_is_removed_or_begun_again_nothing_is_remembered(tables: str, program_folder: Folder) -> None:
    async with doubting(tables, program_folder(), SteadyModel(said("Yes.", goal("Run")))) as (coach, store):
        assert store.recall is not None
        undone: list[Callable[[str], Awaitable[object]]] = [coach.delete, coach.reset, lambda id: coach.rewind(id, 1)]
        for undo in undone:
            begun = await coach.start("ann")
            number = read_id(begun.id) or 0
            await coach.say(begun.id, "one")
            await coach.say(begun.id, "two")
            assert store.recall.get(number) is not None
            await undo(begun.id)
            assert store.recall.get(number) is None
        await coach.say(begun.id, "two, again")
        await coach.say(begun.id, "three")
        assert store.guessed == [None, True] * 3 + [None, True]


async def test_a_turn_that_was_not_kept_is_not_remembered(
    tables: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SteadyModel(said("Yes.", goal("Run")))
    async with doubting(tables, program_folder(), model) as (coach, store):
        begun = await coach.start("ann")
        await coach.say(begun.id, "one")
        model.reply = said("Yes.", goal("Swim"))

        async def lost(id: int, token: int, new: NewTurn) -> None:
            raise DatabaseUnavailable("lost in the middle of writing")

        monkeypatch.setattr(store, "commit", lost, raising=False)
        with pytest.raises(DatabaseUnavailable):
            await coach.say(begun.id, "two")
        monkeypatch.undo()
        model.reply = said("Yes.", goal("Fly"))
        await coach.say(begun.id, "two")
        assert [each["name"] for each in (await coach.snapshot(begun.id)).memory["goals"]] == ["Run", "Fly"]
        assert store.guessed == [None, True, None]


async def test_only_so_many_are_remembered(
    tables: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recalling, "_MOST", 2)
    async with doubting(tables, program_folder(), SteadyModel(said("Yes."))) as (coach, store):
        ids = [(await coach.start(f"user {n}")).id for n in range(3)]
        for id in (*ids, ids[0], ids[2], ids[2]):
            await coach.say(id, "Go on.")
        assert store.guessed == [None, None, None, None, True, True]


@pytest.mark.parametrize("format", ["json", pytest.param("tags", marks=pytest.mark.slow)])
@pytest.mark.parametrize("files", [OPERATED, SOUND], ids=["goals", "offers"])
def test_whatever_happens_what_is_remembered_is_what_is_stored(
    program_folder: Folder, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], format: FormatName
) -> None:
    guessed = everywhere_doubted(monkeypatch)
    keeps_its_promises(Program.load(program_folder(**files)), format=format, conversations=8, turns=15)
    assert guessed.count(True) > 50


def test_whatever_happens_in_the_identity_program_what_is_remembered_is_what_is_stored(
    coach_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessed = everywhere_doubted(monkeypatch)
    keeps_its_promises(coach_program, conversations=8, turns=15)
    assert guessed.count(True) > 50


def everywhere_doubted(monkeypatch: pytest.MonkeyPatch) -> list[bool | None]:
    """Let every explored conversation be doubted; what was guessed in all of them."""
    guessed: list[bool | None] = []
    plain = open_store

    def opened(at: Any) -> Any:
        store = Doubting(plain(at))
        store.guessed = guessed
        return store

    monkeypatch.setattr("coach.testing.generating.ground.open_store", opened)
    return guessed


@pytest.mark.parametrize("history", [2, 3, 7, 14])
async def test_the_window_of_messages_moves_on_as_the_database_would_move_it(
    tables: str, program_folder: Folder, history: int
) -> None:
    settings = SMALL["states/__init__.py"].replace("Settings(", f"Settings(history={history}, ")
    model = SteadyModel(said("Yes."))
    async with doubting(tables, program_folder(**{"states/__init__.py": settings}), model) as (coach, store):
        begun = await coach.start("ann")
        for n in range(2 * history + 5):
            await coach.say(begun.id, f"Message {n}" if n % 3 else None)
        assert store.guessed == [None, *[True] * (2 * history + 4)]
