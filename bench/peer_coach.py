"""The walk on this project's engine: the program in `program/`, `Coach.say`, a real store, an instant model."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from uuid import uuid4

import walk
from walk import Outcome, Peer

from coach import Coach, Program
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request

PROGRAM = Path(__file__).parent / "program"
USER = "client"


class InstantModel:
    """Says what the script holds for the turn at once; keeps the requests where `heard` is a list."""

    name = "instant"

    def __init__(self) -> None:
        self.heard: list[Request] | None = None

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        if self.heard is not None:
            self.heard.append(request)
        yield walk.fake_llm(request.messages[0].text)
        yield Completion(self.name)

    async def close(self) -> None:
        """Nothing is held."""


class Engine(Peer):
    """`coach`, asked without keys."""

    def __init__(self) -> None:
        self.model = InstantModel()
        self.ids: dict[int, str] = {}

    async def open(self, target: str) -> None:
        url = target if target.startswith("postgresql:") else f"sqlite:///{target}"
        # Where the tables are made before a service starts, what made them does not lie in its memory.
        upgrade = [sys.executable, "-m", "coach", "db", "upgrade", "--db", url]
        made = await asyncio.create_subprocess_exec(*upgrade, stdout=asyncio.subprocess.DEVNULL)
        assert await made.wait() == 0
        self.coach = Coach.open(url, program=Program.load(PROGRAM), model=self.model)
        await self.coach.__aenter__()

    async def close(self) -> None:
        await self.coach.close()

    async def create(self, cid: int) -> None:
        self.ids[cid] = (await self.coach.start(USER)).id

    async def turn(self, cid: int, text: str) -> None:
        await self.coach.say(self.ids[cid], text, user=USER)

    async def outcome(self, cid: int) -> Outcome:
        found = await self.coach.snapshot(self.ids[cid])
        applied = [action for action in found.actions if action.status == "applied"]
        memory = found.memory
        counts = [len(each) for each in (found.messages, memory["facts"], memory["identities"], applied)]
        return Outcome(found.state, *counts, last=found.messages[-1].text)


class KeyedEngine(Engine):
    """`coach`, with a new key for every turn."""

    async def turn(self, cid: int, text: str) -> None:
        await self.coach.say(self.ids[cid], text, user=USER, key=str(uuid4()))
