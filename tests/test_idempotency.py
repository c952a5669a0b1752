"""A turn happens once or not at all: keys, claims, and who may come in while a turn runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from turn_models import PiecesModel, SteadyModel, count, goal, open_coach, rows, said

from coach.errors import BadInput, Busy, ClaimLost, KeyReused, ModelUnavailable
from coach.results import TurnResult
from coach.store.tables import conversations, turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
FINE = said("Fine.", goal("Läufer 🏃", size=3), ("UNKNOWN", {"x": [1.5, None, {"y": "z"}]}))


async def test_the_same_key_gives_the_same_bytes_and_asks_no_model(database: str, program_folder: Folder) -> None:
    folder = program_folder()
    async with open_coach(database, folder, PiecesModel(FINE)) as coach:
        begun = await coach.start("ann")
        first = await coach.say(begun.id, "Hello", key="k")
        before = await count(coach)
        assert (await coach.say(begun.id, "Hello", key="k")).json() == first.json()
        assert await count(coach) == before
    async with open_coach(database, folder) as restarted:
        assert (await restarted.say(begun.id, "Hello", key="k")).json() == first.json()


async def test_a_key_is_still_known_many_turns_later(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), SteadyModel(said("Yes."))) as coach:
        begun = await coach.start("ann")
        first = await coach.say(begun.id, "one", key="1")
        for n in range(2, 6):
            await coach.say(begun.id, "more", key=str(n))
        assert await coach.say(begun.id, "one", key="1") == first
        assert (await coach.snapshot(begun.id)).turn == 5


async def test_a_key_belongs_to_its_conversation(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), SteadyModel(said("Yes."))) as coach:
        one, two = await coach.start("ann", key="k"), await coach.start("bea", key="k")
        first, second = await coach.say(one.id, "Hello", key="k"), await coach.say(two.id, "Hello", key="k")
        assert (first.conversation, second.conversation) == (one.id, two.id)
        assert (first.turn, second.turn) == (1, 1)


async def test_the_same_key_for_other_words_is_refused(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(FINE)) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "Hello", key="k")
        for other in ("hello", "Hello ", "Something else"):
            with pytest.raises(KeyReused, match="use a new key"):
                await coach.say(begun.id, other, key="k")
        assert (await coach.snapshot(begun.id)).turn == 1


async def test_without_a_key_the_same_words_are_another_turn(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), SteadyModel(said("Yes."))) as coach:
        begun = await coach.start("ann")
        assert [(await coach.say(begun.id, "Hello")).turn for _ in range(3)] == [1, 2, 3]


async def test_a_running_turn_makes_the_conversation_busy_for_its_own_key_too(
    database: str, program_folder: Folder
) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")])
    async with open_coach(database, program_folder(), model) as coach:
        begun, other = await coach.start("ann"), await coach.start("bea")
        running = asyncio.create_task(coach.say(begun.id, "Hello", key="k"))
        await model.asked.wait()
        for text, key in (("Hello", "k"), ("Other", "k"), ("Other", None), ("Hello", "other")):
            with pytest.raises(Busy) as busy:
                await coach.say(begun.id, text, key=key)
            assert 60 < busy.value.retry_after <= 75
        model.answers.append(said("Hello Bea."))
        assert (await coach.say(other.id, "Hello", key="k")).message == "Hello Bea."
        gate.set()
        assert (await running).turn == 1


async def test_another_turn_waits_as_long_as_its_caller_chooses(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("First.")], said("Second."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        running = asyncio.create_task(coach.say(begun.id, "one", key="k"))
        await model.asked.wait()
        with pytest.raises(Busy):
            await coach.say(begun.id, "two", wait=0.12)
        waiting = asyncio.create_task(coach.say(begun.id, "two", wait=5))
        same = asyncio.create_task(coach.say(begun.id, "one", key="k", wait=5))
        await asyncio.sleep(0.06)
        gate.set()
        assert [(await task).message for task in (running, waiting, same)] == ["First.", "Second.", "First."]
        assert (await waiting).turn == 2


async def test_fifty_at_once_with_one_key_are_one_turn(database: str, program_folder: Folder) -> None:
    model = SteadyModel(FINE, pause=0.02)
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        calls = (coach.say(begun.id, "Hello", key="k", wait=20) for _ in range(50))
        results = await asyncio.gather(*calls)
        assert len({result.json() for result in results}) == 1
        assert len(model.requests) == 1
        assert (await count(coach, begun.id))["turns"] == 2


async def test_fifty_at_once_without_waiting_are_one_turn_and_busy(database: str, program_folder: Folder) -> None:
    model = SteadyModel(FINE, pause=0.05)
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        calls = (coach.say(begun.id, "Hello", key=f"k{n % 5}") for n in range(50))
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(isinstance(result, TurnResult) for result in results) >= 1
        assert all(isinstance(result, TurnResult | Busy) for result in results)
        numbers = [row.number for row in await rows(coach, turns)]
        assert numbers == list(range(len(model.requests) + 1))


async def test_many_conversations_at_once_do_not_mix(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), SteadyModel(said("Yes."), pause=0.01)) as coach:
        begun = await asyncio.gather(*(coach.start(f"user {n}") for n in range(20)))

        async def talk(n: int) -> None:
            for turn in range(1, 4):
                assert (await coach.say(begun[n].id, f"{n}: {turn}", user=f"user {n}")).turn == turn

        await asyncio.gather(*(talk(n) for n in range(20)))
        for n in range(20):
            view = await coach.snapshot(begun[n].id)
            assert [m.text for m in view.messages if m.role == "client"] == [f"{n}: {turn}" for turn in (1, 2, 3)]


async def test_a_claim_expires_by_the_databases_clock_and_the_late_worker_is_fenced_out(
    database: str, program_folder: Folder
) -> None:
    folder = program_folder()
    gate = asyncio.Event()
    slow = PiecesModel([gate, said("Too late.", goal("Late"))])
    async with (
        open_coach(database, folder, slow) as one,
        open_coach(database, folder, PiecesModel(said("In time."))) as two,
    ):
        begun = await one.start("ann")
        late = asyncio.create_task(one.say(begun.id, "Hello", key="k"))
        await slow.asked.wait()
        two.store.ahead = timedelta(seconds=74)
        with pytest.raises(Busy) as busy:
            await two.say(begun.id, "Hello", key="k")
        assert busy.value.retry_after < 1.5
        two.store.ahead = timedelta(seconds=76)
        kept = await two.say(begun.id, "Hello", key="k")
        before = await count(two)
        gate.set()
        with pytest.raises(ClaimLost, match="nothing of it was kept"):
            await late
        assert await count(two) == before
        assert (await two.snapshot(begun.id)).memory["goals"] == []
        assert await one.say(begun.id, "Hello", key="k") == kept


async def test_a_late_worker_does_not_give_back_the_claim_of_another(database: str, program_folder: Folder) -> None:
    folder = program_folder()
    gates = [asyncio.Event(), asyncio.Event()]
    slow, other = PiecesModel([gates[0], ModelUnavailable("gone")]), PiecesModel([gates[1], said("Mine.")])
    async with open_coach(database, folder, slow) as one, open_coach(database, folder, other) as two:
        begun = await one.start("ann")
        first = asyncio.create_task(one.say(begun.id, "one"))
        await slow.asked.wait()
        two.store.ahead = timedelta(minutes=2)
        second = asyncio.create_task(two.say(begun.id, "two"))
        await other.asked.wait()
        gates[0].set()
        with pytest.raises(ModelUnavailable):
            await first
        with pytest.raises(Busy):
            await two.say(begun.id, "three")
        gates[1].set()
        assert (await second).message == "Mine."


async def test_a_claim_is_given_back_at_once_when_a_turn_fails(database: str, program_folder: Folder) -> None:
    model = PiecesModel([ModelUnavailable("gone")], said("Fine."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        with pytest.raises(ModelUnavailable):
            await coach.say(begun.id, "Hello", key="k")
        assert [row.claim for row in await rows(coach, conversations)] == [None]
        assert (await coach.say(begun.id, "Something else", key="k")).turn == 1


@pytest.mark.parametrize("key", ["", "k" * 201, "a\0b", "\ud800", 7])
async def test_an_impossible_key_is_refused_at_the_door(key: str, program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder()) as coach:
        begun = await coach.start("ann")
        with pytest.raises(BadInput, match="the key"):
            await coach.say(begun.id, "Hello", key=key)
        with pytest.raises(BadInput, match="the key"):
            await coach.start("ann", key=key)
