"""A chat through pipes: each line is answered, and the first turn that fails ends it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from coach.cli.chat import Chat
from coach.cli.files import in_memory
from coach.cli.lines import messages
from coach.cli.notices import noticed, unused_reported
from coach.cli.offers import lines, meant
from coach.cli.output import complain, write
from coach.coach import Coach
from coach.engine.text import harmless
from coach.errors import CoachError, ConversationOver
from coach.results import ConversationView, OfferView, TurnResult

#: How long lines from a pipe wait for a turn that is running elsewhere, in seconds: longer than a claim lasts, also
#: that of a process which died.
PATIENCE = 90.0


async def answer_lines(chat: Chat, coach: Coach, standing: ConversationView | None) -> None:
    """Answer each line of standard input, until it ends or the conversation is over. Raises a `CoachError`."""
    await _Piped(chat, coach).hold(standing)


class _Piped:
    """One conversation between standard input and standard output."""

    def __init__(self, chat: Chat, coach: Coach) -> None:
        self._chat = chat
        self._coach = coach
        self._said = False

    async def hold(self, standing: ConversationView | None) -> None:
        if standing is not None:
            id, state, offer = standing.conversation, standing.state, standing.offer
        else:
            started = await self._coach.start(self._chat.owner)
            id, state, offer = started.id, started.opening.state, started.opening.offer
            self._show(started.opening)
            await self._chat.recorded(self._coach, id)
        try:
            with noticed(complain), unused_reported(self._coach.model):
                over = await self._answer(id, state, offer)
        except ConversationOver:
            raise
        except CoachError as error:
            if farewell := self._farewell(id):
                error.add_note(farewell)
            raise
        if not over and (farewell := self._farewell(id)):
            complain(farewell)

    async def _answer(self, id: str, state: str, offer: OfferView | None) -> bool:
        """Answer the lines; whether the conversation is over."""
        states = self._coach.program.states
        wait = PATIENCE if self._chat.wait is None else self._chat.wait
        async for text in messages():
            result = await self._coach.say(id, meant(text, offer), user=self._chat.user, wait=wait)
            self._show(result)
            await self._chat.recorded(self._coach, id)
            state, offer = result.state, result.offer
            if states[state].final:
                break
        return states[state].final

    def _show(self, result: TurnResult) -> None:
        if self._chat.json:
            write(f"{result.json()}\n")
        elif words := "\n".join([result.message] * bool(result.message) + list(_choices(result))):
            text = harmless(words) if sys.stdout.isatty() else words
            write(f"\n{text}\n" if self._said else f"{text}\n")
            self._said = True

    def _farewell(self, id: str) -> str:
        """The conversation by its name, where the words alone do not tell it."""
        named = self._chat.json or in_memory(self._coach.store)
        return "" if named else f"to go on: {self._chat.resume(id)}"


def _choices(result: TurnResult) -> Iterator[str]:
    return lines(result.offer) if result.offer is not None else iter(())
