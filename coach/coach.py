"""The engine as a backend holds it: conversations are started, turns are taken, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from coach.errors import BadInput, CoachError
from coach.hosting.listing import Listing
from coach.hosting.operating import Operating
from coach.program.memory import Memory
from coach.program.offer import Answer
from coach.program.words import nearest
from coach.results import Completed, Conversation, ConversationView, Event, Failed, TurnResult
from coach.turns.answering import check_key, check_said
from coach.turns.asked import Asked
from coach.turns.door import check_context, check_name, check_owner, check_wait, check_whose
from coach.turns.past import check_turn
from coach.turns.reading import read_conversation
from coach.turns.rewinding import check_new_key
from coach.turns.starting import begin, begin_again, known_memory


class Coach(Operating, Listing):
    """One program, one database, one model. Made with `Coach.open`; safe to share between tasks of one loop."""

    # --- conversations ------------------------------------------------------------------------

    async def start(
        self,
        user: str,
        *,
        tenant: str = "",
        key: str | None = None,
        memory: Memory | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> Conversation:
        """Begin a conversation: turn 0, the initial state's opening.

        Asking again with the same `key` gives the conversation that it began. `memory` is what is known
        already; `label` marks the conversation's action records. Raises `BadInput`, `KeyReused`.
        """
        return await self.start_in(self.program.initial.name, user, tenant=tenant, key=key, memory=memory, label=label)

    async def start_in(
        self,
        state: str,
        user: str,
        *,
        tenant: str = "",
        key: str | None = None,
        memory: Memory | Mapping[str, Any] | None = None,
        label: str | None = None,
    ) -> Conversation:
        """Begin a conversation in any state, as tests and imports do."""
        check_owner(user, tenant)
        check_new_key(key)
        check_name("label", label)
        if state not in self.program.states:
            raise BadInput(f"there is no state {state!r}{nearest(state, self.program.states)}")
        known = known_memory(self.program, memory)
        await self.connect()
        return await begin(self.store, self.prompts, (user, tenant), state, known, key, label)

    async def reset(
        self, conversation: str, *, user: str | None = None, tenant: str | None = None, key: str | None = None
    ) -> Conversation:
        """Begin a conversation again, in the initial state and with an empty memory; its id and its owner stay.

        All or nothing: what was said, done and remembered is gone, and so are the keys of its turns. With a `key` it
        happens once however often it is asked for. Raises `NoSuchConversation`, `ProgramMismatch`, `KeyReused`, and
        `Busy` while a turn of it is running.
        """
        check_key(key)
        whose = await self._found(conversation, user, tenant)
        again = await begin_again(self.store, self.prompts, whose, key)
        self._taker.forget(whose.id)
        return again

    async def snapshot(
        self,
        conversation: str,
        *,
        turn: int | None = None,
        brief: bool = False,
        user: str | None = None,
        tenant: str | None = None,
    ) -> ConversationView:
        """The whole conversation as it stands, or as it was after `turn`; `brief`, without messages and actions.

        Raises `NoSuchConversation`, `ProgramMismatch`, and `BadInput` for a turn that is not there, or that was taken
        before turns kept what takes them back.
        """
        check_turn(turn)
        whose = await self._found(conversation, user, tenant)
        return await read_conversation(self.store, self.program, whose, turn, brief=brief)

    # --- turns --------------------------------------------------------------------------------

    async def say(
        self,
        conversation: str,
        text: str | Answer | None,
        *,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        context: Mapping[str, Any] | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Take one turn: the client says `text`, or answers an offer; the result is what came of it, committed.

        With None nothing is said: time has passed, and the coach has the word.

        An answer happens once as well: what it did is given again, and a `key` of its own is not needed.
        With `user` and `tenant` the conversation has to be theirs. With a `key` the turn happens once however
        often it is asked for. `context` is plain data for this turn's actions and prompts. `wait` is how
        many seconds to wait for a turn that is running. Leaving early does not stop the turn.

        Raises `BadInput`, `NoSuchConversation`, `ConversationOver`, `Busy`, `KeyReused`, `ProgramMismatch`,
        `OfferGone`, a `ModelError` or a `StoreError`. Whatever it raises, nothing of the turn was kept; only where the
        database was lost in the middle of writing is that unknown, and the same key tells.
        """
        return await self._taker.take(self._asked(conversation, text, user, tenant, key, context, wait))

    async def stream(
        self,
        conversation: str,
        text: str | Answer | None,
        *,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        context: Mapping[str, Any] | None = None,
        wait: float = 0.0,
    ) -> AsyncGenerator[Event, None]:
        """Take one turn as `say` does, and yield its events; the last is `Completed` or `Failed`.

        Words come as they are said where the reply format allows. Leaving early does not stop the turn.
        """
        events: asyncio.Queue[Event] = asyncio.Queue()
        try:
            asked = self._asked(conversation, text, user, tenant, key, context, wait)
        except CoachError as error:
            yield Failed(error)
            return
        self._taker.begin(asked, events.put_nowait, heard=True)
        while True:
            event = await events.get()
            yield event
            if isinstance(event, Completed | Failed):
                return

    # --- inside -------------------------------------------------------------------------------

    def _asked(
        self,
        conversation: str,
        text: str | Answer | None,
        user: str | None,
        tenant: str | None,
        key: str | None,
        context: Mapping[str, Any] | None,
        wait: float,
    ) -> Asked:
        """What is asked for, checked. Raises what is wrong with the call itself."""
        check_said(text, key)
        whose = check_whose(conversation, user, tenant)
        self._check_open()
        return Asked(whose, "" if text is None else text, key, check_context(context), check_wait(wait))
