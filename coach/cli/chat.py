"""`coach chat`: a conversation, at a terminal or through pipes."""

from __future__ import annotations

import asyncio
import getpass
import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from coach.cli.files import in_memory
from coach.cli.lines import messages
from coach.cli.offers import lines, meant
from coach.cli.output import complain, write
from coach.coach import Coach
from coach.engine.reply import FormatName
from coach.engine.text import harmless
from coach.results import ConversationView, TurnResult

#: How long lines from a pipe wait for a turn that is running elsewhere, in seconds: longer than a claim lasts, also
#: that of a process which died.
PATIENCE = 90.0


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

    def run(self) -> None:
        """Hold the conversation to its end. Raises a `CoachError` where it has to end before."""
        at_terminal = not self.json and sys.stdin.isatty() and sys.stdout.isatty()
        try:
            asyncio.run(self._hold(at_terminal))
        except KeyboardInterrupt:
            if not at_terminal:
                raise

    @property
    def owner(self) -> str:
        """Whose a new conversation is."""
        return login() if self.user is None else self.user

    def resume(self, conversation: str) -> str:
        """The command that goes on with a conversation."""
        words = ["coach", "chat", "--conversation", conversation]
        for option, value in (("--program", self.program), ("--schema", self.schema)):
            words += [option, value] if value else []
        secret = "@" in self.db or self.db == os.environ.get("COACH_DATABASE_URL")
        words += ["--db", self.db] if not secret and self.db != "sqlite:///coach.db" else []
        return shlex.join(words)

    async def _hold(self, at_terminal: bool) -> None:
        coach = Coach.open(self.db, program=self.program, model=self.model, format=self.format, schema=self.schema)
        try:
            standing = None
            if self.conversation is not None:
                standing = await coach.snapshot(self.conversation, user=self.user)
            if at_terminal:
                from coach.cli.talking import talk

                await talk(self, coach, standing)
            else:
                await self._answer(coach, standing)
        finally:
            await coach.close()
        report_unused(coach)

    async def _answer(self, coach: Coach, standing: ConversationView | None) -> None:
        """Answer each line of standard input; the first turn that fails ends it."""
        said = False

        def show(result: TurnResult) -> None:
            nonlocal said
            if self.json:
                write(f"{result.json()}\n")
            elif words := "\n".join([result.message] * bool(result.message) + list(_choices(result))):
                text = harmless(words) if sys.stdout.isatty() else words
                write(f"\n{text}\n" if said else f"{text}\n")
                said = True

        if standing is not None:
            id, state, offer = standing.conversation, standing.state, standing.offer
        else:
            started = await coach.start(self.owner)
            id, state, offer = started.id, started.opening.state, started.opening.offer
            show(started.opening)
        wait = PATIENCE if self.wait is None else self.wait
        async for text in messages():
            result = await coach.say(id, meant(text, offer), user=self.user, wait=wait)
            show(result)
            state, offer = result.state, result.offer
            if coach.program.states[state].final:
                return
        if not self.json and sys.stderr.isatty() and not in_memory(coach.store):
            complain(f"to go on: {self.resume(id)}")


def _choices(result: TurnResult) -> Iterator[str]:
    return lines(result.offer) if result.offer is not None else iter(())


def login() -> str:
    """Who starts a conversation where nobody is named."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "me"


def report_unused(coach: Coach) -> None:
    """Say on standard error how much of a script was never asked for."""
    from coach.models.scripted import ScriptedModel

    if isinstance(coach.model, ScriptedModel) and (left := coach.model.unused):
        complain(
            f"{left} {'reply' if left == 1 else 'replies'} of the script {'was' if left == 1 else 'were'} not used"
        )
