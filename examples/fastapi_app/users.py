"""The users of this application, which has its own: who they are is no business of coach."""

from __future__ import annotations

import hashlib
import os
import secrets

from fastapi import HTTPException, Request

_ROUNDS = {"n": 2**14, "r": 8, "p": 1}


class Users:
    """Names with passwords, and the tokens of those who are logged in."""

    def __init__(self, passwords: dict[str, str]) -> None:
        self._salt = secrets.token_bytes(16)
        self._known = {name: self._hashed(password) for name, password in passwords.items()}
        self._tokens: dict[str, str] = {}

    @classmethod
    def from_environment(cls) -> Users:
        """Those of APP_USERS, as `ana:password,ben:another`."""
        pairs = [each.partition(":") for each in os.environ["APP_USERS"].split(",")]
        return cls({name: password for name, _, password in pairs})

    def log_in(self, name: str, password: str) -> str:
        """A token for whoever knows the password."""
        known = self._known.get(name, b"")
        if not secrets.compare_digest(known, self._hashed(password)):
            raise HTTPException(401, "The name or the password is wrong.")
        token = secrets.token_urlsafe(32)
        self._tokens[token] = name
        return token

    def named(self, request: Request) -> str | None:
        """Who sends this request; None where nobody is logged in."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return self._tokens.get(token) if scheme.lower() == "bearer" else None

    async def present(self, request: Request) -> str:
        """Who sends this request, as a dependency of the routes of this application."""
        name = self.named(request)
        if name is None:
            raise HTTPException(401, "Log in first.", {"WWW-Authenticate": "Bearer"})
        return name

    def _hashed(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode(), salt=self._salt, **_ROUNDS)
