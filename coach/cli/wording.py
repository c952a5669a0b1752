"""What an error says to whoever sits at the command line, where that is more than the engine can know."""

from __future__ import annotations

import math
import re

from coach.cli.command import typed
from coach.errors import Busy, CoachError, DatabaseOutdated, ProgramMismatch, ReplyUnusable

_UPGRADE = re.compile("run: coach db upgrade.*", re.DOTALL)
_WHY = re.compile(r"the model's reply stayed unusable: (?P<why>.+?)(?:[:;] .*)?", re.DOTALL)


def worded(error: CoachError, db: str | None = None, schema: str | None = None) -> str:
    """The error as one sentence for a person; `db` and `schema` are those of the command."""
    text = str(error)
    match error:
        case DatabaseOutdated() if db is not None:
            told = f"run: {typed('db', 'upgrade', db=db, schema=schema)}"
            return _UPGRADE.sub(lambda _: told, text)
        case ProgramMismatch() if "belongs to program" in text:
            return f"{text}; name the folder of its program with --program"
        case Busy():
            seconds = max(1, math.ceil(error.retry_after))
            return f"{text}, in {seconds} {'second' if seconds == 1 else 'seconds'} at the latest"
        case ReplyUnusable():
            # The engine says what it told the model: what is wrong, then what the model should do about it.
            found = _WHY.fullmatch(text)
            why = f" ({_of_the_model(found['why'])})" if found else ""
            return (
                f"the model's answer could not be used{why}; try again, or choose another model with --model "
                "or another way to write with --format"
            )
    return text


def with_notes(said: str, error: BaseException) -> str:
    """An error in words with what else was noted of it, all in one line."""
    for note in getattr(error, "__notes__", ()):
        said += f" {note[:1].upper()}{note[1:]}" if said.endswith((".", "!", "?")) else f"; {note}"
    return said


def _of_the_model(told: str) -> str:
    """What the model was told of its reply, told of the model."""
    text = re.sub(r"\b[Yy]our\b", "its", told)
    return text[:1].lower() + text[1:]
