"""What comes in from a caller, checked before anything is touched."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from coach.engine.text import check_text
from coach.errors import BadInput, Busy, NoSuchConversation
from coach.store.rows import Whose, read_id

_LONGEST_NAME = 200
_FOREVER = 1e9  # seconds; more is no number that a clock can add
_DEEPEST = 32  # levels of a value that the host passes
_LARGEST = 1024  # bits: the reach of a float
_PLAIN = "text, numbers, true, false, null, lists and objects"


def check_message(text: str) -> None:
    """Raise `BadInput` unless `text` can be a client's message."""
    if not isinstance(text, str):
        raise BadInput(f"the message is {type(text).__name__}, not text")
    if not text.strip():
        raise BadInput("the message is empty; send some text")
    check_text(text)


def check_name(what: str, name: str | None) -> None:
    """Raise `BadInput` unless `name` is None or can be a user, a tenant, a key or a label."""
    if name is None:
        return
    if not isinstance(name, str):
        raise BadInput(f"the {what} is {type(name).__name__}, not text")
    check_text(name, f"the {what}")
    least = 1 if what == "key" else 0
    if not least <= len(name) <= _LONGEST_NAME:
        raise BadInput(f"the {what} has {len(name)} characters; it has {least} to {_LONGEST_NAME}")


def check_owner(user: str, tenant: str) -> None:
    """Raise `BadInput` unless these can be whose a new conversation is."""
    if user is None or tenant is None:
        raise BadInput("a conversation needs a user (and a tenant, which may be empty)")
    check_name("user", user)
    check_name("tenant", tenant)


def check_whose(conversation: str, user: str | None, tenant: str | None) -> Whose:
    """Which conversation is meant. Raises `BadInput`, or `NoSuchConversation` where the id can be none."""
    check_name("user", user)
    check_name("tenant", tenant)
    id = read_id(conversation) if isinstance(conversation, str) else None
    if id is None:
        raise no_such(conversation)
    return Whose(id, user, tenant)


def no_such(conversation: object) -> NoSuchConversation:
    """The same for one that is not there, one that is somebody else's, and an id that can be none."""
    return NoSuchConversation(f"there is no conversation {str(conversation)[:40]!r}; check its id and whose it is")


def busy(seconds: float) -> Busy:
    """For whoever finds a conversation taken by another turn, for so many seconds at the most."""
    return Busy("another turn of this conversation is running; try again when it is done", seconds)


def check_wait(wait: float) -> float:
    """A time to wait, in seconds. Raises `BadInput` unless it is a number, 0 or more."""
    if isinstance(wait, bool) or not isinstance(wait, int | float):
        raise BadInput(f"wait is {type(wait).__name__}, not a number; give seconds, 0 or more")
    if not wait >= 0:  # which no NaN is either
        raise BadInput(f"wait is {str(wait)[:20]}; give seconds, 0 or more")
    return min(wait, _FOREVER)


def check_context(context: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A copy of what the host passes for a turn. Raises `BadInput` unless it is plain data."""
    if context is None:
        return {}
    if not isinstance(context, Mapping):
        raise BadInput(f"the context is {type(context).__name__}, not an object; pass names with plain data")
    copied: Mapping[str, Any] = plain_copy(context, "the context")
    return copied


def plain_copy(value: Any, what: str, depth: int = 1) -> Any:
    """A copy of JSON-able `value`. Raises `BadInput`, naming the place, for what JSON or a database cannot hold."""
    if depth > _DEEPEST:
        raise BadInput(f"{what[:200]} is nested more than {_DEEPEST} levels deep; pass flatter data")
    match value:
        case int() if value.bit_length() > _LARGEST:
            raise BadInput(f"{what} holds too large a number")
        case None | bool() | int():
            return value
        case str():
            return check_text(value, what)
        case float() if math.isfinite(value):
            return value
        case Mapping():
            for name in value:
                if not isinstance(name, str):
                    raise BadInput(f"{what} has a key that is {type(name).__name__}; keys are text")
                check_text(name, f"a key of {what}")
            return {name: plain_copy(item, f"{what}: {name[:40]}", depth + 1) for name, item in value.items()}
        case list() | tuple():
            return [plain_copy(item, what, depth + 1) for item in value]
    raise BadInput(f"{what} is or holds {type(value).__name__}, which is not plain data ({_PLAIN})")
