"""The OpenAI client against a real server on the loopback, that answers well and badly."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from model_answers import Behaviour, answer, at_once, drip, events, hang, huge, page, said, stall
from model_asking import MESSAGES, SCHEMA, TOOL, ask, request
from model_server import ModelServer

from coach.engine.reply import MAX_BYTES
from coach.engine.request import Usage
from coach.errors import ModelTimeout, ModelUnavailable
from coach.models import wire
from coach.models.openai import OpenAIModel
from coach.program.state import ModelSettings

pytestmark = pytest.mark.anyio

KEY = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[OpenAIModel]:
    model = OpenAIModel("big", api_key=KEY, base_url=server.url, backoff=0.01)
    yield model
    await model.close()


async def test_words_come_as_they_are_said_and_the_tokens_at_the_end(server: ModelServer, model: OpenAIModel) -> None:
    server.replies("Good morning, Ana.")
    asked = await ask(model)
    assert asked.pieces == ["Good mo", "rning, ", "Ana."]
    assert (asked.end.model, asked.end.finish, asked.end.retries) == ("big-2026", "stop", 0)
    assert asked.end.usage == Usage(input_tokens=120, output_tokens=34, cached_tokens=96)
    assert model.name == "openai/big"


async def test_a_piece_is_given_on_before_the_answer_is_whole(server: ModelServer, model: OpenAIModel) -> None:
    server.does(stall(said("First ")))
    answers = model.ask(request(), asyncio.get_running_loop().time() + 5)
    assert await anext(answers) == "First "
    await answers.aclose()


async def test_what_is_asked_is_the_request(server: ModelServer, model: OpenAIModel) -> None:
    server.replies("{}")
    await ask(model, request(settings=ModelSettings("small", temperature=0.2, output_limit=300)))
    [received] = server.requests
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.body == {
        "model": "small",
        "messages": [{"role": message.role, "content": message.text} for message in MESSAGES],
        "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA}},
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.2,
        "max_tokens": 300,
    }


@pytest.mark.parametrize("format", ["tags", "xml"])
async def test_text_formats_ask_for_plain_text(server: ModelServer, model: OpenAIModel, format: str) -> None:
    server.replies("Hello.")
    assert (await ask(model, request("tags" if format == "tags" else "xml"))).text == "Hello."
    assert not {"response_format", "tools"} & server.bodies[0].keys()


async def test_calls_of_tools_come_whole_and_as_json(server: ModelServer, model: OpenAIModel) -> None:
    calls = [("SAVE_NOTE", '{"message": "Ana"}'), ("TRANSITION_STATE", '{"target_state": "NEXT"}')]
    server.does(answer("Nice to meet you.", "tool_calls", calls))
    asked = await ask(model, request("tools"))
    [piece] = asked.pieces
    assert json.loads(piece) == {
        "content": "Nice to meet you.",
        "tool_calls": [
            {"id": f"call_{index}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for index, (name, arguments) in enumerate(calls)
        ],
    }
    assert asked.end.finish == "tool_calls"
    assert server.bodies[0]["tools"] == [{"type": "function", "function": TOOL}]


async def test_a_state_without_actions_sends_no_tools(server: ModelServer, model: OpenAIModel) -> None:
    server.replies("Goodbye.")
    asked = await ask(model, request("tools", tools=()))
    assert json.loads(asked.text) == {"content": "Goodbye.", "tool_calls": []}
    assert "tools" not in server.bodies[0]


@pytest.mark.parametrize("finish", ["stop", None])
async def test_a_server_that_streams_nothing_answers_at_once(
    server: ModelServer, model: OpenAIModel, finish: str | None
) -> None:
    server.does(at_once("Good morning, Ana.", finish))
    asked = await ask(model)
    assert asked.pieces == ["Good morning, Ana."]
    assert (asked.end.model, asked.end.finish, asked.end.retries) == ("big-2026", "stop", 0)
    assert asked.end.usage == Usage(input_tokens=120, output_tokens=34, cached_tokens=96)
    calls = [("SAVE_NOTE", '{"message": "Ana"}'), ("TRANSITION_STATE", "{}")]
    server.does(at_once(None, "tool_calls", calls))
    whole = json.loads((await ask(model, request("tools"))).text)
    assert whole["content"] == ""
    assert [(call["function"]["name"], call["function"]["arguments"]) for call in whole["tool_calls"]] == calls


async def test_half_characters_are_put_together_or_replaced(server: ModelServer, model: OpenAIModel) -> None:
    server.does(events(said("A \ud83d"), said("\ude00 and \ude00"), said("\ud83d"), said(finish="stop")))
    assert (await ask(model)).text == "A 😀 and �"


# --- time, size, and leaving early -----------------------------------------------------------------


@pytest.mark.parametrize("behaviour", [hang, drip, stall(said("Well")), stall()])
async def test_one_deadline_covers_the_whole_answer(
    server: ModelServer, model: OpenAIModel, behaviour: Behaviour
) -> None:
    server.replies("Good morning.")
    await ask(model)  # a first call takes its time: the next one's is spent on the answer alone
    server.does(behaviour)
    began = time.monotonic()
    with pytest.raises(ModelTimeout, match=r"127.0.0.1.*time was up"):
        await ask(model, seconds=0.5)
    assert time.monotonic() - began < 5.0
    assert server.wait_for_hangup(), "the connection is given back"


async def test_a_deadline_that_has_passed_asks_nobody_for_long(server: ModelServer, model: OpenAIModel) -> None:
    server.does(hang)
    with pytest.raises(ModelTimeout):
        await ask(model, seconds=-1)


async def test_more_than_a_reply_may_hold_is_not_read(server: ModelServer, model: OpenAIModel) -> None:
    server.does(huge())
    asked = await ask(model)
    assert MAX_BYTES < len(asked.text.encode()) < MAX_BYTES + 10
    assert asked.end.finish == "length"
    assert server.wait_for_hangup()


async def test_calls_without_end_are_not_read(server: ModelServer, model: OpenAIModel) -> None:
    server.does(answer(calls=[("SAVE_NOTE", "")] * 10_000))
    raw = (await ask(model, request("tools"))).text
    assert MAX_BYTES < len(raw) < 4 * MAX_BYTES


async def test_a_page_without_end_is_not_read(
    server: ModelServer, model: OpenAIModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "WIRE_BYTES", 1024 * 1024)
    server.does(*[page("x" * 5_000_000, "text/event-stream")] * 3)
    with pytest.raises(ModelUnavailable, match="more than 1 MB"):
        await ask(model)


async def test_leaving_an_answer_closes_its_connection(server: ModelServer, model: OpenAIModel) -> None:
    server.does(drip)
    answers = model.ask(request(), asyncio.get_running_loop().time() + 5)
    assert await anext(answers) == "drip "
    await answers.aclose()
    assert server.wait_for_hangup()


async def test_cancelling_a_turn_closes_its_connection(server: ModelServer, model: OpenAIModel) -> None:
    server.does(hang)
    task = asyncio.create_task(ask(model))
    assert await asyncio.to_thread(server.wait_for_call)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.wait_for_hangup()


async def test_many_ask_at_once(server: ModelServer, model: OpenAIModel) -> None:
    server.otherwise = answer("Hello.")
    asked = await asyncio.gather(*(ask(model) for _ in range(20)))
    assert {each.text for each in asked} == {"Hello."}


# --- how it is set -------------------------------------------------------------------------------------
