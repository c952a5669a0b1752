"""The example scenarios: one in the middle of every phase, from the example of a whole course.

`python tests/example_scenarios.py` makes them anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from practice_course import typed

from coach import Coach, Program, Scenario
from coach.cli.offers import meant
from coach.testing.walking.database import new_database

FOLDER = Path(__file__).parent.parent / "examples" / "scenarios"


def names(program: Program) -> list[str]:
    """The phases that have one: every state that takes turns."""
    return [name for name, state in program.states.items() if not state.final]


async def frozen(program: Program) -> AsyncIterator[tuple[str, Scenario]]:
    """A scenario for each phase: the last turn before it is left for the first time, or the last there is."""
    engine = new_database()
    async with Coach.open(engine, program=program, model="practice") as coach:
        begun = await coach.start(user="noor")
        state, offer, seen = begun.opening.state, begun.opening.offer, set[str]()
        for text in typed():
            before = await Scenario.freeze(coach, begun.id, name=state.lower())
            result = await coach.say(begun.id, meant(text, offer))
            if result.state != state and state not in seen:
                seen.add(state)
                yield state, before
            state, offer = result.state, result.offer
    engine.dispose()


async def make() -> None:
    """Write them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async for state, scenario in frozen(Program.load()):
        (FOLDER / f"{state.lower()}.yaml").write_text(scenario.dump(), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(make())
