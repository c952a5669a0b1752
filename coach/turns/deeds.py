"""What an operator does with a conversation: each a value that is asked for as a turn, like a client's `Answer`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from coach.engine.program import Program
from coach.engine.text import check_text
from coach.errors import BadInput
from coach.program.words import nearest
from coach.turns.answering import check_key
from coach.turns.door import check_message, check_name, plain_copy
from coach.turns.keeping import digest_of
from coach.values import value

_LONGEST_REASON = 2_000


@value
class MoveTo:
    """Go to any state of the program, past all guards."""

    state: str
    reason: str


@value
class EditMemory:
    """Change what is remembered, as `coach.engine.editing.edited` says."""

    changes: Mapping[str, Any]
    reason: str


@value
class TakeOver:
    """Answer in the coach's place from now on."""

    by: str
    """Who."""


@value
class Release:
    """Let the coach answer again."""


@value
class Speak:
    """Say something to the client, in the coach's place."""

    text: str


Deed = MoveTo | EditMemory | TakeOver | Release | Speak

#: What deeds are called where they are on record; a move is called what every move is.
DEEDS = ("EDIT_MEMORY", "TAKE_OVER", "RELEASE")


def checked(deed: Deed, program: Program, key: str | None) -> Deed:
    """The deed, with data of its own. Raises `BadInput` unless it can be done to a conversation of the program."""
    check_key(key)
    match deed:
        case MoveTo(state, reason):
            if not isinstance(state, str) or state not in program.states:
                raise BadInput(f"there is no state {str(state)[:80]!r}{nearest(str(state), program.states)}")
            _check_reason(reason)
        case EditMemory(changes, reason):
            _check_reason(reason)
            if not isinstance(changes, Mapping):
                raise BadInput(f"the changes are {type(changes).__name__}, not an object of what is to be remembered")
            return EditMemory(plain_copy(changes, "the changes"), reason)
        case TakeOver(by):
            check_name("name", by)
            if not (by or "").strip():
                raise BadInput("say who takes the conversation over, as by='a name'")
        case Speak(text):
            check_message(text)
    return deed


def digest(deed: Deed) -> bytes:
    """What the key of a deed is used for."""
    return digest_of(type(deed).__name__, json.dumps(asdict(deed), sort_keys=True))


def _check_reason(reason: str) -> None:
    if not isinstance(reason, str) or not reason.strip() or len(reason) > _LONGEST_REASON:
        raise BadInput(f"say why, as reason='…', in 1 to {_LONGEST_REASON} characters; it is kept with what is done")
    check_text(reason, "the reason")
