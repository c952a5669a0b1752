"""What a test compares by itself: the same as plain values, and where they differ the failure shows a transcript."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Self

#: A problem as a failure tells it, with a transcript.
Tell = Callable[[str], str]


class Compared:
    """A value of a turn."""

    def differs(self, wanted: object) -> str:
        """The failure of a test that wants another."""
        raise NotImplementedError


class Calls(Compared, int):
    """How often the model was asked."""

    _tell: Tell

    def __new__(cls, times: int, tell: Tell) -> Self:
        made = int.__new__(cls, times)
        made._tell = tell
        return made

    def differs(self, wanted: object) -> str:
        return self._tell(f"the number of calls is {self}, not {wanted!r}")


class Missing(Compared, list[str]):
    """What an exit misses."""

    def __init__(self, state: str, texts: Iterable[str], tell: Tell) -> None:
        super().__init__(texts)
        self._state = state
        self._tell = tell

    def differs(self, wanted: object) -> str:
        return self._tell(f"{self._state} misses {list(self)!r}, not {wanted!r}")


def explained(operator: str, left: object, right: object) -> list[str] | None:
    """The lines of a comparison that failed; None where none of ours is compared."""
    if operator != "==" or not isinstance(left, Compared):
        return None
    return left.differs(right).splitlines()
