"""The model of a walk: says what the test scripted for the turn, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.errors import ScriptExhausted


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    message: str
    raw: str


@dataclass
class ScriptedTurn:
    """What a test scripted for one turn; replies are taken from the front."""

    text: str
    replies: list[ScriptedReply] = field(default_factory=list)
    taken: bool = False

    def add(self, message: str, raw: str) -> None:
        self.replies.append(ScriptedReply(message, raw))


class WalkModel:
    """Answers from the script of the present turn."""

    name = "scripted"

    def __init__(self) -> None:
        self.requests: list[Request] = []
        """What was asked in the present turn."""
        self._script = ScriptedTurn("")
        self._first = ""

    def begin(self, script: ScriptedTurn) -> None:
        self.requests = []
        self._script = script
        self._first = script.replies[0].message if script.replies else ""

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        """The next scripted reply; where none is scripted for a re-ask, the first reply's words stand."""
        self.requests.append(request)
        if self._script.replies:
            yield self._script.replies.pop(0).raw
        elif request.situation.refusals and self._first:
            yield FORMATS[request.format].write(self._first)
        elif len(self.requests) == 1:
            raise ScriptExhausted("the model was asked, but nothing is scripted: add walk.coach(…)")
        else:
            raise ScriptExhausted(f"{request.state} was asked to speak, but nothing is scripted: add .then(…)")
        yield Completion(self.name)

    async def close(self) -> None:
        return None
