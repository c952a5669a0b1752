"""Who calls, where nobody else tells it: by keys and tokens; while there are none, this machine alone is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Request

from coach.coach import Coach
from coach.service.caller import Caller, Loopback
from coach.service.keys import PREFIX, clock, find_key, key_id, opens
from coach.service.problems import Unauthenticated
from coach.service.remembering import Remembered
from coach.service.settings import ServiceSettings
from coach.store.api_keys import any_key

if TYPE_CHECKING:
    from coach.service.keys import Known
    from coach.service.tokens import Tokens

#: Seconds after which a key that was made or revoked meanwhile counts.
SOON = 3.0
_MOST = 10_000  # keys that are remembered, and as many that there are not
_NO_KEY = "this is no key of ours, or it was revoked or has expired"


class KeysAndTokens:
    """By `Authorization: Bearer` with a key, or a token where the settings take them."""

    def __init__(self, coach: Coach, settings: ServiceSettings) -> None:
        self._coach = coach
        self._loopback = Loopback()
        self._keys: Remembered[str, Known] = Remembered(self._find, SOON, _MOST)
        self._made: Remembered[None, bool] = Remembered(self._any, SOON, 1)
        self._tokens: Tokens | None = None
        if settings.takes_tokens:
            from coach.service.tokens import Tokens

            self._tokens = Tokens(settings)
        self._asks = self._tokens is not None

    async def __call__(self, request: Request, /) -> Caller:
        if not await self.asks():
            return await self._loopback(request)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        given = given.strip()
        if scheme.lower() != "bearer" or not given:
            raise Unauthenticated("the request has no key")
        if self._tokens is not None and not given.startswith(PREFIX):
            return await self._tokens.caller(given)
        return await self._by_key(given)

    async def asks(self) -> bool:
        """Whether callers are asked for a key. Once there was one, they always are. Raises a `StoreError`."""
        if not self._asks:
            self._asks = bool(await self._made.get(None))
        return self._asks

    async def _by_key(self, key: str) -> Caller:
        id = key_id(key)
        known = await self._keys.get(id) if id is not None else None
        if not opens(known, key, clock(self._coach.store)) or known is None:
            raise Unauthenticated(_NO_KEY, invalid=True)
        return Caller(known.tenant, known.role, known.user, known.id)

    async def _find(self, id: str) -> Known | None:
        await self._coach.connect()
        return await find_key(self._coach.store, id)

    async def _any(self, _: None) -> bool | None:
        await self._coach.connect()
        [rows] = await self._coach.store.fetch(any_key())
        return True if rows else None
