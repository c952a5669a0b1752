"""The engine as a backend holds it: conversations are started, turns are taken, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from coach.engine.program import Program
from coach.engine.prompt import Prompts
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Model
from coach.errors import BadInput, CoachError, ConfigurationError
from coach.models import open_model
from coach.program.memory import Memory
from coach.program.offer import Answer
from coach.program.words import nearest
from coach.results import Completed, Conversation, ConversationView, Event, Failed, TurnResult
from coach.store.connecting import DEFAULT_URL, open_store
from coach.store.rows import Store
from coach.turns.answering import check_answer
from coach.turns.door import check_context, check_message, check_name, check_owner, check_wait, check_whose
from coach.turns.reading import read_conversation
from coach.turns.starting import begin, begin_again, known_memory
from coach.turns.taking import DEADLINE, Asked, Taker


class Coach:
    """One program, one database, one model. Made with `Coach.open`; safe to share between tasks of one loop."""

    def __init__(
        self, store: Store, program: Program, model: Model, *, format: FormatName = "json", deadline: float = DEADLINE
    ) -> None:
        if format not in FORMATS:
            raise ConfigurationError(f"there is no reply format {format!r}{nearest(format, FORMATS)}")
        self.store = store
        self.program = program
        self.model = model
        self.format: FormatName = format
        self.deadline = deadline
        self.prompts = Prompts(program)
        self._taker = Taker(store, self.prompts, model, format, deadline, self.connect)
        self._opening: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    def open(
        cls,
        database: str | AsyncEngine | Engine = DEFAULT_URL,
        *,
        program: Program | str | Path | None = None,
        model: Model | str | None = None,
        format: FormatName = "json",
        schema: str | None = None,
        deadline: float = DEADLINE,
    ) -> Self:
        """A coach on a database (`sqlite:///FILE`, `postgresql://…`, or the host's own engine).

        `program` is a folder (default: the identity coaching program), `model` as in `open_model`, `schema`
        a PostgreSQL schema for the tables, `deadline` the longest a turn may take, in seconds. Raises
        `ProgramError` or `ConfigurationError`; the database is touched at the first use.
        """
        from coach.loading import Program as Loading

        loaded = program if isinstance(program, Program) else Loading.load(program)
        answering = open_model(model, loaded) if model is None or isinstance(model, str) else model
        store = open_store(database, schema=schema)
        return cls(store, loaded, answering, format=format, deadline=deadline)

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def connect(self) -> None:
        """Connect to the database, once; whatever needs it does so by itself. Raises a `StoreError`."""
        self._check_open()
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.create_task(self.store.open())
        if not self._opening.done():
            await asyncio.shield(self._opening)
        self._opening.result()

    async def close(self) -> None:
        """Let running turns finish for a few seconds, stop the rest (their claims are given back), disconnect."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._taker.stop()
        finally:
            try:
                await self.model.close()
            finally:
                await self.store.close()

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
        check_name("key", key)
        check_name("label", label)
        if state not in self.program.states:
            raise BadInput(f"there is no state {state!r}{nearest(state, self.program.states)}")
        known = known_memory(self.program, memory)
        await self.connect()
        return await begin(self.store, self.prompts, (user, tenant), state, known, key, label)

    async def reset(self, conversation: str, *, user: str | None = None, tenant: str | None = None) -> Conversation:
        """Begin a conversation again, in the initial state and with an empty memory; its id and its owner stay.

        All or nothing: what was said, done and remembered is gone, and so are the keys of its turns. Raises
        `NoSuchConversation`, `ProgramMismatch`, and `Busy` while a turn of it is running.
        """
        whose = check_whose(conversation, user, tenant)
        await self.connect()
        return await begin_again(self.store, self.prompts, whose)

    async def snapshot(
        self, conversation: str, *, user: str | None = None, tenant: str | None = None
    ) -> ConversationView:
        """The whole conversation as it stands. Raises `NoSuchConversation`, `ProgramMismatch`."""
        whose = check_whose(conversation, user, tenant)
        await self.connect()
        return await read_conversation(self.store, self.program, whose)

    # --- turns --------------------------------------------------------------------------------

    async def say(
        self,
        conversation: str,
        text: str | Answer,
        *,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        context: Mapping[str, Any] | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Take one turn: the client says `text`, or answers an offer; the result is what came of it, committed.

        An answer happens once as well: what it did is given again, and a `key` of its own is not needed.
        With `user` and `tenant` the conversation has to be theirs. With a `key` the turn happens once however
        often it is asked for. `context` is plain data for this turn's actions and prompts. `wait` is how
        many seconds to wait for a turn that is running. Leaving early does not stop the turn.

        Raises `BadInput`, `NoSuchConversation`, `ConversationOver`, `Busy`, `KeyReused`, `ProgramMismatch`,
        `OfferGone`, a `ModelError` or a `StoreError`. Whatever it raises, nothing of the turn was kept; only where the
        database was lost in the middle of writing is that unknown, and the same key tells.
        """
        asked = self._asked(conversation, text, user, tenant, key, context, wait)
        done: asyncio.Future[Completed | Failed] = asyncio.get_running_loop().create_future()

        def end(event: Event) -> None:
            if isinstance(event, Completed | Failed) and not done.done():  # whoever leaves early cancels it
                done.set_result(event)

        self._taker.begin(asked, end, heard=False)
        match await done:
            case Completed(result=result):
                return result
            case Failed(error=error):
                raise error

    async def stream(
        self,
        conversation: str,
        text: str | Answer,
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
        text: str | Answer,
        user: str | None,
        tenant: str | None,
        key: str | None,
        context: Mapping[str, Any] | None,
        wait: float,
    ) -> Asked:
        """What is asked for, checked. Raises what is wrong with the call itself."""
        if isinstance(text, Answer):
            check_answer(text)
        else:
            check_message(text)
        check_name("key", key)
        whose = check_whose(conversation, user, tenant)
        self._check_open()
        return Asked(whose, text, key, check_context(context), check_wait(wait))

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("this coach was closed; open another one")
