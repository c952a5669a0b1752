"""What the program is: its states, exits and actions, and its picture."""

from __future__ import annotations

import asyncio
from hashlib import blake2b
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from coach.graph import Theme, picture, written
from coach.graph.svg import unstyled
from coach.service import shapes
from coach.service.caller import AnyCaller
from coach.service.describing import described
from coach.service.exported import typescript
from coach.service.routers.common import problems
from coach.service.routers.page import same
from coach.service.serving import Here

router = APIRouter(prefix="/v1", tags=["program"])

_STILL = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}  # a picture, opened by itself
_TYPES = {"svg": "image/svg+xml", "json": "application/json", "mmd": "text/vnd.mermaid; charset=utf-8"}
_DOCUMENT = {"schema": {"$ref": "#/components/schemas/GraphDocument"}}
_TEXT = {"schema": {"type": "string"}}
_DRAWN = {
    **problems(404),
    200: {
        "description": "The picture.",
        "content": {
            "image/svg+xml": {**_TEXT, "example": '<svg xmlns="http://www.w3.org/2000/svg">…</svg>'},
            "application/json": _DOCUMENT,
            "text/vnd.mermaid": {**_TEXT, "example": "flowchart TD\n  WELCOME --> PLAN\n"},
        },
    },
}


class TypeScript(Response):
    """A module."""

    media_type = "application/typescript"


_MODULE: dict[int | str, dict[str, Any]] = {
    **problems(),
    200: {
        "description": "A module.",
        "content": {"application/typescript": {**_TEXT, "example": 'export const State = ["WELCOME"] as const;'}},
    },
    304: {"description": "The caller has it already."},
}


@router.get("/program", response_model=shapes.Program, responses=problems())
async def read_program(service: Here, caller: AnyCaller) -> object:
    """The program that is run."""
    return described(service.coach.program)


@router.get("/program/graph.{format}", response_class=Response, responses=_DRAWN)
async def draw_program(
    format: Literal["svg", "json", "mmd"],
    request: Request,
    service: Here,
    caller: AnyCaller,
    actions: Annotated[bool, Query(description="Whether states list what is allowed in them.")] = False,
    theme: Annotated[Theme, Query(description="`auto` is as the reader's system is.")] = "auto",
    bare: Annotated[bool, Query(description="An SVG without styles, for a page that has its own.")] = False,
) -> Response:
    """The program as a picture: SVG, JSON, or Mermaid."""
    drawn = picture(service.coach.program)
    text = written(drawn, "mermaid" if format == "mmd" else format, actions=actions, theme=theme)
    return Response(unstyled(str(text)) if bare else text, headers=_STILL, media_type=_TYPES[format])


@router.get("/typescript", response_class=TypeScript, responses=_MODULE)
async def read_typescript(request: Request, service: Here, caller: AnyCaller) -> Response:
    """The program, and everything that comes in and goes out here, as a module of TypeScript.

    It has an `ETag`: asked with `If-None-Match`, it is 304 while program and service are the same.
    """
    made: tuple[str, str] | None = getattr(request.app.state, "typescript", None)
    if made is None:
        text = await asyncio.to_thread(typescript, service.coach.program)
        version = blake2b(text.encode(), digest_size=6).hexdigest()
        made = request.app.state.typescript = (text, f'"{service.coach.program.version}-{version}"')
    text, tag = made
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    return Response(status_code=304, headers=headers) if same(request, tag) else TypeScript(text, headers=headers)
