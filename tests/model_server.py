"""A real HTTP server on 127.0.0.1 that speaks the Chat Completions API, well or badly.

    with ModelServer() as server:
        server.replies("Hello.", "And again.")
        model = OpenAIModel("some-model", api_key="key", base_url=server.url)

Each call takes the next behaviour of the queue, then `server.otherwise`; where there is none, status 400, so that a
call nobody expected fails the test. What the server `lacks` is rejected before the queue is looked at.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from model_answers import Behaviour, answer, failure
from model_lacks import LACKS, Body, error


@dataclass(frozen=True)
class Received:
    """One call, as it came."""

    body: Body
    headers: Mapping[str, str]
    """With names in lower case."""


class ModelServer:
    """The server; a context manager."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.hangups = 0
        """How many clients left before their answer was complete."""
        self.otherwise: Behaviour | None = None
        self.stopping = threading.Event()
        self._queue: deque[Behaviour] = deque()
        self._lacks: list[str] = []
        self._http = _Server(("127.0.0.1", 0), Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, ending in /v1."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def bodies(self) -> list[Body]:
        return [received.body for received in self.requests]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.hang_up()
        self._http.server_close()

    def replies(self, *texts: str) -> None:
        """Queue plain answers."""
        self.does(*(answer(text) for text in texts))

    def does(self, *behaviours: Behaviour) -> None:
        """Queue behaviours."""
        self._queue.extend(behaviours)

    def lacks(self, *features: str, only: bool = False) -> None:
        """From now on, reject the calls that use any of these features of `LACKS`, as well or only these."""
        self._lacks = [*([] if only else self._lacks), *features]

    def wait_for_hangup(self, seconds: float = 10.0) -> bool:
        """Whether a client has left, or leaves within this time."""
        return _wait(lambda: self.hangups > 0, seconds)

    def wait_for_call(self, seconds: float = 10.0) -> bool:
        """Whether a call has come, or comes within this time."""
        return _wait(lambda: len(self.requests) > 0, seconds)

    def next(self, body: Body) -> Behaviour:
        for feature in self._lacks:
            uses, status, said = LACKS[feature]
            if uses(body):
                return failure(status, said)
        if self._queue:
            return self._queue.popleft()
        return self.otherwise or failure(400, error("nothing is queued for this call", code="unexpected_call"))


def _wait(happened: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    return happened()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for them
    request_queue_size = 64
    owner: ModelServer

    def __init__(self, *args: Any) -> None:
        self._open: set[Any] = set()
        self._lock = threading.Lock()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
            super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that wait for another call."""
        with self._lock:
            for request in self._open:
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if isinstance(sys.exc_info()[1], OSError):
            self.owner.hangups += 1
        else:
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """What behaviours write with."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path != "/v1/chat/completions":
            self.whole(404, "application/json", json.dumps(error(f"no route {self.path}")))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.owner.requests.append(Received(body, headers))
        self.server.owner.next(body)(self, body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def whole(self, status: int, kind: str, text: str, headers: Mapping[str, str] | None = None) -> None:
        """The whole response."""
        data = text.encode()
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def begin(self, kind: str = "text/event-stream; charset=utf-8") -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def event(self, data: object) -> None:
        """One event of a stream; a text stands as it is."""
        raw = f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n".encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(raw), raw))

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")

    def drop(self) -> None:
        """Break the connection off."""
        self.close_connection = True

    def idle(self, seconds: float = 3600.0) -> bool:
        """Wait; False where the client or the server is gone before."""
        end, owner = time.monotonic() + seconds, self.server.owner
        while not owner.stopping.wait(0.005):
            if select.select([self.connection], [], [], 0)[0] and not self.connection.recv(1, socket.MSG_PEEK):
                owner.hangups += 1
                break
            if time.monotonic() >= end:
                return True
        self.drop()
        return False
