"""What a server's errors mean."""

from __future__ import annotations

import email.utils
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ModelRejected
from coach.models.faults import Fault, rejection, seconds_to_wait, told


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("-4", 0.0), ("inf", float("inf")), ("nan", None), ("soon", None), ("", None)],
)
def test_a_wait_is_given_in_seconds(text: str, seconds: float | None) -> None:
    assert seconds_to_wait({"retry-after": text}) == seconds


def test_a_wait_is_given_as_a_date() -> None:
    soon = email.utils.formatdate(time.time() + 30, usegmt=True)
    assert seconds_to_wait({"retry-after": soon}) == pytest.approx(30, abs=2)
    assert seconds_to_wait({"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}) == 0.0
    assert seconds_to_wait({}) is None


def test_a_wait_in_milliseconds_goes_before_one_in_seconds() -> None:
    assert seconds_to_wait({"retry-after-ms": "250", "retry-after": "1"}) == 0.25
    assert seconds_to_wait({"retry-after-ms": "-1"}) == 0.0
    for unreadable in ("nan", "soon", ""):
        assert seconds_to_wait({"retry-after-ms": unreadable, "retry-after": "2"}) == 2.0


@given(st.text())
def test_whatever_stands_there_is_a_wait_or_nothing(text: str) -> None:
    for name in ("retry-after", "retry-after-ms"):
        seconds = seconds_to_wait({name: text})
        assert seconds is None or seconds >= 0


def test_what_an_error_repeats_of_the_request_is_not_what_it_says() -> None:
    body = {
        "detail": [{"loc": ["body", "tools", 3], "msg": "not permitted", "input": "my words", "ctx": {"x": "mine"}}]
    }
    assert told(body) == "body tools 3 not permitted"


def test_an_error_is_read_only_so_deep_and_so_long() -> None:
    body: object = "x"
    for _ in range(900):
        body = [body]
    assert told(body) == ""
    assert len(told("x" * 10_000)) == 2000


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 520, 529, None])
def test_a_failing_server_may_be_tried_again(status: int | None) -> None:
    assert rejection(Fault("answered", status=status), "big", "host") is None


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 413, 418, 422, 501])
def test_a_rejection_is_final_and_says_what_to_do(status: int) -> None:
    error = rejection(Fault(f"answered {status}", status=status), "big{}", "host:80")
    assert isinstance(error, ModelRejected)
    assert str(error).startswith("The model server at host:80 ")
    assert str(error).endswith(f"(answered {status}).")
