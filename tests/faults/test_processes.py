"""Several processes on one database, and processes that are killed in the middle of a turn."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from turn_models import PiecesModel, count, open_coach, rows, said

from coach.errors import Busy
from coach.store.tables import messages, turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
WORKER = Path(__file__).parent / "worker.py"


@asynccontextmanager
async def process(*arguments: object) -> AsyncIterator[Process]:
    tests = WORKER.parent.parent
    env = os.environ | {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, str(WORKER), *map(str, arguments), stdout=PIPE, stderr=PIPE, env=env
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGKILL)
        await running.communicate()


async def line(running: Process) -> str:
    assert running.stdout is not None
    async with asyncio.timeout(20):
        return (await running.stdout.readline()).decode().strip()


async def test_a_process_killed_in_the_middle_of_a_turn_leaves_nothing_and_the_key_works_after_expiry(
    database: str, program_folder: Folder
) -> None:
    folder = program_folder()
    async with process("hang", database, folder) as killed:
        id = await line(killed)
        assert await line(killed) == "asked"
        killed.send_signal(signal.SIGKILL)
        await killed.wait()
    async with open_coach(database, folder, PiecesModel(said("Here I am."))) as coach:
        assert (await count(coach, id))["turns"] == 1
        with pytest.raises(Busy):
            await coach.say(id, "Hello", key="k")
        coach.store.ahead = timedelta(seconds=76)
        result = await coach.say(id, "Hello", key="k")
        assert (result.turn, result.message) == (1, "Here I am.")
        assert [row.text for row in await rows(coach, messages)][1:] == ["Hello", "Here I am."]


async def test_processes_that_share_a_conversation_take_turns(
    database: str, program_folder: Folder, tmp_path: Path
) -> None:
    folder = program_folder()
    async with (
        process("talk", database, folder, 1) as one,
        process("talk", database, folder, 2) as two,
        process("talk", database, folder, 3) as three,
    ):
        outputs = [await each.communicate() for each in (one, two, three)]
        assert [each.returncode for each in (one, two, three)] == [0, 0, 0], outputs
    [id] = {output[0].decode().strip() for output in outputs}
    async with open_coach(database, folder) as coach:
        assert [row.number for row in await rows(coach, turns)] == list(range(16))
        view = await coach.snapshot(id)
        assert [row.ordinal for row in await rows(coach, messages)] == list(range(1, 32))
        said_by = [m.text for m in view.messages if m.role == "client"]
        assert sorted(said_by) == sorted(f"{number}: {turn}" for number in (1, 2, 3) for turn in range(5))


@pytest.mark.parametrize("after", [3, 11])
async def test_a_process_killed_anywhere_leaves_whole_turns_only(
    after: int, database: str, program_folder: Folder
) -> None:
    folder = program_folder()
    async with process("rush", database, folder) as killed:
        id = await line(killed)
        told = [int(await line(killed)) for _ in range(after)]
        killed.send_signal(signal.SIGKILL)
        assert killed.stdout is not None
        told += [int(rest) for rest in (await killed.stdout.read()).split()]
    await asyncio.sleep(0.1)  # a server may be at its last commit still
    async with open_coach(database, folder) as coach:
        view = await coach.snapshot(id)
        assert view.turn in (len(told), len(told) + 1)
        numbers = [row.number for row in await rows(coach, turns)]
        assert numbers == list(range(view.turn + 1))
        found = await count(coach, id)
        assert (found["messages"], found["model_calls"]) == (1 + 2 * view.turn, view.turn)
        assert found["action_records"] == view.turn
        for turn in told:
            assert (await coach.say(id, "Hello", key=f"k{turn}")).turn == turn + 1
    if database.startswith("sqlite"):
        file = sqlite3.connect(database.removeprefix("sqlite:///"))
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        file.close()
