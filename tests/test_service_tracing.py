"""The spans of the service: behind the caller's, without addresses, and sent where the settings say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cli_running import coach as command
from opentelemetry import trace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from service_server import STREAM, app_on, begun, process, served
from span_reading import attributes, told
from turn_models import small_program

from coach.errors import ConfigurationError
from coach.service import ServiceSettings, tracing

WORDS = "my-sister-left-in-spring"
ROUTE = "/v1/conversations/{conversation}/turns"
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SCRIPT = "- message: A.\n  actions: []\n- message: B.\n  actions: []\n"


@pytest.fixture
def scripted(tmp_path: Path) -> Path:
    """A small program in a folder that also has its model's script."""
    (tmp_path / "script.yaml").write_text(SCRIPT, encoding="utf-8")
    return small_program(tmp_path / "goals")


class Collector(ThreadingHTTPServer):
    """Takes what is exported, as a collector does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.spans: list[Span] = []
        self.services: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Taking(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"])))
        for resource in sent.resource_spans:
            named = {each.key: each.value.string_value for each in resource.resource.attributes}
            self.server.services.add(named["service.name"])
            for scope in resource.scope_spans:
                self.server.spans.extend(scope.spans)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("stream", [False, True])
def test_a_turn_is_below_its_request_and_that_behind_the_callers_span(
    tmp_path: Path, scripted: Path, stream: bool
) -> None:
    app = app_on(f"sqlite:///{tmp_path}/c.db", scripted, f"scripted:{tmp_path}/script.yaml")
    with served(app) as client:
        id = begun(client)
        with told() as heard:
            headers = {"traceparent": CALLER} | (STREAM if stream else {})
            client.post(f"/v1/conversations/{id}/turns", json={"text": WORDS}, headers=headers)
            client.get(f"/v1/{WORDS}?user={WORDS}")
            client.get("/healthz")
            heard.wait_for("POST", 1)
            heard.wait_for("GET", 1)
    request, unknown = heard.named("POST") + heard.named("GET")
    assert heard.tree()[0][0] == f"POST {ROUTE}"
    assert [name for name, _ in heard.tree()[0][1]] == ["invoke_agent goals"]
    assert request.parent is not None
    assert trace.format_span_id(request.parent.span_id) == CALLER.split("-")[2]
    assert {trace.format_trace_id(span.context.trace_id) for span in heard.spans if span is not unknown} == {
        CALLER.split("-")[1]
    }
    assert attributes(request) == {
        "http.request.method": "POST", "http.route": ROUTE, "http.response.status_code": 200, "url.scheme": "http",
    }  # fmt: skip
    assert attributes(unknown)["http.response.status_code"] == 404
    assert len(heard.named("GET")) == 1, "whether it lives is asked all the time"
    assert WORDS not in heard.everything()


def test_a_failure_of_the_model_is_one_of_the_request(tmp_path: Path, scripted: Path) -> None:
    app = app_on(f"sqlite:///{tmp_path}/c.db", scripted, f"scripted:{tmp_path}/script.yaml")
    with served(app) as client:
        id = begun(client)
        with told() as heard:
            for _ in range(3):
                answer = client.post(f"/v1/conversations/{id}/turns", json={"text": WORDS})
            heard.wait_for("POST", 3)
    assert answer.status_code >= 500
    request = heard.named("POST")[-1]
    assert request.status.status_code is trace.StatusCode.ERROR
    assert attributes(request)["error.type"] == str(answer.status_code)


@pytest.mark.slow
@pytest.mark.parametrize(("words", "workers"), [("false", 1), ("true", 2)])
def test_the_service_sends_its_spans_before_it_ends(
    tmp_path: Path, scripted: Path, collector: Collector, words: str, workers: int
) -> None:
    env = {
        "COACH_TRACING": "true", "COACH_TRACE_WORDS": words, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
        "OTEL_BSP_SCHEDULE_DELAY": "60000",
    }  # fmt: skip
    told = ("--program", "goals", "--model", "scripted:script.yaml", "--workers", workers)
    with process(tmp_path, *told, env=env) as serving:
        with serving.client() as client:
            id = begun(client)
            client.post(f"/v1/conversations/{id}/turns", json={"text": WORDS})
        serving.stop()
    names = [span.name for span in collector.spans]
    assert {"invoke_agent goals", "chat scripted", "coach.decision", "coach.commit", f"POST {ROUTE}"} <= set(names)
    assert collector.services == {"coach"}
    assert (WORDS in "\n".join(map(str, collector.spans))) is (words == "true")
    assert WORDS not in serving.log.read_text()


@pytest.mark.slow
def test_a_collector_that_never_answers_holds_up_nobody(tmp_path: Path, scripted: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        away = f"http://127.0.0.1:{silent.getsockname()[1]}"
        env = {"COACH_TRACING": "on", "OTEL_EXPORTER_OTLP_ENDPOINT": away, "OTEL_EXPORTER_OTLP_TIMEOUT": "90"}
        with process(tmp_path, "--program", "goals", "--model", "scripted:script.yaml", env=env) as serving:
            with serving.client() as client:
                id = begun(client)
                assert client.post(f"/v1/conversations/{id}/turns", json={"text": WORDS}).status_code == 200
            serving.stop(60)
    assert WORDS not in serving.log.read_text()


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigurationError, match="pip install 'opentelemetry-exporter-otlp-proto-http<2"):
        tracing.check(ServiceSettings(tracing=True))
    tracing.check(ServiceSettings())


def test_it_is_a_setting(tmp_path: Path) -> None:
    shown = command("config", cwd=tmp_path, env={"COACH_TRACING": "on"})
    assert "tracing" in shown.stdout
    assert "COACH_TRACING" in shown.stdout
