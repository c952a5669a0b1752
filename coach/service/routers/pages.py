"""What is in a conversation, a page at a time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from coach.service import shapes
from coach.service.caller import AnyCaller
from coach.service.routers.common import AfterItem, AfterTurn, Id, Limit, problems
from coach.service.serving import Here

router = APIRouter(prefix="/v1/conversations/{conversation}", tags=["pages"])


@router.get("/messages", response_model=shapes.Messages, responses=problems(404))
async def list_messages(
    conversation: Id,
    service: Here,
    caller: AnyCaller,
    after: AfterItem = None,
    limit: Limit = 50,
    newest: Annotated[bool, Query(description="The newest first.")] = False,
) -> object:
    """What was said, the oldest first, or the newest."""
    return await service.coach.messages(conversation, after=after, limit=limit, newest=newest, **caller.scope)


@router.get("/actions", response_model=shapes.Actions, responses=problems(404))
async def list_actions(
    conversation: Id, service: Here, caller: AnyCaller, after: AfterItem = None, limit: Limit = 50
) -> object:
    """What was done, or proposed and refused, the oldest first."""
    return await service.coach.actions(conversation, after=after, limit=limit, **caller.scope)


@router.get("/turns", response_model=shapes.Turns, responses=problems(404))
async def list_turns(
    conversation: Id, service: Here, caller: AnyCaller, after: AfterTurn = None, limit: Limit = 50
) -> object:
    """Its turns with the calls of the model, the oldest first."""
    return await service.coach.turns(conversation, after=after, limit=limit, **caller.scope)
