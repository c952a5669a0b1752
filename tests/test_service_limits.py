"""What is too large or too slow is cut off, and a reader that takes nothing holds nobody up."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from service_server import JSON, STREAM, app_on, begun, served

LONG = "It grows. " * 9_000


@pytest.fixture
def client(tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[httpx2.Client]:
    (tmp_path / "script.yaml").write_text(f"- message: {LONG}\n" * 3, encoding="utf-8")
    database, model = f"sqlite:///{tmp_path}/coach.db", f"scripted:{tmp_path}/script.yaml"
    app = app_on(database, program_folder(), model, slow=1.0, max_body=200_000, max_header=4_096)
    with served(app) as client:
        yield client


def connected(client: httpx2.Client) -> socket.socket:
    made = socket.create_connection((client.base_url.host, client.base_url.port or 80))
    made.settimeout(10)
    return made


def ended(connection: socket.socket) -> bytes:
    """What comes until the other side ends it."""
    read = b""
    try:
        while part := connection.recv(65_536):
            read += part
    except ConnectionResetError:
        pass
    return read


def test_a_body_that_is_too_large_is_refused(client: httpx2.Client) -> None:
    """Also one that does not say how large it is."""

    def parts() -> Iterator[bytes]:
        yield b'{"user": "'
        for _ in range(100):
            yield b"a" * 4_000

    for content in (b'{"user": "' + b"a" * 300_000, parts()):
        refused = client.post("/v1/conversations", content=content, headers=JSON)
        assert (refused.status_code, refused.json()["type"]) == (413, "urn:coach:too-large")
    assert client.get("/healthz").status_code == 200


def test_a_head_that_is_too_large_is_refused(client: httpx2.Client) -> None:
    refused = client.get("/healthz", headers={"x-long": "a" * 5_000})
    assert (refused.status_code, refused.json()["type"]) == (431, "urn:coach:head-too-large")
    endless = connected(client)
    endless.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nx: ")
    try:
        for _ in range(100):
            endless.sendall(b"a" * 4_096)
    except OSError:
        return  # it was cut off while it was sent
    assert ended(endless).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",  # TLS, on a port that speaks none
        b"GET /healthz HTTP/1.1\r\n\r\n",  # which has no Host
        b"POST /v1/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST /v1/conversations HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_a_problem_too(client: httpx2.Client, sent: bytes) -> None:
    with connected(client) as odd:
        odd.sendall(sent)
        head, _, body = ended(odd).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in head
    assert json.loads(body)["type"] == "urn:coach:bad-request"


@pytest.mark.parametrize("head", [b"", b"GET /healthz HTT", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"])
def test_a_head_that_does_not_arrive_is_cut_off(client: httpx2.Client, head: bytes) -> None:
    slow, started = connected(client), time.monotonic()
    slow.sendall(head)
    assert ended(slow) == b""
    assert 0.8 < time.monotonic() - started < 5


def test_a_second_head_that_does_not_arrive_is_cut_off_too(client: httpx2.Client) -> None:
    slow = connected(client)
    slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert slow.recv(65_536).startswith(b"HTTP/1.1 200")
    slow.sendall(b"GET /healthz HT")
    started = time.monotonic()
    ended(slow)
    assert time.monotonic() - started < 5


def test_a_body_that_does_not_arrive_is_cut_off(client: httpx2.Client) -> None:
    slow, started = connected(client), time.monotonic()
    head = b"POST /v1/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    slow.sendall(head + b'Content-Length: 900\r\n\r\n{"user": ')
    read = ended(slow)
    assert read.startswith(b"HTTP/1.1 408")
    assert b"urn:coach:too-slow" in read
    assert 0.8 < time.monotonic() - started < 5


@pytest.mark.slow
def test_a_reader_that_takes_nothing_is_cut_off(client: httpx2.Client) -> None:
    lazy, asked = connected(client), 400
    whole = len(client.get("/v1/openapi.json").content) * asked
    lazy.sendall(b"GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * asked)
    time.sleep(3)
    assert client.get("/healthz").status_code == 200
    assert len(ended(lazy)) < whole


def test_a_turn_does_not_wait_for_its_reader(client: httpx2.Client) -> None:
    id = begun(client)
    lazy, body = connected(client), b'{"text": "Hello"}'
    head = f"POST /v1/conversations/{id}/turns HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
    lazy.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    _until(lambda: client.get(f"/v1/conversations/{id}").json()["turn"] == 1)
    lazy.close()
    with client.stream("GET", f"/v1/conversations/{id}/turns/1/events", headers=STREAM) as response:
        assert b"completed" in response.read()
    _until(lambda: "coach_readers 0.0" in client.get("/metrics").text)


def _until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_an_answer_is_not_held_back_until_its_head_was_acknowledged(client: httpx2.Client) -> None:
    """Which takes 40 ms, on every request but the first few of a connection."""
    times = []
    for _ in range(40):
        asked = time.perf_counter()
        client.get("/healthz")
        times.append(time.perf_counter() - asked)
    assert min(times[20:]) < 0.035
