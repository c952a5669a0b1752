"""Settings that say who may call and how much, as they are written; and what they mean."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from coach.values import value

#: Names of seconds, as a rate has them.
_PERIODS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0}
_RATE = re.compile(rf"([1-9]\d{{0,8}})\s*/\s*({'|'.join(_PERIODS)})")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?")
_SHORTEST_SECRET = 32  # bytes: what HS256 wants (RFC 7518)


@value
class Rate:
    """So many requests in so many seconds."""

    number: int
    seconds: float
    words: str


def rate(text: str) -> Rate:
    """A rate as it is written: `60/minute`. Raises `ValueError`."""
    found = _RATE.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError("write it as 60/minute: a number, and second, minute, hour or day")
    number, period = int(found[1]), found[2]
    times = "once" if number == 1 else f"{number} times"
    return Rate(number, _PERIODS[period], f"{times} a{'n' if period == 'hour' else ''} {period}")


def _checked_rate(text: str) -> str:
    rate(text)
    return text


def _checked_origin(text: str) -> str:
    """As a browser writes it in `Origin`; whatever else is written would never be met. Raises `ValueError`."""
    if text != "*" and not _ORIGIN.fullmatch(text):
        raise ValueError("an origin is written as https://app.example.org or http://localhost:3000, no / behind it")
    return text


RateText = Annotated[str, AfterValidator(_checked_rate)]
Origin = Annotated[str, AfterValidator(_checked_origin)]
Tokens = Annotated[int, Field(gt=0, lt=2**62)]


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nothing else."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_tokens(issuer: str | None, audience: str | None, jwks: str | None, secret: SecretStr | None) -> None:
    """Raise `ValueError` unless the settings of JSON Web Tokens fit together."""
    if jwks is None and secret is None:
        if issuer or audience:
            raise ValueError("jwt_issuer and jwt_audience need jwt_jwks_url or jwt_secret, to check tokens by")
        return
    if jwks is not None and secret is not None:
        raise ValueError("set jwt_jwks_url or jwt_secret, not both")
    if not issuer or not audience:
        raise ValueError("set jwt_issuer and jwt_audience too: without them, a token for any other service would do")
    if secret is not None and len(secret.get_secret_value().encode()) < _SHORTEST_SECRET:
        raise ValueError(f"jwt_secret is too short to be one; it needs {_SHORTEST_SECRET} bytes or more")
    if jwks is not None:
        _check_url(jwks)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("jwt_jwks_url is no URL") from None
    if not host or parts.scheme not in ("http", "https"):
        raise ValueError("jwt_jwks_url has to be a URL, as https://login.example.org/jwks.json")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("jwt_jwks_url has to be https: over http, anybody on the way could put keys of their own")
