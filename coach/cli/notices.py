"""What is found out while a chat goes on, and is worth a word beside it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from coach.cli.output import complain
from coach.engine.request import Model
from coach.errors import CoachError, ConversationOver


@contextmanager
def noticed(say: Callable[[str], None]) -> Iterator[None]:
    """`say` what the models warn of, each thing once."""
    handler = _Once(say)
    logger = logging.getLogger("coach.models")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


@contextmanager
def unused_reported(model: Model) -> Iterator[None]:
    """Say how much of a script was never asked for: on standard error when the turns have ended, or with an error."""
    try:
        yield
    except ConversationOver:  # no turn was to be taken
        raise
    except CoachError as error:
        if unused := _unused(model):
            error.add_note(unused)
        raise
    if unused := _unused(model):
        complain(unused)


class _Once(logging.Handler):
    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._say = say
        self._said: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text not in self._said:
            self._said.add(text)
            self._say(text)


def _unused(model: Model) -> str:
    from coach.models.scripted import ScriptedModel

    left = model.unused if isinstance(model, ScriptedModel) else 0
    return f"{left} {'reply of the script was' if left == 1 else 'replies of the script were'} not used" if left else ""
