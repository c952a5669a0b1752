"""Measures one system in a process of its own: `worker.py SYSTEM TARGET`, then a line of JSON in, a line out.

A request names a measure below and its arguments: `{"do": "alone", "turns": 100}`. Every walk is checked for what it
came to. Times are in seconds.
"""

import asyncio
import gc
import inspect
import itertools
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import walk
from walk import Peer

#: By name: the module and class for PostgreSQL, and for SQLite.
SYSTEMS = {
    "floor": (("floor", "Asyncpg"), ("floor", "Sqlite")),
    "coach": (("peer_coach", "Engine"), ("peer_coach", "Engine")),
    "coach, keyed": (("peer_coach", "KeyedEngine"), ("peer_coach", "KeyedEngine")),
    "machine + ORM": (("peer_transitions", "Transitions"), ("peer_transitions", "Transitions")),
}
WARM_UP = 20  # turns alone
WARM_UP_EACH, AT_ONCE = 12, 32  # and then together: a server plans a statement anew the first few times it runs

Measured = dict[str, Any]


class Worker:
    """One system on one database."""

    def __init__(self, system: str, target: str) -> None:
        module, name = SYSTEMS[system][not target.startswith("postgresql:")]
        self.peer: Peer = getattr(import_module(module), name)()
        self.target = target
        self.numbers = itertools.count()

    async def ready(self) -> None:
        """Connect, walk for the caches of every connection, and freeze what start-up left, as a service does."""
        await self.peer.open(self.target)
        await self.alone(WARM_UP)
        await self.together(WARM_UP_EACH, AT_ONCE)
        gc.collect()
        gc.freeze()

    async def new(self) -> int:
        cid = next(self.numbers)
        await self.peer.create(cid)
        return cid

    async def take(self, cid: int, line: tuple[str, str]) -> float:
        """One turn; how long it took."""
        text, reply = line
        walk.expect_reply(reply)
        started = time.perf_counter()
        done = self.peer.turn(cid, text)
        if inspect.isawaitable(done):
            await done
        return time.perf_counter() - started

    async def walk(self, cid: int, turns: int) -> list[float]:
        return [await self.take(cid, line) for line in walk.script(turns)]

    async def check(self, cid: int, turns: int, walked: int | None = None) -> None:
        found, wanted = await self.peer.outcome(cid), walk.expected(turns, walked)
        if found != wanted:
            raise AssertionError(f"the walk came to {found}, expected {wanted}")

    # --- measures -----------------------------------------------------------------------------

    async def alone(self, turns: int) -> Measured:
        """One conversation, walked from its beginning."""
        walk.script(turns)
        cid = await self.new()
        return await self._measured([cid], turns, lambda: self.walk(cid, turns))

    async def together(self, turns: int, many: int) -> Measured:
        """Many conversations at once."""
        walk.script(turns)
        cids = [await self.new() for _ in range(many)]

        async def all_at_once() -> list[float]:
            if inspect.iscoroutinefunction(self.peer.turn):
                walks = await asyncio.gather(*(asyncio.create_task(self.walk(cid, turns)) for cid in cids))
            else:
                loop = asyncio.get_running_loop()
                with ThreadPoolExecutor(many) as threads:
                    work = [loop.run_in_executor(threads, asyncio.run, self.walk(cid, turns)) for cid in cids]
                    walks = await asyncio.gather(*work)
            return list(itertools.chain(*walks))

        return await self._measured(cids, turns, all_at_once)

    async def _measured(self, cids: list[int], turns: int, work: Callable[[], Any]) -> Measured:
        wall, cpu = time.perf_counter(), time.process_time()
        latencies = await work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        for cid in cids:
            await self.check(cid, turns)
        return {"turns": len(latencies), "wall": wall, "cpu": cpu, "latencies": latencies}

    async def growth(self, turn: int, conversations: int) -> Measured:
        """Turns around turn 10 of young conversations, and around `turn` of old ones, by turns."""
        turns = turn * len(walk.PHASES) // len(walk.FOLLOWS)  # so that the last phase, which asks less, is not reached
        lines = walk.script(turns)
        early: list[float] = []
        late: list[float] = []
        for _ in range(conversations):
            old = await self.new()
            for line in lines[: turn - 30]:
                await self.take(old, line)
            rest = iter(lines[turn - 30 :])
            for _ in range(3):
                young = await self.new()
                for line in lines[:5]:
                    await self.take(young, line)
                for line in lines[5:15]:
                    early.append(await self.take(young, line))
                    late.append(await self.take(old, next(rest)))
            await self.check(old, turns, turn)
        return {"early": early, "late": late}

    async def stages(self, turns: int) -> Measured:
        """CPU and time of each stage of the engine's turns, in all."""
        from peer_coach import Engine
        from stages import Stages

        assert isinstance(self.peer, Engine)
        stages = Stages()
        stages.attach(self.peer.coach)
        cid = await self.new()
        walk.script(turns)
        stages.clear()
        await self.walk(cid, turns)
        stages.charge()
        await self.check(cid, turns)
        return {"turns": turns, "cpu": stages.cpu, "wall": stages.wall}

    async def prefixes(self, turns: int) -> Measured:
        """Bytes of the engine's requests, and how many of them equal the request before."""
        from peer_coach import Engine

        assert isinstance(self.peer, Engine)
        heard = self.peer.model.heard = []
        await self.alone(turns)
        self.peer.model.heard = None
        sent = [json.dumps([[m.role, m.text] for m in request.messages]).encode() for request in heard]
        same = [common_prefix(*pair) for pair in itertools.pairwise(sent)]
        return {"bytes": [len(each) for each in sent[1:]], "same": same}


def common_prefix(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    differing = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


async def main(system: str, target: str) -> None:
    worker = Worker(system, target)
    await worker.ready()
    answer: Measured = {}
    while True:
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            break
        request = json.loads(line)
        answer = await getattr(worker, request.pop("do"))(**request)
    await worker.peer.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
