"""What the client does when the service is busy, away or begun anew: it waits, within its patience."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from client_talking import KINDS_SLOWLY, Line, check_heard, client_of, line_to, until, words
from model_answers import answer, failure
from model_server import ModelServer
from service_server import app_on, process, served
from service_talking import WORDS, halting, listening
from turn_models import goal, small_program
from turn_models import said as reply

from coach.errors import BadInput, Busy, ModelUnavailable, Unreachable
from coach.results import Event, Failed


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with listening(monkeypatch) as server:
        yield server


@pytest.fixture
def line(tmp_path: Path, program_folder: Callable[..., Path], model: ModelServer) -> Iterator[Line]:
    app = app_on(f"sqlite:///{tmp_path}/lost.db", program_folder(), "openai/some-model", deadline=4.0)
    with served(app) as http, line_to(str(http.base_url)) as line:
        yield line


@pytest.fixture(params=KINDS_SLOWLY)
def client(request: pytest.FixtureRequest, line: Line) -> Iterator[Any]:
    with client_of(request.param, line.url, patience=20.0) as client:
        yield client


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS_SLOWLY)
def test_a_busy_conversation_is_waited_for_or_said_to_be_busy(kind: str, line: Line, model: ModelServer) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    model.replies(reply("And a pond."))
    with client_of("waited", line.url) as first, ThreadPoolExecutor(1) as pool:
        id = first.start("ada").id
        talking = pool.submit(first.say, id, "Hello")
        until(lambda: first.get(id).running is not None)
        with client_of(kind, line.url, patience=0.0) as hasty:
            with pytest.raises(Busy) as busy:
                hasty.say(id, "And?")
            assert 1 <= busy.value.retry_after <= 5
            [failed] = hasty.stream(id, "And?")
            assert isinstance(failed, Failed)
            assert isinstance(failed.error, Busy)
        threading.Timer(0.3, gate.set).start()
        with client_of(kind, line.url, patience=30.0) as patient:
            assert patient.say(id, "And?").message == "And a pond."
        assert talking.result(20).message == WORDS


@pytest.mark.slow
def test_a_model_that_was_away_is_asked_again_with_the_same_key(client: Any, model: ModelServer) -> None:
    id = client.start("ada").id
    for take in (lambda: client.say(id, "Hello").message, lambda: words(list(client.stream(id, "Hello")))):
        before = len(model.requests)
        model.otherwise = failure(503)
        threading.Timer(4.5, model.replies, [reply("Here again.")]).start()
        threading.Timer(4.6, lambda: setattr(model, "otherwise", None)).start()
        assert take() == "Here again."
        assert len(model.requests) > before + 1
    assert client.get(id).turn == 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS_SLOWLY)
def test_patience_ends_and_what_cannot_help_is_not_tried_again(kind: str, line: Line, model: ModelServer) -> None:
    with client_of(kind, line.url, patience=1.0) as client:
        id = client.start("ada").id
        wrongs: tuple[Callable[[], Any], ...] = (
            lambda: client.move(id, "NOWHERE", reason="so"),
            lambda: client.say(id, " "),
            lambda: client.turn(id, -1),
        )
        for wrong in wrongs:
            before = line.requests
            with pytest.raises(BadInput):
                wrong()
            assert line.requests == before + 1
        model.otherwise = failure(503)
        with pytest.raises(ModelUnavailable):
            client.say(id, "Hello")
        last = list(client.stream(id, "Hello"))[-1]
        assert isinstance(last, Failed)
        assert isinstance(last.error, ModelUnavailable)
        line.upstream = None
        started = time.monotonic()
        aways: tuple[Callable[[], Any], ...] = (lambda: client.get(id), lambda: client.say(id, "Hello"))
        for away in aways:
            with pytest.raises(Unreachable, match="cannot be reached"):
                away()
        [failed] = client.stream(id, "Hello")
        assert isinstance(failed.error, Unreachable)
        assert time.monotonic() - started < 20.0


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS_SLOWLY)
def test_a_service_that_is_begun_anew_is_found_again(kind: str, tmp_path: Path, model: ModelServer) -> None:
    """Words of a turn that nobody finished are withdrawn, and it is taken again with its key."""
    small_program(tmp_path / "goals")
    env = {
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": "key",
        "COACH_MODEL": "openai/some-model",
        "COACH_GRACE": "7",
    }
    options = ("--program", "goals", "--db", f"sqlite:///{tmp_path}/anew.db")
    gate = threading.Event()
    model.does(halting(reply(WORDS, goal("Garden")), "plant first", gate))
    model.otherwise = answer(reply(WORDS, goal("Garden")))
    with ExitStack() as stack:
        first = stack.enter_context(process(tmp_path, *options, env=env))
        line = stack.enter_context(line_to(first.url))
        client = stack.enter_context(client_of(kind, line.url, patience=60.0))
        pool = stack.enter_context(ThreadPoolExecutor(1))
        id = client.start("ada").id
        heard: list[Event] = []

        def hear() -> None:
            for event in client.stream(id, "Hello", key="one"):
                heard.append(event)

        hearing = pool.submit(hear)
        until(lambda: "plant first" in words(heard))
        line.upstream = None
        first.stop()
        second = stack.enter_context(process(tmp_path, *options, env=env))
        line.upstream = int(second.url.rpartition(":")[2])
        hearing.result(60)
        gate.set()
        check_heard(heard, WORDS, 1)
        assert client.say(id, "Hello", key="one") == heard[-1].result  # type: ignore[union-attr]
        assert client.get(id).turn == 1
