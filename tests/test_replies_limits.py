"""What is too much for a reply, in every format."""

from __future__ import annotations

import time
from typing import Any

import pytest

from coach.engine.replies import FORMATS
from coach.engine.reply import MAX_ACTIONS, MAX_BYTES, MAX_DEPTH, FormatName, Malformed, Proposal, Reply

ALL: list[FormatName] = ["json", "tools", "tags", "xml"]


def read(name: FormatName, raw: str) -> Reply | Malformed:
    return FORMATS[name].read(raw, {})


@pytest.mark.parametrize("name", ALL)
def test_a_reply_over_the_size_cap_is_malformed_whole(name: FormatName) -> None:
    each = FORMATS[name]
    room = MAX_BYTES - len(each.write("", [Proposal("SAVE")]).encode())
    fits = each.write("é" * (room // 2), [Proposal("SAVE")])
    assert isinstance(read(name, fits), Reply)
    over = read(name, fits + "éé")
    assert isinstance(over, Malformed)
    assert "256 KB" in over.problem
    assert isinstance(read(name, "\ud800" * (MAX_BYTES // 2)), Malformed)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("name", ALL)
def test_a_reply_over_the_depth_cap_is_malformed_whole(name: FormatName) -> None:
    each = FORMATS[name]
    for depth, fits in [(MAX_DEPTH - 3, True), (MAX_DEPTH + 1, False), (900, False)]:
        raw = each.write("Hello", [Proposal("SAVE", {"key": nested(depth)})])
        assert isinstance(read(name, raw), Reply) is fits
    raw = each.write("Hello", [Proposal("SAVE", {"key": 777})]).replace("777", "[" * 100_000 + "]" * 100_000)
    deepest = read(name, raw)
    assert isinstance(deepest, Malformed)
    assert "deep" in deepest.problem


@pytest.mark.parametrize("name", ALL)
def test_more_than_sixteen_actions_are_malformed_whole(name: FormatName) -> None:
    each = FORMATS[name]
    acts = [Proposal("SAVE", {"key": "v"})] * MAX_ACTIONS
    assert read(name, each.write("Hello", acts)) == Reply("Hello", tuple(acts))
    assert isinstance(read(name, each.write("Hello", [*acts, Proposal("MORE")])), Malformed)


@pytest.mark.parametrize(
    "name",
    ["json", "tags", "tools"],
)
@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5000, "-" + "9" * 400, "0x" + "f" * 999])
def test_a_number_that_json_cannot_carry_is_not_passed_on(name: FormatName, number: str) -> None:
    raw = FORMATS[name].write("Hello", [Proposal("SAVE", {"key": "HERE"})])
    result = read(name, raw.replace('\\"HERE\\"', number).replace('"HERE"', number))
    if isinstance(result, Reply):
        assert [bool(each.problem) for each in result.proposals] == [True]
    else:
        assert name == "json"


WORST = [
    *("[", "{", '{"', '"\\"', "[]", "{}", "'", " ", "\n ", "9", "&#1;", "/*", "```", '{"a":1,'),
    *("[ACTION:X]", '[ACTION:X]{"', "[ACTION:X]{a:'", "[ACTION:X]{", "[/ACTION]", "[ACTION X]", "[ACTION:X"),
    *('<action name="', '<action name="X">', '<param name="a">', "</param>", "<action ", "<a", '{"message":""}'),
]
STARTS = ["", '{"message":"', "[ACTION:X]{" * 16, "[ACTION:X]{a:'" * 15, '<action name="X"><param name="a">']


@pytest.mark.parametrize("unit", WORST)
def test_excess_costs_little(unit: str) -> None:
    for start in STARTS:
        raw = start + unit * ((MAX_BYTES - len(start)) // len(unit))
        for name in ALL:
            began = time.perf_counter()
            read(name, raw)
            assert time.perf_counter() - began < 2.0
