"""What a server cannot do is found out from its answers, remembered, and said once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from model_answers import answer, failure
from model_asking import SCHEMA, TOOL, ask, request
from model_lacks import LACKS, error
from model_server import ModelServer

from coach.engine.reply import FormatName
from coach.engine.request import FormatUnsupported, Message
from coach.errors import ModelError, ModelRejected, ModelUnavailable
from coach.models.openai import OpenAIModel
from coach.program.state import ModelSettings

pytestmark = pytest.mark.anyio

SETTINGS = ModelSettings(temperature=0.2, output_limit=300)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        server.otherwise = answer("There.")
        yield server


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[OpenAIModel]:
    model = OpenAIModel("big", base_url=server.url, backoff=0.01)
    yield model
    await model.close()


@pytest.mark.parametrize(
    ("feature", "format", "without"),
    [
        ("json_schema", "json", {"response_format": {"type": "json_object"}}),
        ("strict", "tools", {"tools": [{"type": "function", "function": {**TOOL, "strict": None}}]}),
        ("stream_options", "json", {"stream_options": None}),
        ("temperature", "json", {"temperature": None}),
        ("max_tokens", "json", {"max_tokens": None, "max_completion_tokens": 300}),
        ("late_system", "json", {}),
        ("irregular_roles", "json", {}),
        ("system", "json", {}),
    ],
)
async def test_a_missing_capability_costs_one_call_once(
    server: ModelServer,
    model: OpenAIModel,
    caplog: pytest.LogCaptureFixture,
    feature: str,
    format: FormatName,
    without: dict[str, Any],
) -> None:
    server.lacks(feature)
    first = await ask(model, request(format, settings=SETTINGS))
    again = await ask(model, request(format, settings=SETTINGS))
    assert "There." in first.text
    assert first.text == again.text
    assert first.end.retries == 0, "nothing failed"
    assert not first.restarts
    assert len(server.requests) == 3
    rejected, taken, remembered = server.bodies
    assert taken == remembered
    uses = LACKS[feature][0]
    assert uses(rejected)
    assert not uses(taken)
    for name, value in without.items():
        if name == "tools":
            value = [{"type": "function", "function": {key: TOOL[key] for key in TOOL if key != "strict"}}]
        assert taken.get(name) == value
    [warning] = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert warning.name == "coach.models"
    assert warning.getMessage().startswith("big at 127.0.0.1:")


async def test_what_was_found_may_be_found_otherwise_later(server: ModelServer, model: OpenAIModel) -> None:
    for feature in ("max_tokens", "max_completion_tokens"):
        server.lacks(feature, only=True)
        await ask(model, request(settings=SETTINGS))
    limits = [{"max_tokens", "max_completion_tokens"} & body.keys() for body in server.bodies]
    assert limits == [{"max_tokens"}, {"max_completion_tokens"}, {"max_completion_tokens"}, {"max_tokens"}]


async def test_without_a_schema_the_prompt_holds_it(server: ModelServer, model: OpenAIModel) -> None:
    server.lacks("json_schema")
    await ask(model)
    first, *others = server.bodies[1]["messages"]
    assert first["role"] == "system"
    assert first["content"].startswith("You are a coach.\n\n")
    assert json.dumps(SCHEMA) in first["content"]
    assert others == server.bodies[0]["messages"][1:]


async def test_without_a_system_message_the_schema_has_one_of_its_own(server: ModelServer, model: OpenAIModel) -> None:
    server.lacks("json_schema")
    await ask(model, request(messages=[Message("user", "Hello.")]))
    assert [message["role"] for message in server.bodies[1]["messages"]] == ["system", "user"]


async def test_many_who_find_it_out_at_once_say_it_once(
    server: ModelServer, model: OpenAIModel, caplog: pytest.LogCaptureFixture
) -> None:
    server.lacks("json_schema", "stream_options")
    asked = await asyncio.gather(*(ask(model) for _ in range(8)))
    assert {each.text for each in asked} == {"There."}
    assert len([record for record in caplog.records if record.levelno == logging.WARNING]) == 2


@pytest.mark.parametrize(
    ("format", "features"),
    [("json", ["json_schema", "json_object"]), ("json", ["response_format"]), ("tools", ["tools"])],
)
async def test_a_format_the_server_does_not_have_becomes_tags(
    server: ModelServer, model: OpenAIModel, format: FormatName, features: list[str]
) -> None:
    server.lacks(*features)
    with pytest.raises(FormatUnsupported):
        await ask(model, request(format))
    assert len(server.requests) == 2
    assert model.format(format) == "tags"
    assert (await ask(model, request("tags"))).text == "There."
    with pytest.raises(FormatUnsupported):
        await ask(model, request(format))
    assert len(server.requests) == 3, "it is not asked again"


async def test_formats_are_taken_as_they_are_until_something_is_found(model: OpenAIModel) -> None:
    formats: list[FormatName] = ["json", "tools", "tags", "xml"]
    assert [model.format(format) for format in formats] == formats


async def test_a_server_that_lacks_nearly_everything_is_asked_a_bounded_number_of_times(
    server: ModelServer, model: OpenAIModel
) -> None:
    lacking = ["json_schema", "stream_options", "temperature", "max_tokens", "system", "late_system", "irregular_roles"]
    server.lacks(*lacking)
    assert (await ask(model, request(settings=SETTINGS))).text == "There."
    assert len(server.requests) <= len(lacking) + 1


async def test_a_server_that_takes_no_limit_at_all_is_not_asked_for_ever(
    server: ModelServer, model: OpenAIModel
) -> None:
    server.lacks("max_tokens", "max_completion_tokens")
    for _ in range(2):
        with pytest.raises(ModelRejected):
            await ask(model, request(settings=SETTINGS))
    assert len(server.requests) == 6


async def test_what_was_found_of_one_model_says_nothing_of_another(server: ModelServer, model: OpenAIModel) -> None:
    server.lacks("temperature")
    await ask(model, request(settings=SETTINGS))
    await ask(model, request(settings=ModelSettings("small", temperature=0.2)))
    assert ["temperature" in body for body in server.bodies] == [True, False, True, False]


async def test_something_is_found_out_beside_a_failure(server: ModelServer, model: OpenAIModel) -> None:
    server.lacks("json_schema")
    server.does(failure(500), answer("There."))
    asked = await ask(model)
    assert (asked.text, asked.end.retries) == ("There.", 1)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (400, error("max_tokens is too large: 300. This model supports at most 200 tokens", param="max_tokens"), None),
        (400, error("Invalid 'temperature': decimal above maximum value. Expected a value <= 2"), None),
        (422, {"detail": [{"loc": ["body", "temperature"], "msg": "Input should be less than or equal to 2"}]}, None),
        (400, error("messages[3].content must not be empty", param="messages"), None),
        (
            422,
            {"detail": [{"loc": ["body", "seed"], "msg": "unknown", "input": "unsupported tools json_schema"}]},
            None,
        ),
        (503, error("json_schema unsupported for a moment"), ModelUnavailable),
        (500, error("the tools' worker crashed"), ModelUnavailable),
    ],
)
async def test_a_mistake_or_a_failure_is_no_missing_capability(
    server: ModelServer, model: OpenAIModel, status: int, said: object, kind: type[ModelError] | None
) -> None:
    server.otherwise = failure(status, said)
    for format in ("json", "tools"):
        with pytest.raises(kind or ModelRejected):
            await ask(model, request("json" if format == "json" else "tools", settings=SETTINGS))
    assert all(body == server.bodies[0] for body in server.bodies if "tools" not in body)
    assert model.format("json") == "json"
    assert model.format("tools") == "tools"


@pytest.mark.parametrize(
    ("said", "feature"),
    [
        ("response_format.type `json_schema` is unavailable now at line 1 column 12440", "json_schema"),
        ("invalid value: `json_schema`, supported values are: `json_object` and `text`", "json_schema"),
        ("Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", "json_schema"),
        ("This model does not support response format `json_schema`.", "json_schema"),
        ("Invalid schema for response_format 'reply': In context=('properties', 'x')", "json_schema"),
        ("Failed to parse grammar", "json_schema"),
        ('"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set', "strict"),
        ("tools param requires --jinja flag", "strict"),
        ("No endpoints found that support tool use.", "strict"),
        ("invalid value for parameter 'tools'", "strict"),
        ("OpenAI stream_options are not supported yet", "stream_options"),
        ("invalid temperature: only 1 is allowed for this model", "temperature"),
        ("`temperature` is deprecated for this model.", "temperature"),
        ("Unexpected role 'system' after role 'assistant'", "late_system"),
        ("Expected last role User or Tool for serving but got system", "late_system"),
        ("After the optional system message, conversation roles must alternate", "late_system"),
        ("messages.4: role 'system' must precede an 'assistant' message or end the array", "late_system"),
        ("Only user and assistant roles are supported!", "system"),
    ],
)
async def test_servers_say_it_in_their_own_words(
    server: ModelServer, model: OpenAIModel, said: str, feature: str
) -> None:
    server.does(failure(400, error(said)))
    await ask(model, request("tools" if feature == "strict" else "json", settings=SETTINGS))
    rejected, taken = server.bodies
    assert LACKS[feature][0](rejected)
    assert not LACKS[feature][0](taken)
