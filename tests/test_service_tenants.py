"""Two tenants, and two users of one: whoever asks for another's conversation finds none, whichever route it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from conftest import SLOWLY
from service_keys import Headers, bearer, made, on
from service_routes import Route, routes
from service_server import app_on, served
from sqlalchemy import select
from token_issuer import settings_of, shared

from coach.store.tables import conversations, metadata, token_usage

#: What a client may ask for; a route that is not here is an operator's, or says nothing of anybody.
CLIENTS = {
    "start_conversation", "list_conversations", "read_conversation", "delete_conversation", "take_turn", "read_turn",
    "read_events", "list_messages", "list_actions", "list_turns", "read_program", "draw_program", "read_caller",
    "read_typescript",
}  # fmt: skip
OPEN = {"alive", "ready"}
IMPOSSIBLE = (
    "nope", "0", "x" * 300, "0" * 11, "uuuuuuuuuuuu", "0v7k2m9x4qz!", "é" * 12, "\x00", "%00", "' OR 1=1 --", "-1",
)  # fmt: skip
#: The first turn of each conversation saves something; later ones only talk.
SAVES = {"message": "What kind?", "actions": [{"type": "SAVE_GOAL", "name": "Garden"}]}
REPLIES = [SAVES] * 3 + [{"message": "And then?"}] * 100


class House:
    """A service with a conversation of each of three users, and a key for whoever may call."""

    def __init__(self, client: httpx2.Client, database: str) -> None:
        self.client, self.database = client, database
        told = {
            "ada": ("client", "a", "ada"), "bob": ("client", "a", "bob"), "zoe": ("client", "z", "zoe"),
            "operator a": ("operator", "a", None), "operator z": ("operator", "z", None),
            "admin a": ("admin", "a", None), "operator for ada": ("operator", "a", "ada"),
        }  # fmt: skip
        self.keys: dict[str, Headers] = {name: bearer(made(database, *who)) for name, who in told.items()}
        self.keys["ada's token"] = bearer(shared(sub="ada", tenant="a"))
        self.ids = {user: self.begin(user) for user in ("ada", "bob", "zoe")}

    def begin(self, user: str) -> str:
        """A conversation of two turns, in which a secret was told."""
        headers = self.keys[user] | {"Idempotency-Key": "shared"}
        id: str = self.client.post("/v1/conversations", json={}, headers=self.keys[user]).json()["id"]
        taken = self.client.post(f"/v1/conversations/{id}/turns", json={"text": f"secret of {user}"}, headers=headers)
        assert taken.status_code == 200, taken.text
        return id

    def rows(self) -> dict[str, list[Any]]:
        """All that is stored."""
        tables = [table for table in metadata.sorted_tables if table.name != token_usage.name]
        statements = [select(table).order_by(*table.primary_key.columns) for table in tables]
        found = on(self.database, lambda store: store.fetch(*statements))
        return {table.name: [tuple(row) for row in rows] for table, rows in zip(tables, found, strict=True)}


@pytest.fixture
def house(database: str, tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[House]:
    (tmp_path / "script.yaml").write_text(json.dumps(REPLIES), encoding="utf-8")
    app = app_on(database, program_folder(), f"scripted:{tmp_path}/script.yaml", **settings_of())
    with served(app) as client:
        yield House(client, database)


def asked(route: Route, house: House, caller: str, id: str) -> Iterator[httpx2.Response]:
    """A route in each of its ways."""
    for turn in (0, 1, 2, 99) if "{turn}" in route.path else (1,):
        yield route.ask(house.client, house.keys[caller], id, turn=turn)
    if route.streams:
        yield route.ask(house.client, house.keys[caller], id, stream=True)


def nameless(answer: httpx2.Response) -> tuple[int, str, str]:
    """An answer without the id that was asked for."""
    return (
        answer.status_code,
        answer.headers["content-type"],
        re.sub(r"conversation .+; check", "…; check", answer.text),
    )


@SLOWLY
@pytest.mark.parametrize(
    ("caller", "others"),
    [
        ("ada", ("bob", "zoe")), ("ada's token", ("bob", "zoe")), ("operator a", ("zoe",)),
        pytest.param("operator for ada", ("bob", "zoe"), marks=pytest.mark.slow),
        pytest.param("admin a", ("zoe",), marks=pytest.mark.slow),
        pytest.param("operator z", ("ada", "bob"), marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_anothers_conversation_is_none_whichever_route_asks(house: House, caller: str, others: tuple[str, ...]) -> None:
    foreign = [house.ids[user] for user in others]
    ids = [*foreign, foreign[0].upper(), f" {foreign[0]} ", "0v7k2m9x4qza", *IMPOSSIBLE]
    with_id = [route for route in routes(house.client) if route.has_id]
    assert len(with_id) >= 20
    before = house.rows()
    client = caller in ("ada", "ada's token")
    for route in with_id:
        answers = {id: list(asked(route, house, caller, id)) for id in ids}
        expected = 403 if client and route.name not in CLIENTS else 404
        told = {nameless(each) for answer in answers.values() for each in answer}
        assert {status for status, _, _ in told} == {expected}, (route.name, told)
        assert len(told) == 1, (route.name, told)
        assert not any(f"secret of {user}" in each.text for user in others for each in answers[foreign[0]])
    assert house.rows() == before


@SLOWLY
def test_to_whom_it_is_ones_own_every_route_answers(house: House) -> None:
    """Which shows that what is refused above is refused for whose it is."""
    for caller, user in (("operator a", "ada"), ("operator for ada", "ada"), ("operator z", "zoe"), ("ada", "ada")):
        for route in routes(house.client):
            if route.has_id and (caller != "ada" or route.name in CLIENTS):
                answer = route.ask(house.client, house.keys[caller], house.begin(user), key=f"{caller} {route.name}")
                said_so = answer.status_code == 409 and answer.json()["type"] == "urn:coach:not-now"
                assert answer.status_code in (200, 201, 204) or said_so, (caller, route.name, answer.text)


@SLOWLY
def test_what_is_of_no_one_conversation_shows_nothing_of_others(house: House) -> None:
    for caller, others in (("ada", ("bob", "zoe")), ("operator a", ("zoe",)), ("operator z", ("ada", "bob"))):
        for route in routes(house.client):
            if not route.has_id and route.method == "GET":
                answer = route.ask(house.client, house.keys[caller])
                for user in others:
                    assert house.ids[user] not in answer.text, (caller, route.name)
                    assert f"secret of {user}" not in answer.text, (caller, route.name)
    lists = {
        ("ada", ""): {"ada"}, ("ada", "?user=ada"): {"ada"}, ("operator a", ""): {"ada", "bob"},
        ("operator a", "?user=bob"): {"bob"}, ("operator a", "?user=zoe"): set(), ("operator for ada", ""): {"ada"},
        ("operator z", ""): {"zoe"}, ("admin a", ""): {"ada", "bob"},
    }  # fmt: skip
    for (caller, query), users in lists.items():
        items = house.client.get(f"/v1/conversations{query}", headers=house.keys[caller]).json()["items"]
        assert {item["conversation"] for item in items} == {house.ids[user] for user in users}
    for caller in ("ada", "operator for ada"):
        assert house.client.get("/v1/conversations?user=bob", headers=house.keys[caller]).status_code == 403
    for caller, number in (("operator a", 2), ("operator z", 1)):
        assert house.client.get("/v1/overview", headers=house.keys[caller]).json()["conversations"] == number
    assert house.client.get("/v1/overview", headers=house.keys["operator for ada"]).status_code == 403


@SLOWLY
def test_roles_over_every_route(house: House) -> None:
    """A client is refused before anything else is looked at, and without a key everybody is, but where it is said."""
    for route in routes(house.client):
        nobody = route.ask(house.client, {}, house.ids["ada"])
        assert (nobody.status_code != 401) == (route.name in OPEN), (route.name, nobody.text)
        if route.name not in CLIENTS | OPEN:
            for id in (house.ids["ada"], house.ids["zoe"], "0v7k2m9x4qza", "nope"):
                answer = route.ask(house.client, house.keys["ada"], id)
                assert (answer.status_code, answer.json()["type"]) == (403, "urn:coach:forbidden"), route.name


@SLOWLY
def test_nothing_is_begun_in_another_tenant_or_for_another_user(house: House) -> None:
    client, keys = house.client, house.keys
    scenario = client.get(f"/v1/conversations/{house.ids['ada']}/scenario", headers=keys["operator a"]).text
    before = {(row.tenant, row.user_id, row.id) for row in _owners(house)}

    def begun(caller: str, path: str, body: dict[str, Any]) -> int:
        return client.post(path, json=body, headers=keys[caller]).status_code

    fork = f"/v1/conversations/{house.ids['ada']}/fork"
    assert begun("ada", "/v1/conversations", {"user": "bob"}) == 403
    assert begun("operator for ada", "/v1/scenarios/start", {"scenario": scenario, "user": "bob"}) == 403
    assert begun("operator for ada", fork, {"user": "bob"}) == 403
    assert {(row.tenant, row.user_id, row.id) for row in _owners(house)} == before
    assert begun("operator z", "/v1/scenarios/start", {"scenario": scenario, "user": "ada"}) == 201
    assert begun("operator z", "/v1/scenarios/start", {"scenario": scenario, "user": "ada", "reset": True}) == 201
    assert begun("operator a", fork, {"user": "zoe"}) == 201
    assert begun("operator for ada", fork, {}) == 201
    after = {(row.tenant, row.user_id, row.id) for row in _owners(house)}
    assert before <= after  # the reset removed nothing of theirs
    assert sorted((tenant, user) for tenant, user, _ in after - before) == [("a", "ada"), ("a", "zoe"), ("z", "ada")]


def _owners(house: House) -> list[Any]:
    columns = (conversations.c.tenant, conversations.c.user_id, conversations.c.id)
    return on(house.database, lambda store: store.fetch(select(*columns)))[0]
