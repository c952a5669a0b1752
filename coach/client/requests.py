"""Requests, as the service wants them."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from coach.client.commands import Request
from coach.errors import BadInput, NoSuchConversation

_LONGEST_KEY = 200
_ID = re.compile(r"[0-9A-Za-z_-]{1,100}")


def request(
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    *,
    params: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    **places: object,
) -> Request:
    """A request to a path under `/v1`, whose `{places}` are filled. What is None is left out. Raises `BadInput`."""
    for name, place in places.items():
        path = path.replace(f"{{{name}}}", _place(name, str(place)))
    return Request(
        method,
        f"/v1{path}",
        {name: _plain(each) for name, each in (params or {}).items() if each is not None},
        {**({"content-type": "application/json"} if body is not None else {}), **(headers or {})},
        _json(body) if body is not None else None,
    )


def deed(
    method: str, path: str, key: str | None, body: Mapping[str, Any] | None = None, /, **places: object
) -> Request:
    """A request that changes something: it has a key, so that it happens once. Raises `BadInput`."""
    return request(method, path, body, headers={"Idempotency-Key": checked(key)}, params=None, **places)


def checked(key: str | None) -> str:
    """The key, or a new one. Raises `BadInput`."""
    if key is None:
        return uuid.uuid4().hex
    if not isinstance(key, str) or not 1 <= len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadInput(f"a key is 1 to {_LONGEST_KEY} printable ASCII characters here, since it is sent as a header")
    return key


def given(**fields: Any) -> dict[str, Any]:
    """The fields that are not None."""
    return {name: each for name, each in fields.items() if each is not None}


def _place(name: str, place: str) -> str:
    """A part of an address. Raises `NoSuchConversation` for what would lead elsewhere."""
    if name == "conversation" and not _ID.fullmatch(place):
        raise NoSuchConversation(f"there is no conversation {place[:40]!r}; check its id and whose it is")
    return quote(place, safe="")


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _json(body: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput(f"what is sent is not plain data: {error}") from None
