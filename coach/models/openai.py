"""Any server that speaks the OpenAI Chat Completions API."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import httpx2
from openai import APIError, APIStatusError, AsyncOpenAI, AsyncStream, DefaultAsyncHttpxClient
from openai.types.chat import ChatCompletionChunk

from coach.engine.reply import FormatName
from coach.engine.request import Chunk, FormatUnsupported, Request, Restart
from coach.errors import ConfigurationError, ModelTimeout, ModelUnavailable
from coach.models.answer import Answer, AnswerChunk
from coach.models.capabilities import Body, Capabilities, body_of, recognise
from coach.models.faults import CHECK_URL, Fault, rejection, seconds_to_wait, told
from coach.models.wire import bound

logger = logging.getLogger("coach.models")

OPENAI = "https://api.openai.com/v1"

#: How often a reply is asked for in all, when the server fails.
TRIES = 3
#: The first wait between two tries, in seconds; it doubles, and is varied by half.
BACKOFF = 0.2
#: How long the count of tokens is waited for when the words are whole, in seconds.
GRACE = 2.0
_BROKEN_OFF = "broke off in the middle of an answer"
_CHECK_IT_RUNS = "check that it runs, and OPENAI_BASE_URL"


class OpenAIModel:
    """A model on a server that speaks the Chat Completions API.

    The key is OPENAI_API_KEY and the address OPENAI_BASE_URL unless they are given; a server with an address of
    its own may go without a key. Raises `ConfigurationError` where neither is set, or one cannot be used.
    """

    def __init__(
        self,
        name: str,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        backoff: float = BACKOFF,
    ) -> None:
        self.name = f"openai/{name}"
        self._model = name
        self._backoff = backoff
        self._key = (api_key or os.environ.get("OPENAI_API_KEY", "")).strip()
        address = (base_url or os.environ.get("OPENAI_BASE_URL", "")).strip()
        _check(self._key, address)
        self._client = AsyncOpenAI(
            api_key=self._key or "none",  # local servers need no key, but the client does
            base_url=address or OPENAI,
            max_retries=0,
            timeout=httpx2.Timeout(None, connect=5.0),
            http_client=DefaultAsyncHttpxClient(event_hooks={"response": [bound]}),
        )
        url = self._client.base_url
        self._host = f"{url.host}:{url.port}" if url.port else url.host
        # OpenAI's newer models want the new name; why others are first asked by the old: see `limit`.
        self._assumed = Capabilities(limit="max_completion_tokens" if url.host.endswith("openai.com") else "max_tokens")
        self._found: dict[str, Capabilities] = {}
        self._lacks: set[FormatName] = set()

    def format(self, preferred: FormatName) -> FormatName:
        """`tags` in place of a format that any model asked so far could not do."""
        return "tags" if preferred in self._lacks else preferred

    async def close(self) -> None:
        await self._client.close()

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        """As `Model.ask`; for the format `tools` the whole message comes at the end, as JSON."""
        model = request.settings.name or self._model
        tries, said = 1, False
        given_up: set[str] = set()
        while True:
            if request.format in self._lacks:
                raise FormatUnsupported(request.format)
            body = body_of(request, model, self._found.get(model, self._assumed))
            answer = Answer()
            try:
                async with aclosing(self._call(body, answer, deadline, request.format == "tools")) as words:
                    async for piece in words:
                        said = True
                        yield piece
            except Fault as error:
                fault = error
            else:
                yield answer.completion(model, tries - 1)
                return
            if not self._learn(fault, body, given_up):
                await self._pause(fault, model, tries, deadline)
                tries += 1
            if said:
                said = False
                yield Restart(f"the model server {fault.what}")

    async def _call(self, body: Body, answer: Answer, deadline: float, whole: bool) -> AsyncGenerator[str, None]:
        """Make one call and yield its words, or the whole message at the end; raises `Fault` where it fails."""
        try:
            async with asyncio.timeout_at(deadline):
                stream = await self._client.chat.completions.create(**body, stream=True)
        except (TimeoutError, APIError) as error:
            raise self._problem(error, "could not be reached, or closed the connection") from None
        kind = stream.response.headers.get("content-type", "")
        try:
            if "json" in kind.lower():
                piece = await self._at_once(stream, answer, deadline)
                if piece and not whole:
                    yield piece
            else:
                while not answer.full and (chunk := await self._next(stream, answer, deadline)):
                    piece = answer.take(chunk)
                    if piece and not whole:
                        yield piece
            answer.check(kind)
        finally:
            await stream.close()
        if whole:
            yield answer.message()

    async def _next(
        self, stream: AsyncStream[ChatCompletionChunk], answer: Answer, deadline: float
    ) -> AnswerChunk | None:
        """The next chunk; None at the end."""
        if answer.finish:
            deadline = min(deadline, asyncio.get_running_loop().time() + GRACE)
        try:
            async with asyncio.timeout_at(deadline):
                return AnswerChunk.model_validate(await anext(stream))
        except StopAsyncIteration:
            return None
        except (TimeoutError, APIError, ValueError, RecursionError) as error:
            if answer.finish:  # the words are whole, only the count of tokens is lost
                return None
            raise self._problem(error, _BROKEN_OFF) from None

    async def _at_once(self, stream: AsyncStream[ChatCompletionChunk], answer: Answer, deadline: float) -> str:
        """Take the answer of a server that streams nothing, whatever it is asked; gives its words."""
        try:
            async with asyncio.timeout_at(deadline):
                body = json.loads(await stream.response.aread())
            if isinstance(body, dict) and body.get("error"):
                raise APIError("", stream.response.request, body=body["error"])  # as the client does in a stream
            chunk = AnswerChunk.model_validate(body)
        except (TimeoutError, APIError, httpx2.HTTPError, ValueError, RecursionError) as error:
            raise self._problem(error, _BROKEN_OFF) from None
        # Without any choices it is something else: what, the check says.
        return answer.take(chunk) if chunk.choices is not None else ""

    def _problem(self, error: Exception, lost: str) -> Exception:
        """What is raised for an error; without its text, which may repeat the conversation.

        `lost` is what the server did where the connection is gone.
        """
        if isinstance(error, TimeoutError):
            return ModelTimeout(
                f"The model server at {self._host} gave no whole answer before the turn's time was up; try again, "
                "or give a turn more time."
            )
        if isinstance(error, httpx2.HTTPError):
            return Fault(lost, _CHECK_IT_RUNS)
        if not isinstance(error, APIError):
            return Fault("sent something that is no part of an answer", CHECK_URL)
        text = told(error.body)[:4000]
        logger.debug("%s: %s", self._host, text.replace(self._key or "\0", "…")[:500])
        if isinstance(error, APIStatusError):
            parts = (str(error.status_code), str(error.code or ""), str(error.param or ""))
            what = " ".join(["answered", *(part for part in parts if re.fullmatch(r"[\w.\[\]-]{1,60}", part))])
            return Fault(what, "try again later", error.status_code, text, seconds_to_wait(error.response.headers))
        if error.body is None:
            return Fault(lost, _CHECK_IT_RUNS)
        # An error within the stream; some servers put the status there.
        status = int(code) if re.fullmatch("[1-5][0-9][0-9]", code := error.code or "") else None
        return Fault("sent an error instead of an answer", "try again later", status, text)

    def _learn(self, fault: Fault, body: Body, given_up: set[str]) -> bool:
        """Whether the fault is a capability that the server lacks: the call is then made again without it."""
        step = recognise(body, fault.status, fault.told)
        if step is None or step.name in given_up:
            return False
        given_up.add(step.name)
        model = body["model"]
        known = self._found.get(model, self._assumed)
        found = replace(known, **step.instead)
        if found != known:
            self._found[model] = found
            logger.warning("%s at %s: %s.", model, self._host, step.said)
        if found.json is None:
            self._lacks.add("json")
        if found.tools is None:
            self._lacks.add("tools")
        return True

    async def _pause(self, fault: Fault, model: str, tries: int, deadline: float) -> None:
        """Wait until the next try; raises what ends the matter where there is none."""
        if error := rejection(fault, model, self._host):
            raise error
        wait = fault.wait
        if wait is None:
            wait = self._backoff * 2 ** (tries - 1) * random.uniform(0.5, 1.5)
        late = asyncio.get_running_loop().time() + wait >= deadline
        if late or tries == TRIES:
            why = f"asked {tries} times" if not late else "and there is no time in this turn to ask again"
            raise ModelUnavailable(f"The model server at {self._host} {fault.what} ({why}); {fault.advice}.")
        await asyncio.sleep(wait)


def _check(key: str, address: str) -> None:
    if not key and not address:
        raise ConfigurationError(
            "No model server is set: set OPENAI_API_KEY for OpenAI's, or OPENAI_BASE_URL for another one "
            "(http://localhost:11434/v1, say)."
        )
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError("OPENAI_API_KEY holds characters that no key has; set it again.")
    try:
        url = httpx2.URL(address)
    except httpx2.InvalidURL:
        url = httpx2.URL()
    if address and not (url.scheme in ("http", "https") and url.host):
        raise ConfigurationError("OPENAI_BASE_URL is no address of a server: it looks like http://localhost:11434/v1.")
