"""The description of the service: every answer and every body has a shape and an example, and both are true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator
from service_server import app_on, begun, events, served

from coach.graph.document import GraphDocument
from coach.service import shapes

REPLIES = "- message: What kind?\n  actions: [{type: SAVE_GOAL, name: Garden}]\n" + "- message: Go on.\n" * 3
Case = tuple[str, dict[str, Any]]


@pytest.fixture
def client(tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[httpx2.Client]:
    (tmp_path / "script.yaml").write_text(REPLIES, encoding="utf-8")
    database = f"sqlite:///{tmp_path}/described.db"
    with served(app_on(database, program_folder(), f"scripted:{tmp_path}/script.yaml")) as client:
        yield client


@pytest.fixture
def described(client: httpx2.Client) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/v1/openapi.json").json()
    return described


def contents(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Everything that comes in or goes out, with where, and of what media type."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            places = {"body": operation.get("requestBody", {}), **operation["responses"]}
            for place, each in places.items():
                for media, content in each.get("content", {}).items():
                    yield f"{method} {path} {place}", media, content


def test_everything_that_comes_in_or_goes_out_has_a_shape_and_an_example(described: dict[str, Any]) -> None:
    seen = 0
    for place, media, content in contents(described):
        assert content.get("schema") or content.get("itemSchema"), (place, media)
        assert "example" in content, (place, media)
        if media.endswith("json"):
            assert set(content["schema"]) == {"$ref"}, (place, content["schema"])
            seen += 1
    assert seen > 100


def test_every_example_fits_its_shape(described: dict[str, Any]) -> None:
    for place, media, content in contents(described):
        if media.endswith("json"):
            schema = {**content["schema"], "components": described["components"]}
            found = [error.message for error in Draft202012Validator(schema).iter_errors(content["example"])]
            assert not found, (place, found)
            model = content["schema"]["$ref"].rpartition("/")[2]
            shape = GraphDocument if model == "GraphDocument" else getattr(shapes, model)
            shape.model_validate(content["example"])


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (each for name, each in part.items() if name == "$ref" and isinstance(each, str))
            part = list(part.values())
        if isinstance(part, list):
            for each in part:
                yield from references(each)

    names = {each.removeprefix("#/components/schemas/") for each in references(described)}
    assert names == set(described["components"]["schemas"]), "none is missing, and none is of no use"


def test_everything_that_changes_something_takes_a_key(described: dict[str, Any]) -> None:
    without = set()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            keyed = "Idempotency-Key" in [each["name"] for each in operation.get("parameters", [])]
            if keyed == (method == "get"):
                without.add((method, path))
    assert without == {("post", "/v1/program/prompts/try")}, "which saves nothing"


def test_what_operators_are_shown_is_as_it_is_described(client: httpx2.Client) -> None:
    id = begun(client)
    client.post(f"/v1/conversations/{id}/turns", json={"text": "A garden"})
    inside = client.get(f"/v1/conversations/{id}/turns/1/inside")
    assert inside.status_code == 200, inside.text
    found = shapes.Inside.model_validate_json(inside.content, strict=True)
    assert found.attempts[0].reply == inside.json()["attempts"][0]["schema"]
    assert found.attempts[0].reply
    assert found.same
    prompts = shapes.Prompts.model_validate_json(client.get("/v1/program/prompts").content, strict=True)
    assert prompts.templates
    body = {"template": prompts.templates[0].name, "text": prompts.templates[0].text, "conversation": id, "turn": 1}
    tried = client.post("/v1/program/prompts/try", json=body)
    assert shapes.Tried.model_validate_json(tried.content, strict=True).now
    overview = shapes.Overview.model_validate_json(client.get("/v1/overview").content, strict=True)
    assert overview.states["WELCOME"].there == 1
    shapes.Calling.model_validate_json(client.get("/v1/caller").content, strict=True)
    GraphDocument.model_validate_json(client.get("/v1/program/graph.json").content)
    for path in (f"conversations/{id}/walk", f"conversations/{id}/scenario"):
        file = client.get(f"/v1/{path}")
        assert (file.status_code, file.headers["content-type"]) == (200, "application/yaml")


def test_the_events_of_a_turn_are_as_they_are_described(client: httpx2.Client) -> None:
    id = begun(client)
    headers = {"accept": "text/event-stream"}
    with client.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "A garden"}, headers=headers) as stream:
        read = list(events(stream))
    assert {event.kind for event in read} >= {"started", "text", "action", "completed"}
    for event in read:
        shapes.EVENTS[event.kind].model_validate(event.data, strict=True)


def test_a_reset_a_removal_and_a_scenario_happen_once(client: httpx2.Client) -> None:
    id, key = begun(client), {"Idempotency-Key": "one"}
    client.post(f"/v1/conversations/{id}/turns", json={"text": "A garden"})
    scenario = client.get(f"/v1/conversations/{id}/scenario").text
    start = {"scenario": scenario, "user": "bo", "reset": True}
    made, again = (client.post("/v1/scenarios/start", json=start, headers=key) for _ in range(2))
    assert (made.status_code, made.content) == (again.status_code, again.content) == (201, made.content)
    other = client.post("/v1/scenarios/start", json={**start, "reset": False}, headers=key)
    assert other.json()["type"] == "urn:coach:key-reused"

    first, second = (client.post(f"/v1/conversations/{id}/reset", headers=key) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, first.content)
    client.post(f"/v1/conversations/{id}/turns", json={"text": "A pond"})
    assert client.post(f"/v1/conversations/{id}/reset", headers=key).content == first.content
    assert client.get(f"/v1/conversations/{id}").json()["turn"] == 1

    gone = {"Idempotency-Key": "two"}
    assert [client.delete(f"/v1/conversations/{id}", headers=gone).status_code for _ in range(2)] == [204, 204]
    assert client.delete(f"/v1/conversations/{id}").status_code == 404
