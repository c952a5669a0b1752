"""A turn from its claim to its commit, in a task of its own that nobody's leaving stops."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from coach.engine.outcome import Snapshot
from coach.engine.prompt import Prompts
from coach.engine.reply import FormatName
from coach.engine.request import Model
from coach.errors import ClaimLost, CoachError, InternalError, KeyReused
from coach.program.offer import Answer
from coach.results import Completed, Event, Failed, Started, TurnResult
from coach.store.rows import Claimed, Done, Held, Standing, Store, Whose, shown_id
from coach.tracing.steps import traced
from coach.turns.answering import answer_digest, answer_key, gone
from coach.turns.asking import Asker, Speech
from coach.turns.deeds import Deed, digest
from coach.turns.door import busy, no_such
from coach.turns.keeping import digest_of, load_snapshot, turn_result, window_of
from coach.turns.operating import Operation
from coach.turns.reading import read_turn
from coach.turns.recalling import Recall, Recalled, standing_after
from coach.turns.steps import commit
from coach.turns.turn import Turn
from coach.turns.writing import Taken
from coach.values import value

log = logging.getLogger("coach.turn")

#: Is told what happens in a turn; the last it hears is `Completed` or `Failed`.
Emit = Callable[[Event], None]
T = TypeVar("T")

#: How long a turn may take, in seconds; its claim outlasts it by `_MARGIN`.
DEADLINE = 60.0
_MARGIN = 15.0
_POLL, _LONGEST_POLL = 0.05, 0.4  # seconds between looks at a conversation that another turn holds
_GRACE = 5.0  # seconds that running turns are given when the coach is closed


@value
class Asked:
    """A turn that is asked for; what is wrong with the call itself was said before."""

    whose: Whose
    did: str | Answer | Deed
    """What the client typed, or answered to an offer; nothing, where time has passed; or what an operator did."""
    given_key: str | None
    context: Mapping[str, Any]
    wait: float
    """Seconds to wait for a turn that is running."""

    @property
    def key(self) -> str | None:
        """What the turn happens once by."""
        return answer_key(self.did.offer) if isinstance(self.did, Answer) else self.given_key

    @property
    def digest(self) -> bytes | None:
        """What the key is used for."""
        if isinstance(self.did, Answer):
            return answer_digest(self.did.button, self.did.fields)
        if self.given_key is None:
            return None
        return digest_of(self.did) if isinstance(self.did, str) else digest(self.did)


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
        self._prompts = prompts
        self._model = model
        self._format = format
        self._deadline = deadline
        self._ready = ready
        self._window = window_of(prompts.program)
        self._recall = Recall()
        self._running: set[asyncio.Task[None]] = set()
        self._storing: set[asyncio.Task[Any] | None] = set()
        self._stopping = False

    def begin(self, asked: Asked, emit: Emit, *, heard: bool) -> None:
        """Take a turn in a task of its own. `heard`: somebody listens to more than its end."""

        def finished(task: asyncio.Task[None]) -> None:
            self._running.discard(task)
            if task.cancelled():
                emit(Failed(stopped()))

        task = asyncio.create_task(self._run(asked, Speech(emit, heard=heard)))
        self._running.add(task)
        task.add_done_callback(finished)

    async def stop(self) -> None:
        """Give running turns a few seconds, then stop the rest; what was begun in the database is ended there."""
        try:
            if self._running:
                await asyncio.wait(self._running, timeout=_GRACE)
        finally:  # whoever cannot wait: claims are given back before the database is left
            self._stopping = True
            for task in self._running - self._storing:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

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
        except Exception as error:
            log.exception("a turn of %s failed inside", shown_id(asked.whose.id))
            fault = InternalError(f"something inside failed ({type(error).__name__}); it is in the log")
            fault.__cause__ = error
            speech.tell(Failed(fault))

    @traced("turn")
    async def _take(self, asked: Asked, speech: Speech) -> TurnResult:
        """The turn of this key that is done already, or a new one."""
        await self._ready()
        found, recalled = await self._claim(asked)
        if isinstance(found, Claimed):
            if recalled is not None and not found.known:
                self._recall.leave(asked.whose.id)
                recalled = None
            return await self._work(asked, found, recalled, speech)
        if found.digest != asked.digest:
            if isinstance(asked.did, Answer):
                raise gone(asked.did.offer)
            raise KeyReused(f"the key {asked.key!r} was used for another message; use a new key")
        return await read_turn(self._store, asked.whose.id, found.turn)

    async def _work(self, asked: Asked, claimed: Claimed, recalled: Recalled | None, speech: Speech) -> TurnResult:
        """Load or recall, render, ask, parse, decide, commit; the claim is given back whatever goes wrong."""
        id, standing = asked.whose.id, claimed.standing
        try:
            if self._stopping:
                raise stopped()
            memory = recalled.memory if recalled is not None else None
            begin = load_snapshot(self._prompts.program, id, standing, asked.context, memory)
            taken = await self._taken(asked, standing, begin, speech)
            new = taken.written(self._prompts.program, asked.key, asked.digest)
            result = turn_result(id, new, new.messages, new.actions, new.calls, new.offer)
            self._recall.forget(id)
            at = await self._stored(commit(self._store, id, claimed.token, new))
            if at is None:
                raise ClaimLost("the turn took so long that another one was let in; nothing of it was kept, try again")
        except BaseException:
            speech.retract("the turn failed")
            await asyncio.shield(self._give_back(id, claimed.token))
            raise
        self._recall.keep(id, Recalled(standing_after(standing, new, at, self._window), taken.now.memory))
        return result

    async def _taken(self, asked: Asked, standing: Standing, begin: Snapshot, speech: Speech) -> Taken:
        """What is between loading and committing."""
        started = Started(shown_id(asked.whose.id), standing.turn + 1, standing.state)
        if not isinstance(asked.did, str | Answer):
            operation = Operation(self._prompts, standing, begin, asked.did, speech)
            speech.tell(started)
            return operation.take()
        until = asyncio.get_running_loop().time() + self._deadline
        asker = Asker(self._prompts.program, self._model, self._format, until, speech)
        turn = Turn(self._prompts, asker, standing, begin, asked.did, speech)
        speech.tell(started)
        return await turn.take()

    @traced("claim")
    async def _claim(self, asked: Asked) -> tuple[Claimed | Done, Recalled | None]:
        """The conversation, and what it was remembered to be when it was asked for."""
        whose, key, loop = asked.whose, asked.key, asyncio.get_running_loop()
        until, pause = loop.time() + asked.wait, _POLL
        token, lease = secrets.randbits(63), self._deadline + _MARGIN
        while True:
            recalled = self._recall.get(whose.id)
            known = recalled.standing if recalled is not None else None
            try:
                found = await self._stored(self._store.claim(whose, key, token, lease, self._window, known))
            except asyncio.CancelledError:  # the database may have done it all the same
                await asyncio.shield(self._give_back(whose.id, token))
                raise
            if found is None:
                raise no_such(shown_id(whose.id))
            if not isinstance(found, Held):
                return found, recalled
            if self._stopping:
                raise stopped()
            left = until - loop.time()
            if not left > 0:
                raise busy(found.seconds)
            await asyncio.sleep(min(pause, left))
            pause = min(2 * pause, _LONGEST_POLL)

    async def _give_back(self, id: int, token: int) -> None:
        try:
            await self._store.release(id, token)
        except Exception:  # what the turn itself failed with matters more
            log.warning("a claim on %s could not be given back; it expires by itself", shown_id(id))

    async def _stored(self, work: Awaitable[T]) -> T:
        """Await what must not be cut off by `stop`: one would not know whether it was done."""
        task = asyncio.current_task()
        self._storing.add(task)
        try:
            return await work
        finally:
            self._storing.discard(task)


def stopped() -> InternalError:
    """For whoever waits for a turn that was cancelled from within."""
    return InternalError("the turn was stopped before it was done, and nothing of it was kept; try again")
