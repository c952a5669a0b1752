"""An issuer of tokens: its keys behind a real port, which can be changed, away or slow; and what it signs."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import get_default_algorithms

from coach.service import ServiceSettings

ISSUER, AUDIENCE = "https://login.example.org/", "coaching"
SECRET = "a secret that is long enough for it"


class Issuer:
    """Keys by their ids, and a server that gives their public parts."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked = 0
        self.status = 200
        self.gate: threading.Event | None = None
        """What an answer waits for."""
        self.body: bytes | None = None
        self.keys: dict[str, tuple[str, Any]] = {}

    def add(self, kid: str, algorithm: str = "RS256") -> None:
        """A new key."""
        match algorithm[:2]:
            case "RS" | "PS":
                key: Any = rsa.generate_private_key(65537, 2048)
            case "ES":
                key = ec.generate_private_key(ec.SECP256R1())
            case _:
                key = ed25519.Ed25519PrivateKey.generate()
        self.keys[kid] = (algorithm, key)

    def token(self, kid: str, *, named: str | None = None, **claims: Any) -> str:
        """What it signs with a key, `named` in the token's head otherwise than it is."""
        algorithm, key = self.keys[kid]
        return jwt.encode(told(**claims), key, algorithm, headers={"kid": named or kid})

    def answer(self) -> bytes:
        """Its public keys."""
        if self.body is not None:
            return self.body
        found = []
        for kid, (algorithm, key) in self.keys.items():
            public: Any = get_default_algorithms()[algorithm].to_jwk(key.public_key(), as_dict=True)
            found.append({**public, "kid": kid, "alg": algorithm, "use": "sig"})
        return json.dumps({"keys": found}).encode()


def told(**changes: Any) -> dict[str, Any]:
    """What a good token claims; None leaves a claim out."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "iat": now, "exp": now + 600, **changes}
    return {name: claim for name, claim in claims.items() if claim is not None}


def shared(secret: str = SECRET, **claims: Any) -> str:
    """A token signed with the shared secret."""
    return jwt.encode(told(**claims), secret, "HS256")


def settings_of(**more: Any) -> dict[str, Any]:
    """The settings for its tokens: by the shared secret, or by its keys where `jwt_jwks_url` is given."""
    how = {} if "jwt_jwks_url" in more else {"jwt_secret": SECRET}
    told = {"jwt_issuer": ISSUER, "jwt_audience": AUDIENCE, **how, **more}
    ServiceSettings.model_validate(told)
    return told


@contextmanager
def issuer() -> Iterator[Issuer]:
    """An issuer with a key named `one`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked += 1
            if made.gate is not None:
                made.gate.wait(20)
            data = made.answer()
            self.send_response(made.status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *arguments: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        made = Issuer(f"http://127.0.0.1:{server.server_port}/jwks.json")
        made.add("one")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()
