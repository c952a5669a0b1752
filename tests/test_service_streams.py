"""Turns over HTTP as a stream: readers come, leave and go on elsewhere; the turn happens all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from conftest import SLOWLY
from model_answers import failure
from model_server import ModelServer
from service_server import STREAM, Event, begun, events, said
from service_talking import WORDS, Serve, halting, listening, serving, until_said
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


def test_a_stream_tells_a_turn_as_it_happens(client: httpx2.Client, model: ModelServer) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS, goal("Garden")), "plant first", gate))
    id = begun(client)
    with client.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        stream = events(response)
        read = until_said(stream, "plant first")
        gate.set()
        read += list(stream)
    kinds = [event.kind for event in read]
    assert kinds[0] == "started"
    assert set(kinds[1:-1]) == {"text", "action"}
    assert kinds[-1] == "completed"
    assert said(read) == WORDS
    assert read[-1].data == client.get(f"/v1/conversations/{id}/turns/1").json()
    places = [event.id.split(".") for event in read]
    assert [int(place[-1]) for place in places] == list(range(1, len(read) + 1))
    assert {(turn, attempt) for turn, attempt, _ in places} == {("1", places[0][1])}


def test_a_turn_goes_on_when_its_reader_leaves(client: httpx2.Client, model: ModelServer) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    id = begun(client)
    with client.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM) as response:
        read = until_said(events(response), "A garden")
    running = client.get(f"/v1/conversations/{id}").json()["running"]
    assert running["turn"] == 1
    gate.set()
    resumed = {"Last-Event-ID": read[-1].id}
    with client.stream("GET", f"/v1/conversations/{id}/turns/1/events", headers=resumed) as response:
        rest = list(events(response))
    assert said(read + rest) == WORDS
    assert rest[-1].kind == "completed"
    assert client.get(f"/v1/conversations/{id}").json()["running"] is None


@pytest.mark.parametrize("pause", [0.0, pytest.param(1.2, marks=pytest.mark.slow)])
def test_a_stream_goes_on_from_another_process(serve: Serve, model: ModelServer, pause: float) -> None:
    """Also where nothing of it was kept yet when the reader left."""
    here, there, gate = serve(), serve(), threading.Event()
    model.does(halting(reply(WORDS, goal("Garden")), "plant first", gate))
    id = begun(here)
    with here.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM) as response:
        read = until_said(events(response), "plant first")
    time.sleep(pause)
    threading.Timer(0.5, gate.set).start()
    resumed = {"Last-Event-ID": read[-1].id}
    with there.stream("GET", f"/v1/conversations/{id}/turns/1/events", headers=resumed) as response:
        rest = list(events(response))
    assert said(read + rest) == WORDS
    assert rest[-1].data == here.get(f"/v1/conversations/{id}/turns/1").json()
    if pause:
        assert "retracted" not in [event.kind for event in rest], "it was kept, so it goes on where it was"
        assert int(rest[0].id.split(".")[-1]) == int(read[-1].id.split(".")[-1]) + 1


def test_a_stream_goes_on_elsewhere_from_any_event_of_it(serve: Serve, model: ModelServer) -> None:
    """Events are kept some at a time: whoever left in the middle of such a batch misses nothing of it."""
    here, there, gate = serve(), serve(), threading.Event()
    model.does(halting(reply(WORDS, goal("Garden")), "A garden, then.", gate))
    id = begun(here)
    with here.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM) as response:
        stream = events(response)
        read = until_said(stream, "A garden, then.")
        with there.stream("GET", f"/v1/conversations/{id}/turns/1/events") as elsewhere:
            until_said(events(elsewhere), "A garden, then.")  # so the first batch is kept
        gate.set()
        read += list(stream)
    for _ in range(60):  # until the last batch is kept: it is soon after the end
        with there.stream("GET", f"/v1/conversations/{id}/turns/1/events") as response:
            if list(events(response)) == read:
                break
        time.sleep(0.25)
    for place, last in enumerate(read[:-1], 1):
        headers = {"Last-Event-ID": last.id}
        with there.stream("GET", f"/v1/conversations/{id}/turns/1/events", headers=headers) as response:
            assert list(events(response)) == read[place:]


def test_the_end_of_a_stream_can_always_be_had(serve: Serve, model: ModelServer) -> None:
    """From what is stored of the turn, where nothing was kept of its events."""
    here, there = serve(), serve()
    model.replies(reply(WORDS, goal("Garden")))
    id = begun(here)
    with here.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM) as response:
        read = list(events(response))
    for last in (read[1].id, "", "what is this"):
        with there.stream("GET", f"/v1/conversations/{id}/turns/1/events", headers={"Last-Event-ID": last}) as response:
            rest = list(events(response))
        assert said([*read[:2], *rest] if last.startswith("1.") else rest) == WORDS
        assert rest[-1] == Event("completed", read[-1].data, rest[-1].id)
    with there.stream(
        "GET", f"/v1/conversations/{id}/turns/1/events", headers={"Last-Event-ID": rest[1].id}
    ) as response:
        assert list(events(response)) == rest[2:]


def test_a_turn_that_nobody_streams_can_be_heard(client: httpx2.Client, model: ModelServer) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    id = begun(client)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.post, f"/v1/conversations/{id}/turns", json={"text": "Hello"})
        assert model.wait_for_call()
        threading.Timer(0.5, gate.set).start()
        with client.stream("GET", f"/v1/conversations/{id}/turns/1/events") as response:
            assert said(list(events(response))) == WORDS
        assert asked.result().json()["message"] == WORDS


@SLOWLY
def test_a_reader_elsewhere_is_told_that_a_turn_failed(serve: Serve, model: ModelServer) -> None:
    here, there, gate = serve(), serve(), threading.Event()
    broken = reply(WORDS)[:-20]
    model.otherwise = failure(401, {"error": {"message": "no such key"}})
    model.does(halting(broken, "A garden", gate))
    id = begun(here)
    with here.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM) as response:
        read = until_said(events(response), "A garden")
    time.sleep(1.2)
    threading.Timer(0.3, gate.set).start()
    with there.stream(
        "GET", f"/v1/conversations/{id}/turns/1/events", headers={"Last-Event-ID": read[-1].id}
    ) as response:
        rest = list(events(response))
    assert said(read + rest) == ""
    assert rest[-1].kind == "failed"
    assert rest[-1].data["type"] == "urn:coach:model-rejected"
