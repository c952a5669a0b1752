"""How many tokens a day's conversations may use: looked at before a turn begins, added up after it.

A turn that has begun is never cut off, so a day can end above its budget by what was running. Days are those of UTC.
"""

from __future__ import annotations

import logging
import math
from datetime import UTC, date, datetime, time, timedelta

from coach.coach import Coach
from coach.errors import CoachError, StoreError
from coach.program.offer import Answer
from coach.results import TurnResult
from coach.service.keys import clock
from coach.service.problems import Spent
from coach.service.running import Call
from coach.service.settings import ServiceSettings
from coach.store.token_usage import Account, add_tokens, forget_tokens, standing_of
from coach.turns.answering import answer_key, check_said
from coach.turns.door import check_whose
from coach.turns.replaying import replay

log = logging.getLogger("coach.service")

_PER_TOKEN = 4  # characters, where nobody counted
_KEPT = timedelta(days=40)  # what was used in a day, for whoever looks at the table
_MOST = 10_000  # accounts that wait for a database
_USER = "That is enough for today. Everything said so far is kept, and the conversation goes on after midnight (UTC)."
_TENANT = "This service has talked enough for today. Everything said so far is kept; it goes on after midnight (UTC)."


class Budgets:
    """What the settings allow in a day; nothing is read or written where they do not say."""

    def __init__(self, coach: Coach, settings: ServiceSettings) -> None:
        self._coach = coach
        self._per_user = settings.budget_per_user or math.inf
        self._per_tenant = settings.budget_per_tenant or math.inf
        self._asked = settings.budget_per_user is not None or settings.budget_per_tenant is not None
        self._due: dict[Account, int] = {}
        """What could not be written yet."""
        self._today: date | None = None

    async def account(self, call: Call) -> Account | None:
        """Whose tokens a turn will use; None where nobody counts them. Raises `Spent`, `BadInput`.

        A turn that was taken already, or is being taken, is not asked for its tokens again.
        """
        if not self._asked:
            return None
        check_said(call.said, call.key)
        key = answer_key(call.said.offer) if isinstance(call.said, Answer) else call.key
        now = clock(self._coach.store)
        whose = check_whose(call.conversation, call.user, call.tenant)
        await self._coach.connect()
        [rows] = await self._coach.store.fetch(standing_of(whose, now.date(), key))
        if not rows:
            return None  # whoever takes the turn says so
        row = rows[0]
        if not row.asked:
            due = self._due_of(row.tenant, now)
            if row.by_user + due.get(row.user_id, 0) >= self._per_user:
                raise Spent(_USER, _until_midnight(now))
            if row.by_tenant + sum(due.values()) >= self._per_tenant:
                raise Spent(_TENANT, _until_midnight(now))
        return row.tenant, row.user_id, now.date()

    async def add(self, account: Account, result: TurnResult) -> None:
        """Add what a turn used. Where it cannot be written, it is with the next one."""
        try:
            await self._add(account, result)
            await self._forget(account[2])
        except Exception:  # the turn itself is not touched by it
            log.exception("used tokens could not be written down")

    async def _add(self, account: Account, result: TurnResult) -> None:
        if result.usage.calls == 0:
            return
        used = result.usage.input_tokens + result.usage.output_tokens
        tokens = used or await self._estimated(account, result)
        due, self._due = self._due, {}
        due[account] = due.get(account, 0) + tokens
        try:
            await self._coach.store.with_connection(lambda connection: add_tokens(connection, due))
        except StoreError as error:
            log.warning("used tokens could not be written down yet: %s", type(error).__name__)
            for each, number in list(due.items())[-_MOST:]:
                self._due[each] = self._due.get(each, 0) + number

    async def _forget(self, today: date) -> None:
        """Drop the days of long ago, once a day."""
        if self._today != today:
            self._today = today
            await self._coach.store.with_connection(lambda connection: forget_tokens(connection, today - _KEPT))

    def _due_of(self, tenant: str, now: datetime) -> dict[str, int]:
        """What could not be written yet of this tenant's users today."""
        return {user: number for (of, user, day), number in self._due.items() if (of, day) == (tenant, now.date())}

    async def _estimated(self, account: Account, result: TurnResult) -> int:
        """By the lengths of what the model was shown and what it replied, worked out again from what is stored."""
        whose = check_whose(result.conversation, account[1], account[0])
        long = len(result.message)
        try:
            attempts = (await replay(self._coach.store, self._coach.prompts, whose, result.turn)).attempts
            long = sum(len(each.raw) + sum(len(part.text) for part in each.request.messages) for each in attempts)
        except CoachError as error:  # the turn itself is not touched by it
            log.warning("the tokens of a turn could not be estimated: %s", type(error).__name__)
        return max(1, long // _PER_TOKEN)


def _until_midnight(now: datetime) -> float:
    """Seconds."""
    tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    return (tomorrow - now).total_seconds()
