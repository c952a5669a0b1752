"""`coach serve` as it is run: several processes on one database, and what happens when it is told to stop."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from cli_running import coach
from client_talking import until
from model_answers import answer, hang
from model_server import ModelServer
from service_server import STREAM, begun, events, process, said
from service_talking import halting, until_said
from turn_models import said as reply
from turn_models import small_program

WORDS = "A garden, then. What would you plant first?"


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def environ(model: ModelServer, **more: str) -> dict[str, str]:
    return {"OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "key", "COACH_MODEL": "openai/some-model", **more}


@pytest.mark.slow
def test_two_workers_serve_one_conversation(tmp_path: Path, model: ModelServer) -> None:
    """A turn is begun at one of them and heard at either; double clicks meet; numbers are added up."""
    small_program(tmp_path / "goals")
    gate = threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    model.otherwise = answer(reply("Go on."))
    with process(tmp_path, "--workers", 2, "--program", "goals", env=environ(model)) as served:
        with served.client() as client:
            id = begun(client)
            url = f"/v1/conversations/{id}/turns"
            with client.stream("POST", url, json={"text": "Hello"}, headers=STREAM) as response:
                read = until_said(events(response), "A garden")
            threading.Timer(1.5, gate.set).start()

            def hear(_: int) -> str:
                with served.client() as other:
                    headers = {"Last-Event-ID": read[-1].id}
                    with other.stream("GET", f"{url}/1/events", headers=headers) as response:
                        return said(read + list(events(response)))

            with ThreadPoolExecutor(6) as pool:
                assert set(pool.map(hear, range(6))) == {WORDS}

                def click(_: int) -> bytes:
                    with served.client() as other:
                        key = {"Idempotency-Key": "click"}
                        return other.post(url, json={"text": "And?"}, headers=key).content

                assert len(set(pool.map(click, range(6)))) == 1
            assert client.get(f"/v1/conversations/{id}").json()["turn"] == 2
            time.sleep(0.2)
            assert 'coach_turns_total{outcome="completed"}' in client.get("/metrics").text
        assert served.stop() == 0
        assert len({line["process"] for line in served.lines() if line["logger"] == "coach.requests"}) == 2


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_running_turn_is_finished_before_it_stops(tmp_path: Path, model: ModelServer, workers: int) -> None:
    """With its reader, who hears the end; nobody else is let in: another copy of the service answers them."""
    small_program(tmp_path / "goals")
    gate = threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    arguments = ("--program", "goals", "--workers", workers)
    with process(tmp_path, *arguments, env=environ(model)) as served, served.client() as client:
        id = begun(client)
        with client.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM) as response:
            stream = events(response)
            read = until_said(stream, "A garden")
            served.process.terminate()
            time.sleep(2)
            assert served.process.poll() is None
            with pytest.raises(httpx2.ConnectError), served.client() as other:
                other.get("/healthz", timeout=1.0)
            gate.set()
            read += list(stream)
        assert (said(read), read[-1].kind) == (WORDS, "completed")
        served.process.wait(20)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stays", "grace", "most"),
    [(True, "8", 10), (False, "8", 10), (True, "1", 5)],
    ids=["heard", "not heard", "hardly any grace"],
)
def test_a_turn_that_takes_too_long_is_given_up_within_the_grace(
    tmp_path: Path, model: ModelServer, stays: bool, grace: str, most: int
) -> None:
    """Its claim is given back: the next one to ask does not find it busy."""
    small_program(tmp_path / "goals")
    model.otherwise = hang
    env = environ(model, COACH_GRACE=grace)
    with process(tmp_path, "--program", "goals", env=env) as served:
        with served.client() as client:
            id = begun(client)
            with client.stream(
                "POST", f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=STREAM
            ) as response:
                next(events(response))
                if stays:
                    started = time.monotonic()
                    served.stop(20)
            if not stays:
                started = time.monotonic()
                served.stop(20)
        assert time.monotonic() - started < most
    model.otherwise = answer(reply("Go on."))
    with process(tmp_path, "--program", "goals", env=env) as served, served.client() as client:
        done = client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"})
        assert (done.status_code, done.json()["turn"]) == (200, 1)


@pytest.mark.slow
def test_who_waits_for_a_turn_that_is_given_up_is_told_so(tmp_path: Path, model: ModelServer) -> None:
    small_program(tmp_path / "goals")
    model.otherwise = hang
    env = environ(model, COACH_GRACE="7")
    with process(tmp_path, "--program", "goals", env=env) as served, served.client() as client:
        url = f"/v1/conversations/{begun(client)}/turns"
        with ThreadPoolExecutor(1) as pool:
            turn = pool.submit(client.post, url, json={"text": "Hello"})
            until(lambda: model.requests)
            served.stop(60)
            told = turn.result()
        assert (told.status_code, told.headers["Content-Type"]) == (503, "application/problem+json")
        assert (told.json()["type"], told.headers["Retry-After"]) == ("urn:coach:stopping", "1")


@pytest.mark.slow
def test_a_worker_that_takes_anothers_place_waits_for_a_database_that_is_away(tmp_path: Path) -> None:
    """And does not take all the others with it."""
    file, away = tmp_path / "coach.db", tmp_path / "away.db"

    def begun_workers() -> list[int]:
        return [line["process"] for line in served.lines() if line["message"] == "Application startup complete."]

    def wait_for(number: int) -> None:
        end = time.monotonic() + 60
        while len(begun_workers()) < number:
            assert time.monotonic() < end
            assert served.process.poll() is None, served.log.read_text()
            time.sleep(0.1)

    with process(tmp_path, "--model", "practice", "--workers", 2) as served, served.client() as client:
        wait_for(2)
        file.rename(away)
        file.mkdir()
        for pid in begun_workers():
            os.kill(pid, signal.SIGKILL)
        wait_for(4)
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        file.rmdir()
        away.rename(file)
        assert client.get("/readyz").status_code == 200
        begun(client)


@pytest.mark.parametrize(
    ("arguments", "env", "said"),
    [
        (["--program", "nowhere"], {}, "nowhere"),
        (["--db", "mysql://x"], {}, "mysql"),
        (["--port", "70000"], {}, "command line: port: Input should be less than or equal to 65535"),
        ([], {"COACH_WORKERS": "many"}, "COACH_WORKERS: Input should be a valid integer"),
        ([], {"COACH_PORT": "tcp://10.0.0.1:80"}, "enableServiceLinks"),
        (["--config", "none.toml"], {}, "none.toml cannot be read"),
        (["--host", "203.0.113.1"], {}, "cannot be listened on"),
        (["--workers", "2", "--db", "sqlite://"], {}, "in memory"),
    ],
)
def test_what_is_wrong_is_said_at_the_start(
    tmp_path: Path, arguments: list[str], env: dict[str, str], said: str
) -> None:
    done = coach("serve", "--model", "practice", *arguments, cwd=tmp_path, env=env)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stdout == ""


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with process(tmp_path, "--model", "practice") as served:
        port = served.url.rpartition(":")[2]
        done = coach("serve", "--model", "practice", "--port", port, cwd=tmp_path)
        assert done.returncode == 1
        assert "cannot be listened on" in done.stderr
