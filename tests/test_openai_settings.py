"""What is set for a model's server: keys, addresses, and what is said where they are missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from model_asking import ask, request
from model_server import ModelServer

from coach.engine.request import Message
from coach.errors import ConfigurationError
from coach.models.openai import OpenAIModel

pytestmark = pytest.mark.anyio

KEY = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[OpenAIModel]:
    model = OpenAIModel("big", api_key=KEY, base_url=server.url, backoff=0.01)
    yield model
    await model.close()


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return monkeypatch


def test_without_a_key_or_an_address_it_says_what_to_set(nothing_set: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match=r"OPENAI_API_KEY .* OPENAI_BASE_URL"):
        OpenAIModel("big")


@pytest.mark.parametrize(
    ("key", "address", "says"),
    [
        ("", "localhost:11434/v1", "OPENAI_BASE_URL"),
        ("", "http://", "OPENAI_BASE_URL"),
        ("", "http://[::1/v1", "OPENAI_BASE_URL"),
        ("schlüssel", "", "OPENAI_API_KEY"),
        ("a\nb", "", "OPENAI_API_KEY"),
    ],
)
def test_a_key_or_an_address_that_cannot_be_one_is_said(key: str, address: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as raised:
        OpenAIModel("big", api_key=key, base_url=address)
    assert not key or key not in str(raised.value)


async def test_the_environment_sets_them_and_a_server_may_go_without_a_key(
    server: ModelServer, nothing_set: pytest.MonkeyPatch
) -> None:
    server.replies("Hello.", "Hello.")
    nothing_set.setenv("OPENAI_BASE_URL", server.url)
    for key in ("", " from-the-environment\n"):
        nothing_set.setenv("OPENAI_API_KEY", key)
        model = OpenAIModel("big")
        assert (await ask(model)).text == "Hello."
        await model.close()
    assert [r.headers["authorization"] for r in server.requests] == ["Bearer none", "Bearer from-the-environment"]


async def test_openais_own_server_is_asked_with_the_new_name_of_the_limit(nothing_set: pytest.MonkeyPatch) -> None:
    model = OpenAIModel("big", api_key=KEY)
    assert model._assumed.limit == "max_completion_tokens"
    await model.close()


async def test_a_message_in_another_language_arrives(server: ModelServer, model: OpenAIModel) -> None:
    server.replies("¿Cómo estás? 你好")
    words = "Çok iyiyim 🙂"
    assert (await ask(model, request(messages=[Message("user", words)]))).text == "¿Cómo estás? 你好"
    assert server.bodies[0]["messages"] == [{"role": "user", "content": words}]


def test_only_the_client_itself_imports_the_package() -> None:
    modules = "answer, capabilities, faults, scripted"
    code = (
        f"import sys; from coach.models import {modules}; sys.exit('openai' in sys.modules or 'httpx2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
