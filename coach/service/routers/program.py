"""What the program is: its states, exits and actions, and its picture."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from coach.graph import Theme, picture, written
from coach.graph.svg import unstyled
from coach.service import shapes
from coach.service.caller import AnyCaller
from coach.service.describing import described
from coach.service.routers.common import problems
from coach.service.serving import Here

router = APIRouter(prefix="/v1/program", tags=["program"])

_TYPES = {"svg": "image/svg+xml", "json": "application/json", "mmd": "text/vnd.mermaid; charset=utf-8"}
_DRAWN = {
    **problems(404),
    200: {"description": "The picture.", "content": {type.partition(";")[0]: {} for type in _TYPES.values()}},
}


@router.get("", response_model=shapes.Program, responses=problems())
async def read_program(service: Here, caller: AnyCaller) -> object:
    """The program that is run."""
    return described(service.coach.program)


@router.get("/graph.{format}", responses=_DRAWN)
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
    return Response(unstyled(str(text)) if bare else text, media_type=_TYPES[format])
