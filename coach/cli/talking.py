"""A chat at a terminal: typing, words as they come, another try where a turn failed."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import aclosing, suppress

from prompt_toolkit import PromptSession
from prompt_toolkit.history import InMemoryHistory

from coach.cli.chat import Chat
from coach.cli.files import in_memory
from coach.cli.lines import check_typed
from coach.cli.notices import noticed, unused_reported
from coach.cli.offers import meant
from coach.cli.screen import Screen
from coach.cli.wording import worded
from coach.coach import Coach
from coach.errors import CoachError, ConversationOver
from coach.program.offer import Answer
from coach.results import Completed, ConversationView, Failed, OfferView, Retracted, Text, TurnResult

_HURRY = 0.01  # seconds that a turn is given where nobody waits for it


async def talk(chat: Chat, coach: Coach, standing: ConversationView | None) -> None:
    """Talk until the conversation is over or the client leaves."""
    screen = Screen(coach.program)
    with noticed(screen.note):
        await Talk(chat, coach, screen).hold(standing)


class Talk:
    """One conversation at one terminal."""

    def __init__(self, chat: Chat, coach: Coach, screen: Screen) -> None:
        self._chat = chat
        self._coach = coach
        self._screen = screen
        self._typing: PromptSession[str] = PromptSession(history=InMemoryHistory())

    async def hold(self, standing: ConversationView | None) -> None:
        id, offer = self._resume(standing) if standing else await self._begin()
        with unused_reported(self._coach.model):
            await self._converse(id, offer)

    async def _converse(self, id: str, offer: OfferView | None) -> None:
        """Turn after turn."""
        again = key = ""
        while (text := await self._typed(again)) is not None:
            if not text.strip():
                continue
            if (said := await self._meant(text, offer)) is None:
                break
            # Sent again after a failure, the same words keep their key: were they taken after all, they are not twice.
            key = key if text == again else secrets.token_hex(16)
            turn = asyncio.create_task(self._turn(id, said, key))
            try:
                result = await asyncio.shield(turn)
            except asyncio.CancelledError:
                await self._leave_in_a_turn(id, turn)
                raise
            except ConversationOver:
                raise
            except CoachError as error:
                self._screen.failed(worded(error, self._chat.db, self._chat.schema))
                again = text
                continue
            again, offer = "", result.offer
            self._screen.turn(result)
            await self._chat.recorded(self._coach, id)
            if self._coach.program.states[result.state].final:
                self._screen.note("The conversation is over.")
                return
        self._leave(id)

    async def _begin(self) -> tuple[str, OfferView | None]:
        started = await self._coach.start(self._chat.owner)
        self._screen.header(self._coach.model.name)
        self._screen.turn(started.opening)
        await self._chat.recorded(self._coach, started.id)
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

    async def _meant(self, text: str, offer: OfferView | None) -> str | Answer | None:
        """The words, or the answer they stand for, with what the client may edit edited; None as in `_typed`."""
        answer = meant(text, offer)
        if isinstance(answer, str) or offer is None:
            return answer
        button = next(each for each in offer.buttons if each.name == answer.button)
        fields: dict[str, str] = {}
        for blank in (each for each in offer.fields if each.name in button.fields):
            if (edited := await self._asked(f"{blank.label}: ", blank.value)) is None:
                return None
            fields |= {blank.name: edited} if edited != blank.value else {}
        return Answer(answer.offer, answer.button, fields)

    async def _typed(self, default: str) -> str | None:
        """What the client typed; None where they want to leave."""
        text = await self._asked("\n› ", default)
        return None if text is None or text.strip() == "/quit" else text

    async def _asked(self, prompt: str, default: str) -> str | None:
        try:
            return await self._typing.prompt_async(prompt, default=default)
        except (KeyboardInterrupt, EOFError):
            return None

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

    async def _leave_in_a_turn(self, id: str, turn: asyncio.Task[TurnResult]) -> None:
        """Leave while the model is asked: the turn has a few seconds to end."""
        try:
            self._screen.note("Leaving; an answer that comes within a few seconds is kept. Ctrl-C again does not wait.")
            await self._coach.close()
            self._screen.turn(await turn)
        except CoachError:
            self._screen.note("Your last words were not kept; say them again when you go on.")
        except (asyncio.CancelledError, KeyboardInterrupt):
            with suppress(TimeoutError):
                async with asyncio.timeout(_HURRY):
                    await self._coach.close()
            self._screen.note("Whether your last words were kept was not waited for; you see it when you go on.")
        self._leave(id)

    def _leave(self, id: str) -> None:
        if in_memory(self._coach.store):
            self._screen.note("The conversation was in memory and ends here.")
        else:
            self._screen.farewell(self._chat.resume(id))
