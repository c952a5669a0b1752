"""Messages from standard input where nobody sits at a terminal: one line at a time, each answered before the next."""

from __future__ import annotations

import asyncio
import re
import sys
from codecs import getincrementaldecoder
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread
from typing import BinaryIO

from coach.errors import BadInput

#: The longest piece of a line that is read, in bytes; more than a message may have, so that the engine refuses it.
LONGEST = 1 << 20


async def messages() -> AsyncIterator[str]:
    """The lines of standard input that are not blank. Raises `BadInput` for one that is not UTF-8."""
    with open(sys.stdin.fileno(), "rb", closefd=False) as stream:  # noqa: ASYNC230 -- opens a descriptor, no file
        number = 0
        while line := await _line(stream):
            number += 1
            text = _decoded(line, number).rstrip("\r\n")
            if text.strip():
                yield text


def check_typed(text: str) -> None:
    """Raise `BadInput` where a terminal sent bytes that are no UTF-8, which come as lone surrogates."""
    if found := re.search("[\udc80-\udcff]", text):
        raise BadInput(
            f"what was typed is not UTF-8 (character {found.start() + 1} is the byte 0x{ord(found[0]) - 0xDC00:02x}); "
            "set the terminal to UTF-8"
        )


def _decoded(line: bytes, number: int) -> str:
    """The line as text. Raises `BadInput`."""
    try:
        # A piece of a line that is too long may end within a character.
        return getincrementaldecoder("utf-8")().decode(line, final=len(line) < LONGEST)
    except UnicodeDecodeError as error:
        raise BadInput(
            f"line {number} of standard input is not UTF-8 (byte {error.start + 1} is 0x{line[error.start]:02x}); "
            "convert it, for example with iconv"
        ) from None


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
