"""One streamed answer, put together from its chunks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from coach.engine.reply import MAX_BYTES
from coach.engine.request import Completion, Usage
from coach.errors import ModelFiltered, ModelRefused
from coach.models.faults import CHECK_URL, Fault


class _Part(BaseModel):
    model_config = ConfigDict(from_attributes=True, hide_input_in_errors=True)


class _Function(_Part):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class _Call(_Part):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(_Part):
    content: str | list[Any] | None = None
    """A list holds thoughts, which are not words of the answer."""
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(_Part):
    delta: _Delta | None = None
    message: _Delta | None = None
    """All of it, where the server does not stream."""
    finish_reason: str | None = None


class _Details(_Part):
    cached_tokens: int | None = None


class _Usage(_Part):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None
    prompt_cache_hit_tokens: int | None = None
    """DeepSeek's name for the cached ones."""


class AnswerChunk(_Part):
    """As much of a chunk as is used; the client itself checks nothing. Validating raises a `ValueError`."""

    model: str | None = None
    choices: list[_Choice] | None = None
    usage: _Usage | None = None


#: Other servers' words for our reasons to end.
_FINISHES = {"max_tokens": "length", "function_call": "tool_calls"}
_FILTERED = frozenset({"content_filter", "safety"})
_GAVE_UP = frozenset({"error", "abort", "insufficient_system_resource"})


@dataclass
class _Whole:
    """A call, as far as it has come."""

    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)


class Answer:
    """What came of an answer so far."""

    def __init__(self) -> None:
        self.finish = ""
        """Why it ended; empty until it has."""
        self._model = ""
        self._usage = Usage()
        self._refusal: list[str] = []
        self._text: list[str] = []
        self._calls: list[_Whole] = []
        self._at: dict[int | None, _Whole] = {}
        self._half = ""
        self._size = self._chunks = self._choices = 0

    @property
    def full(self) -> bool:
        """Whether it is larger than any reply may be; what is kept of it is, by a few bytes."""
        return self._size > MAX_BYTES

    def take(self, chunk: AnswerChunk) -> str:
        """Add a chunk; gives its words."""
        self._chunks += 1
        self._model = chunk.model or self._model
        if chunk.usage:
            details = chunk.usage.prompt_tokens_details
            cached = details.cached_tokens if details else chunk.usage.prompt_cache_hit_tokens
            self._usage = Usage(chunk.usage.prompt_tokens, chunk.usage.completion_tokens, cached)
        if not chunk.choices:
            return ""
        self._choices += 1
        choice = chunk.choices[0]
        finish = (choice.finish_reason or ("stop" if choice.message else self.finish)).lower()
        self.finish = _FINISHES.get(finish, finish)
        said = choice.message or choice.delta
        if said is None:
            return ""
        if said.refusal:
            self._refusal.append(self._keep(said.refusal))
        for call in said.tool_calls or ():
            self._add(call)
        content = said.content
        if not content or not isinstance(content, str):
            return ""
        words = self._text_of(self._keep(content))
        self._text.append(words)
        return words

    def check(self, content_type: str) -> None:
        """Raise where the stream ended and this is no whole answer."""
        refusal = " ".join("".join(self._refusal).split())[:200]
        if self.full:
            self.finish = "length"
        elif not self._chunks:
            kind = content_type.partition(";")[0].strip()
            known = re.fullmatch(r"[\w.+-]{1,40}/[\w.+-]{1,40}", kind)
            what = "nothing" if kind == "text/event-stream" else kind if known else "something"
            raise Fault(f"sent {what} where a model's answer should be", CHECK_URL)
        elif not self._choices:
            raise Fault("sent an answer with nothing in it")
        elif refusal or self.finish == "refusal":
            raise ModelRefused(f"The model refuses to answer: {refusal or 'it gave no reason'}")
        elif self.finish in _FILTERED:
            raise ModelFiltered("A content filter withheld the answer; saying it in other words may help.")
        elif not self.finish or self.finish in _GAVE_UP:
            raise Fault("broke off in the middle of an answer")

    def message(self) -> str:
        """The words and the calls, as JSON."""
        calls = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": "".join(c.arguments)}}
            for c in self._calls
        ]
        self._half = ""
        return self._text_of(json.dumps({"content": "".join(self._text), "tool_calls": calls}, ensure_ascii=False))

    def completion(self, model: str, retries: int) -> Completion:
        return Completion(self._model or model, self.finish, self._usage, retries)

    def _add(self, piece: _Call) -> None:
        """Add to the call of the piece's index, or begin another: some servers give every call the same index."""
        call = self._at.get(piece.index)
        named = piece.function is not None and piece.function.name
        another = piece.id and call and call.id and piece.id != call.id
        if call is None or another or (piece.index is None and named):
            call = _Whole()
            self._size += 64  # so that any number of empty ones comes to an end, too
            self._calls.append(call)
            self._at[piece.index] = self._at[None] = call
        call.id = call.id or self._keep(piece.id or "")
        if piece.function:
            call.name = call.name or self._keep(piece.function.name or "")
            text = piece.function.arguments or ""
            call.arguments.append(self._keep(text if isinstance(text, str) else json.dumps(text)))

    def _keep(self, text: str) -> str:
        """Count the text; gives as much of it as is kept."""
        data = text.encode("utf-8", "surrogatepass")
        room = max(0, MAX_BYTES + 4 - self._size)
        self._size += len(data)
        return text if len(data) <= room else data[:room].decode("utf-8", "ignore")

    def _text_of(self, text: str) -> str:
        """The text without half characters: a pair may come in two chunks, and a lone half cannot be stored."""
        text = self._half + text
        self._half = text[-1] if "\ud800" <= text[-1:] <= "\udbff" else ""
        text = text.removesuffix(self._half)
        try:
            text.encode()
        except UnicodeEncodeError:
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text
