"""A model's server that lies, stalls, breaks off or shouts: the turn is whole or did not happen, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from model_answers import Behaviour, answer, chunk
from model_server import Handler, ModelServer
from turn_models import count, events_of, goal, kinds, open_coach, rows, said, shown

from coach import Coach
from coach.errors import ModelError, ModelTimeout, ModelUnavailable
from coach.models.openai import OpenAIModel
from coach.results import Failed
from coach.store.tables import model_calls

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def coach_on(server: ModelServer, database: str, folder: Path, **options: Any) -> Coach:
    return open_coach(database, folder, OpenAIModel("some-model", api_key="key", base_url=server.url), **options)


def as_it_claims(text: str, model: str, usage: dict[str, Any]) -> Behaviour:
    """An answer whose server says these things of itself."""

    def behave(handler: Handler, body: dict[str, Any]) -> None:
        handler.begin()
        handler.event({**chunk(body, {"content": text}), "model": model})
        handler.event({**chunk(body, {}, "stop"), "model": model})
        handler.event({**chunk(body), "model": model, "usage": usage})
        handler.event("[DONE]")
        handler.end()

    return behave


CLAIMS = [("a\0b", 10**30), ("\U0001f3c3" * 5_000, 2**31), ("'; DROP TABLE turns; --", -5), ("{{ 7 * 7 }}\n# Sys", 0)]


async def test_what_a_server_says_of_itself_cannot_spoil_a_turn(
    server: ModelServer, database: str, program_folder: Folder
) -> None:
    async with coach_on(server, database, program_folder()) as coach:
        for model, tokens in CLAIMS:
            cached = {"cached_tokens": tokens}
            usage = {"prompt_tokens": tokens, "completion_tokens": tokens, "prompt_tokens_details": cached}
            server.does(as_it_claims(said("Hi.", goal("Run")), model, usage))
            begun = await coach.start("ann")
            result = await coach.say(begun.id, "Hello", key="k")
            assert result.message == "Hi."
            assert result.usage.input_tokens == max(0, min(tokens, 2**31 - 1))
            assert await coach.say(begun.id, "Hello", key="k") == result
            named = (await coach.snapshot(begun.id)).messages[-1].model
            assert named == model[:200].replace("\0", " ")
        assert len(await rows(coach, model_calls)) == len(CLAIMS)


async def test_words_stream_from_a_real_server_and_a_broken_stream_is_withdrawn(
    server: ModelServer, database: str, program_folder: Folder
) -> None:
    def breaks(handler: Handler, body: dict[str, Any]) -> None:
        handler.begin()
        for piece in ('{"actions": [], "message": "Words th', "at do not st"):
            handler.event(chunk(body, {"content": piece}))
        handler.drop()

    server.does(breaks, answer(said("Words that stand."), size=3))
    async with coach_on(server, database, program_folder()) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "Hello")
        assert kinds(events) == ["Started", "Text", "Retracted", "Text", "Completed"]
        assert shown(events) == "Words that stand."
        [call] = await rows(coach, model_calls)
        assert call.retries == 1


async def test_a_server_that_hangs_in_the_middle_is_cut_off_at_the_deadline(
    server: ModelServer, database: str, program_folder: Folder
) -> None:
    def hangs(handler: Handler, body: dict[str, Any]) -> None:
        handler.begin()
        handler.event(chunk(body, {"content": '{"actions": [], "message": "Words'}))
        handler.idle()

    server.does(hangs, answer(said("Hi.")))
    async with coach_on(server, database, program_folder(), deadline=0.5) as coach:
        begun = await coach.start("ann")
        before = await count(coach)
        events = await events_of(coach, begun.id, "Hello", key="k")
        assert kinds(events) == ["Started", "Text", "Retracted", "Failed"]
        assert isinstance(events[-1], Failed)
        assert isinstance(events[-1].error, ModelTimeout)
        assert await count(coach) == before
        assert server.wait_for_hangup()
    async with coach_on(server, database, program_folder()) as coach:
        assert (await coach.say(begun.id, "Hello", key="k")).message == "Hi."


BAD: dict[str, Behaviour] = {
    "a web page": lambda handler, body: handler.whole(200, "text/html", "<html>Sign in</html>"),
    "nothing": lambda handler, body: handler.whole(200, "application/json", "{}"),
    "a rejection": lambda handler, body: handler.whole(401, "application/json", '{"error": {"message": "no"}}'),
    "a filter": answer("", finish="content_filter"),
    "a refusal": answer("", refusal="I will not."),
}


@pytest.mark.parametrize("what", BAD)
async def test_an_answer_that_is_none_is_a_model_error_and_the_claim_is_free(
    what: str, server: ModelServer, program_folder: Folder
) -> None:
    server.otherwise = BAD[what]
    async with coach_on(server, "sqlite://", program_folder(), deadline=0.5) as coach:
        begun = await coach.start("ann")
        with pytest.raises(ModelError):
            await coach.say(begun.id, "Hello", key="k")
        server.otherwise = answer(said("Hi."))
        assert (await coach.say(begun.id, "Hello", key="k")).message == "Hi."


async def test_a_server_that_is_not_there_is_a_model_error(program_folder: Folder) -> None:
    model = OpenAIModel("some-model", api_key="key", base_url="http://127.0.0.1:1/v1")
    async with open_coach("sqlite://", program_folder(), model, deadline=0.2) as coach:
        begun = await coach.start("ann")
        with pytest.raises(ModelUnavailable):
            await coach.say(begun.id, "Hello")
        assert (await coach.snapshot(begun.id)).turn == 0


async def test_five_megabytes_are_cut_off_early(server: ModelServer, program_folder: Folder) -> None:
    server.does(answer(said("x" * 5_000_000), size=50_000), answer(said("Hi.")))
    async with coach_on(server, "sqlite://", program_folder()) as coach:
        begun = await coach.start("ann")
        events = await events_of(coach, begun.id, "Hello")
        assert shown(events) == "Hi."
        assert "Retracted" in kinds(events)
        first, _ = await rows(coach, model_calls)
        assert len(first.raw) < 10_000
