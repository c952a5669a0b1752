"""What cannot be meant, over HTTP: ids, bodies, numbers and addresses that are none, and where they are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from service_problem import problem
from service_server import JSON, app_on, begun, served

NOBODY = "0v7k2m9x4qza"


@pytest.fixture
def client(tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[httpx2.Client]:
    script = tmp_path / "script.yaml"
    script.write_text("- message: Yes.\n", encoding="utf-8")
    with served(app_on(f"sqlite:///{tmp_path}/coach.db", program_folder(), f"scripted:{script}")) as client:
        yield client


#: What the list of conversations can be asked with.
LISTING = "'after', 'label', 'limit', 'search', 'state', 'user', 'version'"
IDS = (NOBODY, "zzz", "UPPER", "a" * 5000, "%F0%9F%92%A9", "%00", "-1", "0v7k2m9x4qzu")
ROUTES: tuple[tuple[str, str, object], ...] = (
    ("GET", "", None),
    ("GET", "/messages", None),
    ("GET", "/actions", None),
    ("GET", "/turns", None),
    ("GET", "/turns/0", None),
    ("GET", "/turns/0/events", None),
    ("POST", "/turns", {"text": "Hello"}),
    ("DELETE", "", None),
    ("POST", "/move", {"state": "PLAN", "reason": "so"}),
    ("PATCH", "/memory", {"changes": {"ready": True}, "reason": "so"}),
    ("POST", "/takeover", {"by": "Bo"}),
    ("POST", "/release", None),
    ("POST", "/answer", {"text": "Hello"}),
    ("POST", "/reset", None),
    ("POST", "/fork", {}),
    ("POST", "/rewind", {"turn": 0}),
    ("GET", "/scenario", None),
)


@pytest.mark.parametrize("id", IDS)
def test_an_id_that_is_none_is_not_found(client: httpx2.Client, id: str) -> None:
    """The same whether it is absent or impossible."""
    for method, path, body in ROUTES:
        response = client.request(method, f"/v1/conversations/{id}{path}", json=body)
        assert problem(response, 404, "no-such-conversation")["title"] == "There is no such conversation"


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"tekst": "Hello"}, "body.tekst"),
        ({"text": 3}, "body.text"),
        ({"text": "x" * 100_001}, "body.text"),
        ({"offer": "o" * 201, "button": "b"}, "body.offer"),
        ({"text": None, "offer": 1, "button": "b"}, "body.offer"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_a_body_that_is_not_valid_says_where(client: httpx2.Client, body: object, at: str) -> None:
    found = problem(client.post(f"/v1/conversations/{begun(client)}/turns", json=body), 422, "invalid")
    assert at in [each["at"] for each in found["errors"]]


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x", "button": "b"},
        {"offer": "o"},
        {"button": "b"},
        {"fields": {}},
        {"text": "both", "offer": "o", "button": "b"},
        {"text": " \n "},
        {"text": "a\u0000b"},
    ],
)
def test_what_cannot_be_said_is_refused(client: httpx2.Client, body: object) -> None:
    problem(client.post(f"/v1/conversations/{begun(client)}/turns", json=body), 422, "bad-input")


@pytest.mark.parametrize("content", [b'{"text":', b'{"text": "\xff"}', b"\x00", b'{"text": "\\ud800"}', b"[" * 50_000])
def test_what_is_no_json_is_refused(client: httpx2.Client, content: bytes) -> None:
    response = client.post(f"/v1/conversations/{begun(client)}/turns", content=content, headers=JSON)
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["remedy"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_page_cannot_post_without_being_asked(client: httpx2.Client, kind: str) -> None:
    """These types are sent from any site with no preflight."""
    response = client.post("/v1/conversations", content=b'{"user": "ada"}', headers={"content-type": kind})
    assert response.status_code in (415, 422)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("PUT", "/v1/conversations", 405, "method-not-allowed"),
        ("GET", "/v1/program/graph.png", 422, "invalid"),
        ("GET", "/v1/conversations?limit=0", 422, "invalid"),
        ("GET", "/v1/conversations?limit=201", 422, "invalid"),
        ("GET", "/v1/conversations?after=nowhere", 422, "invalid"),
        ("GET", "/v1/conversations?after=7.zzz", 422, "invalid"),
    ],
)
def test_what_is_not_there_is_a_problem_too(
    client: httpx2.Client, method: str, path: str, status: int, code: str
) -> None:
    problem(client.request(method, path), status, code)


def test_a_method_that_is_not_for_it_says_which_are(client: httpx2.Client) -> None:
    """All of them, although each is a route of its own."""
    refused = client.put(f"/v1/conversations/{NOBODY}")
    problem(refused, 405, "method-not-allowed")
    assert refused.headers["allow"] == "DELETE, GET"


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        ("limt=5", {"query.limt": "There is no such parameter; did you mean 'limit'?"}),
        ("limit=5&User=ada&User=bo", {"query.User": "There is no such parameter; did you mean 'user'?"}),
        ("?q=", {"query.?q": f"There is no such parameter; there are {LISTING}"}),
    ],
)
def test_a_parameter_that_is_none_is_refused_rather_than_ignored(
    client: httpx2.Client, query: str, problems: dict[str, str]
) -> None:
    found = problem(client.get(f"/v1/conversations?{query}"), 422, "invalid")
    assert {each["at"]: each["problem"] for each in found["errors"]} == problems


def test_no_route_takes_a_parameter_that_it_does_not_know(client: httpx2.Client) -> None:
    """Before it does anything; the page and what watches over the service may be asked with anything."""
    id = begun(client)
    for method, path, body in ROUTES:
        response = client.request(method, f"/v1/conversations/{id}{path}?nonesuch=1", json=body)
        assert problem(response, 422, "invalid")["errors"][0]["at"] == "query.nonesuch"
    assert client.get(f"/v1/conversations/{id}").json()["turn"] == 0
    for path in ("/", "/healthz", "/readyz", "/web/js/app.js"):
        assert client.get(f"{path}?nonesuch=1").status_code == 200


def test_a_route_that_takes_no_body_refuses_one(client: httpx2.Client) -> None:
    """Rather than do something else than was meant; what says nothing is no body."""
    id = begun(client)
    for method, path, body in ROUTES:
        if body is None:
            response = client.request(method, f"/v1/conversations/{id}{path}", json={"turn": 1})
            assert problem(response, 422, "invalid")["errors"][0]["at"] == "body", (method, path)
    url = f"/v1/conversations/{id}"
    assert client.get(url).json()["turn"] == 0
    assert client.post(f"{url}/reset", content=b"turn=1").status_code == 422
    assert client.post(f"{url}/reset", json={}).status_code == 201
    assert client.request("DELETE", url, json=None, headers=JSON).status_code == 204


def test_a_balancer_may_look_at_the_head_alone(client: httpx2.Client) -> None:
    for path in ("/healthz", "/readyz"):
        found = client.head(path)
        assert (found.status_code, found.content) == (200, b"")


@pytest.mark.parametrize("turn", [False, "0", 0.5, None, -1, 2**31])
def test_only_a_number_is_one(client: httpx2.Client, turn: object) -> None:
    response = client.post(f"/v1/conversations/{begun(client)}/rewind", json={"turn": turn})
    assert problem(response, 422, "invalid")["errors"][0]["at"] == "body.turn"


@pytest.mark.parametrize("turn", ["1", "7", "2147483648", "99999999999999999999"])
def test_a_turn_that_is_none_is_not_found(client: httpx2.Client, turn: str) -> None:
    id = begun(client)
    for path in (f"turns/{turn}", f"turns/{turn}/events"):
        problem(client.get(f"/v1/conversations/{id}/{path}"), 404, "no-such-turn")
