"""What a turn has of the store: its conversation is claimed, and committed to or given back."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from coach.engine.request import Request
from coach.errors import ClaimLost, InternalError, StoreError
from coach.program.memory import Memory
from coach.store.rows import Claimed, Done, Mark, NewTurn, Standing, Window, shown_id
from coach.store.store import Store
from coach.tracing.steps import traced
from coach.turns.asked import Asked
from coach.turns.door import busy, no_such
from coach.turns.meanwhile import Meanwhile, during
from coach.turns.owing import Owed
from coach.turns.recalling import Recall, Recalled, recalled_after
from coach.turns.steps import commit
from coach.values import value

log = logging.getLogger("coach.turn")
T = TypeVar("T")

_POLL, _LONGEST_POLL = 0.05, 0.4  # seconds between looks at a conversation that another turn holds

#: A turn begins when it was asked for, by the database's clock as far as that was known: no longer ago than this.
_AGO = timedelta(seconds=1)

#: Makes out what a model will be asked, if a conversation stands as it is remembered and it is that time.
Foresee = Callable[[Asked, Recalled, datetime], Meanwhile[Request] | None]


@value
class Ours:
    """A conversation that is claimed, and where it stands."""

    token: int
    now: datetime
    since_last: timedelta
    standing: Standing
    memory: Memory | None = None
    """None where it is not loaded yet."""
    foreseen: Meanwhile[Request] | None = None
    """What a model is asked first, where that was made out in the meantime."""


@value
class _Supposed:
    """What is supposed of a conversation while it is being claimed."""

    recalled: Recalled
    now: datetime | None
    foreseen: Meanwhile[Request] | None


class Claims:
    """Claims the conversations of a store for `lease` seconds."""

    def __init__(self, store: Store, window: Window, lease: float, foresee: Foresee) -> None:
        self.stopping = False
        """Nobody waits for a conversation any more."""
        self.storing: set[asyncio.Task[Any] | None] = set()
        """Whoever awaits what must not be cut off: one would not know whether it was done."""
        self._store = store
        self._window = window
        self._lease = lease
        self._foresee = foresee
        self._recall = Recall()
        self._owed = Owed(store, lease)

    @traced("claim")
    async def claim(self, asked: Asked) -> Ours | Done:
        """The conversation, once no other turn has it, or the turn of this key that is done.

        Raises `NoSuchConversation`, `Busy`, a `StoreError`.
        """
        whose, key, loop = asked.whose, asked.key, asyncio.get_running_loop()
        until, pause = loop.time() + asked.wait, _POLL
        token, waited = secrets.randbits(63), False
        while True:
            supposed = self._suppose(asked, waited)
            known = supposed.recalled.mark if supposed is not None else None
            foreseen = supposed.foreseen if supposed is not None else None
            claim = self._store.claim(whose, key, token, self._lease, self._window, known)
            try:
                found = await self._stored(claim, [] if foreseen is None else [foreseen])
            except asyncio.CancelledError:  # the database may have done it all the same
                await asyncio.shield(self.give_back(whose.id, token))
                raise
            except StoreError:  # as well
                self._owed.add(whose.id, token)
                raise
            if found is None:
                raise no_such(shown_id(whose.id))
            if isinstance(found, Claimed):
                return self._ours(whose.id, found, supposed)
            if isinstance(found, Done):
                return found
            if self.stopping:
                raise stopped()
            left = until - loop.time()
            if not left > 0:
                raise busy(found.seconds)
            await asyncio.sleep(min(pause, left))
            waited = True
            pause = min(2 * pause, _LONGEST_POLL)

    async def commit(
        self, id: int, ours: Ours, new: NewTurn, before: Memory, memory: Memory, wanted: Meanwhile[Any]
    ) -> None:
        """Write a turn whole, and make what is wanted of it meanwhile; its `memory` was that `before`.

        Raises `ClaimLost`, a `StoreError`.
        """
        after = Meanwhile(lambda: recalled_after(ours.standing, new, self._window, before, memory))
        self._recall.forget(id)
        at = await self._stored(commit(self._store, id, ours.token, new), [after, wanted])
        if at is None:
            raise ClaimLost("the turn took so long that another one was let in; nothing of it was kept, try again")
        if (found := after.get()) is not None:
            self._recall.keep(id, Recalled(Mark(at, new.number, new.serial), *found))

    def forget(self, id: int) -> None:
        """Remember nothing of a conversation."""
        self._recall.forget(id)

    async def give_back(self, id: int, token: int) -> None:
        """Let others have the conversation, with nothing done."""
        try:
            await self._store.release(id, token)
        except Exception:  # what the turn itself failed with matters more
            log.warning("a claim on %s could not be given back yet; it ends by itself, too", shown_id(id))
            self._owed.add(id, token)

    async def stop(self) -> None:
        """Leave what could not be given back to end by itself."""
        await self._owed.stop()

    def _suppose(self, asked: Asked, waited: bool) -> _Supposed | None:
        recalled = self._recall.get(asked.whose.id)
        if recalled is None:
            return None
        if waited:  # whoever has it is about to change it, and nothing is made out at every look
            return _Supposed(recalled, None, None)
        now = self._store.clock()
        return _Supposed(recalled, now, self._foresee(asked, recalled, now) if now is not None else None)

    def _ours(self, id: int, claimed: Claimed, supposed: _Supposed | None) -> Ours:
        """The conversation as it was just read, or else as it is remembered."""
        if claimed.standing is not None:
            if supposed is not None:
                self._recall.leave(id)
            return Ours(claimed.token, claimed.now, claimed.since_last, claimed.standing)
        assert supposed is not None
        there, now = supposed.recalled, supposed.now
        if now is None or not max(claimed.at, claimed.now - _AGO) <= now <= claimed.now:
            return Ours(claimed.token, claimed.now, claimed.since_last, there.standing, there.memory)
        return Ours(claimed.token, now, now - claimed.at, there.standing, there.memory, supposed.foreseen)

    async def _stored(self, work: Awaitable[T], wanted: list[Meanwhile[Any]]) -> T:
        task, alone = asyncio.current_task(), not self.storing
        self.storing.add(task)
        try:
            return await during(work, wanted, alone=alone)
        finally:
            self.storing.discard(task)


def stopped() -> InternalError:
    """For whoever waits for a turn that was cancelled from within."""
    return InternalError("the turn was stopped before it was done, and nothing of it was kept; try again")
