"""One call of the model, from the request to a parsed reply, with its words shown as early as they may be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing

from coach.engine.program import Program
from coach.engine.replies import FORMATS, JsonStream
from coach.engine.reply import MAX_BYTES, FormatName, Malformed, Reply
from coach.engine.request import Completion, FormatUnsupported, Model, Request, Restart
from coach.errors import CoachError, ModelRejected, ModelTimeout, ModelUnavailable
from coach.results import Event, Retracted, Text
from coach.tracing.steps import traced
from coach.values import value

log = logging.getLogger("coach.turn")

Render = Callable[[FormatName], Request]
#: Asked when the actions of a reply are known and its words are not: may the words be shown as they come?
MaySpeak = Callable[[Reply], bool]


@value
class Call:
    """One call of the model, and what it gave."""

    request: Request
    raw: str
    reply: Reply | Malformed
    completion: Completion
    seconds: float

    @property
    def problem(self) -> str | None:
        return self.reply.problem if isinstance(self.reply, Malformed) else None


class Speech:
    """What whoever asked for a turn is told of it, and what the client was shown of its message so far."""

    def __init__(self, emit: Callable[[Event], None], *, heard: bool = True) -> None:
        self.tell = emit
        """Tells of an event."""
        self.heard = heard
        """Whether anybody listens before the end."""
        self._shown = ""

    def show(self, words: str) -> None:
        """Show `words`, of which an earlier part may have been shown already."""
        words = words.strip()
        if not words.startswith(self._shown):
            self.retract("the message was put differently")
        if words != self._shown:
            self.tell(Text(words[len(self._shown) :]))
            self._shown = words

    def retract(self, reason: str) -> None:
        """Withdraw what was shown."""
        if self._shown:
            self.tell(Retracted(reason))
            self._shown = ""


class Asker:
    """Asks one model, within one deadline (a time of the running loop's clock)."""

    def __init__(self, program: Program, model: Model, format: FormatName, deadline: float, speech: Speech) -> None:
        self._program = program
        self._model = model
        self.model_name = model.name
        self._format = format
        self._deadline = deadline
        self._speech = speech

    async def ask(self, render: Render, may_speak: MaySpeak) -> Call:
        """One reply. Raises a `ModelError`; a reply that cannot be read is an answer."""
        for _ in FORMATS:
            request = render(self._model.format(self._format))
            try:
                return await self._call(request, may_speak)
            except FormatUnsupported:
                self._speech.retract("the model's server wants another format")
        raise ModelRejected(f"{self._model.name} takes none of the reply formats; choose another model")

    @traced("call")
    async def _call(self, request: Request, may_speak: MaySpeak) -> Call:
        started = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(self._deadline):
                raw, completion = await self._listen(request, may_speak)
        except TimeoutError:
            self._speech.retract("the model took too long")
            raise ModelTimeout(f"{self._model.name} did not answer in time; try again") from None
        except (CoachError, FormatUnsupported):
            self._speech.retract("the model's answer broke off")
            raise
        except Exception as error:
            log.exception("%s failed", self._model.name)
            self._speech.retract("the model's answer broke off")
            raise ModelUnavailable(f"{self._model.name} failed inside ({type(error).__name__}); see the log") from error
        reply = FORMATS[request.format].read(raw, self._program.text_params)
        if completion.finish == "length":
            reply = Malformed("the reply was cut off at its length limit; answer more briefly")
        if isinstance(reply, Malformed):
            self._speech.retract("the reply could not be read")
        return Call(request, raw, reply, completion, asyncio.get_running_loop().time() - started)

    async def _listen(self, request: Request, may_speak: MaySpeak) -> tuple[str, Completion]:
        pieces: list[str] = []
        size = 0
        live = _Live(request, self._program, self._speech, may_speak)
        async with aclosing(self._model.ask(request, self._deadline)) as chunks:
            async for chunk in chunks:
                match chunk:
                    case str():
                        pieces.append(chunk)
                        size += len(chunk)
                        if size > MAX_BYTES:  # the reader refuses it as a whole
                            return "".join(pieces), Completion(self._model.name)
                        live.feed(chunk)
                    case Restart():
                        pieces, size = [], 0
                        live = _Live(request, self._program, self._speech, may_speak)
                        self._speech.retract(chunk.reason)
                    case Completion():
                        return "".join(pieces), chunk
        raise ModelUnavailable(f"{self._model.name} broke off in the middle of an answer; try again")


class _Live:
    """Shows the words of a `json` reply while they arrive, once the machine has ruled on its actions."""

    def __init__(self, request: Request, program: Program, speech: Speech, may_speak: MaySpeak) -> None:
        acts = bool(program.rules[request.state].names)
        self._stream = JsonStream(acts) if request.format == "json" and speech.heard else None
        self._speech = speech
        self._may_speak = may_speak
        self._ruled: bool | None = None

    def feed(self, chunk: str) -> None:
        if self._stream is None or self._ruled is False:
            return
        self._stream.feed(chunk)
        if self._ruled is None and self._stream.actions is not None:
            self._ruled = self._may_speak(self._stream.actions)
        if self._ruled:
            self._speech.show(self._stream.words)
