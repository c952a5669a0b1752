"""A day's tokens, by user and by tenant: counted after turns, looked at before them, and an end that is polite."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import SLOWLY
from fastapi import FastAPI
from model_answers import USAGE, answer
from model_server import ModelServer
from operating import FILES
from service_keys import on
from service_problem import problem
from service_server import STREAM, Everybody, app_on, begun, events, served
from service_talking import WORDS, halting, listening
from sqlalchemy import select
from turn_models import said as reply

from coach.service import Caller
from coach.store.tables import token_usage
from coach.store.token_usage import add_tokens

Folder = Callable[..., Path]
#: What the server says that one call used.
ONE = sum(number for number in USAGE.values() if isinstance(number, int))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    with listening(monkeypatch) as server:
        yield server


@contextmanager
def serving(database: str, folder: Path, *callers: Caller, **settings: Any) -> Iterator[tuple[httpx2.Client, FastAPI]]:
    identify = Everybody(*callers) if callers else None
    app = app_on(database, folder, "openai/some-model", identify, **settings)
    with served(app) as client:
        yield client, app


def say(client: httpx2.Client, id: str, text: str = "I run.", **headers: str) -> httpx2.Response:
    return client.post(f"/v1/conversations/{id}/turns", json={"text": text}, headers=headers)


def used(database: str) -> dict[tuple[str, str], int]:
    """The tokens of each user of each tenant."""
    rows = on(database, lambda store: store.fetch(select(token_usage)))[0]
    return {(row.tenant, row.user_id): row.tokens for row in rows}


def answering(model: ModelServer) -> None:
    """Whatever is asked, something is answered."""
    model.otherwise = answer(reply("Fine."))


@SLOWLY
@pytest.mark.parametrize("headers", [{}, STREAM], ids=["JSON", "stream"])
def test_a_user_whose_tokens_are_spent_is_told_politely(
    database: str, program_folder: Folder, model: ModelServer, headers: dict[str, str]
) -> None:
    answering(model)
    with serving(database, program_folder(), budget_per_user=ONE + 1) as (client, _):
        id, other = begun(client), begun(client, user="bo")
        assert [say(client, id, **headers).status_code for _ in range(2)] == [200, 200]
        assert used(database) == {("", "ada"): 2 * ONE}
        before = client.get(f"/v1/conversations/{id}").content
        refused = say(client, id, **headers)
        detail = problem(refused, 429, "budget-spent")["detail"]
        assert "enough for today" in detail
        midnight = datetime.combine(today() + timedelta(days=1), time(), UTC)
        left = (midnight - datetime.now(UTC)).total_seconds()
        assert abs(int(refused.headers["retry-after"]) - left) < 60
        assert client.get(f"/v1/conversations/{id}").content == before
        assert len(model.requests) == 2
        problem(say(client, begun(client), **headers), 429, "budget-spent")  # nor in another conversation
        assert say(client, other, **headers).status_code == 200
        moved = client.post(f"/v1/conversations/{id}/move", json={"state": "PLAN", "reason": "so"})
        assert moved.status_code == 200  # no model is asked


def test_a_tenant_has_a_budget_of_its_own(database: str, program_folder: Folder, model: ModelServer) -> None:
    answering(model)
    callers = (Caller("a", "operator"), Caller("b", "operator"))
    with serving(database, program_folder(), *callers, budget_per_tenant=2 * ONE) as (client, _):
        for user in ("ada", "bo"):
            assert say(client, begun(client, user=user)).status_code == 200
        problem(say(client, begun(client, user="eve")), 429, "budget-spent")
        made = client.post("/v1/conversations", json={"user": "ada"}, headers={"x-caller": "1"}).json()["id"]
        assert say(client, made, **{"x-caller": "1"}).status_code == 200
    assert used(database) == {("a", "ada"): ONE, ("a", "bo"): ONE, ("b", "ada"): ONE}


def test_what_was_done_is_told_again_and_counted_once(
    database: str, program_folder: Folder, model: ModelServer
) -> None:
    model.does(answer(reply("A garden?", ("OFFER_GOAL", {"name": "Garden"}))))
    answering(model)
    with serving(database, program_folder(**FILES), budget_per_user=ONE + 1) as (client, _):
        id, once = begun(client), {"Idempotency-Key": "once"}
        first = say(client, id, **once)
        body = {"offer": first.json()["offer"]["id"], "button": "yes"}
        second = client.post(f"/v1/conversations/{id}/turns", json=body)
        assert second.json()["usage"]["calls"] == 1
        problem(say(client, id), 429, "budget-spent")
        assert say(client, id, **once).content == first.content
        assert client.post(f"/v1/conversations/{id}/turns", json=body).content == second.content
        read = list(events(say(client, id, **once, **STREAM)))
        assert (read[-1].kind, read[-1].data) == ("completed", first.json())
        assert used(database) == {("", "ada"): 2 * ONE}


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["JSON", "stream"])
def test_a_turn_that_runs_is_not_cut_off_and_can_be_joined(
    database: str, program_folder: Folder, model: ModelServer, headers: dict[str, str]
) -> None:
    """What the server did not count is estimated."""
    gate = threading.Event()
    model.does(halting(reply(WORDS), "A garden", gate))
    with serving(database, program_folder(), budget_per_user=10) as (client, _), ThreadPoolExecutor() as pool:
        id = begun(client)
        once = {"Idempotency-Key": "once", **headers}
        running = pool.submit(say, client, id, **once)
        assert model.wait_for_call()
        on(database, lambda store: store.with_connection(lambda c: add_tokens(c, {("", "ada", today()): 1000})))
        problem(say(client, id, **{"Idempotency-Key": "another"}), 429, "budget-spent")
        joined = pool.submit(say, client, id, **once)
        gate.set()
        assert running.result(30).status_code == 200
        assert joined.result(30).status_code == 200
        assert WORDS in running.result().text
        assert WORDS in joined.result().text
    shown = sum(len(message["content"]) for message in model.bodies[0]["messages"]) + len(reply(WORDS))
    assert used(database)["", "ada"] - 1000 == pytest.approx(shown / 4, rel=0.2)


def test_a_new_day_begins_at_midnight(tmp_path: Path, program_folder: Folder, model: ModelServer) -> None:
    answering(model)
    database = f"sqlite:///{tmp_path}/coach.db"
    with serving(database, program_folder(), budget_per_user=1) as (client, app):
        id = begun(client)
        assert say(client, id).status_code == 200
        refused = say(client, id)
        problem(refused, 429, "budget-spent")
        app.state.service.coach.store.ahead = timedelta(seconds=int(refused.headers["retry-after"]))
        assert say(client, id).status_code == 200
        problem(say(client, id), 429, "budget-spent")


def test_what_was_used_is_known_for_a_while_and_then_forgotten(
    database: str, program_folder: Folder, model: ModelServer
) -> None:
    """Nobody asks for older days, and each user of each day is a row."""
    answering(model)
    with serving(database, program_folder(), budget_per_user=10**9) as (client, app):
        id = begun(client)

        def days_after(days: int) -> list[int]:
            store.ahead = timedelta(days=days)
            assert say(client, id).status_code == 200
            rows = on(database, lambda store: store.fetch(select(token_usage).order_by(token_usage.c.day)))[0]
            return [(row.day - rows[0].day).days for row in rows]

        store = app.state.service.coach.store
        assert [days_after(days) for days in (0, 40, 41)] == [[0], [0, 40], [0, 1]]


def test_turns_at_once_are_all_counted(database: str, program_folder: Folder, model: ModelServer) -> None:
    answering(model)
    with serving(database, program_folder(), budget_per_tenant=10**9) as (client, _), ThreadPoolExecutor(12) as pool:
        ids = [begun(client, user=user) for user in ("ada", "bo") for _ in range(6)]
        assert {each.status_code for each in pool.map(lambda id: say(client, id), ids)} == {200}
    assert used(database) == {("", "ada"): 6 * ONE, ("", "bo"): 6 * ONE}


def test_what_cannot_be_written_down_is_not_forgotten(
    tmp_path: Path, program_folder: Folder, model: ModelServer
) -> None:
    answering(model)
    database = f"sqlite:///{tmp_path}/coach.db"
    with serving(database, program_folder(), budget_per_user=1) as (client, _):
        ada, bo = begun(client), begun(client, user="bo")
        _run(tmp_path, "CREATE TRIGGER no BEFORE INSERT ON token_usage BEGIN SELECT RAISE(ABORT, 'no'); END")
        assert say(client, ada).status_code == 200
        assert used(database) == {}
        problem(say(client, ada), 429, "budget-spent")
        _run(tmp_path, "DROP TRIGGER no")
        assert say(client, bo).status_code == 200
        assert used(database) == {("", "ada"): ONE, ("", "bo"): ONE}
        problem(say(client, ada), 429, "budget-spent")


def test_without_a_budget_nothing_is_counted(database: str, program_folder: Folder, model: ModelServer) -> None:
    answering(model)
    with serving(database, program_folder()) as (client, _):
        assert say(client, begun(client)).status_code == 200
    assert used(database) == {}


def today() -> date:
    return datetime.now(UTC).date()


def _run(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "coach.db", timeout=20)) as connection, connection:
        connection.execute(statement)
