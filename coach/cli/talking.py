"""A chat at a terminal: typing, words as they come, another try where a turn failed."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import aclosing

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory

from coach.cli.chat import Chat
from coach.cli.files import in_memory
from coach.cli.lines import check_typed
from coach.cli.offers import meant
from coach.cli.screen import Notices, Screen
from coach.coach import Coach
from coach.errors import CoachError, ConversationOver
from coach.program.offer import Answer
from coach.results import Completed, ConversationView, Failed, OfferView, Retracted, Text, TurnResult


async def talk(chat: Chat, coach: Coach, standing: ConversationView | None) -> None:
    """Talk until the conversation is over or the client leaves."""
    screen = Screen(coach.program)
    notices = Notices(screen)
    logging.getLogger("coach.models").addHandler(notices)
    try:
        await Talk(chat, coach, screen).hold(standing)
    finally:
        logging.getLogger("coach.models").removeHandler(notices)


class Talk:
    """One conversation at one terminal."""

    def __init__(self, chat: Chat, coach: Coach, screen: Screen) -> None:
        self._chat = chat
        self._coach = coach
        self._screen = screen
        self._typing: PromptSession[str] = PromptSession(history=InMemoryHistory())

    async def hold(self, standing: ConversationView | None) -> None:
        id, offer = self._resume(standing) if standing else await self._begin()
        again = key = ""
        while True:
            text = await self._typed(again)
            if text is None:
                break
            if not text.strip():
                continue
            # Sent again after a failure, the same words keep their key: were they taken after all, they are not twice.
            key = key if text == again else secrets.token_hex(16)
            try:
                result = await self._turn(id, await self._meant(text, offer), key)
            except asyncio.CancelledError:
                self._leave(id)
                raise
            except ConversationOver:
                raise
            except CoachError as error:
                self._screen.failed(str(error))
                again = text
                continue
            again, offer = "", result.offer
            self._screen.turn(result)
            if self._coach.program.states[result.state].final:
                self._screen.note("The conversation is over.")
                return
        self._leave(id)

    async def _begin(self) -> tuple[str, OfferView | None]:
        started = await self._coach.start(self._chat.owner)
        self._screen.header(self._coach.model.name)
        self._screen.turn(started.opening)
        return started.id, started.opening.offer

    def _resume(self, standing: ConversationView) -> tuple[str, OfferView | None]:
        if self._coach.program.states[standing.state].final:
            raise ConversationOver(f"the conversation is over (it is in {standing.state}); start a new one")
        self._screen.header(self._coach.model.name)
        self._screen.phase(standing.state)
        said = [message.text for message in standing.messages if message.role == "coach"]
        self._screen.coach(said[-1] if said else "")
        self._screen.offer(standing.offer)
        self._screen.progress(standing.missing)
        return standing.conversation, standing.offer

    async def _meant(self, text: str, offer: OfferView | None) -> str | Answer:
        """The words, or the answer they stand for, with what the client may edit edited."""
        answer = meant(text, offer)
        if isinstance(answer, str) or offer is None:
            return answer
        button = next(each for each in offer.buttons if each.name == answer.button)
        fields: dict[str, str] = {}
        for blank in (each for each in offer.fields if each.name in button.fields):
            edited = await self._typing.prompt_async(f"{blank.label}: ", default=blank.value)
            fields |= {blank.name: edited} if edited != blank.value else {}
        return Answer(answer.offer, answer.button, fields)

    async def _typed(self, default: str) -> str | None:
        """What the client typed; None where they want to leave."""
        try:
            text = await self._typing.prompt_async("\n› ", default=default)
        except (KeyboardInterrupt, EOFError):
            return None
        return None if text.strip() == "/quit" else text

    async def _turn(self, id: str, text: str | Answer, key: str) -> TurnResult:
        """One turn, its words shown as they come. Raises what it failed with."""
        if isinstance(text, str):
            check_typed(text)
        wait = self._chat.wait or 0.0  # whoever sits here sees what is going on and can send the words again
        with self._screen.draft() as draft:
            async with aclosing(self._coach.stream(id, text, user=self._chat.user, key=key, wait=wait)) as events:
                async for event in events:
                    match event:
                        case Text():
                            draft.more(event.text)
                        case Retracted():
                            draft.withdraw()
                        case Completed():
                            return event.result
                        case Failed():
                            raise event.error
        raise AssertionError("a turn's events end with Completed or Failed")

    def _leave(self, id: str) -> None:
        if in_memory(self._coach.store):
            self._screen.note("The conversation was in memory and ends here.")
        else:
            self._screen.farewell(self._chat.resume(id))
