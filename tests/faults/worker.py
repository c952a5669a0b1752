"""A process of its own for tests that kill it, or run several: `worker.py TASK DATABASE FOLDER [NUMBER]`."""

from __future__ import annotations

import asyncio
import sys

from turn_models import Piece, PiecesModel, SteadyModel, goal, open_coach, said

from coach import Coach


def tell(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201 -- what the test reads


async def hang(database: str, folder: str) -> None:
    """Begin a turn whose model never ends, and say when it is asked."""
    speaking: list[Piece] = [said("Half of the ")[:-2], lambda: tell("asked"), asyncio.Event()]
    async with open_coach(database, folder, PiecesModel(speaking)) as coach:
        begun = await coach.start("ann", key="c")
        tell(begun.id)
        await coach.say(begun.id, "Hello", key="k")


async def talk(database: str, folder: str, number: int) -> None:
    """Take turns in a conversation that others talk in as well."""
    async with open_coach(database, folder, SteadyModel(said("Yes."), pause=0.002)) as coach:
        begun = await coach.start("ann", key="c")
        for turn in range(5):
            await coach.say(begun.id, f"{number}: {turn}", key=f"{number}.{turn}", wait=30)
        tell(begun.id)


async def rush(database: str, folder: str) -> None:
    """Take turn after turn until killed, and say each key before and after."""
    coach: Coach
    async with open_coach(database, folder, SteadyModel(said("Yes.", goal("Run")))) as coach:
        begun = await coach.start("ann", key="c")
        tell(begun.id)
        for turn in range(10_000):
            await coach.say(begun.id, "Hello", key=f"k{turn}")
            tell(turn)


if __name__ == "__main__":
    task, database, folder, *number = sys.argv[1:]
    tasks = {"hang": hang, "talk": talk, "rush": rush}
    asyncio.run(tasks[task](database, folder, *map(int, number)))  # type: ignore[operator]  # of different arity
