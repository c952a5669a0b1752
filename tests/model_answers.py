"""What a call of the model server can come to, well or badly."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from model_lacks import Body, error

if TYPE_CHECKING:
    from model_server import Handler

#: What a call comes to; it writes the whole response.
Behaviour = Callable[["Handler", Body], None]

#: The tokens that are reported for every answer.
USAGE = {"prompt_tokens": 120, "completion_tokens": 34, "prompt_tokens_details": {"cached_tokens": 96}}


def chunk(body: Body, delta: Mapping[str, Any] | None = None, finish: str | None = None) -> Body:
    """One chunk of an answer; without a delta one that has no choices."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    kind = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1700000000}
    return {**kind, "model": f"{body['model']}-2026", "choices": choices, "usage": None}


def split(text: str, size: int = 7) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def answer(
    text: str = "", finish: str | None = "stop", calls: Sequence[tuple[str, str]] = (), refusal: str = "", size: int = 7
) -> Behaviour:
    """A whole answer, in pieces of that many characters; `calls` are names and arguments."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        handler.event(chunk(body, {"role": "assistant", "content": ""}))
        for part in split(refusal, size):
            handler.event(chunk(body, {"refusal": part}))
        for part in split(text, size):
            handler.event(chunk(body, {"content": part}))
        for index, (name, arguments) in enumerate(calls):
            head = {"index": index, "id": f"call_{index}", "function": {"name": name, "arguments": ""}}
            handler.event(chunk(body, {"tool_calls": [head]}))
            for part in split(arguments, size):
                handler.event(chunk(body, {"tool_calls": [{"index": index, "function": {"arguments": part}}]}))
        handler.event(chunk(body, {}, finish))
        if body.get("stream_options", {}).get("include_usage"):
            handler.event({**chunk(body), "usage": USAGE})
        handler.event("[DONE]")
        handler.end()

    return behave


def at_once(
    text: str | None = None, finish: str | None = "stop", calls: Sequence[tuple[str, str]] = (), refusal: str = ""
) -> Behaviour:
    """The whole answer as one object, of a server that does not stream whatever it is asked."""

    def behave(handler: Handler, body: Body) -> None:
        functions = [
            {"id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for index, (name, arguments) in enumerate(calls)
        ]
        message = {"role": "assistant", "content": text, "refusal": refusal or None, "tool_calls": functions}
        whole = {**chunk(body), "choices": [{"index": 0, "message": message, "finish_reason": finish}]}
        handler.whole(200, "application/json", json.dumps({**whole, "usage": USAGE}))

    return behave


def cut_at_once(handler: Handler, body: Body) -> None:
    """Break the connection off in the middle of an object."""
    handler.begin("application/json")
    handler.drop()


def failure(status: int, said: object = None, **headers: str) -> Behaviour:
    """An error status, with a JSON body and headers (underscores stand for hyphens)."""
    text = json.dumps(said or error(f"failing with {status}"))
    extra = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.whole(status, "application/json", text, extra)


def events(*data: object, end: bool = True) -> Behaviour:
    """These events and no more; without `end` the connection then breaks off."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        for each in data:
            handler.event(each(body) if callable(each) else each)
        handler.end() if end else handler.drop()

    return behave


def said(text: str | None = None, finish: str | None = None) -> Callable[[Body], Body]:
    """An event that says this; for `events`, `stall`."""
    return lambda body: chunk(body, {} if text is None else {"content": text}, finish)


def cut(text: str) -> Behaviour:
    """Break the connection off after these words."""
    return events(*(said(part) for part in split(text)), end=False)


def page(text: str = "<!doctype html>\n<html><body>Welcome!</body></html>", kind: str = "text/html") -> Behaviour:
    """A page with status 200 that is nothing like an answer."""
    return lambda handler, _: handler.whole(200, kind, text)


def stall(*data: Callable[[Body], Body]) -> Behaviour:
    """Send these events and then nothing more; the connection stays open."""

    def behave(handler: Handler, body: Body) -> None:
        handler.begin()
        for each in data:
            handler.event(each(body))
        handler.idle()

    return behave


def hang(handler: Handler, body: Body) -> None:
    """Never answer."""
    handler.idle()


def drip(handler: Handler, body: Body) -> None:
    """Answer a little at a time, for ever."""
    handler.begin()
    while handler.idle(0.02):
        handler.event(chunk(body, {"content": "drip "}))


def no_answer(handler: Handler, body: Body) -> None:
    """Break the connection off before the first byte."""
    handler.drop()


def huge(size: int = 5_000_000) -> Behaviour:
    """An answer of that many characters, as fast as it can be written."""
    return answer("x" * size, size=65_536)
