"""The engine as a backend holds it: conversations are started, turns are taken, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from coach.asking import Asker, Speech
from coach.engine.decide import Snapshot, missing
from coach.engine.program import Program
from coach.engine.prompt import Prompts
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Model
from coach.engine.text import check_text
from coach.errors import (
    BadInput,
    Busy,
    ClaimLost,
    CoachError,
    ConfigurationError,
    InternalError,
    KeyReused,
    NoSuchConversation,
)
from coach.keeping import digest_of, memory_changes, turn_result
from coach.models import open_model
from coach.program.memory import Memory
from coach.program.words import complaints, nearest
from coach.reading import read_conversation, read_turn
from coach.results import Completed, Conversation, ConversationView, Event, Failed, Started, TurnResult
from coach.store.connecting import open_store
from coach.store.rows import (
    Claimed,
    Done,
    Held,
    NewConversation,
    NewMessage,
    NewTurn,
    Store,
    Whose,
    Window,
    new_id,
    read_id,
    shown_id,
)
from coach.turn import Turn

log = logging.getLogger("coach.turn")

#: How long a turn may take, in seconds; its claim outlasts it by `_MARGIN`.
DEADLINE = 60.0
_MARGIN = 15.0
_POLL = 0.05  # seconds between looks at a conversation that another turn holds
_GRACE = 5.0  # seconds that running turns are given when the coach is closed
_LONGEST_NAME = 200

Emit = Callable[[Event], None]


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
        history = program.settings.history
        self._window = Window(history, max(1, history // 2))
        self._opening: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[TurnResult]] = set()

    @classmethod
    def open(
        cls,
        database: str | AsyncEngine | Engine = "sqlite:///coach.db",
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
        await self._ready()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let running turns finish for a few seconds, stop the rest (their claims are given back), disconnect."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=_GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.model.close()
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
        for what, name in (("user", user), ("tenant", tenant), ("key", key), ("label", label)):
            _check_name(what, name)
        if state not in self.program.states:
            raise BadInput(f"there is no state {state!r}{nearest(state, self.program.states)}")
        await self._ready()
        id = new_id()
        known = self._known(memory).renewed(id)
        turn = self._turn_0(state, known, key, label)
        digest = turn.digest
        there = await self.store.create(NewConversation(id, user, tenant, self.program.name, turn))
        if there is None:
            return Conversation(shown_id(id), turn_result(id, turn, turn.messages, (), ()))
        if there[1] != digest:
            raise KeyReused(f"the key {key!r} has started another conversation; use a new key")
        opening = await read_turn(self.store, there[0], 0)
        return Conversation(shown_id(there[0]), opening)

    async def snapshot(
        self, conversation: str, *, user: str | None = None, tenant: str | None = None
    ) -> ConversationView:
        """The whole conversation as it stands. Raises `NoSuchConversation`, `ProgramMismatch`."""
        whose = self._whose(conversation, user, tenant)
        await self._ready()
        return await read_conversation(self.store, self.program, whose)

    # --- turns --------------------------------------------------------------------------------

    async def say(
        self,
        conversation: str,
        text: str,
        *,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        context: Mapping[str, Any] | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Take one turn: the client says `text`, the result is what came of it, committed.

        With `user` and `tenant` the conversation has to be theirs. With a `key` the turn happens once however
        often it is asked for. `context` is plain data for this turn's actions and prompts. `wait` is how
        many seconds to wait for a turn that is running. Leaving early does not stop the turn.

        Raises `BadInput`, `NoSuchConversation`, `ConversationOver`, `Busy`, `KeyReused`, `ProgramMismatch`,
        a `ModelError` or a `StoreError`; whatever it raises, nothing of the turn was kept.
        """
        work = self._work(conversation, text, user, tenant, key, context, wait)
        return await asyncio.shield(self._spawn(work, _ignore))

    async def stream(
        self,
        conversation: str,
        text: str,
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
            task = self._spawn(self._work(conversation, text, user, tenant, key, context, wait), events.put_nowait)
        except CoachError as error:
            yield Failed(error)
            return
        task.add_done_callback(lambda done: events.put_nowait(_last(done)))
        while True:
            event = await events.get()
            yield event
            if isinstance(event, Completed | Failed):
                return

    # --- inside -------------------------------------------------------------------------------

    def _work(
        self,
        conversation: str,
        text: str,
        user: str | None,
        tenant: str | None,
        key: str | None,
        context: Mapping[str, Any] | None,
        wait: float,
    ) -> Callable[[Emit], Any]:
        """The turn as a task will run it; what is wrong with the call itself is said before."""
        if not text.strip():
            raise BadInput("the message is empty; send some text")
        check_text(text)
        _check_name("key", key)
        whose = self._whose(conversation, user, tenant)
        return lambda emit: self._take(whose, text, key, dict(context or {}), wait, emit)

    def _spawn(self, work: Callable[[Emit], Any], emit: Emit) -> asyncio.Task[TurnResult]:
        task: asyncio.Task[TurnResult] = asyncio.create_task(work(emit))
        self._running.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[TurnResult]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # whoever left early does not want to hear of it again

    async def _take(
        self, whose: Whose, text: str, key: str | None, context: Mapping[str, Any], wait: float, emit: Emit
    ) -> TurnResult:
        await self._ready()
        digest = digest_of(text) if key is not None else None
        found = await self._claim(whose, key, wait)
        if isinstance(found, Done):
            if found.digest != digest:
                raise KeyReused(f"the key {key!r} was used for another message; use a new key")
            return await read_turn(self.store, whose.id, found.turn)
        try:
            deadline = asyncio.get_running_loop().time() + self.deadline
            speech = Speech(emit)
            asker = Asker(self.program, self.model, self.format, deadline, speech)
            turn = Turn(self.prompts, asker, whose.id, found.standing, text, context, emit)
            emit(Started(shown_id(whose.id), found.standing.turn + 1, found.standing.state))
            new = await turn.take(key, digest)
            if not await self.store.commit(whose.id, found.token, new):
                raise ClaimLost("the turn took so long that another one was let in; nothing of it was kept, try again")
        except BaseException as error:
            speech.retract("the turn failed") if "speech" in locals() else None
            await asyncio.shield(self._give_back(whose.id, found.token))
            if isinstance(error, CoachError) or not isinstance(error, Exception):
                raise
            log.exception("a turn of %s failed inside", shown_id(whose.id))
            raise InternalError(f"something inside failed ({type(error).__name__}); it is in the log") from error
        result = turn_result(whose.id, new, new.messages, new.actions, new.calls)
        speech.show(result.message)
        return result

    async def _claim(self, whose: Whose, key: str | None, wait: float) -> Claimed | Done:
        until = asyncio.get_running_loop().time() + wait
        token = secrets.randbits(63)
        while True:
            found = await self.store.claim(whose, key, token, self.deadline + _MARGIN, self._window)
            if found is None:
                raise _no_such(shown_id(whose.id))
            if not isinstance(found, Held):
                return found
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                raise Busy("another turn of this conversation is running; try again when it is done", found.seconds)
            await asyncio.sleep(min(_POLL, left))

    async def _give_back(self, id: int, token: int) -> None:
        try:
            await self.store.release(id, token)
        except CoachError:
            log.warning("a claim on %s could not be given back; it expires by itself", shown_id(id))

    async def _ready(self) -> None:
        """Connect at the first use, once."""
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.create_task(self.store.open())
        if not self._opening.done():
            await asyncio.shield(self._opening)
        self._opening.result()

    def _whose(self, conversation: str, user: str | None, tenant: str | None) -> Whose:
        id = read_id(conversation)
        if id is None:
            raise _no_such(conversation)
        return Whose(id, user, tenant)

    def _known(self, memory: Memory | Mapping[str, Any] | None) -> Memory:
        """What the host knows already, as this program's memory (a class imported twice is another class)."""
        given = memory.plain() if isinstance(memory, Memory) else memory or {}
        try:
            return self.program.memory.model_validate(dict(given))
        except ValidationError as error:
            raise BadInput(f"the memory does not fit {self.program.memory.__name__}: {complaints(error)}") from None

    def _turn_0(self, state: str, memory: Memory, key: str | None, label: str | None) -> NewTurn:
        now = datetime.now(UTC) + self.store.ahead
        opening = self.prompts.opening(Snapshot(state, memory, 0, now))
        plain = memory.plain()
        return NewTurn(
            number=0,
            from_state=state,
            state=state,
            version=self.program.version,
            entered=json.dumps([state]),
            scalars=json.dumps(memory.scalars(), ensure_ascii=False),
            serial=memory.serial,
            missing=json.dumps(missing(self.program, state, memory), ensure_ascii=False),
            dialogue=0,
            key=key,
            digest=digest_of(state, plain, label) if key is not None else None,
            label=label,
            messages=[NewMessage("coach", opening, state)] if opening else [],
            changed=memory_changes(self.program.memory().renewed(0), memory)[0],
        )


def _ignore(event: Event) -> None:
    """Nobody listens."""


def _last(task: asyncio.Task[TurnResult]) -> Event:
    if task.cancelled():
        return Failed(InternalError("the turn was stopped because the coach was closed; try again"))
    error = task.exception()
    if error is None:
        return Completed(task.result())
    return Failed(error if isinstance(error, CoachError) else InternalError(f"{type(error).__name__}; see the log"))


def _no_such(conversation: str) -> NoSuchConversation:
    return NoSuchConversation(f"there is no conversation {conversation[:40]!r}; check its id and whose it is")


def _check_name(what: str, name: str | None) -> None:
    if name is None:
        return
    check_text(name, f"the {what}")
    if len(name) > _LONGEST_NAME or (what == "key" and not name):
        raise BadInput(f"the {what} has {len(name)} characters; it has 1 to {_LONGEST_NAME}")
