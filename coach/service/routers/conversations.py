"""Conversations: begun, read, listed, removed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from coach.errors import BadInput
from coach.service import shapes
from coach.service.caller import AnyCaller, Caller
from coach.service.problems import Forbidden
from coach.service.reading import read_state
from coach.service.routers.common import AfterConversation, Id, Key, Limit, problems
from coach.service.serving import Here
from coach.service.writing import begun

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])


@router.post("", status_code=201, response_model=shapes.Begun, responses=problems(400, 413))
async def start_conversation(
    body: shapes.NewConversation, request: Request, service: Here, caller: AnyCaller, key: Key = None
) -> Response:
    """Begin a conversation: turn 0 is the opening.

    Asked again with the same key, it is the same one, for as long as that is there.
    """
    service.check_open()
    user = owner(caller, body.user)
    made = await service.coach.start(user, tenant=caller.tenant, key=key, memory=body.memory, label=body.label)
    return begun(request, made)


@router.get("", response_model=shapes.Conversations, responses=problems())
async def list_conversations(
    service: Here,
    caller: AnyCaller,
    user: Annotated[str | None, Query(max_length=200)] = None,
    state: Annotated[str | None, Query(max_length=200)] = None,
    label: Annotated[str | None, Query(max_length=200)] = None,
    version: Annotated[str | None, Query(max_length=200)] = None,
    search: Annotated[str | None, Query(max_length=200, description="A part of the user's name.")] = None,
    after: AfterConversation = None,
    limit: Limit = 50,
) -> object:
    """The conversations that the caller may see, the newest first."""
    whose = owner(caller, user) if user is not None else caller.user
    return await service.coach.conversations(
        user=whose, tenant=caller.tenant, state=state, label=label, version=version, search=search, after=after,
        limit=limit,
    )  # fmt: skip


@router.get("/{conversation}", response_model=shapes.ConversationState, responses=problems(404, 409))
async def read_conversation(conversation: Id, service: Here, caller: AnyCaller) -> object:
    """A conversation as it stands: its state, its memory, what each exit still misses, what is offered."""
    return await read_state(service.coach, conversation, caller)


@router.delete("/{conversation}", status_code=204, responses=problems(404, 409))
async def delete_conversation(conversation: Id, service: Here, caller: AnyCaller, key: Key = None) -> None:
    """Remove a conversation with all that belongs to it; asked again with the same key, it is gone already."""
    await service.coach.delete(conversation, key=key, **caller.scope)


def owner(caller: Caller, named: str | None) -> str:
    """Whose a new conversation shall be. Raises `Forbidden`, `BadInput`."""
    if caller.user is not None and named not in (None, caller.user):
        raise Forbidden("the key is bound to another user; leave user out")
    user = caller.user if caller.user is not None else named
    if user is None:
        raise BadInput("say whose the conversation shall be, as user")
    return user
