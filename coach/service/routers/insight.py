"""What the page shows operators of the inside: a turn, the prompts, all conversations as a whole, a walk."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response

from coach.errors import BadInput
from coach.scenarios.freezing import stored
from coach.service import insight, shapes
from coach.service.caller import Operator, TenantOperator
from coach.service.routers.common import Id, TurnNumber, Yaml, file, problems
from coach.service.serving import Here
from coach.testing.recording.fitting import fitted
from coach.testing.recording.recorded import Recording
from coach.testing.recording.sayable import sayable_since
from coach.turns.door import check_whose

router = APIRouter(prefix="/v1", tags=["insight"])

_WALK = """\
walk: Recorded 0v7k2m9x4qza
turns:
  - user: I want to tidy the shed.
    coach: The shed, then.
"""


@router.get(
    "/conversations/{conversation}/turns/{turn}/inside", response_model=shapes.Inside, responses=problems(404, 409)
)
async def read_inside(conversation: Id, turn: TurnNumber, service: Here, caller: Operator) -> object:
    """A turn from the inside: what the model was shown, what it replied, what changed.

    The requests are worked out again from what is stored; `same` says whether the same came of it.
    """
    return await insight.inside(service.coach, conversation, turn, caller)


@router.get(
    "/conversations/{conversation}/walk",
    response_class=Yaml,
    responses={**problems(404, 409), **file("A walk's file.", _WALK)},
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
    return Yaml(remark + walk.text)


@router.get("/program/prompts", response_model=shapes.Prompts, responses=problems())
async def read_prompts(service: Here, caller: Operator) -> object:
    """Every template, with the states that it is of, and what `coach check` says."""
    program = service.coach.program
    return {"templates": insight.templates(program), "findings": await insight.found(program)}


@router.post("/program/prompts/try", response_model=shapes.Tried, responses=problems(400, 404, 409, 413))
async def try_prompt(body: shapes.TryPrompt, service: Here, caller: Operator) -> object:
    """What an edit of a template would do. Nothing is saved."""
    if (body.conversation is None) != (body.turn is None):
        raise BadInput("a turn is named by its conversation and its number; give both or none")
    turn = (body.conversation, body.turn) if body.conversation is not None and body.turn is not None else None
    return await insight.tried(service.coach, body.template, body.text, turn, caller)


@router.get("/overview", response_model=shapes.Overview, responses=problems())
async def read_overview(service: Here, caller: TenantOperator) -> object:
    """What the newest conversations did as a whole, and what each state cost."""
    return await insight.whole(service.coach, caller.tenant)
