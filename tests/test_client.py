"""The client does over HTTP what the library does here, waited for and awaited, and gives and raises the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from client_talking import KINDS, client_of, words
from service_server import app_on, served

from coach import SyncCoach
from coach.client import Answer
from coach.errors import BadInput, KeyReused, NoSuchConversation, NoSuchTurn
from coach.pages import ConversationLine
from coach.results import ActionDecided, ActionView, Completed, Failed, MessageView, Started, TurnResult
from coach.service import shapes

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


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, url: str) -> Iterator[Any]:
    with client_of(request.param, url, patience=5.0) as client:
        yield client


def test_results_are_what_the_library_gives(
    client: Any, database: str, model: str, program_folder: Callable[..., Path]
) -> None:
    begun = client.start("ada", label="spring", memory={"ready": True}, key="start")
    done = client.say(begun.id, "A garden", key="one")
    moved = client.move(begun.id, "DONE", reason="she asked", key="two")
    back = client.rewind(begun.id, 1, key="back")
    with SyncCoach.open(database, program=program_folder(), model=model) as coach:
        assert coach.start("ada", label="spring", memory={"ready": True}, key="start") == begun
        assert coach.say(begun.id, "A garden", key="one") == done
        kept = coach.turns(back.kept or "")
        assert [each.turn for each in kept.items] == [0, 1, 2]
        assert coach.rewind(begun.id, 1, key="back") == back
        assert moved.state == "DONE"
        assert client.turn(begun.id, 1) == done
        assert list(client.messages(begun.id)) == list(coach.messages(begun.id).items)
        assert list(client.actions(begun.id)) == list(coach.actions(begun.id).items)
        assert list(client.turns(begun.id)) == list(coach.turns(begun.id).items)
        assert list(client.conversations()) == list(coach.conversations().items)
    assert (type(done), done.json()) == (TurnResult, client.turn(begun.id, 1).json())


def test_lists_go_through_all_pages(client: Any) -> None:
    ids = [client.start("ada").id for _ in range(5)]
    id = ids[-1]
    for text in ("A garden", "A pond", "So"):
        client.say(id, text)
    said = [each.text for each in client.messages(id)]
    for limit in (1, 2, 7, 200):
        assert [each.text for each in client.messages(id, limit=limit)] == said
    assert [each.text for each in client.messages(id, newest=True, limit=2)] == said[::-1]
    assert len(said) == 7
    assert [each.conversation for each in client.conversations(user="ada", limit=2)] == ids[::-1]
    assert [each.turn for each in client.turns(id, limit=1)] == [0, 1, 2, 3]
    assert all(isinstance(each, ActionView) for each in client.actions(id))
    assert isinstance(next(iter(client.conversations())), ConversationLine)
    assert isinstance(next(iter(client.messages(id))), MessageView)


def test_a_stream_gives_the_events_of_the_library(client: Any) -> None:
    id = client.start("ada").id
    heard = list(client.stream(id, "A garden", key="one"))
    assert isinstance(heard[0], Started)
    assert isinstance(heard[-1], Completed)
    assert words(heard) == "What kind?"
    assert [each.action.type for each in heard if isinstance(each, ActionDecided)] == ["SAVE_GOAL"]
    assert heard[-1].result == client.turn(id, 1) == client.say(id, "A garden", key="one")
    again = list(client.events(id, 1))
    assert words(again) == words(heard)
    assert again[-1] == heard[-1]
    [failed] = client.stream("0v7k2m9x4qza", "Hello")
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, NoSuchConversation)
    [failed] = client.events(id, 9)
    assert isinstance(failed.error, NoSuchTurn)


def test_operators_do_what_they_do(client: Any) -> None:
    id = client.start("ada").id
    client.say(id, "A garden")
    client.edit(id, {"ready": True}, reason="told")
    assert client.get(id).memory["ready"]
    assert client.take_over(id, by="Bo").taken_over
    assert client.say(id, "Hello?").message == ""
    assert client.answer(id, "This is Bo.").message == "This is Bo."
    assert not client.release(id).taken_over
    copied = client.fork(id, 1, owner="cy", label="what if")
    assert copied.opening == client.turn(copied.id, 1)
    assert client.get(copied.id).user == "cy"
    scenario = client.freeze(id, name="garden")
    started = client.start_scenario(scenario, user="ada", reset=True, key="k")
    assert started == client.start_scenario(scenario, user="ada", reset=True, key="k")
    assert client.reset(id).opening.turn == 0
    client.delete(id, key="gone")
    client.delete(id, key="gone")
    with pytest.raises(NoSuchConversation) as missing:
        client.get(id)
    assert missing.value.__notes__ == ["Check its id, and whose it is."]


def test_what_the_program_is_and_what_is_inside(client: Any) -> None:
    id = client.start("ada").id
    client.say(id, "A garden")
    assert isinstance(client.program(), shapes.Program)
    assert [state.name for state in client.program().states] == ["WELCOME", "PLAN", "DONE"]
    assert client.graph(actions=True, theme="dark").startswith("<svg")
    assert client.graph("mmd").startswith("---")
    assert client.get(id).state == "WELCOME"
    assert client.inside(id, 1).same
    assert client.walk(id).startswith("walk:")
    assert client.overview().conversations == 1
    [template, *_] = client.prompts().templates
    assert client.try_prompt(template.name, template.text, conversation=id, turn=1).now
    assert client.caller().role == "admin"


def test_an_offer_is_answered(tmp_path: Path) -> None:
    with served(app_on(f"sqlite:///{tmp_path}/offers.db")) as http, client_of("waited", str(http.base_url)) as client:
        id = client.start("ada").id
        for text in ("Hello", "I am Ada", "Yes"):
            client.say(id, text)
        [offer] = client.get(id).offers
        first, again = (client.say(id, Answer(offer.id, offer.buttons[0].name)) for _ in range(2))
        assert first == again


def test_what_is_wrong_is_raised_as_the_library_raises_it(client: Any) -> None:
    id = client.start("ada").id
    client.move(id, "PLAN", reason="so", key="k")
    with pytest.raises(KeyReused):
        client.say(id, "Hello", key="k")
    with pytest.raises(BadInput, match="no state 'PLANN'"):
        client.move(id, "PLANN", reason="so")
    for wrong in (
        lambda: client.say(id, "  "),
        lambda: client.start("a" * 300),
        lambda: list(client.turns(id, limit=0)),
    ):
        with pytest.raises(BadInput):
            wrong()
    for wrong in (lambda: client.edit(id, {"ready": {1, 2}}, reason="so"), lambda: client.say(id, "Hi", key="é")):
        with pytest.raises(BadInput):
            wrong()
    for odd in ("", "..", "a/b", "../../healthz", "ä", "x" * 500, "?a=b#c", "%2e%2e"):
        with pytest.raises((NoSuchConversation, BadInput)):
            client.get(odd)
