"""What the OpenAI client makes of a server that fails, breaks off, or gives something else than an answer."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from model_answers import (
    Behaviour,
    answer,
    at_once,
    chunk,
    cut,
    cut_at_once,
    events,
    failure,
    no_answer,
    page,
    said,
    stall,
)
from model_asking import ask, request
from model_lacks import error
from model_server import ModelServer

from coach.engine.request import Usage
from coach.errors import ModelError, ModelFiltered, ModelRefused, ModelRejected, ModelUnavailable
from coach.models import openai as client
from coach.models.openai import OpenAIModel

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


# --- answers that break off ------------------------------------------------------------------------


@pytest.mark.parametrize("broken", [cut("Lost words"), answer("Lost words", finish=None), answer("Lost", "abort")])
async def test_an_answer_that_breaks_off_is_void_and_asked_for_again(
    server: ModelServer, model: OpenAIModel, broken: Behaviour
) -> None:
    server.does(broken, answer("Whole."))
    asked = await ask(model)
    assert asked.text == "Whole."
    assert len(asked.restarts) == 1
    assert "broke off" in asked.restarts[0].reason
    assert asked.end.retries == 1


@pytest.mark.parametrize("failing", [failure(500), failure(503), failure(529), failure(408), no_answer, cut("")])
async def test_a_failure_before_the_first_word_is_tried_again_quietly(
    server: ModelServer, model: OpenAIModel, failing: Behaviour
) -> None:
    server.does(failing, failing, answer("There."))
    asked = await ask(model)
    assert asked.pieces == ["There."]
    assert not asked.restarts
    assert asked.end.retries == 2


@pytest.mark.parametrize(
    ("failing", "says"),
    [
        (failure(502), "answered 502"),
        (cut("Half"), "broke off"),
        (answer("Half", finish=None), "broke off"),
        (page(), "sent text/html where a model's answer should be .*check OPENAI_BASE_URL"),
        (page('{"greeting": "Hello."}', "application/json"), "sent application/json where .*check OPENAI_BASE_URL"),
        (page('{"choices": []}', "application/json"), "an answer with nothing in it"),
        (page('{"choices": [{"message": "Hello."}]}', "application/json; charset=utf-8"), "no part of an answer"),
        (page('{"choices": [{', "application/json"), "no part of an answer"),
        (page("[" * 100_000, "application/json"), "no part of an answer"),
        (page(json.dumps(error("overloaded", code="busy")), "application/json"), "sent an error instead"),
        (cut_at_once, "broke off in the middle of an answer"),
        (page("", "text/event-stream"), "sent nothing where"),
        (page("", "\tsk-very-secret"), "sent something where"),
        (events("not json"), "no part of an answer"),
        (events('"just text"'), "no part of an answer"),
        (events("[" * 100_000), "no part of an answer"),
        (events(lambda body: {**chunk(body), "choices": "none"}), "no part of an answer"),
        (events(chunk({"model": "big"}), "[DONE]"), "an answer with nothing in it"),
        (events(error("overloaded", code="busy")), "sent an error instead"),
        (no_answer, "could not be reached, or closed the connection"),
    ],
)
async def test_a_server_that_keeps_failing_is_unavailable(
    server: ModelServer, model: OpenAIModel, failing: Behaviour, says: str
) -> None:
    server.does(failing, failing, failing, answer("Too late."))
    with pytest.raises(ModelUnavailable, match=f"127.0.0.1:[0-9]+ .*{says}") as raised:
        await ask(model)
    assert len(server.requests) == 3
    assert "asked 3 times" in str(raised.value)
    assert_discreet(raised.value)


async def test_no_server_at_all_is_unavailable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        model = OpenAIModel("big", base_url=f"http://127.0.0.1:{free.getsockname()[1]}/v1", backoff=0.01)
        with pytest.raises(ModelUnavailable, match=r"could not be reached.*check that it runs"):
            await ask(model)
        await model.close()


async def test_what_comes_after_the_last_word_may_be_lost(
    server: ModelServer, model: OpenAIModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "GRACE", 0.1)
    whole = (said("Whole."), said(finish="stop"))
    server.does(events(*whole, end=False), events(*whole, "not json"), stall(*whole))
    for _ in range(3):
        began = time.monotonic()
        asked = await ask(model)
        assert time.monotonic() - began < 1.0, "the rest is not waited for long"
        assert (asked.text, asked.end.finish, asked.end.usage, asked.end.retries) == ("Whole.", "stop", Usage(), 0)


@pytest.mark.parametrize("wait", ["250", "unreadable"])
async def test_the_server_says_when_to_come_back(server: ModelServer, model: OpenAIModel, wait: str) -> None:
    server.does(failure(429, retry_after="0.25", retry_after_ms=wait), answer("Now."))
    began = time.monotonic()
    assert (await ask(model)).text == "Now."
    assert time.monotonic() - began >= 0.25


async def test_a_wait_beyond_the_deadline_is_not_begun(server: ModelServer, model: OpenAIModel) -> None:
    server.does(failure(429, retry_after="60"))
    began = time.monotonic()
    with pytest.raises(ModelUnavailable, match=r"answered 429 .*no time in this turn"):
        await ask(model)
    assert time.monotonic() - began < 1.0
    assert len(server.requests) == 1


# --- answers that are none ---------------------------------------------------------------------------


async def test_a_length_is_for_the_turn_to_judge(server: ModelServer, model: OpenAIModel) -> None:
    server.does(answer('{"message": "Long', "length"))
    asked = await ask(model)
    assert (asked.text, asked.end.finish) == ('{"message": "Long', "length")


QUOTA = error(
    "You exceeded your current quota, please check your plan", "insufficient_quota", code="insufficient_quota"
)
AZURE = error("The response was filtered due to the prompt triggering a policy", param="prompt", code="content_filter")
LONG = error(
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages, "
    "500 in the functions, 500 in the completion). Please reduce the length of the messages or functions.",
    param="messages",
    code="context_length_exceeded",
)


@pytest.mark.parametrize(
    ("behaviour", "kind", "says"),
    [
        (answer(refusal="I cannot help\nwith that."), ModelRefused, "I cannot help with that."),
        (answer("No.", "refusal"), ModelRefused, "no reason"),
        (answer("Half an ans", "content_filter"), ModelFiltered, "content filter"),
        (failure(400, AZURE), ModelFiltered, "content filter.*400 content_filter"),
        (failure(401, error(f"Incorrect API key: {KEY}")), ModelRejected, "OPENAI_API_KEY"),
        (failure(403), ModelRejected, "OPENAI_API_KEY and the model's name"),
        (failure(404, error("The model `big` does not exist")), ModelRejected, "no model big.*OPENAI_BASE_URL"),
        (failure(400, error("I am called Ana is not valid", code="bad")), ModelRejected, r"\(answered 400 bad\)"),
        (failure(400, LONG), ModelRejected, "too long for big"),
        (failure(402), ModelRejected, "billing"),
        (failure(429, QUOTA), ModelRejected, "quota is used up"),
        (events(error("no such thing", code="404")), ModelRejected, "no model big"),
        (at_once(refusal="I cannot help."), ModelRefused, "I cannot help."),
        (at_once("Half an ans", "content_filter"), ModelFiltered, "content filter"),
        (page(json.dumps(error("no such thing", code="404")), "application/json"), ModelRejected, "no model big"),
    ],
)
async def test_what_another_try_cannot_help_is_said_at_once(
    server: ModelServer, model: OpenAIModel, behaviour: Behaviour, kind: type[ModelError], says: str
) -> None:
    server.does(behaviour)
    with pytest.raises(kind, match=says) as raised:
        await ask(model, request("tools"))
    assert len(server.requests) == 1
    assert_discreet(raised.value)


def assert_discreet(raised: ModelError) -> None:
    """One line with neither the key nor the client's words, and nothing of either behind it."""
    assert "\n" not in str(raised)
    assert KEY not in str(raised)
    assert "Ana" not in str(raised)
    assert raised.__cause__ is None
    assert raised.__context__ is None or raised.__suppress_context__


async def test_an_address_that_is_not_the_apis_is_rejected(server: ModelServer) -> None:
    model = OpenAIModel("big", base_url=server.url.removesuffix("/v1"))
    with pytest.raises(ModelRejected, match="most addresses end in /v1"):
        await ask(model)
    await model.close()


async def test_a_slip_of_the_model_that_the_server_reports_is_tried_again(
    server: ModelServer, model: OpenAIModel
) -> None:
    slip = error("Failed to call a function. Please adjust your prompt.", code="tool_use_failed")
    server.does(failure(400, slip), answer("Again."))
    assert json.loads((await ask(model, request("tools"))).text)["content"] == "Again."
    assert server.bodies[0] == server.bodies[1]
