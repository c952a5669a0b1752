"""The public keys of an issuer of tokens: fetched when they are first wanted, in a thread, and kept for a while."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time

from jwt import PyJWK, PyJWKSet, PyJWTError

from coach.service.problems import TokensUnchecked

log = logging.getLogger("coach.service")

#: Seconds for which keys are taken to be the issuer's, and for which old ones do where it cannot be reached.
FRESH, STALE = 300.0, 86_400.0
#: Seconds between fetches, however many tokens name keys that nobody has, or come while the issuer is away.
BETWEEN = 2.0
_LONGEST_WAIT = 5.0  # seconds for a fetch as a whole
_LARGEST = 1024 * 1024  # bytes
_AWAY = "the issuer of tokens cannot be asked for its keys just now"


class KeySet:
    """The keys at a URL."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: list[PyJWK] = []
        self._fetched = self._tried = -math.inf
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    async def get(self, kid: str | None) -> PyJWK | None:
        """The key of this id; without an id, the only one there is; None where there is none.

        Raises `TokensUnchecked` where that cannot be known.
        """
        age = time.monotonic() - self._fetched
        found = self._found(kid) if age < STALE else None
        if found is None:  # the issuer may have new ones
            if (fetching := self._begin()) is not None:
                await asyncio.shield(fetching)
            found = self._found(kid)
            if self._failed and (found is None or time.monotonic() - self._fetched > STALE):
                raise TokensUnchecked(_AWAY)
        elif age > FRESH:
            self._begin()  # nobody waits for it
        return found

    def _found(self, kid: str | None) -> PyJWK | None:
        if kid is None:
            return self._keys[0] if len(self._keys) == 1 else None
        return next((key for key in self._keys if key.key_id == kid), None)

    def _begin(self) -> asyncio.Task[None] | None:
        """The fetch that is under way, or a new one; None where one was just tried."""
        if self._fetching is None and time.monotonic() - self._tried > BETWEEN:
            self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(_LONGEST_WAIT + 1):
                self._keys = await asyncio.to_thread(_read, self._url)
            self._fetched, self._failed = time.monotonic(), False
        except Exception as error:  # whatever a server can answer
            self._failed = True
            log.error("the keys of the tokens' issuer could not be fetched: %s", type(error).__name__)
        finally:
            self._tried = time.monotonic()
            self._fetching = None


def _read(url: str) -> list[PyJWK]:
    import httpx2

    until = time.monotonic() + _LONGEST_WAIT
    data = b""
    with httpx2.stream("GET", url, timeout=_LONGEST_WAIT, follow_redirects=False) as response:
        response.raise_for_status()
        for part in response.iter_bytes():
            data += part
            if len(data) > _LARGEST or time.monotonic() > until:
                raise ValueError("too large, or too slow")
    whole = json.loads(data)
    if not isinstance(whole, dict):
        raise PyJWTError("no key set")
    return [key for key in PyJWKSet.from_dict(whole).keys if key.public_key_use in (None, "sig")]
