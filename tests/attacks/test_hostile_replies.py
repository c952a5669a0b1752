"""Whole conversations with a model that says anything at all: what is promised of a conversation holds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import copied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from turn_models import PiecesModel, rows, said, small_program

from coach import Coach, Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Malformed, Proposal
from coach.errors import CoachError, ConversationOver, ReplyUnusable
from coach.results import ConversationView
from coach.store.rows import read_id
from coach.store.tables import action_records, messages, model_calls, turns
from coach.turns.reading import read_replies

Conduct = Callable[[str, FormatName, list[str]], None]

names = st.sampled_from(["SAVE_GOAL", "TRANSITION_STATE", "save_goal", "SAVE_DREAM", "", "ПЛАН", "TRANSITION_STATE "])
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)
params = st.one_of(
    st.fixed_dictionaries({"name": st.sampled_from(["Run", "RUN ", "Rest", "", "x" * 300, "\u200b"]) | plain}),
    st.fixed_dictionaries({"target_state": st.sampled_from(["PLAN", "DONE", "WELCOME", "plan", "MOON"]) | plain}),
    st.dictionaries(st.sampled_from(["name", "size", "target_state", "x"]), plain, max_size=3),
)
proposals = st.builds(Proposal, names, params)
moves = st.sampled_from(["PLAN", "DONE", "WELCOME"]).map(lambda to: Proposal("TRANSITION_STATE", {"target_state": to}))
goals = st.sampled_from(["Run", "Rest", "Sing"]).map(lambda name: Proposal("SAVE_GOAL", {"name": name}))
words = st.sampled_from(["", "Fine.", "  ", "Très bien 🏃", "{{ 7 * 7 }}"]) | st.text(max_size=20)


@st.composite
def replies(draw: Any, format: FormatName) -> str:
    """Anything: a whole reply, one that was cut or doubled or put between other text, or noise."""
    asked = draw(st.lists(moves | goals | proposals, max_size=4))
    try:
        raw = FORMATS[format].write(draw(words), asked)
    except ValueError:
        raw = ""
    how = draw(st.integers(0, 9))
    if how == 0:
        raw = raw[: draw(st.integers(0, len(raw)))]
    elif how == 1:
        raw += draw(st.sampled_from([raw, "```", " \n", "}", "\0", "\ud800"]))
    elif how == 2:
        raw = draw(st.text(st.characters(), max_size=40))
    elif how == 3:
        raw = json.dumps(draw(plain))
    return raw


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program.load(small_program(tmp_path_factory.mktemp("hostile")))


@pytest.fixture(scope="module")
def conduct(program: Program) -> Iterator[Conduct]:
    """Holds a conversation in which the model gives these replies, then checks all that is promised of it."""
    with asyncio.Runner() as runner:
        yield lambda database, format, raws: runner.run(hold(database, program, format, raws))


async def hold(database: str, program: Program, format: FormatName, raws: list[str]) -> None:
    model = PiecesModel(*raws)
    async with Coach.open(database, program=program, model=model, format=format) as coach:
        begun = await coach.start("ann")
        kept: list[str] = []
        for attempt in range(5):
            asked = len(model.requests)
            model.answers += [FORMATS[format].write("…")] * 3  # where they run out
            try:
                result = await coach.say(begun.id, f"client {attempt}", key=f"k{attempt}")
            except ReplyUnusable:
                assert (await coach.snapshot(begun.id)).turn == len(kept)
            except ConversationOver:
                assert (await coach.snapshot(begun.id)).state == "DONE"
            else:
                kept.append(result.json())
                assert result.usage.calls == len(model.requests) - asked
                assert (await coach.say(begun.id, f"client {attempt}", key=f"k{attempt}")).json() == kept[-1]
            assert len(model.requests) - asked <= 3
        await check(coach, begun.id, [json.loads(each) for each in kept], format)


async def check(coach: Coach, id: str, kept: list[dict[str, Any]], format: FormatName) -> None:
    view = await coach.snapshot(id)
    assert [each["turn"] for each in kept] == list(range(1, view.turn + 1))
    assert [row.number for row in await rows(coach, turns)] == list(range(view.turn + 1))
    assert [row.ordinal for row in await rows(coach, messages)] == list(range(1, len(view.messages) + 1))
    assert [m.text for m in view.messages if m.role == "coach"][1:] == [each["message"] for each in kept]
    assert all(m.text.strip() for m in view.messages)
    assert len(view.memory["goals"]) == sum(a.type == "SAVE_GOAL" and a.status == "applied" for a in view.actions)
    state = "WELCOME"
    for each in kept:
        moved = [a for a in view.actions if a.turn == each["turn"] and a.status == "applied" and a.to_state]
        assert each["from_state"] == state
        assert [each["state"]] == ([a.to_state for a in moved] or [state])
        if moved:
            assert each["state"] in [exit.target for exit in coach.program.states[state].exits]
        state = each["state"]
    assert view.state == state
    assert state == "WELCOME" or view.memory["goals"], "past a guard that says no"
    await every_proposal_is_on_record(coach, id, view, format)


async def every_proposal_is_on_record(coach: Coach, id: str, view: ConversationView, format: FormatName) -> None:
    number = read_id(id)
    assert number is not None
    recorded = await rows(coach, action_records)
    problems = {(call.turn, call.attempt): call.problem for call in await rows(coach, model_calls)}
    for turn in range(1, view.turn + 1):
        for attempt, raw in enumerate(await read_replies(coach.store, number, turn), 1):
            reply = FORMATS[format].read(raw, coach.program.text_params)
            found = [row for row in recorded if (row.turn, row.attempt) == (turn, attempt)]
            if isinstance(reply, Malformed):
                assert found == []
                assert problems[turn, attempt] == reply.problem
                continue
            assert [(row.type, json.loads(row.params)) for row in found] == [
                (proposal.type, dict(proposal.params)) for proposal in reply.proposals
            ]
            for row in found:
                assert row.status in ("applied", "refused")
                assert (row.status == "refused") == bool(row.kind and row.reason)
                assert row.status == "refused" or row.summary


@pytest.mark.parametrize(
    "format", [each if each == "json" else pytest.param(each, marks=pytest.mark.slow) for each in FORMATS]
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_model_says_the_promises_hold(conduct: Conduct, format: FormatName, data: st.DataObject) -> None:
    conduct("sqlite://", format, data.draw(st.lists(replies(format), max_size=12)))


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(raws=st.lists(replies("json"), min_size=3, max_size=10))
def test_whatever_a_model_says_the_promises_hold_on_postgresql(
    conduct: Conduct, postgres_server: str, postgres_template: str, raws: list[str]
) -> None:
    with copied(postgres_server, postgres_template) as database:
        conduct(database, "json", raws)


LOUD = {
    "a megabyte of words": said("x" * 1_000_000),
    "a megabyte of actions": said("x", *[("SAVE_GOAL", {"name": "y" * 60_000})] * 16),
    "seventeen actions": said("x", *[("SAVE_GOAL", {"name": str(n)}) for n in range(17)]),
    "a tower": '{"actions": [], "message": "x", "y": ' + "[" * 5_000,
    "a flood of braces": "{" * 250_000,
    "a flood of quotes": '{"' * 120_000,
    "a long number": '{"actions": [{"type": "SAVE_GOAL", "size": ' + "9" * 100_000 + '}], "message": "x"}',
}


@pytest.mark.anyio
@pytest.mark.parametrize("what", LOUD)
async def test_excess_costs_milliseconds_and_commits_nothing(what: str, program: Program, tmp_path: Path) -> None:
    raw = LOUD[what]
    model = PiecesModel(raw, [raw[at : at + 1000] for at in range(0, len(raw), 1000)], said("Fine."))
    async with Coach.open(f"sqlite:///{tmp_path}/loud.db", program=program, model=model) as coach:
        begun = await coach.start("ann")
        started = asyncio.get_running_loop().time()
        with pytest.raises(CoachError):
            await coach.say(begun.id, "Hello")
        assert asyncio.get_running_loop().time() - started < 1.5
        assert len(model.requests[1].messages[-2].text) < 10_000  # what is told of it again is short
        assert (await coach.snapshot(begun.id)).turn == 0
        assert (await coach.say(begun.id, "Hello")).message == "Fine."
