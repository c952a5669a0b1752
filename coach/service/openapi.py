"""The description of the service: every problem in its own media type, with an example."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from coach import errors
from coach.errors import CoachError
from coach.service import problems
from coach.service.serving import Service
from coach.service.shapes import Problem

#: For each status what can come to it, as an example.
_EXAMPLES: tuple[CoachError, ...] = (
    problems.Unauthenticated("the request has no key"),
    problems.Forbidden("this is for operators; the key is a client's"),
    errors.NoSuchConversation("there is no conversation '0v7k2m9x4qza'; check its id and whose it is"),
    errors.Busy("another turn of this conversation is running; try again when it is done", 3.0),
    errors.KeyReused("the key 'one' was used for another message; use a new key"),
    problems.TooMany("the key asks more than 60 times a minute", 12.0),
    errors.ReplyUnusable("the model's reply stayed unusable; try again"),
    errors.ModelTimeout("the model did not answer in time; try again"),
)
_REFERENCE = {"$ref": "#/components/schemas/Problem"}


def install(app: FastAPI) -> None:
    """Let the application describe itself so."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_described(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    whole = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    parts = schema.pop("$defs")
    schemas = whole.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(parts, Problem=schema)
    examples = {each["status"]: each for each in (problems.problem_of(error, operates=True) for error in _EXAMPLES)}
    service: Service = app.state.service
    schemas["Move"]["properties"]["state"]["enum"] = list(service.coach.program.states)
    for methods in whole["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    example = examples.get(int(status)) or problems.plain_problem(int(status))
                    content = {"schema": _REFERENCE, "example": example}
                    response["content"] = {problems.MEDIA_TYPE: content}
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return whole
