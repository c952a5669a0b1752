"""Writing to standard output and standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from coach.engine.text import inline
from coach.errors import CoachError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_ENDLESS = 1_000_000  # columns


class OutputClosed(Exception):
    """Whoever read standard output has gone. Internal."""


class OutputFailed(CoachError):
    """Standard output cannot be written; what was done before stays done."""


@contextmanager
def writing() -> Iterator[None]:
    """Around what writes to standard output. Raises `OutputClosed`, `OutputFailed`."""
    try:
        yield
    except BrokenPipeError:
        discard(sys.stdout)
        raise OutputClosed from None
    except OSError as error:
        discard(sys.stdout)
        raise OutputFailed(f"standard output cannot be written ({error.strerror}); send it elsewhere") from None


def write(text: str) -> None:
    """Write to standard output and flush it. Raises `OutputClosed`, `OutputFailed`."""
    with writing():
        sys.stdout.write(text)
        sys.stdout.flush()


def complain(text: str) -> None:
    """One line on standard error, whatever is in the text."""
    try:
        print(f"coach: {inline(text)}", file=sys.stderr, flush=True)  # noqa: T201 -- this is where the CLI prints
    except OSError:
        discard(sys.stderr)


def discard(stream: IO[str]) -> None:
    """Let what is still in the buffer of a broken stream go nowhere, so that the interpreter ends in peace."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def console() -> Console:
    """A console on standard output that shows text as it is: no markup, no emoji codes, no colours of its own."""
    from rich.console import Console  # which `coach --help` does not need

    return Console(highlight=False, markup=False, emoji=False)


def page(*parts: RenderableType) -> None:
    """Print what rich can render; where it is not for a terminal, no line is folded or ends in spaces."""
    write(rendered(*parts))


def rendered(*parts: RenderableType) -> str:
    """What rich can render, as `page` prints it."""
    screen = console()
    if not screen.is_terminal:
        screen.width = _ENDLESS
    with writing(), screen.capture() as captured:
        for part in parts:
            screen.print(part)
    text = captured.get()
    return text if screen.is_terminal else "".join(f"{line.rstrip()}\n" for line in text.splitlines())
