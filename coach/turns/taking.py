"""A turn from its claim to its commit, in a task of its own that nobody's leaving stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from coach.engine.outcome import Snapshot
from coach.engine.prompt import Prompts
from coach.engine.reply import FormatName
from coach.engine.request import Model, Request
from coach.errors import CoachError, InternalError, KeyReused
from coach.program.offer import Answer
from coach.results import Completed, Event, Failed, Started, TurnResult
from coach.store.rows import shown_id
from coach.store.store import Store
from coach.tracing.steps import traced
from coach.turns.answering import gone
from coach.turns.asked import Asked
from coach.turns.asking import Asker, Speech
from coach.turns.claiming import Claims, Ours, stopped
from coach.turns.foreseeing import foreseen, is_asked
from coach.turns.keeping import load, snapshot_of, turn_result, window_of
from coach.turns.meanwhile import Meanwhile
from coach.turns.operating import Operation
from coach.turns.reading import read_turn
from coach.turns.recalling import Recalled
from coach.turns.turn import Turn
from coach.turns.writing import Taken

log = logging.getLogger("coach.turn")

#: Is told what happens in a turn; the last it hears is `Completed` or `Failed`.
Emit = Callable[[Event], None]

#: How long a turn may take, in seconds; its claim outlasts it by `_MARGIN`.
DEADLINE = 60.0
_MARGIN = 15.0
GRACE = 5.0  # seconds that running turns are given when the coach is closed


class Taker:
    """Takes turns. `ready` connects to the store."""

    def __init__(
        self,
        store: Store,
        prompts: Prompts,
        model: Model,
        format: FormatName,
        deadline: float,
        ready: Callable[[], Awaitable[None]],
    ) -> None:
        self.program = prompts.program
        self._store = store
        self._claims = Claims(store, window_of(prompts.program), deadline + _MARGIN, self._foresee)
        self._prompts = prompts
        self._model = model
        self._format = format
        self._deadline = deadline
        self._ready = ready
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, asked: Asked, emit: Emit, *, heard: bool) -> None:
        """Take a turn in a task of its own. `heard`: somebody listens to more than its end."""

        def finished(task: asyncio.Task[None]) -> None:
            self._running.discard(task)
            if task.cancelled():
                emit(Failed(stopped()))

        task = asyncio.create_task(self._run(asked, Speech(emit, heard=heard)))
        self._running.add(task)
        task.add_done_callback(finished)

    def forget(self, id: int) -> None:
        """Remember nothing of a conversation: it was removed, or begins anew."""
        self._claims.forget(id)

    async def stop(self, grace: float) -> None:
        """Give running turns so many seconds, then stop the rest; what was begun in the database is ended there."""
        try:
            if self._running:
                await asyncio.wait(self._running, timeout=grace)
        finally:  # whoever cannot wait: claims are given back before the database is left
            self._claims.stopping = True
            for task in self._running - self._claims.storing:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            await self._claims.stop()

    async def take(self, asked: Asked) -> TurnResult:
        """Take a turn and wait for its end; leaving early does not stop it. Raises what it failed with."""
        done: asyncio.Future[Completed | Failed] = asyncio.get_running_loop().create_future()

        def end(event: Event) -> None:
            if isinstance(event, Completed | Failed) and not done.done():  # whoever leaves early cancels it
                done.set_result(event)

        self.begin(asked, end, heard=False)
        match await done:
            case Completed(result=result):
                return result
            case Failed(error=error):
                raise error

    # --- a turn, from top to bottom -----------------------------------------------------------

    async def _run(self, asked: Asked, speech: Speech) -> None:
        """The turn and its last event."""
        try:
            result = await self._take(asked, speech)
            speech.show(result.message)
            speech.tell(Completed(result))
        except CoachError as error:
            speech.tell(Failed(error))
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # a library's panic is no Exception
            log.exception("a turn of %s failed inside", shown_id(asked.whose.id))
            fault = InternalError(f"something inside failed ({type(error).__name__}); it is in the log")
            fault.__cause__ = error
            speech.tell(Failed(fault))
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise

    @traced("turn")
    async def _take(self, asked: Asked, speech: Speech) -> TurnResult:
        """The turn of this key that is done already, or a new one."""
        await self._ready()
        found = await self._claims.claim(asked)
        if isinstance(found, Ours):
            return await self._work(asked, found, speech)
        if found.digest != asked.digest:
            if isinstance(asked.did, Answer):
                raise gone(asked.did.offer)
            raise KeyReused(f"the key {asked.key!r} was used for something else; use a new key")
        return await read_turn(self._store, asked.whose.id, found.turn)

    async def _work(self, asked: Asked, ours: Ours, speech: Speech) -> TurnResult:
        """Load, render, ask, parse, decide, commit; the claim is given back whatever goes wrong."""
        id, standing = asked.whose.id, ours.standing
        try:
            if self._claims.stopping:
                raise stopped()
            memory = load(self.program, id, standing) if ours.memory is None else ours.memory
            begin = snapshot_of(standing, memory, ours.now, ours.since_last, asked.context)
            taken = await self._taken(asked, ours, begin, speech)
            new = taken.written(self.program, asked.key, asked.digest)
            result = Meanwhile(lambda: turn_result(id, new, new.messages, new.actions, new.calls, new.offer))
            await self._claims.commit(id, ours, new, memory, taken.now.memory, result)
        except BaseException:
            speech.retract("the turn failed")
            await asyncio.shield(self._claims.give_back(id, ours.token))
            raise
        return result.get()

    async def _taken(self, asked: Asked, ours: Ours, begin: Snapshot, speech: Speech) -> Taken:
        """What is between loading and committing."""
        standing = ours.standing
        started = Started(shown_id(asked.whose.id), standing.turn + 1, standing.state)
        if not isinstance(asked.did, str | Answer):
            operation = Operation(self._prompts, standing, begin, asked.did, speech)
            speech.tell(started)
            return operation.take()
        until = asyncio.get_running_loop().time() + self._deadline
        asker = Asker(self._prompts.program, self._model, self._format, until, speech)
        turn = Turn(self._prompts, asker, standing, begin, asked.did, speech, ours.foreseen)
        speech.tell(started)
        return await turn.take()

    def _foresee(self, asked: Asked, recalled: Recalled, now: datetime) -> Meanwhile[Request] | None:
        if not (isinstance(asked.did, str) and is_asked(self.program, recalled.standing)):
            return None
        typed, format = asked.did, self._model.format(self._format)
        return Meanwhile(lambda: foreseen(self._prompts, recalled, typed, asked.context, now, format))
