"""Who calls, by keys: with one made, everybody needs one; what is no key of ours is told apart from nothing else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from conftest import SLOWLY
from fastapi import FastAPI
from service_keys import bearer, ended, made, on, unasked
from service_problem import problem
from service_server import app_on, process, served
from sqlalchemy import select

from coach.errors import BadInput, DatabaseUnavailable
from coach.service.identifying import SOON
from coach.service.keys import key_id
from coach.service.remembering import Remembered
from coach.store.tables import api_keys

Folder = Callable[..., Path]


@pytest.fixture
def app(database: str, tmp_path: Path, program_folder: Folder) -> FastAPI:
    return app_on(database, program_folder(), unasked(tmp_path))


@pytest.fixture
def client(app: FastAPI) -> Iterator[httpx2.Client]:
    with served(app) as client:
        yield client


def until(happened: Callable[[], bool]) -> float:
    """How long it took."""
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() - begun < 10 * SOON, "it did not happen in time"
        time.sleep(0.1)
    return time.monotonic() - begun


def test_a_key_says_who_calls(database: str, client: httpx2.Client) -> None:
    for role, tenant, user in (("client", "acme", "ada"), ("operator", "acme", None), ("admin", "", None)):
        headers = bearer(made(database, role, tenant, user))
        assert client.get("/v1/caller", headers=headers).json() == {"role": role, "tenant": tenant, "user": user}


def test_what_is_kept_does_not_tell_the_key(database: str) -> None:
    keys = [made(database, "operator") for _ in range(2)]
    assert len({key.key for key in keys}) == 2
    assert all(key.key.startswith("coach_") and len(key.key.rpartition("_")[0]) >= 18 for key in keys)
    rows = on(database, lambda store: store.fetch(select(api_keys)))[0]
    assert {row.id for row in rows} == {key.id for key in keys} == {key_id(key.key) for key in keys}
    secrets = [key.key.removeprefix(f"coach_{key.id}_") for key in keys]
    assert not any(secret in repr(tuple(row)) or secret.encode() in row.hash for secret in secrets for row in rows)


@pytest.mark.parametrize(
    ("role", "user", "days", "said"),
    [
        ("client", None, None, "--user"),
        ("owner", None, None, "there is no role 'owner'"),
        ("admin", None, 0, "1 to 36500 days"),
        ("operator", "a" * 201, None, "200"),
    ],
)
def test_a_key_that_cannot_be_made_says_why(
    tmp_path: Path, role: str, user: str | None, days: int | None, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        made(f"sqlite:///{tmp_path}/coach.db", role, user=user, days=days)


def test_with_a_key_made_everybody_needs_one(database: str, client: httpx2.Client) -> None:
    good, other = made(database, "operator"), made(database, "client", user="ada", days=1)
    refused = client.get("/v1/program")
    problem(refused, 401, "unauthenticated")
    assert refused.headers["www-authenticate"] == 'Bearer realm="coach"'
    ended(database, other.id)
    wrong = [
        other.key,
        f"coach_{good.id}_{'x' * 43}",
        f"coach_{'0' * 12}_{good.key[-43:]}",
        good.key[:-1],
        good.key + "x",
        f"{good.key} {good.key}",
        "coach_",
        "nothing of ours",
    ]
    answers = [client.get("/v1/program", headers=bearer(key)) for key in wrong]
    assert {answer.content for answer in answers} == {answers[0].content}
    problem(answers[0], 401, "unauthenticated")
    assert answers[0].headers["www-authenticate"] == 'Bearer realm="coach", error="invalid_token"'
    for header in (f"Basic {good.key}", good.key, "Bearer", ""):
        problem(client.get("/v1/program", headers={"Authorization": header}), 401, "unauthenticated")
    for header in (f"Bearer {good.key}", f"bearer  {good.key}", f"BEARER {good.key}"):
        assert client.get("/v1/program", headers={"Authorization": header}).status_code == 200


def test_what_says_nothing_of_anybody_needs_none(database: str, client: httpx2.Client) -> None:
    made(database, "operator")
    for path in ("/healthz", "/readyz", "/", "/v1/openapi.json"):
        assert client.get(path).status_code == 200
    problem(client.get("/metrics"), 401, "unauthenticated")
    whole = client.get("/v1/openapi.json").json()
    assert whole["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    told = {path: operation for path, methods in whole["paths"].items() for operation in methods.values()}
    assert {path for path, operation in told.items() if "security" not in operation} == {"/healthz", "/readyz"}


def test_the_numbers_of_the_whole_service_are_for_admins(database: str, client: httpx2.Client) -> None:
    for role, status in (("client", 403), ("operator", 403), ("admin", 200)):
        assert client.get("/metrics", headers=bearer(made(database, role, user="ada"))).status_code == status


@pytest.mark.slow
@SLOWLY
def test_keys_made_and_revoked_meanwhile_count_soon(database: str, client: httpx2.Client) -> None:
    assert client.get("/v1/caller").json()["role"] == "admin"  # no key yet: this machine
    key = made(database, "operator", "acme")
    until(lambda: client.get("/v1/caller").status_code == 401)
    assert client.get("/v1/caller", headers=bearer(key)).json()["tenant"] == "acme"
    ended(database, key.id)
    until(lambda: client.get("/v1/caller", headers=bearer(key)).status_code == 401)
    assert client.get("/v1/caller").status_code == 401  # a revoked key is no reason to open the door again


def test_a_key_ends_when_it_expires(database: str, app: FastAPI, client: httpx2.Client) -> None:
    key = made(database, "client", user="ada", days=2)
    assert client.get("/v1/caller", headers=bearer(key)).status_code == 200
    app.state.service.coach.store.ahead = timedelta(days=1, hours=23)
    assert client.get("/v1/caller", headers=bearer(key)).status_code == 200
    app.state.service.coach.store.ahead = timedelta(days=2, seconds=1)
    problem(client.get("/v1/caller", headers=bearer(key)), 401, "unauthenticated")


def test_a_database_that_is_down_says_nothing_about_a_key(tmp_path: Path, program_folder: Folder) -> None:
    file = tmp_path / "coach.db"
    known, unknown = (made(f"sqlite:///{file}", "operator") for _ in range(2))
    with served(app_on(f"sqlite:///{file}", program_folder(), unasked(tmp_path))) as client:
        assert client.get("/v1/caller", headers=bearer(known)).status_code == 200
        for part in tmp_path.glob("coach.db*"):
            part.write_bytes(b"no database at all, and long enough to be looked at as one" * 4000)
        problem(client.get("/v1/caller", headers=bearer(unknown)), 503, "database-unavailable")


def test_a_log_names_the_id_of_a_key_and_not_the_key(tmp_path: Path) -> None:
    key = made(f"sqlite:///{tmp_path}/coach.db", "operator", "acme")
    with process(tmp_path, "--model", "practice") as service, service.client() as client:
        assert client.post("/v1/conversations", json={"user": "ada"}, headers=bearer(key)).status_code == 201
        client.get("/v1/caller", headers=bearer(key.key + "x"))
        service.stop()
        [line] = [line for line in service.lines() if line.get("status") == 201]
        assert (line["key"], line["tenant"]) == (key.id, "acme")
        assert key.key[-43:] not in service.log.read_text()


@pytest.mark.anyio
async def test_what_was_found_is_remembered_for_a_while() -> None:
    asked: list[str] = []

    async def find(name: str) -> str | None:
        asked.append(name)
        await asyncio.sleep(0)
        if name == "broken" and len(asked) == 1:
            raise DatabaseUnavailable("not now")
        return None if name.startswith("no") else name.upper()

    kept: Remembered[str, str] = Remembered(find, 60.0, 3)
    with pytest.raises(DatabaseUnavailable):
        await kept.get("broken")
    assert await asyncio.gather(*(kept.get("broken") for _ in range(5))) == ["BROKEN"] * 5
    assert asked == ["broken", "broken"]
    for number in range(20):
        assert await kept.get(f"no{number}") is None
    assert await kept.get("no19") is None
    assert await kept.get("broken") == "BROKEN"
    assert len(asked) == 22
    assert await kept.get("no0") is None  # forgotten: so many that are not there are remembered, and no more
    assert len(asked) == 23
    soon: Remembered[str, str] = Remembered(find, 0.01, 3)
    assert await soon.get("a") == "A"
    await asyncio.sleep(0.02)
    assert await soon.get("a") == "A"
    assert asked[-2:] == ["a", "a"]
