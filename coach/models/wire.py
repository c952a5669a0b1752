"""What comes over the wire, within measure."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

from coach.models.faults import CHECK_URL, Fault

#: The largest answer as it comes over the wire, in bytes: much of a stream is wrapping, or thought that is not said.
WIRE_BYTES = 32 * 1024 * 1024


async def bound(response: httpx2.Response) -> None:
    """See to it that the response's body ends; a hook of the HTTP client."""
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _Bounded(response.stream)


class _Bounded(httpx2.AsyncByteStream):
    """A response's body that ends in a `Fault` where it grows beyond all measure."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for block in self._stream:
            size += len(block)
            if size > WIRE_BYTES:
                raise Fault(f"sent more than {WIRE_BYTES // 1024 // 1024} MB for one answer", CHECK_URL)
            yield block

    async def aclose(self) -> None:
        await self._stream.aclose()
