"""JSON Web Tokens of another service's: checked by a secret that is shared, or by the issuer's public keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any

import jwt
from jwt import PyJWK

from coach.errors import BadInput
from coach.service.caller import Caller
from coach.service.keys import ROLES
from coach.service.keyset import KeySet
from coach.service.problems import Unauthenticated
from coach.service.settings import ServiceSettings
from coach.turns.door import check_name

_SHARED = ("HS256",)
_PUBLIC = ("RS256", "PS256", "ES256", "EdDSA")
_LEEWAY = 10.0  # seconds that two clocks may differ by
_LONGEST = 16 * 1024  # characters
_SAID: Mapping[type[Exception], str] = {
    jwt.ExpiredSignatureError: "the token has expired",
    jwt.InvalidAudienceError: "the token is not for this service",
    jwt.InvalidIssuerError: "the token is of another issuer",
    jwt.ImmatureSignatureError: "the token is not valid yet",
}
_NO_TOKEN = "this is no key and no token of ours"


class Tokens:
    """Tells who calls by a token."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._options: Any = {"require": ["exp", "iss", "aud"], "enforce_minimum_key_length": True}
        self._algorithms: tuple[str, ...]
        self._key: Callable[[str | None], Awaitable[PyJWK | str | None]]
        if settings.jwt_jwks_url is not None:
            self._algorithms, self._key = _PUBLIC, KeySet(settings.jwt_jwks_url).get
        else:
            self._algorithms, self._key = _SHARED, self._secret

    async def caller(self, token: str) -> Caller:
        """Who calls. Raises `Unauthenticated`, and `TokensUnchecked` where the issuer's keys cannot be had."""
        if len(token) > _LONGEST:
            raise Unauthenticated(_NO_TOKEN, invalid=True)
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in self._algorithms:  # before anything is fetched for it
                raise Unauthenticated("the token is signed in a way that is not taken", invalid=True)
            key = await self._key(header.get("kid"))
            if key is None:
                raise Unauthenticated("the token is signed with a key that its issuer does not have", invalid=True)
            settings = self._settings
            claims: Mapping[str, Any] = jwt.decode(
                token, key, algorithms=self._algorithms, options=self._options, leeway=_LEEWAY,
                issuer=settings.jwt_issuer, audience=settings.jwt_audience,
            )  # fmt: skip
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError, OverflowError) as error:  # JSON can be anything
            raise Unauthenticated(_SAID.get(type(error), _NO_TOKEN), invalid=True) from None
        return self._named(claims)

    async def _secret(self, kid: str | None) -> str | None:
        secret = self._settings.jwt_secret
        return secret.get_secret_value() if secret is not None else None

    def _named(self, claims: Mapping[str, Any]) -> Caller:
        """Who the claims say it is. Raises `Unauthenticated`."""
        user = self._text(claims, self._settings.jwt_user_claim, "user")
        tenant = self._text(claims, self._settings.jwt_tenant_claim, "tenant") or ""
        if not user:
            raise Unauthenticated(f"the token has no {self._settings.jwt_user_claim}", invalid=True)
        role = self._role(claims)
        digest = sha256("\0".join((tenant, user)).encode()).hexdigest()
        # Logs name it: a digest, since the user may be an address.
        return Caller(tenant, role, user if role == "client" else None, f"token-{digest[:12]}")

    def _text(self, claims: Mapping[str, Any], name: str, what: str) -> str | None:
        found = _claim(claims, name)
        try:
            check_name(what, found)
        except BadInput:
            raise Unauthenticated(f"the token's {name} cannot be a {what}", invalid=True) from None
        return found if found is None else str(found)

    def _role(self, claims: Mapping[str, Any]) -> Any:
        """The role; of several, the one that may do most; roles of other services in a list are theirs."""
        name = self._settings.jwt_role_claim
        match _claim(claims, name):
            case None:
                return ROLES[0]
            case str(role) if role in ROLES:
                return role
            case list(several):
                return next((role for role in reversed(ROLES) if role in several), ROLES[0])
        raise Unauthenticated(f"the token's {name} is none of {', '.join(ROLES)}", invalid=True)


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its whole name, or by the way to it."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found
