"""What every reader checks: size, depth, what text may hold, and strict JSON."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any, NoReturn

from coach.engine.reply import MAX_ACTIONS, MAX_BYTES, MAX_DEPTH

_SHOWN = 60
_REACH = 1024  # bits of a number, as of a float


class Unfit(Exception):
    """The whole reply is malformed; the text is the sentence for the model."""


class Broken(ValueError):
    """One piece of JSON cannot be read; the text says why, without a full stop."""


class Repeated(Broken):
    """One piece of JSON has the same key twice in one object."""


def clip(text: str) -> str:
    """`text` on one line and short enough to quote, with nothing in it that cannot be sent."""
    flat = " ".join(text[: 4 * _SHOWN].encode("utf-8", "replace").decode().replace("\0", " ").split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def admit(raw: str) -> None:
    """Raise `Unfit` where `raw` is too large or is not clean text."""
    # A character is at least one byte: what is far too long is not even encoded.
    if len(raw) > MAX_BYTES or len(raw.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Unfit(f"Your reply is larger than {MAX_BYTES // 1024} KB: answer far more briefly.")
    if not _clean(raw):
        _unclean()


def allow(count: int) -> None:
    """Raise `Unfit` where `count` actions are more than one reply may hold."""
    if count > MAX_ACTIONS:
        raise Unfit(f"Your reply holds more than {MAX_ACTIONS} actions: propose {MAX_ACTIONS} at the most.")


def decode(text: str) -> Any:
    """The JSON value that `text` is. Raises `Broken`, or `Unfit` where it spoils the whole reply."""
    value, end = decode_at(text, len(text) - len(text.lstrip(" \t\r\n")))
    if text[end:].strip(" \t\r\n"):
        raise Broken(f"there is more after its end at character {end}")
    return value


def decode_at(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins at `start`, and where it ends. Raises as `decode` does.

    `text` is clean already, so only what is escaped in it can be anything else.
    """
    try:
        value, end = _DECODER.raw_decode(text, start)
    except Broken:
        raise
    except json.JSONDecodeError as error:
        # Some of the library's messages end with the beginning of a place.
        raise Broken(f"{error.msg.removesuffix(' starting at')} at character {error.pos}") from None
    except ValueError:  # the interpreter's limit on the digits of a number
        _too_big()
    except RecursionError:
        too_deep()
    if "\\u" in text[start:end] or text.count("[", start, end) + text.count("{", start, end) > MAX_DEPTH:
        inspect(value)
    return value, end


def inspect(value: object) -> None:
    """Raise `Unfit` for too deep a value or text that is not clean, `Broken` for too large a number."""
    waiting: list[tuple[object, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            if not _clean(item):
                _unclean()
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                too_deep()
            parts = [*item, *item.values()] if isinstance(item, dict) else item
            waiting.extend((part, depth + 1) for part in parts)
        elif isinstance(item, float | int):
            _within_reach(item)


def too_deep() -> NoReturn:
    """Raise the `Unfit` of a reply that is nested too deeply."""
    raise Unfit(f"Your reply is nested more than {MAX_DEPTH} levels deep: write flat parameters.") from None


def _clean(text: str) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unclean() -> NoReturn:
    raise Unfit("Your reply holds a NUL or half of a surrogate pair, which is not text: write plain text.")


def _too_big() -> NoReturn:
    raise Broken("a number in it is too large") from None


def _within_reach(number: float) -> float:
    if number != number:
        _constant("NaN")
    if not math.isfinite(number) if isinstance(number, float) else number.bit_length() > _REACH:
        _too_big()
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise Repeated(f'the key "{clip(twice)}" stands twice in one object')
    return found


def _constant(name: str) -> NoReturn:
    raise Broken(f"{name} is not a JSON value")


# Not strict about control characters alone: models leave line breaks in strings, and nothing is lost by them.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_constant=_constant,
    parse_float=lambda digits: _within_reach(float(digits)),
    parse_int=lambda digits: _within_reach(int(digits)),
    strict=False,
)
