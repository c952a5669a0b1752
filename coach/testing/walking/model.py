"""The model of a walk: says what the test scripted for the turn, and remembers what it was asked."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.errors import ScriptExhausted


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """A reply as the test wrote it, and as a model would have sent it."""

    message: str
    """Its words, which stand where it is asked again and nothing is scripted; none of a reply that cannot be read."""
    raw: str
    shown: str
    """What a failure calls it by."""
    format: FormatName
    cut: bool = False
    """It ended at the server's longest length."""


@dataclass(frozen=True, slots=True)
class Hints:
    """How to script a reply, in the words of whoever wrote the walk."""

    first: str
    another: str


class WalkModel:
    """Answers from the script of the present turn."""

    name = "scripted"

    def __init__(self) -> None:
        self.requests: list[Request] = []
        """What was asked in the present turn."""
        self.sent: list[str] = []
        """What was said to that, as it was sent; nothing of what was cut off."""
        self._replies: deque[ScriptedReply] = deque()
        self._said = ""
        self._hints = Hints("", "")

    def begin(self, replies: deque[ScriptedReply], requests: list[Request], hints: Hints) -> None:
        """A turn begins: `replies` are taken from the front, what is asked is put into `requests`."""
        self.requests, self.sent = requests, []
        self._replies = replies
        self._said = ""
        self._hints = hints

    def format(self, preferred: FormatName) -> FormatName:
        return self._replies[0].format if self._replies else preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        """The next scripted reply; where none is scripted for a re-ask, the words that were said stand."""
        self.requests.append(request)
        if self._replies:
            reply = self._replies.popleft()
            self._said = reply.message
            self.sent.append("" if reply.cut else reply.raw)
            yield reply.raw
            if reply.cut:
                yield Completion(self.name, "length")
                return
        elif request.situation.refusals and self._said:
            self.sent.append(FORMATS[request.format].write(self._said))
            yield self.sent[-1]
        elif len(self.requests) == 1:
            raise ScriptExhausted(f"the model was asked, but nothing is scripted: add {self._hints.first}")
        elif request.situation.refusals:
            why = "; ".join(request.situation.refusals)
            raise ScriptExhausted(
                f"{request.state} was asked again ({why}), but nothing is scripted: add {self._hints.another}"
            )
        else:
            raise ScriptExhausted(
                f"{request.state} was asked to speak, but nothing is scripted: add {self._hints.another}"
            )
        yield Completion(self.name)

    async def close(self) -> None:
        return None
