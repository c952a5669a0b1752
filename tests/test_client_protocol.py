"""The protocol of the client without any wire: what it asks for, when it tries again, and what it tells."""

from __future__ import annotations

import inspect
import json
from typing import Any, cast

import pytest
from client_protocol import ID, RESULT, WHOLE, Clock, hearing, problem, stream
from hypothesis import given
from hypothesis import strategies as st

from coach import errors
from coach.client import conversing
from coach.client.commands import Answered, Emit, Lost, Send, Wait
from coach.client.exchange import exchanged, listed
from coach.client.failing import failed, failure_of
from coach.client.reading import read
from coach.client.requests import deed
from coach.errors import BadInput, Busy, CoachError
from coach.results import (
    Failed,
)
from coach.service import shapes
from coach.service.kinds import INVALID, KINDS, OTHER, PLAIN, URN, error_of, kind_of


def asked(answers: list[Any], seconds: float = 60.0) -> tuple[Any, Clock, int]:
    """What comes of a question that is answered so, the clock, and how often it was asked."""
    clock, times = Clock(), 0
    call = conversing.turn.__wrapped__(ID, 1)
    work = exchanged(call, clock.patience(seconds))
    told: Any = None
    while True:
        try:
            command = work.send(told)
        except StopIteration as end:
            return end.value, clock, times
        except CoachError as error:
            return error, clock, times
        told = None
        if isinstance(command, Send):
            times += 1
            told = answers.pop(0) if len(answers) > 1 else answers[0]
        else:
            clock.wait(command.seconds)


OK = Answered(200, {}, RESULT.json().encode())


@pytest.mark.parametrize(
    "trouble",
    [
        Lost("gone"),
        problem(Busy("busy", 3.0), **{"retry-after": "2"}),
        problem(errors.DatabaseUnavailable("away"), **{"retry-after": "1"}),
        problem(errors.ModelTimeout("slow")),
        problem(errors.Stopping("stopping")),
        Answered(502, {"content-type": "text/html"}, b"<html>"),
        Answered(503, {}, b""),
    ],
)
def test_what_passes_is_waited_for(trouble: Any) -> None:
    result, clock, times = asked([trouble, trouble, OK])
    assert (result, times) == (RESULT, 3)
    least = float(getattr(trouble, "headers", {}).get("retry-after", 0))
    assert all(wait >= least for wait in clock.waits)
    assert clock.waits[1] > clock.waits[0] or least


@pytest.mark.parametrize("cls", [each for each in KINDS if kind_of(each.__new__(each)).status not in (503,)])
def test_what_does_not_pass_is_raised_at_once(cls: type[CoachError]) -> None:
    if cls is Busy:
        return
    error = cls("so", 1.0) if issubclass(cls, errors.TooMany) else cls("so")
    found, clock, times = asked([problem(error)])
    assert isinstance(found, CoachError)
    assert (times, clock.waits) == (1, [])


@pytest.mark.parametrize("error", [errors.DatabaseOutdated("old"), errors.ConfigurationError("not set up")])
def test_what_somebody_has_to_mend_is_not_tried_again(error: CoachError) -> None:
    found, _, times = asked([problem(error)])
    assert (type(found), times) == (type(error), 1)


def test_every_problem_of_the_service_is_an_error_here() -> None:
    """One table is of both: whatever the service can say comes back as what it was."""
    for cls, kind in KINDS.items():
        told = {"type": URN + kind.code, "status": kind.status, "detail": "so", "remedy": kind.remedy}
        failure = failed(told, 7.0)
        assert kind_of(failure.error).code == kind.code, cls
        assert str(failure.error) == "so"
        assert failure.error.__notes__ == [kind.remedy]
        if kind.code != "internal":
            assert type(failure.error) is cls
        if isinstance(failure.error, Busy | errors.TooMany):
            assert failure.error.retry_after == 7.0
    for status, (code, _, _) in {**PLAIN, 422: (INVALID, "", ""), 418: OTHER}.items():
        told = {"type": URN + code, "status": status, "detail": "so"}
        assert issubclass(type(failed(told).error), errors.ServiceError if status in (404, 405, 408, 418) else BadInput)
    assert error_of("of-a-later-version") is errors.ServiceError


@given(st.floats(0, 100), st.floats(0, 1), st.floats(0, 30))
def test_patience_ends_in_time_and_pauses_grow(seconds: float, chance: float, least: float) -> None:
    clock = Clock()
    patience = clock.patience(seconds, chance)
    while (pause := patience.pause(least)) is not None:
        assert pause >= least
        clock.wait(pause)
        assert len(clock.waits) < 2000
    assert clock.now <= seconds
    patience.renew()
    assert (patience.pause() is None) == (seconds <= 0.2 * (0.5 + chance / 2))


def test_every_page_of_a_list_has_patience_of_its_own() -> None:
    clock, found, told = Clock(), list[Any](), None
    line = {"conversation": ID, "user": "a", "tenant": "", "label": None, "version": "1", "state": "WELCOME", "turn": 0,
            "taken_by": None, "started": "2027-03-01T09:30:00Z", "turned": "2027-03-01T09:30:00Z"}  # fmt: skip
    pages: list[Any] = []
    for number in range(9):
        page = {"items": [line], "after": str(number), "more": number < 8}
        pages += [Lost("reset"), Answered(200, {}, json.dumps(page).encode())]
    flow = listed(inspect.unwrap(cast(Any, conversing.conversations))(), clock.patience(0.5))
    while True:
        try:
            command = flow.send(told)
        except StopIteration:
            break
        told = pages.pop(0) if isinstance(command, Send) else None
        if isinstance(command, Wait):
            clock.wait(command.seconds)
        elif isinstance(command, Emit):
            found.append(command.item)
    assert len(found) == 9
    assert clock.now > 1.0


def test_what_cannot_be_read_is_an_error_that_says_so() -> None:
    html = Answered(200, {"content-type": "text/html"}, b"<html>")
    for wrong in (
        html,
        [b"event: completed\ndata: {}\n\n"],
        [b"event: text\ndata: no\n\n"],
        [b"event: failed\ndata: 1\n\n"],
        [b"event: failed\ndata: {}\n\n"],
    ):
        told, _ = hearing([wrong])
        assert isinstance(told[-1], Failed)
        assert isinstance(told[-1].error, errors.Unreachable), wrong
    for body in (b"", b"[]", b'{"turn": 1}', b"\xff"):
        found, _, times = asked([Answered(200, {}, body)])
        assert (type(found), times) == (errors.Unreachable, 1)


def test_what_is_new_in_a_later_version_is_let_be() -> None:
    later = json.loads(RESULT.json()) | {"mood": "good"}
    assert asked([Answered(200, {}, json.dumps(later).encode())])[0] == RESULT
    told, _ = hearing([[b'event: mood\ndata: {"so": 1}\nid: 1.a.9\n\n', *stream(*WHOLE)]])
    assert told == WHOLE


def test_the_services_own_shapes_may_grow_as_well() -> None:
    later = json.dumps({**shapes.EXAMPLES["Calling"], "mood": "good"})
    assert read(shapes.Calling, later).role == "operator"


def test_every_deed_has_a_key_of_its_own() -> None:
    keys = {deed("POST", "/x", None).headers["Idempotency-Key"] for _ in range(100)}
    assert len(keys) == 100
    assert deed("POST", "/x", "mine").headers["Idempotency-Key"] == "mine"
    for wrong in ("", "a" * 201, "a\nb", "ä", 5):
        with pytest.raises(BadInput):
            deed("POST", "/x", wrong)  # type: ignore[arg-type]


def test_a_lost_answer_says_what_happened() -> None:
    assert str(failure_of(Lost("ConnectError: refused")).error).endswith("ConnectError: refused")
