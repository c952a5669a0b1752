"""A turn that is heard: whatever becomes of its connections, its events are told once, and all of them."""

from __future__ import annotations

import json

import pytest
from client_protocol import ID, WHOLE, hearing, problem, stream, withdrawn
from hypothesis import given
from hypothesis import strategies as st

from coach import errors
from coach.client import conversing
from coach.client.commands import Lost
from coach.client.events import Item, Lines
from coach.errors import CoachError
from coach.results import (
    ActionDecided,
    Completed,
    Failed,
    Retracted,
    Started,
    Text,
)
from coach.service.wire import Place, Sent, encoded, sent


@given(st.data())
def test_a_stream_is_read_in_pieces_of_any_size(data: st.DataObject) -> None:
    items = [sent(event) for event in WHOLE] + [Sent("text", json.dumps({"text": data.draw(st.text())}))]
    whole = b": ping\n\n" + b"".join(encoded(each, Place(1, "a", n)) for n, each in enumerate(items, 1))
    if data.draw(st.booleans()):
        whole = whole.replace(b"\n", b"\r\n")
    lines, found, place = Lines(), list[Item](), 0
    while place < len(whole):
        size = data.draw(st.integers(1, 40))
        found += lines.feed(whole[place : place + size])
        place += size
    assert [(each.kind, each.data, each.id) for each in found] == [
        (each.kind, each.data, f"1.a.{n}") for n, each in enumerate(items, 1)
    ]


TURNS = f"/v1/conversations/{ID}/turns"


def test_a_broken_stream_is_gone_on_with_where_it_broke() -> None:
    told, asked = hearing([[*stream(*WHOLE[:3]), Lost("reset")], Lost("refused"), stream(*WHOLE[3:], first=4)])
    assert told == WHOLE
    assert asked == [("POST", TURNS, None), *[("GET", f"{TURNS}/1/events", "1.a.3")] * 2]


def test_a_stream_that_broke_before_it_began_is_asked_for_with_its_key() -> None:
    told, asked = hearing([Lost("reset"), [], stream(*WHOLE)])
    assert told == WHOLE
    assert asked == [("POST", TURNS, None)] * 3


def test_a_turn_that_follows_whole_is_told_once() -> None:
    told, _ = hearing([[*stream(*WHOLE[:3])], withdrawn() + stream(*WHOLE, attempt="stored")])
    assert [type(each) for each in told] == [Started, ActionDecided, Text, Retracted, Text, Text, Completed]
    told, _ = hearing([[*stream(*WHOLE[:2])], withdrawn() + stream(*WHOLE, attempt="stored")])
    assert told == WHOLE, "no words, nothing to withdraw"


def test_a_turn_of_which_nothing_was_kept_is_taken_again() -> None:
    gone = Failed(errors.ModelUnavailable("the turn ended without being done"))
    for trouble in ([*withdrawn(), encoded(sent(gone), None)], problem(errors.NoSuchTurn("there is no turn 1"))):
        told, asked = hearing([[*stream(*WHOLE[:3])], trouble, stream(*WHOLE, attempt="b")])
        assert [type(each) for each in told] == [Started, ActionDecided, Text, Retracted, Text, Text, Completed]
        assert [method for method, _, _ in asked] == ["POST", "GET", "POST"]


@pytest.mark.parametrize(
    "error", [errors.ModelRefused("no"), errors.ConversationOver("over"), errors.KeyReused("used")]
)
def test_a_turn_that_fails_for_good_is_told_so_once(error: CoachError) -> None:
    for script in ([stream(WHOLE[0], Failed(error))], [problem(error)]):
        told, asked = hearing(list(script))
        assert isinstance(told[-1], Failed)
        assert type(told[-1].error) is type(error)
        assert len(asked) == 1


def test_a_turn_that_keeps_failing_ends_in_time() -> None:
    gone = stream(WHOLE[0], WHOLE[2], Failed(errors.ModelTimeout("slow")))
    told, asked = hearing([gone] * 1000)
    assert isinstance(told[-1], Failed)
    assert isinstance(told[-1].error, errors.ModelUnavailable)
    assert 5 < len(asked) < 100


def test_whoever_only_listens_takes_no_turn() -> None:
    for trouble in (stream(Failed(errors.ModelTimeout("slow"))), problem(errors.NoSuchTurn("there is no turn 1"))):
        told, asked = hearing([trouble], conversing.events, 1)
        assert isinstance(told[-1], Failed)
        assert asked == [("GET", f"{TURNS}/1/events", None)]
    told, asked = hearing([[], Lost("reset"), stream(*WHOLE)], conversing.events, 1)
    assert told == WHOLE


def test_as_long_as_something_new_is_heard_patience_begins_anew() -> None:
    """A line that breaks after every event is a line; one that gives nothing new is none."""
    words = [Text(str(number)) for number in range(20)]
    whole = [WHOLE[0], *words, WHOLE[-1]]
    told, asked = hearing([stream(each, first=number) for number, each in enumerate(whole, 1)], line=0.5)
    assert told == whole
    assert len(asked) == len(whole)
    told, asked = hearing([stream(WHOLE[0])] + [[]] * 50, line=0.5)
    assert isinstance(told[-1], Failed)
    assert len(asked) < 10
