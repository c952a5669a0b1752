"""The description of the service: every problem in its own media type, with an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from coach import errors
from coach.errors import CoachError
from coach.graph.document import GraphDocument
from coach.service import problems, shapes
from coach.service.serving import Service

#: For each status what can come to it, as an example.
_EXAMPLES: tuple[CoachError, ...] = (
    problems.Unauthenticated("the request has no key"),
    problems.Forbidden("this is for operators; the key is a client's"),
    errors.NoSuchConversation("there is no conversation '0v7k2m9x4qza'; check its id and whose it is"),
    errors.Busy("another turn of this conversation is running; try again when it is done", 3.0),
    errors.KeyReused("the key 'one' was used for something else; use a new key"),
    problems.TooMany("the key asks more than 60 times a minute", 12.0),
    errors.ReplyUnusable("the model's reply stayed unusable; try again"),
    errors.ModelTimeout("the model did not answer in time; try again"),
)
_PLACE = "#/components/schemas/"
_REFERENCE = {"$ref": f"{_PLACE}Problem"}
#: How callers tell who they are; while there are no keys and no tokens, not at all.
_BEARER = {"type": "http", "scheme": "bearer", "description": "A key (`coach key create`), or a JSON Web Token."}
#: What no route has as its model: problems, what streams carry, the picture.
_TOLD: tuple[type[BaseModel], ...] = (*shapes.EVENTS.values(), GraphDocument)


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
    whole.setdefault("components", {})["securitySchemes"] = {"bearer": _BEARER}
    schemas = whole["components"].setdefault("schemas", {})
    _, told = models_json_schema([(each, "serialization") for each in _TOLD], ref_template=_PLACE + "{model}")
    schemas.update({name: schema for name, schema in told["$defs"].items() if name not in schemas})
    examples = {each["status"]: each for each in (problems.problem_of(error, operates=True) for error in _EXAMPLES)}
    service: Service = app.state.service
    schemas["Move"]["properties"]["state"]["enum"] = states = list(service.coach.program.states)
    shown = {**shapes.EXAMPLES, "Move": {**shapes.EXAMPLES["Move"], "state": states[-1]}}
    for methods in whole["paths"].values():
        for operation in methods.values():
            if "401" in operation["responses"]:
                operation["security"] = [{"bearer": []}, {}]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    example = examples.get(int(status)) or problems.plain_problem(int(status))
                    content = {"schema": _REFERENCE, "example": example}
                    response["content"] = {problems.MEDIA_TYPE: content}
            for each in (operation.get("requestBody", {}), *operation["responses"].values()):
                _exemplify(each.get("content", {}), shown)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return whole


def _exemplify(contents: dict[str, Any], shown: Mapping[str, Any]) -> None:
    """Give what is of a shape the example of it."""
    for content in contents.values():
        name = content.get("schema", {}).get("$ref", "").removeprefix(_PLACE)
        if name in shown:
            content["example"] = shown[name]
