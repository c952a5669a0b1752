"""Turns as callers ask for them: once for a key, also where it is asked for twice at the same time."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

from coach.coach import Coach
from coach.errors import Busy
from coach.program.offer import Answer
from coach.results import TurnResult
from coach.service.budgets import Budgets
from coach.service.resuming import heard, resumed
from coach.service.running import Call, Run, Runs
from coach.service.wire import Place
from coach.store.rows import Whose
from coach.store.turn_events import standing
from coach.turns.answering import answer_key
from coach.turns.door import check_whose, no_such
from coach.turns.reading import read_turn

_LONGER = 1.0  # seconds that a wait outlasts the claim it waits for


class Turns:
    """Takes turns for callers."""

    def __init__(self, coach: Coach, runs: Runs, budgets: Budgets) -> None:
        self._coach = coach
        self._runs = runs
        self._budgets = budgets

    async def take(self, call: Call) -> TurnResult:
        """Take a turn and wait for its end. Raises what `Coach.say` raises, and `Spent`."""
        call = replace(call, account=await self._budgets.account(call))
        try:
            return await self._runs.take(call)
        except Busy as busy:
            if not await self._is_this(call):
                raise
            return await self._runs.take(replace(call, wait=busy.retry_after + _LONGER))

    async def hear(self, call: Call) -> AsyncGenerator[bytes, None]:
        """Take a turn and give the stream of its events. Raises what keeps it from beginning."""
        id = check_whose(call.conversation, call.user, call.tenant).id
        call = replace(call, account=await self._budgets.account(call))
        run = self._runs.begin(id, call)
        await run.settled()
        if run.turn is None and isinstance(run.error, Busy) and await self._is_this(call):
            return heard(self._joined(id, call, run.error))
        if run.turn is None and run.error is not None:
            raise run.error
        return heard(run)

    async def resume(
        self, conversation: str, turn: int, after: Place | None, *, user: str | None, tenant: str | None
    ) -> AsyncGenerator[bytes, None]:
        """The stream of a turn, behind a place. Raises `NoSuchConversation`, `NoSuchTurn`."""
        return await resumed(self._coach, self._runs, check_whose(conversation, user, tenant), turn, after)

    async def read(self, conversation: str, turn: int, *, user: str | None, tenant: str | None) -> TurnResult | None:
        """A turn that is committed; None where there is none. Raises `NoSuchConversation`."""
        whose = check_whose(conversation, user, tenant)
        await self._coach.connect()
        [rows] = await self._coach.store.fetch(standing(whose))
        if not rows:
            raise no_such(conversation)
        return await read_turn(self._coach.store, whose.id, turn) if turn <= rows[0].turn else None

    def _joined(self, id: int, call: Call, busy: Busy) -> Run:
        """The run that does this already, or one that waits for it."""
        return self._runs.like(id, call) or self._runs.begin(id, replace(call, wait=busy.retry_after + _LONGER))

    async def _is_this(self, call: Call) -> bool:
        """Whether the turn that is running was asked for with the same key, or just ended."""
        key = answer_key(call.said.offer) if isinstance(call.said, Answer) else call.key
        whose: Whose = check_whose(call.conversation, call.user, call.tenant)
        [rows] = await self._coach.store.fetch(standing(whose))
        return key is not None and bool(rows) and (rows[0].claim is None or rows[0].claim_key == key)
