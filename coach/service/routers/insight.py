"""What the page shows operators of the inside: a turn, the prompts, all conversations as a whole, a walk."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from coach.errors import BadInput
from coach.scenarios.freezing import stored
from coach.service import insight
from coach.service.caller import Operator
from coach.service.routers.common import Id, TurnNumber, problems
from coach.service.serving import Here
from coach.testing.recording.fitting import fitted
from coach.testing.recording.recorded import Recording
from coach.testing.recording.sayable import sayable_since
from coach.turns.door import check_whose

router = APIRouter(prefix="/v1", tags=["insight"])

_TEMPLATE = 256 * 1024  # characters


class TryPrompt(BaseModel):
    """An edit of a template, and a stored turn to see it on."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    template: Annotated[str, Field(max_length=200)] = Field(examples=["identity_discovery.md.j2"])
    text: Annotated[str, Field(max_length=_TEMPLATE)]
    conversation: Annotated[str, Field(max_length=200)] | None = None
    turn: Annotated[int, Field(ge=1, lt=2**31)] | None = None


@router.get("/conversations/{conversation}/turns/{turn}/inside", response_model=None, responses=problems(404, 409))
async def read_inside(conversation: Id, turn: TurnNumber, service: Here, caller: Operator) -> Response:
    """A turn from the inside: what the model was shown, what it replied, what changed.

    The requests are worked out again from what is stored; `same` says whether the same came of it.
    """
    return _json(await insight.inside(service.coach, conversation, turn, caller))


@router.get(
    "/conversations/{conversation}/walk",
    responses={
        **problems(404, 409),
        200: {"description": "A walk's file.", "content": {"application/yaml": {"schema": {"type": "string"}}}},
    },
)
async def read_as_walk(conversation: Id, service: Here, caller: Operator) -> Response:
    """The conversation as a walk, which says and expects the same. It has the client's words in it."""
    coach = service.coach
    whose = check_whose(conversation, **caller.scope)
    await coach.connect()
    there = await stored(coach.store, coach.program, whose)
    since = await sayable_since(coach.store, coach.program, whose, there)
    walk = await asyncio.to_thread(fitted, there, coach.program, Recording(f"Recorded {conversation}", since=since))
    remark = f"# It does not pass as it is: {' '.join(walk.problem.split())}\n" if walk.problem else ""
    return Response(remark + walk.text, media_type="application/yaml")


@router.get("/program/prompts", response_model=None, responses=problems())
async def read_prompts(service: Here, caller: Operator) -> Response:
    """Every template, with the states that it is of, and what `coach check` says."""
    program = service.coach.program
    return _json({"templates": insight.templates(program), "findings": await insight.found(program)})


@router.post("/program/prompts/try", response_model=None, responses=problems(400, 404, 409, 413))
async def try_prompt(body: TryPrompt, service: Here, caller: Operator) -> Response:
    """What an edit of a template would do. Nothing is saved."""
    if (body.conversation is None) != (body.turn is None):
        raise BadInput("a turn is named by its conversation and its number; give both or none")
    turn = (body.conversation, body.turn) if body.conversation is not None and body.turn is not None else None
    return _json(await insight.tried(service.coach, body.template, body.text, turn, caller))


@router.get("/overview", response_model=None, responses=problems())
async def read_overview(service: Here, caller: Operator) -> Response:
    """What the newest conversations did as a whole, and what each state cost."""
    return _json(await insight.whole(service.coach, caller.tenant))


def _json(data: Any) -> Response:
    return JSONResponse(jsonable_encoder(data))
