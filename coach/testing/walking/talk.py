"""The conversation of a walk, as those see it who hold it to what is promised of any."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Request
from coach.program.offer import Answer
from coach.results import ConversationView, TurnResult
from coach.sync import SyncCoach
from coach.testing.promising.holding import PLAIN
from coach.testing.walking.model import Hints, ScriptedReply, WalkModel

#: How often a turn may ask the model, and once more: what breaks that promise is to be seen.
_OFTEN = 4


class WalkTalk:
    """The conversation `id` of a walk, and its model."""

    def __init__(self, coach: SyncCoach, model: WalkModel, id: str, format: FormatName) -> None:
        self._coach = coach
        self._model = model
        self._id = id
        self._format: FormatName = format
        self.options: Mapping[str, Any] = {}
        """Those of `Coach.say` in the present turn, but for its key."""

    @property
    def sent(self) -> Sequence[str]:
        return self._model.sent

    @property
    def asked(self) -> Sequence[Request]:
        return self._model.requests

    def view(self) -> ConversationView:
        return self._coach.snapshot(self._id)

    def say(self, did: str | Answer | None, key: str | None) -> TurnResult:
        return self._coach.say(self._id, did, **{**self.options, "key": key})

    def plainly(self) -> None:
        plain = ScriptedReply(PLAIN, FORMATS[self._format].write(PLAIN), PLAIN, self._format)
        self._model.begin(deque([plain] * _OFTEN), [], Hints("", ""))
