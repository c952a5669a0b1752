"""What a route does not know is refused: parameters of the query, and a body where it takes none, here; fields of a
body by its shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from coach.program.words import nearest

#: Bodies that say nothing, which some clients send with every request.
_NOTHING = (b"", b"{}", b"null")


async def _known(request: Request) -> None:
    """Raise `RequestValidationError` for what would be ignored; say which parameter may have been meant."""
    route = request.scope["route"]
    # The page, and what watches over the service, are asked with whatever their askers add.
    if not route.path.startswith("/v1/"):
        return
    unknown = list(_unknown(request, route.dependant)) if request.scope["query_string"] else []
    if route.body_field is None and await _says_something(request):
        unknown.append({"loc": ("body",), "msg": "There is nothing to send here; leave it out"})
    if unknown:
        raise RequestValidationError(unknown)


async def _says_something(request: Request) -> bool:
    """Whether there is a body. Raises `HTTPException`."""
    if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
        return False
    try:
        body = await request.body()
    except ClientDisconnect:
        raise HTTPException(400) from None
    return b"".join(body.split()) not in _NOTHING


def _unknown(request: Request, dependant: Dependant) -> Iterator[dict[str, Any]]:
    known = set(_names(dependant))
    for name in dict.fromkeys(request.query_params):
        if name not in known:
            yield {"loc": ("query", name), "msg": f"There is no such parameter{nearest(name, known)}"}


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (each.alias for each in dependant.query_params)
    for each in dependant.dependencies:
        yield from _names(each)


#: For every route.
Known = Depends(_known)
