"""Errors as callers see them: `application/problem+json`, in one shape, each with what to do about it."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from coach.errors import (
    Busy,
    CoachError,
    Forbidden,
    NoSuchTurn,
    ServiceError,
    Spent,
    Stopping,
    TokensUnchecked,
    TooMany,
    Unauthenticated,
)
from coach.service.kinds import FAULT, INVALID, KINDS, OTHER, PLAIN, URN, Kind, kind_of

__all__ = [
    "KINDS", "MEDIA_TYPE", "Forbidden", "Kind", "NoSuchTurn", "ServiceError", "Spent", "Stopping", "TokensUnchecked",
    "TooMany", "Unauthenticated", "answer", "given_up", "install", "kind_of", "plain_problem", "problem_of", "refused",
    "response_to",
]  # fmt: skip

log = logging.getLogger("coach.service")

MEDIA_TYPE = "application/problem+json"
_LONGEST_WAIT = 5  # seconds that a caller of a busy conversation is told to wait: turns end sooner than claims


def problem_of(error: CoachError, *, operates: bool) -> dict[str, Any]:
    """An error as a problem; an operator is told all of it."""
    kind = kind_of(error)
    detail = str(error) if kind.told or operates else f"{kind.title}."
    return _problem(kind.status, kind.code, kind.title, detail, kind.remedy)


def response_to(error: CoachError, request: Request) -> Response:
    """The response for an error; what is the service's own fault is logged."""
    who = getattr(request.state, "caller", None)
    problem = problem_of(error, operates=who is not None and who.operates)
    headers = {}
    if isinstance(error, Busy | TooMany):
        most = _LONGEST_WAIT if isinstance(error, Busy) else 86_400
        headers["Retry-After"] = str(max(1, min(most, math.ceil(error.retry_after))))
    elif problem["status"] == 503:
        headers["Retry-After"] = "1"
    elif isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="coach"' + (', error="invalid_token"' if error.invalid else "")
    if problem["status"] >= 500:
        log.error("%s: %s", problem["type"], error, exc_info=error.__cause__)
    return answer(problem, headers)


def answer(problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response."""
    data = json.dumps(problem, ensure_ascii=False).encode("utf-8", "replace")
    return Response(data, problem["status"], dict(headers or {}), MEDIA_TYPE)


def refused(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """What the framework refuses, or the door."""
    return answer(plain_problem(status), headers)


def given_up() -> Response:
    """What is not done when the service ends."""
    stopping = Stopping("the service was stopped before this was done; ask again, another one answers")
    return answer(problem_of(stopping, operates=False), {"Retry-After": "1", "Connection": "close"})


def plain_problem(status: int) -> dict[str, Any]:
    """A problem of which nothing is known but its status."""
    code, title, remedy = PLAIN.get(status, OTHER)
    return _problem(status, code, title, f"{title}.", remedy)


def install(app: FastAPI) -> None:
    """Let every error of the application become a problem."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, CoachError)
        return response_to(error, request)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        found = list(_places(error.errors()))
        detail = "; ".join(f"{each['at']}: {each['problem']}" for each in found[:5])
        remedy = "Change what is named; /v1/openapi.json describes every request."
        return answer({**_problem(422, INVALID, "The request is not valid", detail, remedy), "errors": found})

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            return refused(405, {"Allow": ", ".join(_allowed(request))})
        return refused(error.status_code, error.headers)

    async def fault(request: Request, error: Exception) -> Response:
        return answer(_problem(FAULT.status, FAULT.code, FAULT.title, f"{FAULT.title}.", FAULT.remedy))

    app.add_exception_handler(CoachError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(Exception, fault)


def _allowed(request: Request) -> list[str]:
    """The methods that the address of a request takes, by all of its routes."""
    path = request.scope["route"].path
    return sorted(
        {
            method
            for each in iter_route_contexts(request.app.routes)
            if each.path == path
            for method in each.methods or ()
        }
    )


def _problem(status: int, code: str, title: str, detail: str, remedy: str) -> dict[str, Any]:
    return {"type": f"{URN}{code}", "title": title, "status": status, "detail": detail, "remedy": remedy}


def _places(found: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    """Where something is wrong and what, without what was sent: those may be somebody's words."""
    for each in found:
        yield {"at": ".".join(map(str, each["loc"]))[:200], "problem": str(each["msg"])}
