"""A PostgreSQL URL as the server's own tools take it, for a driver that knows fewer of its parameters."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from coach.errors import ConfigurationError
from coach.program.words import close

logger = logging.getLogger("coach.store")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What the driver takes from the URL itself.
_TAKEN = _names(
    "host port dbname database user password passfile service sslmode sslcert sslkey sslrootcert sslnegotiation sslcrl "
    "sslpassword ssl_min_protocol_version ssl_max_protocol_version target_session_attrs krbsrvname gsslib"
)
#: What the server itself is told when the connection begins.
_TOLD = _names("application_name options")
#: What is translated: `ssl` is other clients' name for `sslmode`.
_TRANSLATED = _names("connect_timeout fallback_application_name ssl")
#: What can be done without: how the connection is kept alive and tried, not whom it trusts.
_SPARED = _names(
    "keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout client_encoding channel_binding "
    "gssencmode gssdelegation sslcompression sslsni sslcertmode sslkeylogfile load_balance_hosts min_protocol_version "
    "max_protocol_version"
)
#: What a URL may ask for that this driver cannot promise.
_BEYOND = _names("hostaddr replication requirepeer require_auth sslcrldir scram_client_key scram_server_key")
_KNOWN = _TAKEN | _TOLD | _TRANSLATED | _SPARED


def connecting(url: str, timeout: float) -> tuple[str, Mapping[str, Any]]:
    """What the driver is to connect with: a URL that it understands, and options beside it.

    `timeout` is how long to try, in seconds, where the URL does not say. Raises `ConfigurationError` naming the
    parameter that is unknown, or that cannot be kept.
    """
    given = _parameters(url)
    for name, value in given.items():
        _check(name, value)
    kept = {name: value for name, value in given.items() if name in _TAKEN}
    if (ssl := given.get("ssl")) is not None:
        kept.setdefault("sslmode", "require" if ssl == "true" else ssl)
    told = {name: value for name, value in given.items() if name in _TOLD}
    if (ours := given.get("fallback_application_name")) is not None:
        told.setdefault("application_name", ours)
    seconds = _seconds(given.get("connect_timeout", "")) or timeout
    query = f"?{urlencode(kept, quote_via=quote)}" if kept else ""
    return f"{url.partition('?')[0]}{query}", {"timeout": seconds, "server_settings": told}


def _parameters(url: str) -> dict[str, str]:
    """What stands behind the question mark. Raises `ConfigurationError`."""
    try:
        # A plus is a plus here, as in libpq; a parameter without a value says nothing.
        pairs = parse_qsl(urlsplit(url).query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        if "?" not in url or url.endswith("?"):
            return {}
        raise ConfigurationError("the PostgreSQL URL cannot be read behind its '?': write name=value&…") from None
    return {name: value for name, value in pairs if value}


def _check(name: str, value: str) -> None:
    if name in _SPARED:
        # Who asks for channel binding is told louder: the connection is as safe as its certificate is checked.
        level = logging.WARNING if (name, value) == ("channel_binding", "require") else logging.DEBUG
        logger.log(level, "the PostgreSQL URL's %s is left out: the driver does not know it", name)
    elif name in _BEYOND:
        raise ConfigurationError(f"the PostgreSQL URL asks for {name!r}, which its driver cannot do; leave it out")
    elif name not in _KNOWN:
        raise ConfigurationError(
            f"the PostgreSQL URL has a parameter {name!r} that nobody knows{close(name, _KNOWN)}; leave it out, or, "
            f"where it is a setting of the server, write options=-c%20{name}%3D…"
        )


def _seconds(text: str) -> float | None:
    """A time in whole seconds; None where there is none, or no end to it. Raises `ConfigurationError`."""
    try:
        seconds = int(text or "0")
    except ValueError:
        raise ConfigurationError(f"the PostgreSQL URL's connect_timeout is {text[:20]!r}; give whole seconds") from None
    return float(seconds) if seconds > 0 else None
