"""What the client does when the line breaks, the service is busy, away or new: a turn happens once, is heard whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from client_talking import KINDS_SLOWLY, Cut, Line, check_heard, client_of, line_to, until, words
from model_server import ModelServer
from service_server import app_on, served
from service_talking import WORDS, halting, listening
from turn_models import goal
from turn_models import said as reply

from coach.errors import NoSuchConversation
from coach.results import Event

ANSWER = b"HTTP/1.1 2"


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


@pytest.mark.parametrize("behind", [False, True])
def test_an_answer_that_was_lost_is_asked_for_again_and_the_turn_happened_once(
    client: Any, line: Line, model: ModelServer, behind: bool
) -> None:
    model.replies(reply("A garden, then."))
    line.cuts.append(Cut(ANSWER, behind=behind))
    id = client.start("ada").id
    assert line.cut.is_set()
    assert len(list(client.conversations())) == 1
    line.cuts.append(Cut(ANSWER, behind=behind, times=2))
    done = client.say(id, "A garden")
    assert line.cuts[-1].times == 0
    assert (done.turn, done.message, client.get(id).turn) == (1, "A garden, then.", 1)
    deeds: tuple[Callable[[], Any], ...] = (
        lambda: client.move(id, "PLAN", reason="so"),
        lambda: client.edit(id, {"ready": True}, reason="so"),
        lambda: client.fork(id),
        lambda: client.rewind(id, 2),
        lambda: client.reset(id),
    )
    for deed in deeds:
        before = client.get(id).turn, len(list(client.conversations()))
        line.cuts.append(Cut(ANSWER, behind=behind))
        done = deed()
        assert line.cuts[-1].times == 0
        after = client.get(id).turn, len(list(client.conversations()))
        assert after in ((before[0] + 1, before[1]), (before[0], before[1] + 1), (2, before[1] + 1), (0, before[1]))
    line.cuts.append(Cut(ANSWER, behind=behind))
    client.delete(id)
    with pytest.raises(NoSuchConversation):
        client.get(id)


def test_a_list_goes_on_after_a_lost_page(client: Any, line: Line) -> None:
    ids = [client.start("ada").id for _ in range(5)]
    line.cuts += [Cut(b'"items"', behind=True), Cut(ANSWER, behind=False)]
    assert [each.conversation for each in client.conversations(limit=2)] == ids[::-1]
    assert [cut.times for cut in line.cuts] == [0, 0]


@pytest.mark.parametrize(
    "at", [b"event: started", b'"state":"WELCOME"', b"event: action", b"A garden", b"plant first", b"event: completed"]
)
@pytest.mark.parametrize("behind", [False, True])
def test_a_stream_that_breaks_off_anywhere_is_gone_on_with(
    client: Any, line: Line, model: ModelServer, at: bytes, behind: bool
) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS, goal("Garden")), "plant", gate))
    id = client.start("ada").id
    line.cuts.append(Cut(at, behind=behind))
    threading.Timer(0.3, gate.set).start()
    heard = list(client.stream(id, "Hello"))
    assert line.cut.is_set()
    check_heard(heard, WORDS, 1)
    assert client.get(id).turn == 1
    assert len(model.requests) == 1


def test_a_stream_that_breaks_off_again_and_again_is_heard_whole(client: Any, line: Line, model: ModelServer) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS, goal("Garden")), "where", gate))
    id = client.start("ada").id
    line.cuts += [
        Cut(b"event: ", behind=True, times=3),
        Cut(b"event: text", behind=True, times=3),
        Cut(b"A garden", behind=True),
    ]
    threading.Timer(0.5, gate.set).start()
    check_heard(list(client.stream(id, "Hello")), WORDS, 1)
    assert all(cut.times == 0 for cut in line.cuts)


def test_a_stream_goes_on_when_nothing_of_what_was_heard_can_be_gone_on_from(
    tmp_path: Path, client: Any, line: Line, model: ModelServer, program_folder: Callable[..., Path]
) -> None:
    """Another process has the turn as it is stored: words that were heard are withdrawn first."""
    gate = threading.Event()
    model.does(halting(reply(WORDS, goal("Garden")), "plant first", gate))
    id = client.start("ada").id
    other = app_on(f"sqlite:///{tmp_path}/lost.db", program_folder(), "openai/some-model")
    with served(other) as http, ThreadPoolExecutor(1) as pool:
        line.cuts.append(Cut(b"A garden", behind=True))
        hearing = pool.submit(lambda: list(client.stream(id, "Hello")))
        assert line.cut.wait(10)
        line.upstream = None
        gate.set()
        until(lambda: http.get(f"/v1/conversations/{id}").json()["turn"] == 1)
        line.upstream = http.base_url.port
        check_heard(hearing.result(20), WORDS, 1)


def test_leaving_early_does_not_stop_the_turn(client: Any, model: ModelServer) -> None:
    gate = threading.Event()
    model.does(halting(reply(WORDS), "plant first", gate))
    id = client.start("ada").id
    stream = client.stream(id, "Hello", key="one")
    heard: list[Event] = []
    for event in stream:
        heard.append(event)
        if "plant first" in words(heard):
            break
    stream.close()
    gate.set()
    assert client.say(id, "Hello", key="one").message == WORDS
    assert len(model.requests) == 1
