"""What a route does not know is refused: parameters of the query here, fields of a body by its shape."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError

from coach.program.words import nearest


async def _known_query(request: Request) -> None:
    """Raise `RequestValidationError` for a parameter that would be ignored; say which one may have been meant."""
    route = request.scope["route"]
    # The page, and what watches over the service, are asked with whatever their askers add.
    if not request.scope["query_string"] or not route.path.startswith("/v1/"):
        return
    known = set(_names(route.dependant))
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"loc": ("query", name), "msg": f"There is no such parameter{nearest(name, known)}"} for name in unknown]
        )


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (each.alias for each in dependant.query_params)
    for each in dependant.dependencies:
        yield from _names(each)


#: For every route.
KnownQuery = Depends(_known_query)
