"""Many callers at once on one process, and the application inside one of the host's."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from service_server import STREAM, Everybody, app_on, begun, events, served
from turn_models import PiecesModel, SteadyModel, open_coach
from turn_models import said as reply

from coach.engine.request import Chunk, Completion, Request
from coach.service import Caller, ServiceSettings, create_app
from coach.store.tables import turn_events

MANY = 200


class SlowModel(SteadyModel):
    """Says its words one after another, for as long as `pause` in all."""

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        words = self.reply.split(" ")
        for word in words:
            yield f"{word} "
            await asyncio.sleep(self.pause / len(words))
        yield Completion(self.name)


@asynccontextmanager
async def asking(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    with served(app) as client:
        limits = httpx2.Limits(max_connections=None)
        async with httpx2.AsyncClient(base_url=client.base_url, timeout=60, trust_env=False, limits=limits) as many:
            yield many


@pytest.mark.slow
@pytest.mark.anyio
@pytest.mark.parametrize("headers", [{}, STREAM], ids=["JSON", "stream"])
async def test_two_hundred_at_once_are_all_answered(
    database: str, program_folder: Callable[..., Path], headers: dict[str, str]
) -> None:
    """On one worker with a slow model; another two hundred take no more memory."""
    model = SlowModel(reply("It grows, and grows, and grows, and one day it is a tree."), pause=2.0)
    app = create_app(open_coach(database, program_folder(), model), ServiceSettings(database_url=database))
    async with asking(app) as client:
        ids = [(await client.post("/v1/conversations", json={"user": "ada"})).json()["id"] for _ in range(MANY)]

        async def take(id: str) -> bool:
            done = await client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=headers)
            return done.status_code == 200 and "one day it is a tree." in done.text and "failed" not in done.text

        async def all_at_once() -> float:
            started = time.monotonic()
            assert all(await asyncio.gather(*map(take, ids)))
            return time.monotonic() - started

        await all_at_once()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(3):
            assert await all_at_once() < 30
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000, "kilobytes"
        numbers = (await client.get("/metrics")).text
        assert "coach_turns_running 0.0" in numbers
        assert "coach_readers 0.0" in numbers


def test_a_coach_of_the_host_is_served_and_left_open(tmp_path: Path, program_folder: Callable[..., Path]) -> None:
    """Mounted in an application of the host's, which knows who calls."""
    model = PiecesModel(reply("What kind?"))
    coach = open_coach(f"sqlite:///{tmp_path}/coach.db", program_folder(), model)
    inner = create_app(coach, identify=Everybody(Caller("acme", "client", user="ada")))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await inner.state.service.close()
        assert model.closed == 0
        await coach.close()

    outer = FastAPI(lifespan=lifespan)
    outer.mount("/coaching", inner)
    outer.state.service = inner.state.service
    with served(outer) as client:
        made = client.post("/coaching/v1/conversations", json={})
        assert made.status_code == 201, made.text
        assert made.headers["location"] == f"/coaching/v1/conversations/{made.json()['id']}"
        done = client.post(f"{made.headers['location']}/turns", json={"text": "A garden"})
        assert done.json()["message"] == "What kind?"
        assert client.get("/coaching/v1/conversations/zzz").json()["type"] == "urn:coach:no-such-conversation"
    assert model.closed == 1


def test_other_origins_call_where_they_are_named(tmp_path: Path, program_folder: Callable[..., Path]) -> None:
    sent = "authorization, content-type, idempotency-key, last-event-id, traceparent, tracestate"
    asked = {
        "origin": "https://app.example", "access-control-request-method": "POST", "access-control-request-headers": sent
    }  # fmt: skip
    for origins, allowed in (((), None), (("https://app.example",), "https://app.example")):
        app = app_on(f"sqlite:///{tmp_path}/coach.db", cors_origins=origins)
        with served(app) as client:
            answered = client.options("/v1/conversations", headers=asked)
            assert answered.headers.get("access-control-allow-origin") == allowed
            assert answered.status_code == (405 if allowed is None else 200)
            assert client.get("/healthz", headers=asked).headers.get("access-control-allow-origin") == allowed


@pytest.mark.slow
def test_events_are_not_kept_longer_than_they_are_needed(tmp_path: Path, program_folder: Callable[..., Path]) -> None:
    """Of one turn of a conversation at a time, and after an hour of none: they are a client's words once more."""
    model = SlowModel(reply("It grows, and grows."), pause=1.2)
    coach = open_coach(f"sqlite:///{tmp_path}/coach.db", program_folder(), model)
    app = create_app(coach)
    with served(app) as client:

        def hear(id: str) -> None:
            with client.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hi"}, headers=STREAM) as heard:
                assert list(events(heard))[-1].kind == "completed"
            time.sleep(0.7)

        def kept() -> list[tuple[str, int]]:
            [rows] = asyncio.run(coach.store.fetch(turn_events.select()))
            return sorted({(str(row.conversation_id), row.turn) for row in rows})

        first, second = begun(client), begun(client)
        hear(first)
        hear(first)
        hear(second)
        assert [turn for _, turn in kept()] in ([2, 1], [1, 2])
        app.state.service.recorder._swept = 0.0
        coach.store.ahead = timedelta(hours=2)
        hear(second)
        assert [turn for _, turn in kept()] == [2]
        assert json.loads(client.get(f"/v1/conversations/{first}/turns/2").text)["turn"] == 2
