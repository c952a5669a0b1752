"""What a turn will ask is made out while its conversation is being claimed, and is what it would have asked anyhow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from operating import FILES as OPERATED
from test_program_machine import SOUND
from turn_models import PiecesModel, SteadyModel, eventually, goal, open_coach, rows, said

from coach import Program
from coach.engine.prompt import Asking, Prompts
from coach.engine.reply import FormatName
from coach.engine.request import Request
from coach.errors import Busy, ProgramError
from coach.store.tables import turns
from coach.testing.generating import keeps_its_promises
from coach.turns.meanwhile import Meanwhile, during
from coach.turns.turn import Turn

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


def welcoming(program_folder: Folder, context: str) -> Path:
    """The small program, with another `context` in its first prompt."""
    return program_folder(**{"prompts/welcome.md.j2": f"Ask.{{% block context %}}{context}{{% endblock %}}"})


@pytest.fixture
def foreseen(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each request, whether it was foreseen; what was is rendered once more and compared."""
    found: list[bool] = []
    plain = Turn._request

    def compared(turn: Turn, asking: Asking, format: FormatName) -> Request:
        request = plain(turn, asking, format)
        there = turn._foreseen.get() if turn._foreseen is not None else None
        found.append(request is there)
        assert request == turn._prompts.request(asking, format)
        return request

    monkeypatch.setattr(Turn, "_request", compared)
    return found


@pytest.mark.parametrize("format", ["json", pytest.param("tags", marks=pytest.mark.slow)])
@pytest.mark.parametrize("files", [OPERATED, SOUND], ids=["goals", "offers"])
def test_whatever_happens_what_was_foreseen_is_what_is_asked(
    program_folder: Folder, foreseen: list[bool], files: dict[str, str], format: FormatName
) -> None:
    keeps_its_promises(Program.load(program_folder(**files)), format=format, conversations=8, turns=15)
    assert foreseen.count(True) > 15
    assert foreseen.count(False) > 10


@pytest.mark.slow
def test_in_the_identity_program_as_well(coach_program: Program, foreseen: list[bool]) -> None:
    keeps_its_promises(coach_program, conversations=8, turns=15)
    assert foreseen.count(True) > 30


async def test_it_is_made_out_before_the_claim_is_there(
    database: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    coach = open_coach(database, program_folder(), SteadyModel(said("Yes.")))
    claim, request = coach.store.claim, Prompts.request

    async def claimed(*asked: Any) -> Any:
        found = await claim(*asked)
        happened.append("claimed")
        return found

    def rendered(*asked: Any) -> Request:
        happened.append("rendered")
        return request(*asked)

    monkeypatch.setattr(coach.store, "claim", claimed)
    monkeypatch.setattr(Prompts, "request", rendered)
    async with coach:
        begun = await coach.start("ann")
        for text in ("one", "two", None):
            await coach.say(begun.id, text)
    assert happened == ["claimed", "rendered", *["rendered", "claimed"] * 2]


async def test_a_prompt_that_tells_the_time_tells_that_of_its_turn(database: str, program_folder: Folder) -> None:
    model = SteadyModel(said("Yes."))
    folder = welcoming(program_folder, "It is {{ turn.now.isoformat() }}.")
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        told: list[datetime] = []
        for _ in range(3):
            await coach.say(begun.id, "Go on.")
            [said_to] = [each.text for each in model.requests[-1].messages if "It is 20" in each.text]
            told.append(datetime.fromisoformat(said_to.split("It is ")[1].split()[0].rstrip(".")))
            await asyncio.sleep(0.02)
        assert told == sorted(set(told))
        assert min(later - earlier for earlier, later in pairwise(told)).total_seconds() >= 0.02
        at = [row.created_at for row in await rows(coach, turns) if row.number]
        assert all(earlier < time < later for earlier, time, later in zip(at, told[1:], at[1:], strict=False))


@pytest.mark.parametrize("wrong", [timedelta(seconds=-5), timedelta(days=40), timedelta(milliseconds=200), None])
async def test_a_clock_that_is_not_the_databases_is_not_believed(
    database: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch, wrong: timedelta | None
) -> None:
    model = SteadyModel(said("Yes."))
    folder = welcoming(
        program_folder, "{{ (turn.since_last or turn.now - turn.now).days }} days, {{ turn.now.isoformat() }}"
    )
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "one")
        coach.store.ahead += timedelta(days=3)
        monkeypatch.setattr(coach.store, "clock", lambda: wrong and datetime.now(UTC) + coach.store.ahead + wrong)
        await coach.say(begun.id, "two")
        await coach.say(begun.id, "three")
        for request, days in zip(model.requests[1:], (3, 0), strict=True):
            [told] = [each.text for each in request.messages if " days, " in each.text]
            time = datetime.fromisoformat(told.split(" days, ")[1].split()[0])
            assert f"{days} days" in told
            assert abs(datetime.now(UTC) + timedelta(days=3) - time) < timedelta(seconds=2)


async def test_a_prompt_shows_what_the_host_passes_with_each_turn(database: str, program_folder: Folder) -> None:
    model = SteadyModel(said("Yes."))
    folder = welcoming(program_folder, "The host says {{ turn.context.get('word') }}.")
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann", memory={"ready": True})
        for word in ("one", "two", "three"):
            await coach.say(begun.id, "Go on.", context={"word": word})
            assert any(f"The host says {word}." in each.text for each in model.requests[-1].messages)


async def test_a_prompt_that_fails_on_what_is_remembered_fails_as_ever(database: str, program_folder: Folder) -> None:
    folder = welcoming(program_folder, "{{ 1 // (memory.goals | length - 1) }}")
    model = PiecesModel(said("Yes.", goal("Run")))
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I want to run.")
        for _ in range(2):
            with pytest.raises(ProgramError, match=r"welcome\.md\.j2:\d+.*ZeroDivisionError"):
                await coach.say(begun.id, "And then?")
        assert (await coach.snapshot(begun.id)).turn == 1


async def test_a_turn_that_finds_another_running_asks_nothing(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel(said("One."), [gate, said("Two.", goal("Run"))], said("Three."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "one")
        running = asyncio.create_task(coach.say(begun.id, "two"))
        await eventually(lambda: len(model.requests) == 2)
        with pytest.raises(Busy):
            await coach.say(begun.id, "three")
        waiting = asyncio.create_task(coach.say(begun.id, "three", wait=10))
        await asyncio.sleep(0.1)
        gate.set()
        await asyncio.gather(running, waiting)
        assert len(model.requests) == 3
        assert [each.name for each in model.requests[-1].situation.memory.goals] == ["Run"]


async def test_who_waits_for_a_conversation_makes_nothing_out_at_every_look(
    database: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, looks, rendered = asyncio.Event(), 0, 0
    coach = open_coach(database, program_folder(), PiecesModel(said("One."), [gate, said("Two.")], said("Three.")))
    claim, request = coach.store.claim, Prompts.request

    async def claimed(*asked: Any) -> Any:
        nonlocal looks
        looks += 1
        return await claim(*asked)

    def counted(*asked: Any) -> Request:
        nonlocal rendered
        rendered += 1
        return request(*asked)

    monkeypatch.setattr(coach.store, "claim", claimed)
    monkeypatch.setattr(Prompts, "request", counted)
    async with coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "one")
        running = asyncio.create_task(coach.say(begun.id, "two"))
        await eventually(lambda: looks == 2)
        waiting = asyncio.create_task(coach.say(begun.id, "three", wait=10))
        await eventually(lambda: looks > 5)
        assert rendered == 3  # once each
        gate.set()
        await asyncio.gather(running, waiting)
        assert rendered == 4


async def test_what_is_made_meanwhile_is_made_once_and_raises_where_it_is_wanted() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return 7

    def fail() -> int:
        raise ValueError("it cannot be")

    for alone in (True, False):
        made.clear()
        waited, at_once, failing, unwanted = Meanwhile(make), Meanwhile(make), Meanwhile(fail), Meanwhile(fail)
        assert await during(asyncio.sleep(0, "done"), [waited, failing, unwanted], alone=alone) == "done"
        assert made == [1]
        assert (waited.get(), waited.get(), at_once.get(), len(made)) == (7, 7, 7, 2)
        with pytest.raises(ValueError, match="it cannot be"):
            failing.get()


async def test_who_does_not_wait_makes_nothing_before_it_is_wanted() -> None:
    async def there() -> str:
        return "done"

    made: list[int] = []
    each = Meanwhile(lambda: made.append(1))
    assert await during(there(), [each], alone=True) == "done"
    assert made == []
    each.get()
    assert made == [1]


@pytest.mark.parametrize("alone", [True, False])
async def test_whoever_is_cancelled_while_something_is_made_cancels_what_is_awaited(alone: bool) -> None:
    heard: list[str] = []

    async def work() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            heard.append("cancelled")
            await asyncio.sleep(0)  # it takes its time to clean up
            heard.append("clean")
            raise
        return "done"

    async def wait() -> str:
        return await during(work(), [Meanwhile(lambda: heard.append("made"))], alone=alone)

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert heard == ["made", "cancelled", "clean"]


async def test_what_the_work_raises_is_raised_and_what_it_makes_of_an_error_is_given() -> None:
    gate = asyncio.get_running_loop().create_future()

    async def work() -> str:
        try:
            await gate
        except OSError:
            await asyncio.sleep(0)
            return "mended"
        return "done"

    async def fail() -> str:
        await asyncio.sleep(0)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await during(fail(), [], alone=True)
    asyncio.get_running_loop().call_later(0.01, gate.set_exception, OSError("gone"))
    assert await during(work(), [], alone=True) == "mended"
