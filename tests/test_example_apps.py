"""The applications among the examples hold conversations, each as a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from conftest import SLOWLY
from example_apps import EXAMPLES, running
from service_server import STREAM, events

USERS = {"APP_USERS": "ana:secret,ben:other", "COACH_MODEL": "practice", "APP_THREADS": "3"}


@pytest.fixture
def fastapi_app(tmp_path: Path, database: str) -> Iterator[httpx2.Client]:
    folder = str(EXAMPLES / "fastapi_app")
    command = ("uvicorn", "--app-dir", folder, "--factory", "app:create", "--port", "0")
    with running(tmp_path, {**USERS, "DATABASE_URL": database}, *command) as client:
        yield client


@pytest.fixture
def flask_app(tmp_path: Path, database: str) -> Iterator[httpx2.Client]:
    env = {**USERS, "DATABASE_URL": database, "APP_SECRET": "a test's", "PYTHONPATH": str(EXAMPLES / "flask_app")}
    with running(tmp_path, env, "flask", "--app", "app:create_app", "run", "--port", "0") as client:
        yield client


def logged_in(client: httpx2.Client, name: str, password: str) -> dict[str, str]:
    answer = client.post("/login", json={"name": name, "password": password})
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}


@SLOWLY
def test_the_mounted_service_knows_the_users_of_the_application(fastapi_app: httpx2.Client) -> None:
    client, url = fastapi_app, "/coaching/v1/conversations"
    assert client.post(url, json={"user": "ana"}).status_code == 401
    ana, ben = logged_in(client, "ana", "secret"), logged_in(client, "ben", "other")
    made = client.post(url, json={"user": "ana"}, headers=ana)
    assert made.status_code == 201, made.text
    assert client.get(made.headers["location"], headers=ana).status_code == 200
    mine = f"{url}/{made.json()['id']}"
    with client.stream("POST", f"{mine}/turns", json={"text": "I'm Ana."}, headers=ana | STREAM) as stream:
        heard = list(events(stream))
    assert (heard[0].kind, heard[-1].kind) == ("started", "completed")
    assert "Ana" in heard[-1].data["message"]
    assert client.post(url, json={"user": "ana"}, headers=ben).status_code == 403
    assert client.get(mine, headers=ben).status_code == 404
    assert client.post(f"{mine}/move", json={"state": "FAREWELL", "reason": "Why not?"}, headers=ana).status_code == 403
    assert client.get("/me", headers=ana).json() == {"name": "ana", "conversations": [made.json()["id"]]}


@SLOWLY
def test_a_route_of_ones_own_takes_turns(fastapi_app: httpx2.Client) -> None:
    client = fastapi_app
    assert client.post("/login", json={"name": "ana", "password": "guess"}).status_code == 401
    assert client.get("/journal").status_code == 401
    ana = logged_in(client, "ana", "secret")
    assert "welcome" in client.get("/journal", headers=ana).json()["message"]
    turns = [
        client.post("/journal", json={"text": text}, headers=ana | {"Idempotency-Key": key})
        for text, key in (("I'm Ana.", "one"), ("I'm Ana.", "one"), ("I'm Eve.", "one"), ("", "two"))
    ]
    assert [turn.status_code for turn in turns] == [200, 200, 422, 422]
    assert turns[0].json() == turns[1].json()
    offer = turns[0].json()["offer"]
    agreed = {"offer": offer["id"], "button": next(iter(offer["buttons"]))}
    answered = client.post("/journal", json=agreed, headers=ana | {"Idempotency-Key": "three"})
    assert answered.status_code == 200, answered.text
    assert answered.json()["offer"] is None
    assert client.post("/journal", json={"text": "Hi."}, headers=ana).status_code == 422, "a key is asked for"


@SLOWLY
def test_a_wsgi_application_holds_a_conversation(flask_app: httpx2.Client) -> None:
    client = flask_app
    assert client.post("/say", data={"text": "Hi.", "key": "k"}).status_code == 401
    assert client.post("/login", data={"name": "ana", "password": "guess"}).status_code == 401
    assert client.post("/login", data={"name": "ana", "password": "secret"}).status_code == 303
    page = client.get("/").text
    assert "welcome" in page
    said = {"text": "I'm Ana <b>&</b> co.", "key": hidden(page, "key")}
    for _ in range(2):  # a double click
        assert client.post("/say", data=said).status_code == 303
    page = client.get("/").text
    assert page.count("I&#39;m Ana &lt;b&gt;&amp;&lt;/b&gt; co.") == 1
    assert "Before going on" in page
    button = re.search(r'name="button" value="(\w+)"', page)
    assert button is not None
    pressed = {"key": hidden(page, "key"), "offer": hidden(page, "offer"), "button": button.group(1)}
    assert client.post("/say", data=pressed).status_code == 303
    assert 'name="offer"' not in client.get("/").text
    assert client.post("/say", data={**pressed, "offer": "gone", "key": "another"}).status_code == 409
    client.post("/logout")
    assert "Password" in client.get("/").text


@SLOWLY
def test_a_wsgi_application_answers_its_threads_at_once(flask_app: httpx2.Client) -> None:
    flask_app.post("/login", data={"name": "ben", "password": "other"})
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: flask_app.get("/"), range(12)))
    assert [answer.status_code for answer in answers] == [200] * 12, answers[-1].text


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, page
    return found.group(1)
