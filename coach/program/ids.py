"""The ids of a memory's records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.program.words import in_letters

_ID_LETTERS = 5
#: How many of the lowest bits of a namespace its ids are made from.
RECORD_BITS = 5 * _ID_LETTERS
_STRIDE = 23_456_789  # odd, so that no two serials of a memory give the same id


class Ids:
    """Makes the short ids of one memory: never twice the same, and other ones elsewhere."""

    __slots__ = ("namespace", "serial")

    def __init__(self, namespace: int = 0, serial: int = 0) -> None:
        self.namespace = namespace
        self.serial = serial

    def new(self) -> str:
        number = self.namespace + self.serial * _STRIDE
        self.serial += 1
        return in_letters(number, _ID_LETTERS)

    def copy(self) -> Ids:
        return Ids(self.namespace, self.serial)


def with_ids(value: Any, renamed: Mapping[str, str]) -> Any:
    """JSON-able data with other ids: every text that is one of them as a whole is the new one."""
    match value:
        case str():
            return renamed.get(value, value)
        case list():
            return [with_ids(item, renamed) for item in value]
        case dict():
            return {name: with_ids(item, renamed) for name, item in value.items()}
    return value
