"""Turns: taken, heard while they run, read again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse

from coach.errors import BadInput
from coach.program.offer import Answer
from coach.service import shapes, writing
from coach.service.caller import AnyCaller
from coach.service.problems import NoSuchTurn
from coach.service.routers.common import Id, Key, TurnNumber, problems
from coach.service.running import Call, Said
from coach.service.serving import Here
from coach.service.wire import place_of

router = APIRouter(prefix="/v1/conversations/{conversation}/turns", tags=["turns"])

_STREAM = "text/event-stream"
_EXAMPLE = """\
event: started
data: {"conversation":"0v7k2m9x4qza","turn":1,"state":"INTRODUCTION"}
id: 1.5f0c2a9e.1

event: text
data: {"text":"Good to meet you"}
id: 1.5f0c2a9e.2

event: completed
data: {"conversation": "0v7k2m9x4qza", "turn": 1, …}
id: 1.5f0c2a9e.3

"""
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _streams(description: str) -> dict[int | str, dict[str, Any]]:
    return {
        200: {
            "description": description,
            "content": {_STREAM: {"itemSchema": shapes.event_schema(), "example": _EXAMPLE}},
        }
    }


@router.post(
    "",
    response_model=shapes.TurnResult,
    responses={
        **problems(400, 404, 409, 413, 502),
        **_streams("The turn; with `Accept: text/event-stream`, its events while it runs."),
    },
)
async def take_turn(
    conversation: Id, body: shapes.TakeTurn, request: Request, service: Here, caller: AnyCaller, key: Key = None
) -> Response:
    """Take a turn: a message, the answer to an offer, or nothing said.

    An answer happens once by its offer, and no key is kept of it: answered alike again, the turn is the same.

    As JSON, the turn when it is committed. As a stream, its events: `started`, `text`, `action`, `moved`, `retracted`
    (what was said so far is withdrawn), and at last `completed` with the turn, or `failed` with a problem. The turn
    goes on when the reader leaves.
    """
    service.check_open()
    call = Call(conversation, _said(body), key, **caller.scope, operates=caller.operates)
    if _STREAM in request.headers.get("accept", ""):
        return _streamed(service.read(await service.turns.hear(call)))
    return writing.turn(await service.turns.take(call))


@router.get("/{turn}", response_model=shapes.TurnResult, responses=problems(404))
async def read_turn(conversation: Id, turn: TurnNumber, service: Here, caller: AnyCaller) -> Response:
    """A turn as it was given when it was taken."""
    found = await service.turns.read(conversation, turn, **caller.scope)
    if found is None:
        raise NoSuchTurn(f"the conversation has no turn {turn}")
    return writing.turn(found)


@router.get(
    "/{turn}/events",
    response_class=StreamingResponse,
    responses={**problems(404), **_streams("The events of the turn, those after `Last-Event-ID` alone.")},
)
async def read_events(
    conversation: Id,
    turn: TurnNumber,
    service: Here,
    caller: AnyCaller,
    last: Annotated[str | None, Header(alias="Last-Event-ID", max_length=100)] = None,
) -> Response:
    """The events of a turn that runs or is done, from any process: for whoever lost the stream.

    Where what was heard before cannot be gone on from, it is `retracted` and the whole turn follows.
    """
    stream = await service.turns.resume(conversation, turn, place_of(last), **caller.scope)
    return _streamed(service.read(stream))


def _streamed(stream: AsyncGenerator[bytes, None]) -> StreamingResponse:
    return StreamingResponse(stream, headers=_HEADERS, media_type=_STREAM)


def _said(body: shapes.TakeTurn) -> Said:
    """What the client did; None for nothing said. Raises `BadInput`."""
    if body.offer is not None or body.button is not None:
        if body.text is not None:
            raise BadInput("send text, or the answer to an offer; not both")
        if body.offer is None or body.button is None:
            raise BadInput("an answer needs the offer's id and the button's name")
        return Answer(body.offer, body.button, body.fields or {})
    if body.fields is not None:
        raise BadInput("fields belong to the answer to an offer; name the offer and the button")
    return body.text
