"""`coach chat`: a conversation, at a terminal or through pipes."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.cli.command import typed
from coach.coach import Coach
from coach.engine.reply import FormatName
from coach.engine.request import Model
from coach.models.scripted import ScriptedModel

if TYPE_CHECKING:
    from coach.cli.recording import Recorder


@dataclass(frozen=True, slots=True)
class Chat:
    """What was asked for on the command line."""

    program: str | None
    db: str
    schema: str | None
    conversation: str | None
    user: str | None
    model: str | None
    format: FormatName
    json: bool
    wait: float | None
    record: Recorder | None = None

    def run(self) -> None:
        """Hold the conversation to its end. Raises a `CoachError` where it has to end before."""
        at_terminal = not self.json and sys.stdin.isatty() and sys.stdout.isatty()
        try:
            asyncio.run(self._hold(at_terminal))
        except KeyboardInterrupt:
            if not at_terminal:
                raise
        finally:
            if self.record is not None:
                self.record.end(lambda: self._open(ScriptedModel(())))

    async def recorded(self, coach: Coach, conversation: str) -> None:
        """A turn of the conversation was taken, or it has begun."""
        if self.record is not None:
            await self.record.turn(coach, conversation)

    @property
    def owner(self) -> str:
        """Whose a new conversation is."""
        return login() if self.user is None else self.user

    def resume(self, conversation: str) -> str:
        """The command that goes on with a conversation in the same way."""
        options = {
            "conversation": conversation,
            "program": self.program,
            "model": self.model if self.model != os.environ.get("COACH_MODEL") else None,
            "format": self.format if self.format != "json" else None,
            "user": self.user,
        }
        return typed("chat", db=self.db, schema=self.schema, **options)

    async def _hold(self, at_terminal: bool) -> None:
        coach = self._open(self.model)
        try:
            standing = None
            if self.conversation is not None:
                standing = await coach.snapshot(self.conversation, user=self.user)
                if self.record is not None:
                    await self.record.goes_on(coach, self.conversation)
                    await self.recorded(coach, self.conversation)
            if at_terminal:
                from coach.cli.talking import talk

                await talk(self, coach, standing)
            else:
                from coach.cli.piped import answer_lines

                await answer_lines(self, coach, standing)
        finally:
            await coach.close()

    def _open(self, model: Model | str | None) -> Coach:
        return Coach.open(self.db, program=self.program, model=model, format=self.format, schema=self.schema)


def login() -> str:
    """Who starts a conversation where nobody is named."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "me"
