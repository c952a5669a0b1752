"""What is read over HTTP: a conversation, its pages, the program with its pictures, and the description of it all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from service_server import app_on, begun, served

from coach.service import shapes

REPLIES = "- message: What kind?\n  actions: [{type: SAVE_GOAL, name: Garden}]\n" + "- message: Go on.\n" * 30


@pytest.fixture
def client(database: str, tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[httpx2.Client]:
    (tmp_path / "script.yaml").write_text(REPLIES, encoding="utf-8")
    with served(app_on(database, program_folder(), f"scripted:{tmp_path}/script.yaml")) as client:
        yield client


def pages(client: httpx2.Client, url: str, limit: int) -> Iterator[list[Any]]:
    """The pages of a list, to its end."""
    after, more = "", True
    while more:
        page = client.get(f"{url}?limit={limit}{after and f'&after={after}'}").json()
        assert len(page["items"]) <= limit
        yield page["items"]
        after, more = page["after"], page["more"]


def test_a_conversation_tells_what_is_still_missing(client: httpx2.Client) -> None:
    id = begun(client, label="spring", memory={"ready": True})
    state = client.get(f"/v1/conversations/{id}").json()
    assert (state["id"], state["user"], state["label"]) == (id, "ada", "spring")
    assert (state["state"], state["title"], state["turn"], state["over"]) == ("WELCOME", "Welcome", 0, False)
    assert state["memory"] == {"ready": True, "goals": []}
    assert state["progress"] == [{"target": "PLAN", "open": False, "missing": ["no goal yet"]}]
    client.post(f"/v1/conversations/{id}/turns", json={"text": "A garden"})
    state = client.get(f"/v1/conversations/{id}").json()
    assert state["progress"] == [{"target": "PLAN", "open": True, "missing": []}]
    assert (state["offers"], state["running"], state["taken_by"]) == ([], None, None)


@pytest.mark.parametrize("what", ["messages", "actions", "turns"])
def test_lists_come_a_page_at_a_time(client: httpx2.Client, what: str) -> None:
    id = begun(client)
    for number in range(6):
        client.post(f"/v1/conversations/{id}/turns", json={"text": f"It is {number}"})
    url = f"/v1/conversations/{id}/{what}"
    whole = client.get(url).json()
    assert not whole["more"]
    assert len(whole["items"]) == {"messages": 13, "actions": 1, "turns": 7}[what]
    for limit in (1, 3, 200):
        assert [item for page in pages(client, url, limit) for item in page] == whole["items"]
    again = client.get(f"{url}?after={whole['after']}").json()
    assert (again["items"], again["after"], again["more"]) == ([], whole["after"], False)


def test_conversations_are_found_by_what_they_are(client: httpx2.Client) -> None:
    ids = [begun(client, user, label=label) for user, label in (("ada", "a"), ("ada", "b"), ("bo", "b"))]
    client.post(f"/v1/conversations/{ids[0]}/move", json={"state": "PLAN", "reason": "so"})

    def found(query: str) -> list[str]:
        return [each["conversation"] for each in client.get(f"/v1/conversations{query}").json()["items"]]

    assert found("") == ids[::-1]
    assert found("?user=ada") == ids[1::-1]
    assert found("?label=b&user=ada") == [ids[1]]
    assert found("?state=PLAN") == [ids[0]]
    assert found("?version=none") == []
    assert [item["conversation"] for page in pages(client, "/v1/conversations", 2) for item in page] == ids[::-1]


def test_nothing_said_is_a_turn(tmp_path: Path) -> None:
    """Time has passed, and the coach has the word."""
    with served(app_on(f"sqlite:///{tmp_path}/practice.db")) as client:
        id = begun(client)
        done = client.post(f"/v1/conversations/{id}/turns", json={}, headers={"Idempotency-Key": "quiet"})
        assert done.status_code == 200, done.text
        assert (done.json()["turn"], bool(done.json()["message"])) == (1, True)
        roles = [each["role"] for each in client.get(f"/v1/conversations/{id}/messages").json()["items"]]
        assert "client" not in roles
        reused = client.post(f"/v1/conversations/{id}/turns", json={"text": "Hi"}, headers={"Idempotency-Key": "quiet"})
        assert reused.status_code == 422


def test_an_offer_is_answered_by_its_id(tmp_path: Path) -> None:
    """Once, also without a key of the caller's."""
    with served(app_on(f"sqlite:///{tmp_path}/practice.db")) as client:
        id = begun(client)
        for text in ("Hello", "I am Ada", "Yes"):
            client.post(f"/v1/conversations/{id}/turns", json={"text": text})
        [offer] = client.get(f"/v1/conversations/{id}").json()["offers"]
        shapes.Offer.model_validate(offer, strict=True)
        body = {"offer": offer["id"], "button": offer["buttons"][0]["name"]}
        first, again = (client.post(f"/v1/conversations/{id}/turns", json=body) for _ in range(2))
        assert first.status_code == 200, first.text
        assert first.content == again.content
        other = client.post(f"/v1/conversations/{id}/turns", json={**body, "button": offer["buttons"][-1]["name"]})
        assert (other.status_code, other.json()["type"]) == (409, "urn:coach:offer-gone")


def test_what_leaves_is_as_it_is_described(client: httpx2.Client) -> None:
    """Turns are written by the engine, not through the models of the description."""
    made = client.post("/v1/conversations", json={"user": "ada"}).content
    shapes.Begun.model_validate_json(made, strict=True)
    id = json.loads(made)["id"]
    url = f"/v1/conversations/{id}"
    for text in ("A garden", "And a pond"):
        done = client.post(f"{url}/turns", json={"text": text}).content
        assert shapes.TurnResult.model_validate_json(done, strict=True).actions or text != "A garden"
    taken = client.post(f"{url}/takeover", json={"by": "Bo"}).content
    assert shapes.TurnResult.model_validate_json(taken, strict=True).taken_over
    back = client.post(f"{url}/rewind", json={"turn": 1}).content
    assert shapes.Rewound.model_validate_json(back, strict=True).kept
    wrong = client.post(f"{url}/turns", json={"tekst": ""}).content
    assert shapes.Problem.model_validate_json(wrong, strict=True).errors


def test_the_program_is_told_whole(client: httpx2.Client) -> None:
    program = client.get("/v1/program").json()
    assert program["name"] == "goals"
    assert [state["name"] for state in program["states"]] == ["WELCOME", "PLAN", "DONE"]
    welcome = program["states"][0]
    assert welcome["actions"] == ["SAVE_GOAL", "TRANSITION_STATE"]
    assert welcome["exits"] == [
        {"target": "PLAN", "by": "model", "when": "A goal is known", "speaks": "new", "via": []}
    ]
    [save, move] = program["actions"]
    assert (save["name"], list(save["parameters"]["properties"])) == ("SAVE_GOAL", ["name", "size"])
    assert move["name"] == "TRANSITION_STATE"


@pytest.mark.parametrize(
    ("format", "kind", "begins"),
    [("svg", "image/svg+xml", "<svg"), ("json", "application/json", "{"), ("mmd", "text/vnd.mermaid", "---")],
)
def test_the_program_is_a_picture(client: httpx2.Client, format: str, kind: str, begins: str) -> None:
    drawn = client.get(f"/v1/program/graph.{format}")
    assert drawn.status_code == 200, drawn.text
    assert drawn.headers["content-type"].partition(";")[0] == kind
    assert drawn.text.lstrip().startswith(begins)
    assert "Welcome" in drawn.text


def test_it_is_ready_and_has_numbers(client: httpx2.Client) -> None:
    id = begun(client)
    client.post(f"/v1/conversations/{id}/turns", json={"text": "A garden"})
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json()["status"] == "ready"
    numbers = client.get("/metrics")
    assert numbers.headers["content-type"].startswith("text/plain")
    assert 'coach_turns_total{outcome="completed"} 1.0' in numbers.text
    assert 'route="/v1/conversations/{conversation}/turns",status="200"' in numbers.text
    assert "garden" not in numbers.text.lower()


def test_every_route_is_described_with_its_problems(client: httpx2.Client) -> None:
    described = client.get("/v1/openapi.json").json()
    assert described["openapi"].startswith("3.")
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            place = f"{method} {path}"
            assert operation["summary"], place
            assert operation["description"], place
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], (place, status)
    take = described["paths"]["/v1/conversations/{conversation}/turns"]["post"]
    assert set(take["responses"]["200"]["content"]) == {"application/json", "text/event-stream"}
    assert "Idempotency-Key" in json.dumps(take["parameters"])
