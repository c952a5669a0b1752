"""What operators do over HTTP: past the guards, on record, once for a key; and what clients may not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from service_server import Everybody, app_on, begun, served

from coach.service import Caller

REPLIES = """
- message: What kind?
  actions: [{type: SAVE_GOAL, name: Garden}]
- message: And then?
  actions: [{type: SAVE_GOAL, name: Pond}]
- message: Good.
"""


@pytest.fixture
def client(database: str, tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[httpx2.Client]:
    (tmp_path / "script.yaml").write_text(REPLIES, encoding="utf-8")
    callers = Everybody(Caller("", "operator"), Caller("", "client", user="ada"), Caller("", "client", user="bo"))
    with served(app_on(database, program_folder(), f"scripted:{tmp_path}/script.yaml", callers)) as client:
        yield client


def say(client: httpx2.Client, id: str, text: str, **options: Any) -> dict[str, Any]:
    done = client.post(f"/v1/conversations/{id}/turns", json={"text": text}, **options)
    assert done.status_code == 200, done.text
    turn: dict[str, Any] = done.json()
    return turn


def test_a_move_goes_past_the_guards_and_is_on_record(client: httpx2.Client) -> None:
    id, key = begun(client), {"Idempotency-Key": "move"}
    body = {"state": "DONE", "reason": "she asked to stop"}
    first, again = (client.post(f"/v1/conversations/{id}/move", json=body, headers=key) for _ in range(2))
    assert first.content == again.content
    turn = first.json()
    assert (turn["turn"], turn["from_state"], turn["state"], turn["message"]) == (1, "WELCOME", "DONE", "Goodbye.")
    [record] = client.get(f"/v1/conversations/{id}/actions").json()["items"]
    assert (record["by"], record["type"], record["reason"]) == ("operator", "TRANSITION_STATE", "she asked to stop")


def test_memory_is_edited_as_the_program_has_it(client: httpx2.Client) -> None:
    id = begun(client)
    edit = {"changes": {"ready": True, "goals": {"add": [{"name": "Garden"}]}}, "reason": "told on the phone"}
    done = client.patch(f"/v1/conversations/{id}/memory", json=edit)
    assert done.status_code == 200, done.text
    memory = client.get(f"/v1/conversations/{id}").json()["memory"]
    assert memory["ready"]
    assert [goal["name"] for goal in memory["goals"]] == ["Garden"]
    wrong = client.patch(f"/v1/conversations/{id}/memory", json={"changes": {"nothing": 1}, "reason": "so"})
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:coach:bad-input")


def test_a_person_answers_in_the_coachs_place(client: httpx2.Client) -> None:
    id = begun(client)
    assert client.post(f"/v1/conversations/{id}/takeover", json={"by": "Bo"}).status_code == 200
    silent = say(client, id, "Is anybody there?")
    assert (silent["message"], silent["taken_over"]) == ("", True)
    answered = client.post(f"/v1/conversations/{id}/answer", json={"text": "I am. What is it?"})
    assert answered.json()["message"] == "I am. What is it?"
    assert client.get(f"/v1/conversations/{id}").json()["taken_by"] == "Bo"
    said = client.get(f"/v1/conversations/{id}/messages").json()["items"][-1]
    assert (said["role"], said["model"]) == ("coach", "operator:Bo")
    assert client.post(f"/v1/conversations/{id}/release").status_code == 200
    assert say(client, id, "A garden.")["message"] == "What kind?"


def test_a_conversation_is_forked_and_taken_back(client: httpx2.Client) -> None:
    id = begun(client)
    say(client, id, "A garden.")
    say(client, id, "And a pond.")
    fork = client.post(f"/v1/conversations/{id}/fork", json={"turn": 1, "user": "bo"})
    assert fork.status_code == 201, fork.text
    copy = fork.json()["id"]
    assert fork.headers["location"] == f"/v1/conversations/{copy}"
    assert (fork.json()["turn"]["turn"], fork.json()["turn"]["message"]) == (1, "What kind?")
    state = client.get(f"/v1/conversations/{copy}").json()
    assert (state["user"], [goal["name"] for goal in state["memory"]["goals"]]) == ("bo", ["Garden"])
    back = client.post(f"/v1/conversations/{id}/rewind", json={"turn": 0}).json()
    assert (back["id"], back["turn"]["turn"]) == (id, 0)
    assert client.get(f"/v1/conversations/{id}").json()["memory"]["goals"] == []
    kept = client.get(f"/v1/conversations/{back['kept']}").json()
    assert [goal["name"] for goal in kept["memory"]["goals"]] == ["Garden", "Pond"]


def test_a_scenario_is_frozen_and_begun_from(client: httpx2.Client) -> None:
    id = begun(client)
    say(client, id, "A garden.")
    frozen = client.get(f"/v1/conversations/{id}/scenario")
    assert frozen.headers["content-type"].startswith("application/yaml")
    begin = client.post("/v1/scenarios/start", json={"scenario": frozen.text, "user": "bo"})
    assert begin.status_code == 201, begin.text
    assert begin.json()["turn"]["message"] == "What kind?"
    wrong = client.post("/v1/scenarios/start", json={"scenario": "- what", "user": "bo"})
    assert (wrong.status_code, wrong.json()["type"]) == (422, "urn:coach:bad-file")


def test_a_conversation_begins_again_or_is_removed(client: httpx2.Client) -> None:
    id = begun(client)
    say(client, id, "A garden.")
    reset = client.post(f"/v1/conversations/{id}/reset")
    assert (reset.status_code, reset.json()["id"], reset.json()["turn"]["turn"]) == (201, id, 0)
    gone = client.delete(f"/v1/conversations/{id}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get(f"/v1/conversations/{id}").status_code == 404


def test_a_client_does_none_of_it(client: httpx2.Client) -> None:
    id, ada = begun(client), {"x-caller": "1"}
    for method, path, body in (
        ("POST", "move", {"state": "DONE", "reason": "so"}),
        ("PATCH", "memory", {"changes": {}, "reason": "so"}),
        ("POST", "takeover", {"by": "Ada"}),
        ("POST", "release", None),
        ("POST", "answer", {"text": "Hello"}),
        ("POST", "reset", None),
        ("POST", "fork", {}),
        ("POST", "rewind", {"turn": 0}),
        ("GET", "scenario", None),
    ):
        refused = client.request(method, f"/v1/conversations/{id}/{path}", json=body, headers=ada)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:coach:forbidden"), path
    assert client.get("/metrics", headers=ada).status_code == 403


def test_a_client_sees_its_own_alone(client: httpx2.Client) -> None:
    """What is somebody else's looks as what is not there, but for the id that was asked for."""
    id, ada, bo = begun(client, "ada"), {"x-caller": "1"}, {"x-caller": "2"}
    assert client.get(f"/v1/conversations/{id}", headers=ada).json()["user"] == "ada"
    foreign = client.get(f"/v1/conversations/{id}", headers=bo)
    absent = client.get("/v1/conversations/0v7k2m9x4qza", headers=bo)
    assert foreign.status_code == absent.status_code == 404
    assert foreign.text.replace(id, "") == absent.text.replace("0v7k2m9x4qza", "")
    lists = [client.get("/v1/conversations", headers=each).json()["items"] for each in (ada, bo)]
    assert [len(each) for each in lists] == [1, 0]
    assert client.get("/v1/conversations?user=ada", headers=bo).status_code == 403
    assert client.post("/v1/conversations", json={"user": "ada"}, headers=bo).status_code == 403
    own = client.post("/v1/conversations", json={}, headers=bo)
    assert client.get(f"/v1/conversations/{own.json()['id']}").json()["user"] == "bo"
    assert client.post("/v1/conversations", json={}).status_code == 422, "an operator says whose it is"
