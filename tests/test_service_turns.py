"""Turns over HTTP, as JSON and as a stream: each happens once or not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from conftest import SLOWLY
from model_answers import answer, failure
from model_server import ModelServer
from service_server import STREAM, begun, events, said
from service_talking import WORDS, Serve, halting, listening, serving
from turn_models import goal
from turn_models import said as reply


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with listening(monkeypatch) as server:
        yield server


@pytest.fixture
def serve(database: str, program_folder: Callable[..., Path], model: ModelServer) -> Iterator[Serve]:
    with serving(database, program_folder()) as serve:
        yield serve


@pytest.fixture
def client(serve: Serve) -> httpx2.Client:
    return serve()


def test_a_turn_is_what_the_command_line_gives(client: httpx2.Client, model: ModelServer) -> None:
    model.replies(reply(WORDS, goal("Garden")))
    id = begun(client)
    done = client.post(f"/v1/conversations/{id}/turns", json={"text": "I want a garden."})
    assert done.status_code == 200, done.text
    turn = done.json()
    assert list(turn) == ["conversation", "turn", "from_state", "state", "message", "actions", "missing", "usage"]
    assert (turn["turn"], turn["message"], turn["usage"]["calls"]) == (1, WORDS, 1)
    assert turn["actions"][0]["status"] == "applied"
    assert client.get(f"/v1/conversations/{id}/turns/1").content == done.content


def test_a_key_gives_the_same_bytes_and_is_for_one_thing(client: httpx2.Client, model: ModelServer) -> None:
    model.replies(reply("Yes."))
    id, key = begun(client), {"Idempotency-Key": "one"}
    first = client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=key)
    again = client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=key)
    other = client.post(f"/v1/conversations/{id}/turns", json={"text": "Goodbye"}, headers=key)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert (other.status_code, other.json()["type"]) == (422, "urn:coach:key-reused")
    assert len(model.requests) == 1


def test_a_start_happens_once_for_a_key(client: httpx2.Client) -> None:
    key = {"Idempotency-Key": "start"}
    first, again = (client.post("/v1/conversations", json={"user": "ada"}, headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["location"] == f"/v1/conversations/{first.json()['id']}"
    assert first.json()["turn"]["message"] == "What do you want?"


@SLOWLY
@pytest.mark.parametrize("headers", [{}, STREAM])
@pytest.mark.parametrize("other", [False, True], ids=["same process", "other process"])
def test_a_double_click_is_one_turn(serve: Serve, model: ModelServer, headers: dict[str, str], other: bool) -> None:
    first = serve()
    second, gate = (serve() if other else first), threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    id = begun(first)

    def click(client: httpx2.Client) -> str:
        all = {"Idempotency-Key": "click", **headers}
        with client.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=all) as response:
            if not headers:
                response.read()
                message: str = response.json()["message"]
                return message
            return said(list(events(response)))

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(click, first)
        assert model.wait_for_call()
        two = pool.submit(click, second)
        time.sleep(0.3)
        gate.set()
        assert (one.result(), two.result()) == (WORDS, WORDS)
    assert len(model.requests) == 1
    assert first.get(f"/v1/conversations/{id}").json()["turn"] == 1


def test_another_turn_finds_it_busy(client: httpx2.Client, model: ModelServer) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    id = begun(client)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.post, f"/v1/conversations/{id}/turns", json={"text": "Hello"})
        assert model.wait_for_call()
        for headers in ({}, STREAM, {"Idempotency-Key": "another"}, {**STREAM, "Idempotency-Key": "another"}):
            busy = client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello?"}, headers=headers)
            assert (busy.status_code, busy.json()["type"]) == (409, "urn:coach:busy")
            assert 1 <= int(busy.headers["retry-after"]) <= 5
        assert client.delete(f"/v1/conversations/{id}").status_code == 409
        gate.set()
        assert first.result().status_code == 200


@SLOWLY
def test_a_turn_that_fails_is_told_and_kept_nowhere(serve: Serve, model: ModelServer) -> None:
    here, there = serve(), serve()
    model.otherwise = failure(401, {"error": {"message": "no such key"}})
    id = begun(here)
    failed = here.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers={"Idempotency-Key": "k"})
    assert (failed.status_code, failed.json()["type"]) == (502, "urn:coach:model-rejected")
    with here.stream(
        "POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers={**STREAM, "Idempotency-Key": "k"}
    ) as response:
        assert response.status_code == 200, "it was let in before it failed"
        read = list(events(response))
    assert [event.kind for event in read] == ["started", "failed"]
    assert read[-1].data["status"] == 502
    assert there.get(f"/v1/conversations/{id}/turns/1/events").status_code == 404
    model.otherwise = answer(reply("Yes."))
    done = here.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers={"Idempotency-Key": "k"})
    assert (done.status_code, done.json()["turn"]) == (200, 1)
