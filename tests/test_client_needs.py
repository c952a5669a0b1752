"""What the client needs and has: packages, addresses, every endpoint, and keys that are sent."""

from __future__ import annotations

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from client_talking import KINDS, client_of
from fastapi import Request
from service_server import app_on, served

from coach.client import AsyncCoachClient, CoachClient
from coach.errors import BadInput, Unauthenticated, Unreachable
from coach.results import Text
from coach.service import Caller

REPLIES = """
- message: What kind?
  actions: [{type: SAVE_GOAL, name: Garden}]
- message: And then?
  actions: [{type: SAVE_GOAL, name: Pond}]
- message: Good.
- message: Good again.
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    (tmp_path / "script.yaml").write_text(REPLIES, encoding="utf-8")
    return f"scripted:{tmp_path}/script.yaml"


@pytest.fixture
def url(database: str, model: str, program_folder: Callable[..., Path]) -> Iterator[str]:
    with served(app_on(database, program_folder(), model)) as http:
        yield str(http.base_url)


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_sent_and_one_that_nobody_knows_is_refused(
    kind: str, tmp_path: Path, model: str, program_folder: Callable[..., Path]
) -> None:
    async def identify(request: Request, /) -> Caller:
        if request.headers.get("authorization") != "Bearer secret":
            raise Unauthenticated("nobody knows this key")
        return Caller("north", "client", user="ada")

    with served(app_on(f"sqlite:///{tmp_path}/keys.db", program_folder(), model, identify)) as http:
        with client_of(kind, str(http.base_url), key="secret") as client:
            assert client.get(client.start().id).user == "ada"
            assert client.caller().tenant == "north"
        with (
            client_of(kind, str(http.base_url), key="other") as client,
            pytest.raises(Unauthenticated, match="this key"),
        ):
            client.start()


def test_an_http_client_of_the_callers_is_used_and_left_open(url: str) -> None:
    with httpx2.Client(headers={"x-mine": "1"}) as http:
        with CoachClient(url, http=http) as client:
            client.program()
        assert not http.is_closed

    async def awaited() -> None:
        async with httpx2.AsyncClient() as http:
            async with AsyncCoachClient(f"{url}/v1/", http=http) as client:
                made = await client.start("ada")
                heard = [event async for event in client.stream(made.id, "A garden")]
                assert any(isinstance(event, Text) for event in heard)
                assert [each.turn async for each in client.turns(made.id, limit=1)] == [0, 1]
            assert not http.is_closed

    asyncio.run(awaited())


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_is_none_of_a_service_says_so(kind: str, url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="begins with https"):
        CoachClient("localhost:8000")
    with client_of(kind, f"{url}/elsewhere", patience=0.0) as client, pytest.raises(Exception, match="nothing here"):
        client.program()
    with client_of(kind, "http://127.0.0.1:9", patience=0.3) as client, pytest.raises(Unreachable, match="be reached"):
        client.program()


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)


def test_it_brings_nothing_of_the_service_with_it() -> None:
    heavy = ("fastapi", "starlette", "uvicorn", "openai", "sqlalchemy", "jinja2", "transitions", "typer")
    done = run(f"import sys, coach.client; print([each for each in {heavy} if each in sys.modules])")
    assert done.stdout == "[]\n", done.stderr


def test_without_httpx2_it_says_what_to_install() -> None:
    done = run("import sys; sys.modules['httpx2'] = None; import coach.client")
    assert done.stderr.strip().endswith(
        "the client needs httpx2; install it beside coach: pip install 'httpx2<3,>=2'"
    ), done.stderr


def test_every_endpoint_can_be_asked(tmp_path: Path, model: str, program_folder: Callable[..., Path]) -> None:
    """And nothing is asked that is not there."""
    from coach.client import conversing, operating
    from coach.client.methods import Asking, Going
    from coach.client.streaming import Hearing

    described = app_on(f"sqlite:///{tmp_path}/described.db", program_folder(), model).openapi()
    there = {
        (method.upper(), path)
        for path, methods in described["paths"].items()
        for method in methods
        if path.startswith("/v1/")
    }
    given = {"conversation": "_id_", "turn": 1}
    asked = set()
    for each in [*vars(conversing).values(), *vars(operating).values()]:
        if isinstance(each, Asking | Going):
            asks: Any = inspect.unwrap(cast(Any, each))
            wants = [name for name, each in inspect.signature(asks).parameters.items() if each.default is each.empty]
            wanted = asks(**{name: given.get(name, "text") for name in wants})
            sent = [wanted.take, wanted.resume] if isinstance(wanted, Hearing) else [wanted.request]
            for request in filter(None, sent):
                path = request.path.replace("_id_", "{conversation}").replace("/turns/1", "/turns/{turn}")
                asked.add((request.method, path.replace("graph.svg", "graph.{format}")))
    assert asked == there


def test_every_method_is_documented_and_both_clients_have_it() -> None:
    names = {name for name in dir(CoachClient) if not name.startswith("_")}
    assert names == {name for name in dir(AsyncCoachClient) if not name.startswith("_")}
    for name in names:
        assert getattr(CoachClient, name).__doc__, name
