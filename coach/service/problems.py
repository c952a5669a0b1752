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

from coach import errors
from coach.errors import Busy, CoachError
from coach.values import value

log = logging.getLogger("coach.service")

MEDIA_TYPE = "application/problem+json"
_LONGEST_WAIT = 5  # seconds that a caller of a busy conversation is told to wait: turns end sooner than claims


class ServiceError(CoachError):
    """Something that the service itself refuses."""


class Unauthenticated(ServiceError):
    """Nobody knows who calls."""


class Forbidden(ServiceError):
    """The caller may not do this."""


class TooMany(ServiceError):
    """The caller asks more often than it may; `retry_after` is in seconds."""

    def __init__(self, text: str, retry_after: float) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class NoSuchTurn(ServiceError):
    """The conversation has no such turn."""


class Stopping(ServiceError):
    """The service is being stopped and takes no more turns."""


@value
class Kind:
    """A kind of problem."""

    status: int
    code: str
    title: str
    remedy: str
    told: bool = True
    """Whether the error's own text is for everybody; else for operators alone: it may say where the database is."""


_AGAIN = "Try again in a moment, with the same Idempotency-Key: the turn happens once."
_OPERATOR = "Tell whoever runs the service; the log says more."

#: By class; a class that is not here has the kind of its nearest ancestor.
KINDS: Mapping[type[CoachError], Kind] = {
    errors.BadInput: Kind(422, "bad-input", "The request cannot be understood", "Change what is sent."),
    errors.NotNow: Kind(
        409, "not-now", "It cannot be done as things stand", "Read the conversation; do what is wanted first."
    ),
    errors.KeyReused: Kind(
        422, "key-reused", "The key was used for something else", "Use a new Idempotency-Key for every new request."
    ),
    errors.NoSuchConversation: Kind(
        404, "no-such-conversation", "There is no such conversation", "Check its id, and whose it is."
    ),
    NoSuchTurn: Kind(404, "no-such-turn", "There is no such turn", "Read which there are: GET …/turns."),
    errors.ConversationOver: Kind(409, "conversation-over", "The conversation is over", "Start a new one."),
    errors.Busy: Kind(
        409, "busy", "Another turn is running", "Wait as long as Retry-After says, then ask again with the same key."
    ),
    errors.OfferGone: Kind(
        409, "offer-gone", "The offer is not open", "Read the conversation and show what it offers."
    ),
    errors.ProgramMismatch: Kind(
        409, "program-mismatch", "The conversation does not fit the program", "Run it under the program it began with."
    ),
    errors.FileError: Kind(422, "bad-file", "The file cannot be used", "Mend the place that is named."),
    errors.ModelError: Kind(502, "model-failed", "The model gave no usable answer", _AGAIN, told=False),
    errors.ModelUnavailable: Kind(503, "model-unavailable", "The model does not answer", _AGAIN, told=False),
    errors.ModelRejected: Kind(502, "model-rejected", "The model rejects the request", _OPERATOR, told=False),
    errors.ModelRefused: Kind(502, "model-refused", "The model refuses to answer", "Put it differently."),
    errors.ModelFiltered: Kind(502, "model-filtered", "A filter withheld the answer", "Put it differently."),
    errors.ReplyUnusable: Kind(502, "reply-unusable", "The model's reply could not be used", _AGAIN, told=False),
    errors.StoreError: Kind(503, "database-unavailable", "The database is not available", _AGAIN, told=False),
    errors.DatabaseOutdated: Kind(503, "database-outdated", "The database is outdated", _OPERATOR, told=False),
    errors.ClaimLost: Kind(503, "claim-lost", "The turn took too long", _AGAIN),
    errors.ConfigurationError: Kind(503, "not-configured", "Something is not set up", _OPERATOR, told=False),
    errors.ProgramError: Kind(500, "program-fault", "The program has a fault", _OPERATOR, told=False),
    errors.InternalError: Kind(500, "internal", "Something inside failed", _OPERATOR, told=False),
    CoachError: Kind(500, "internal", "Something inside failed", _OPERATOR, told=False),
    Unauthenticated: Kind(
        401, "unauthenticated", "A key is needed", "Send the header Authorization: Bearer, with a key or a token."
    ),
    Forbidden: Kind(403, "forbidden", "This is not allowed", "Make a key for it: coach key create."),
    TooMany: Kind(429, "too-many", "Too many requests", "Wait as long as Retry-After says."),
    Stopping: Kind(503, "stopping", "The service is being stopped", _AGAIN),
}

#: What the framework refuses, by status.
_PLAIN: Mapping[int, tuple[str, str, str]] = {
    400: ("bad-request", "The request cannot be read", "Send JSON, as the description at /v1/openapi.json says."),
    404: ("not-found", "There is nothing here", "See /v1/openapi.json for what there is."),
    405: ("method-not-allowed", "This method is not for this address", "See the header Allow."),
    408: ("too-slow", "The request took too long to arrive", "Send it whole, and at once."),
    413: ("too-large", "The request is too large", "Send less at a time."),
    431: ("head-too-large", "The headers are too large", "Send fewer, or shorter ones."),
    415: ("not-json", "The request is not JSON", "Send it as application/json."),
}
_FAULT = Kind(500, "internal", "Something inside failed", _OPERATOR)


def kind_of(error: CoachError) -> Kind:
    """What kind of problem an error is."""
    return next(KINDS[cls] for cls in type(error).__mro__ if cls in KINDS)


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
    elif problem["status"] == 401:
        headers["WWW-Authenticate"] = "Bearer"
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


def plain_problem(status: int) -> dict[str, Any]:
    """A problem of which nothing is known but its status."""
    code, title, remedy = _PLAIN.get(status, ("refused", "The request is refused", _OPERATOR))
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
        return answer({**_problem(422, "invalid", "The request is not valid", detail, remedy), "errors": found})

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 405:
            return refused(405, {"Allow": ", ".join(_allowed(request))})
        return refused(error.status_code, error.headers)

    async def fault(request: Request, error: Exception) -> Response:
        return answer(_problem(_FAULT.status, _FAULT.code, _FAULT.title, f"{_FAULT.title}.", _FAULT.remedy))

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
    return {"type": f"urn:coach:{code}", "title": title, "status": status, "detail": detail, "remedy": remedy}


def _places(found: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    """Where something is wrong and what, without what was sent: those may be somebody's words."""
    for each in found:
        yield {"at": ".".join(map(str, each["loc"]))[:200], "problem": str(each["msg"])}
