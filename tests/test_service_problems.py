"""Errors over HTTP: one shape, the right status, what to do about it, and never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from conftest import SMALL
from service_problem import problem
from service_server import STREAM, Everybody, app_on, begun, served

from coach import errors
from coach.service import Caller
from coach.service.problems import KINDS, kind_of


@pytest.fixture
def never(tmp_path: Path) -> str:
    """A model that is not asked."""
    (tmp_path / "never.yaml").write_text("[]", encoding="utf-8")
    return f"scripted:{tmp_path}/never.yaml"


@pytest.fixture
def client(tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[httpx2.Client]:
    script = tmp_path / "script.yaml"
    script.write_text("- message: Yes.\n", encoding="utf-8")
    with served(app_on(f"sqlite:///{tmp_path}/coach.db", program_folder(), f"scripted:{script}")) as client:
        yield client


def test_an_offer_that_is_gone_is_a_conflict(client: httpx2.Client) -> None:
    body = {"offer": "offers-1", "button": "yes"}
    problem(client.post(f"/v1/conversations/{begun(client)}/turns", json=body), 409, "offer-gone")


def test_a_conversation_that_is_over_is_a_conflict(client: httpx2.Client) -> None:
    id = begun(client)
    assert client.post(f"/v1/conversations/{id}/move", json={"state": "DONE", "reason": "so"}).status_code == 200
    problem(client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}), 409, "conversation-over")
    assert client.get(f"/v1/conversations/{id}").json()["over"]


def test_what_cannot_be_done_now_is_a_conflict(client: httpx2.Client) -> None:
    id = begun(client)
    for path, body in (
        ("answer", {"text": "Hello"}),
        ("release", None),
        ("move", {"state": "WELCOME", "reason": "so"}),
        ("rewind", {"turn": 3}),
        ("fork", {"turn": 3}),
    ):
        problem(client.post(f"/v1/conversations/{id}/{path}", json=body), 409, "not-now")


@pytest.mark.parametrize("headers", [{}, STREAM])
def test_a_model_that_fails_says_so(client: httpx2.Client, headers: dict[str, str]) -> None:
    id = begun(client)
    assert client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}).status_code == 200
    failed = client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=headers)
    if headers:
        assert "event: failed" in failed.text
        assert '"urn:coach:model-failed"' in failed.text
    else:
        problem(failed, 502, "model-failed")
    assert client.get(f"/v1/conversations/{id}").json()["turn"] == 1


@pytest.mark.parametrize("headers", [{}, STREAM])
def test_a_database_that_is_gone_says_so(
    tmp_path: Path, program_folder: Callable[..., Path], never: str, headers: dict[str, str]
) -> None:
    with served(app_on(f"sqlite:///{tmp_path}/coach.db", program_folder(), never)) as client:
        id = begun(client)
        _spoil(tmp_path / "coach.db")
        for response in (
            client.get("/readyz"),
            client.post("/v1/conversations", json={"user": "ada"}),
            client.post(f"/v1/conversations/{id}/turns", json={"text": "Hello"}, headers=headers),
        ):
            assert response.status_code == 503, response.text
            assert response.json()["type"].startswith("urn:coach:database")
            assert "retry-after" in response.headers
        assert client.get("/healthz").status_code == 200


def test_a_fault_is_told_to_operators_alone(tmp_path: Path, program_folder: Callable[..., Path], never: str) -> None:
    """It may name files, hosts and what a server said."""
    faulty = "def fall(turn):\n    1 / 0\n\n\nstate = State(on_enter=fall, "
    folder = program_folder(**{"states/plan.py": SMALL["states/plan.py"].replace("state = State(", faulty)})
    callers = Everybody(Caller("", "operator"), Caller("", "client"))
    with served(app_on(f"sqlite:///{tmp_path}/coach.db", folder, never, callers)) as client:
        id, url = begun(client), "/v1/conversations/{}/move"
        failed = client.post(url.format(id), json={"state": "PLAN", "reason": "so"})
        assert "division by zero" in problem(failed, 500, "program-fault")["detail"]
        assert client.get(f"/v1/conversations/{id}").json()["state"] == "WELCOME"
        _spoil(tmp_path / "coach.db")
        told, hidden = (client.get(f"/v1/conversations/{id}", headers={"x-caller": who}) for who in "01")
        assert "coach.db" in problem(told, 503, "database-unavailable")["detail"]
        assert problem(hidden, 503, "database-unavailable")["detail"] == "The database is not available."


def test_every_error_of_the_family_has_its_kind() -> None:
    def family(cls: type[errors.CoachError]) -> Iterator[type[errors.CoachError]]:
        yield cls
        for each in cls.__subclasses__():
            yield from family(each)

    for cls in family(errors.CoachError):
        if cls.__module__ == "coach.errors" and cls is not errors.CoachError:
            kind = next(KINDS[each] for each in cls.__mro__ if each in KINDS)
            outside = issubclass(cls, errors.Refused)  # inside a turn, never out of it
            assert outside or kind is not KINDS[errors.CoachError], cls
    assert kind_of(errors.ModelTimeout("slow")).status == 503


def _spoil(file: Path) -> None:
    """Leave nothing of the tables, as another program would."""
    import sqlite3

    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f"DROP TABLE {name}")
    connection.close()
