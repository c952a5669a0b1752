"""What the protocol asks of a driver, and what it is told: the protocol itself reads and writes nothing."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, Generic, TypeVar

from coach.values import value

T = TypeVar("T")


@value
class Request:
    """A request, as it is sent."""

    method: str
    path: str
    """From the base address on, encoded."""
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes | None


@value
class Answered:
    """The answer to a request. That of a stream, while it lasts, has no body yet."""

    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes = b""


@value
class Lost:
    """The connection broke, or nothing came in time."""

    reason: str


# --- commands ----------------------------------------------------------------------------------


@value
class Send:
    """Send a request and read its whole answer. The driver tells `Answered` or `Lost`."""

    request: Request


@value
class Open:
    """Send a request whose answer is a stream, unless it is a problem. The driver tells `Answered` or `Lost`."""

    request: Request


@value
class Read:
    """Read what comes next of the stream that is open. The driver tells bytes, none at its end, or `Lost`."""


@value
class Wait:
    """Wait for so many seconds."""

    seconds: float


@value
class Emit(Generic[T]):
    """Give this to whoever iterates."""

    item: T


Told = Answered | Lost | bytes | None
#: A piece of the protocol that comes to a result.
Work = Generator[Send | Wait, Told, T]
#: One that gives something every now and then.
Flow = Generator[Send | Open | Read | Wait | Emit[T], Any, None]
