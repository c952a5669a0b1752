"""`coach scenario` and `coach reset`: conversations in files, and conversations begun again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from coach.cli.chat import login
from coach.cli.command import typed
from coach.cli.files import check_lasts, check_written
from coach.cli.output import complain, write
from coach.coach import Coach
from coach.models.scripted import ScriptedModel
from coach.results import Conversation
from coach.scenarios import Scenario

T = TypeVar("T")


def freeze_conversation(
    conversation: str, file: str, program: str | None, db: str, schema: str | None, user: str | None
) -> None:
    """Write a conversation to a file. Raises a `CoachError`."""

    async def work(coach: Coach) -> Scenario:
        check_written(coach.store)
        return await Scenario.freeze(coach, conversation, name=Path(file).stem, user=user)

    _with_coach(work, program, db, schema).save(file)


def begin_scenario(
    file: str, program: str | None, db: str, schema: str | None, user: str | None, *, anew: bool
) -> None:
    """Begin a conversation of a file and name it. Raises a `CoachError`."""
    scenario = Scenario.load(file)
    owner = login() if user is None else user

    async def work(coach: Coach) -> Conversation:
        check_lasts(coach.store)
        return await (scenario.reset(coach, owner) if anew else scenario.start(coach, owner))

    _name(_with_coach(work, program, db, schema), program, db, schema)


def reset_conversation(conversation: str, program: str | None, db: str, schema: str | None, user: str | None) -> None:
    """Begin a conversation again and name it. Raises a `CoachError`."""

    async def work(coach: Coach) -> Conversation:
        check_written(coach.store)
        return await coach.reset(conversation, user=user)

    _name(_with_coach(work, program, db, schema), program, db, schema)


def _with_coach(work: Callable[[Coach], Awaitable[T]], program: str | None, db: str, schema: str | None) -> T:
    """Do something with a coach that asks nobody, whatever model is set."""

    async def run() -> T:
        coach = Coach.open(db, program=program, schema=schema, model=ScriptedModel(()))
        try:
            return await work(coach)
        finally:
            await coach.close()

    return asyncio.run(run())


def _name(begun: Conversation, program: str | None, db: str, schema: str | None) -> None:
    """Print the conversation's id, and how to go on with it on standard error."""
    write(f"{begun.id}\n")
    complain(f"to go on: {typed('chat', db=db, schema=schema, conversation=begun.id, program=program)}")
