"""Messages from standard input where nobody sits at a terminal: one line at a time, each answered before the next."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread
from typing import BinaryIO

from coach.errors import BadInput

#: The longest piece of a line that is read, in bytes; more than a message may have, so that the engine refuses it.
LONGEST = 1 << 20


async def messages() -> AsyncIterator[str]:
    """The lines of standard input that are not blank.

    What is not UTF-8 comes as lone surrogates, which the engine refuses with its reason.
    """
    with open(sys.stdin.fileno(), "rb", closefd=False) as stream:  # noqa: ASYNC230 -- opens a descriptor, no file
        while line := await _line(stream):
            text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
            if text.strip():
                yield text


async def _line(stream: BinaryIO) -> bytes:
    """The next line; empty at the end.

    It is read in a daemon thread: one of the loop's executor would be waited for when the command is interrupted.
    """
    loop = asyncio.get_running_loop()
    line: asyncio.Future[bytes] = loop.create_future()

    def give(got: bytes | OSError) -> None:
        if line.cancelled():
            return
        if isinstance(got, OSError):
            line.set_exception(BadInput(f"standard input cannot be read ({got.strerror}); send lines of text"))
        else:
            line.set_result(got)

    def read() -> None:
        got: bytes | OSError
        try:
            got = stream.readline(LONGEST)
        except OSError as error:
            got = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(give, got)

    Thread(target=read, daemon=True).start()
    return await line
