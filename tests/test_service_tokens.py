"""JSON Web Tokens: who they say calls, what is refused, and the issuer's keys, fetched from a real port."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from service_keys import bearer, made, unasked
from service_problem import problem
from service_server import app_on, served
from token_issuer import SECRET, Issuer, issuer, settings_of, shared, told

from coach.service import keyset

Serve = Callable[..., httpx2.Client]


@pytest.fixture
def serve(tmp_path: Path, program_folder: Callable[..., Path]) -> Iterator[Serve]:
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(**settings: Any) -> httpx2.Client:
            app = app_on(f"sqlite:///{tmp_path}/coach.db", program_folder(), unasked(tmp_path), **settings)
            return stack.enter_context(served(app))

        yield start


@pytest.fixture
def idp() -> Iterator[Issuer]:
    with issuer() as found:
        yield found


def who(client: httpx2.Client, token: str) -> dict[str, Any]:
    answer = client.get("/v1/caller", headers=bearer(token))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(client: httpx2.Client, token: str) -> str:
    answer = client.get("/v1/caller", headers=bearer(token))
    assert answer.headers["www-authenticate"] == 'Bearer realm="coach", error="invalid_token"'
    detail: str = problem(answer, 401, "unauthenticated")["detail"]
    return detail


def test_a_token_says_who_calls(serve: Serve) -> None:
    client = serve(**settings_of())
    assert who(client, shared()) == {"role": "client", "tenant": "", "user": "ada"}
    assert who(client, shared(tenant="acme", role="client"))["tenant"] == "acme"
    assert who(client, shared(role="operator")) == {"role": "operator", "tenant": "", "user": None}
    assert who(client, shared(role=["reader", "client", "operator"]))["role"] == "operator"
    assert who(client, shared(role=["reader"]))["role"] == "client"
    assert who(client, shared(aud=["other", "coaching"]))["user"] == "ada"


def test_claims_have_the_names_that_the_settings_say(serve: Serve) -> None:
    names = {"jwt_user_claim": "email", "jwt_tenant_claim": "https://example.org/tenant"}
    client = serve(**settings_of(**names, jwt_role_claim="realm_access.roles"))
    claims: dict[str, Any] = {
        "email": "ada@example.org",
        "https://example.org/tenant": "acme",
        "realm_access": {"roles": ["admin"]},
    }
    assert who(client, shared(**claims)) == {"role": "admin", "tenant": "acme", "user": None}
    assert who(client, shared(email="ada", realm_access="admin")) == {"role": "client", "tenant": "", "user": "ada"}
    assert "has no email" in refused(client, shared())


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"exp": int(time.time()) - 60}, "has expired"),
        ({"exp": None}, ""),
        ({"exp": "soon"}, ""),
        ({"nbf": int(time.time()) + 86_400}, "not valid yet"),
        ({"aud": "another"}, "not for this service"),
        ({"aud": None}, ""),
        ({"iss": "https://login.example.net/"}, "another issuer"),
        ({"iss": None}, ""),
        ({"sub": None}, "has no sub"),
        ({"sub": ""}, "has no sub"),
        ({"sub": 7}, ""),
        ({"sub": "a" * 201}, "cannot be a user"),
        ({"sub": "a\x00b"}, "cannot be a user"),
        ({"tenant": {"name": "acme"}}, "cannot be a tenant"),
        ({"role": "owner"}, "none of client, operator, admin"),
        ({"role": {"admin": True}}, "none of client, operator, admin"),
    ],
)
def test_what_a_token_has_to_claim(serve: Serve, claims: dict[str, Any], said: str) -> None:
    assert said in refused(serve(**settings_of()), shared(**claims))


def test_what_is_signed_by_somebody_else_is_refused(serve: Serve, idp: Issuer) -> None:
    """Not at all, with another secret, with a longer hash, changed afterwards, or with a public key as the secret."""
    client = serve(**settings_of(jwt_jwks_url=idp.url))
    public = idp.keys["one"][1].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body, signature = idp.token("one").split(".")
    more = _coded({**told(), "role": "admin"})
    confused = f"{_coded({'alg': 'HS256', 'kid': 'one'})}.{body}"
    for token in (
        jwt.encode(told(), "", "none"),
        f"{_coded({'alg': 'none', 'kid': 'one'})}.{body}.",
        f"{_coded({'alg': 'None', 'kid': 'one'})}.{body}.{signature}",
        f"{head}.{more}.{signature}",
        f"{head}.{body}.",
        f"{confused}.{_hmac(confused, pem)}",
        shared(),
        idp.token("one") + "x",
        "a.b.c",
        "x" * 20_000,
        f"{head}.{body}",
        f"{_deep()}.{body}.{signature}",
    ):
        refused(client, token)
    idp.add("other")
    idp.keys["one"], good = idp.keys["other"], idp.token("one")
    assert refused(client, idp.token("other", named="one"))
    assert who(client, good)["user"] == "ada"


def test_by_a_shared_secret_no_other_way_of_signing_is_taken(serve: Serve, idp: Issuer) -> None:
    client = serve(**settings_of())
    refused(client, shared("another secret, as long as it has to be"))
    refused(client, jwt.encode(told(), SECRET * 2, "HS512"))
    refused(client, jwt.encode(told(), "", "none"))
    refused(client, idp.token("one"))
    assert idp.asked == 0


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_the_issuers_keys_are_fetched_once_when_they_are_wanted(serve: Serve, idp: Issuer, algorithm: str) -> None:
    idp.add("two", algorithm)
    client = serve(**settings_of(jwt_jwks_url=idp.url))
    assert idp.asked == 0
    for _ in range(3):
        assert who(client, idp.token("two"))["user"] == "ada"
    assert idp.asked == 1


def test_a_new_key_of_the_issuers_is_found_and_strange_ones_do_not_hammer_it(
    serve: Serve, idp: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "BETWEEN", 0.0)
    client = serve(**settings_of(jwt_jwks_url=idp.url))
    who(client, idp.token("one"))
    idp.add("two")
    assert who(client, idp.token("two"))["user"] == "ada"
    assert idp.asked == 2
    monkeypatch.setattr(keyset, "BETWEEN", 60.0)
    for number in range(20):
        assert "does not have" in refused(client, idp.token("one", named=f"strange-{number}"))
    assert idp.asked == 2


def test_an_issuer_that_is_away_is_a_problem_of_the_service(
    serve: Serve, idp: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "BETWEEN", 0.0)
    client = serve(**settings_of(jwt_jwks_url=idp.url))
    token = idp.token("one")
    for status, body in ((500, b"no"), (200, b"<html>"), (200, b"[]"), (200, b'{"keys": []}'), (302, b"")):
        idp.status, idp.body = status, body
        answer = client.get("/v1/caller", headers=bearer(token))
        problem(answer, 503, "tokens-unchecked")
        assert "retry-after" in answer.headers
    idp.status, idp.body = 200, None
    assert who(client, token)["user"] == "ada"
    idp.status = 500
    monkeypatch.setattr(keyset, "FRESH", 0.0)
    assert who(client, token)["user"] == "ada"  # the keys that it had before do
    problem(client.get("/v1/caller", headers=bearer(idp.token("one", named="new"))), 503, "tokens-unchecked")


def test_while_keys_are_fetched_others_are_served(serve: Serve, idp: Issuer) -> None:
    gate = idp.gate = threading.Event()
    client = serve(**settings_of(jwt_jwks_url=idp.url))
    answers: list[int] = []

    def ask() -> None:
        headers = bearer(idp.token("one"))
        answers.append(httpx2.get(client.base_url.join("/v1/caller"), headers=headers, trust_env=False).status_code)

    waiting = [threading.Thread(target=ask) for _ in range(4)]
    for each in waiting:
        each.start()
    until = time.monotonic() + 20
    while idp.asked == 0 and time.monotonic() < until:
        time.sleep(0.01)
    for _ in range(3):
        assert client.get("/healthz").status_code == 200
    assert answers == []
    gate.set()
    for each in waiting:
        each.join(30)
    assert answers == [200] * 4
    assert idp.asked == 1


def test_keys_and_tokens_do_beside_each_other(serve: Serve, tmp_path: Path) -> None:
    client = serve(**settings_of())
    assert client.get("/v1/caller").status_code == 401  # though no key was made
    key = made(f"sqlite:///{tmp_path}/coach.db", "operator", "acme")
    assert who(client, key.key)["tenant"] == "acme"
    assert who(client, shared())["user"] == "ada"
    refused(client, key.key[:-1])


def _coded(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def _deep() -> str:
    """A head with lists in lists in lists."""
    head = f'{{"alg": "RS256", "kid": {"[" * 5000}{"]" * 5000}}}'
    return base64.urlsafe_b64encode(head.encode()).rstrip(b"=").decode()


def _hmac(text: str, key: bytes) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).rstrip(b"=").decode()
