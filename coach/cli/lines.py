"""Messages from standard input where nobody sits at a terminal: one line at a time, each answered before the next."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from codecs import BOM_UTF8
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread

from coach.engine.text import MAX_TEXT
from coach.errors import BadInput
from coach.turns.door import check_message

#: The most that is read of one line, in bytes; no message that can be kept has as many.
LONGEST = 1 << 20
_BLOCK = 1 << 16


async def messages() -> AsyncIterator[str]:
    """The lines of standard input that are not blank. Raises `BadInput` for one that cannot be kept."""
    lines = _Lines(sys.stdin.fileno())
    number = 0
    while line := await _read(lines):
        number += 1
        text = _decoded(line, number).rstrip("\r\n")
        if not text.strip():
            continue
        try:
            check_message(text)
        except BadInput as error:
            raise BadInput(f"line {number} of standard input: {error}") from None
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
    if len(line) > LONGEST:
        raise BadInput(
            f"line {number} of standard input has more than {LONGEST:,} bytes; {MAX_TEXT:,} characters is the most, "
            "so shorten or split it"
        )
    # Some editors and shells begin a text with a mark that is no part of it.
    line = line.removeprefix(BOM_UTF8) if number == 1 else line
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise BadInput(
            f"line {number} of standard input is not UTF-8 (byte {error.start + 1} is 0x{line[error.start]:02x}); "
            "convert it, for example with iconv"
        ) from None


class _Lines:
    """The lines of a descriptor.

    It is read without a file object: a thread that waits inside of one holds its lock, and whoever closes it at the
    end would wait for that thread.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._block = b""
        self._at = 0

    def next(self) -> bytes:
        """The next line, or as much of it as shows that it is too long; empty at the end. Raises `OSError`."""
        pieces: list[bytes] = []
        size = 0
        while size <= LONGEST:
            if self._at == len(self._block):
                self._block, self._at = os.read(self._descriptor, _BLOCK), 0
            end = self._block.find(b"\n", self._at) + 1 or len(self._block)
            piece = self._block[self._at : end]
            pieces.append(piece)
            size += len(piece)
            self._at = end
            if not piece or piece.endswith(b"\n"):
                break
        return b"".join(pieces)


async def _read(lines: _Lines) -> bytes:
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
            got = lines.next()
        except OSError as error:
            got = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(give, got)

    Thread(target=read, daemon=True).start()
    return await line
