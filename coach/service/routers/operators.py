"""What operators do: past the guards, and on record."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from coach.scenarios import Scenario
from coach.service import shapes, writing
from coach.service.caller import Operator
from coach.service.routers.common import Id, Key, Yaml, file, problems
from coach.service.routers.conversations import owner
from coach.service.serving import Here

router = APIRouter(prefix="/v1", tags=["operators"])

_TURN = problems(400, 404, 409, 413)
_SCENARIO = """\
program: Identity coaching
version: 0b3dc55cb04f
state: ONWARD
…
"""


@router.post("/conversations/{conversation}/move", response_model=shapes.TurnResult, responses=_TURN)
async def move(conversation: Id, body: shapes.Move, service: Here, caller: Operator, key: Key = None) -> Response:
    """Go to any state of the program, past all guards."""
    coach = service.check_open()
    return writing.turn(await coach.move(conversation, body.state, reason=body.reason, key=key, **caller.scope))


@router.patch("/conversations/{conversation}/memory", response_model=shapes.TurnResult, responses=_TURN)
async def edit_memory(
    conversation: Id, body: shapes.EditMemory, service: Here, caller: Operator, key: Key = None
) -> Response:
    """Change what is remembered: all of it or nothing."""
    coach = service.check_open()
    return writing.turn(await coach.edit(conversation, body.changes, reason=body.reason, key=key, **caller.scope))


@router.post("/conversations/{conversation}/takeover", response_model=shapes.TurnResult, responses=_TURN)
async def take_over(
    conversation: Id, body: shapes.TakeOver, service: Here, caller: Operator, key: Key = None
) -> Response:
    """Answer in the coach's place from now on: no model is asked until `release`."""
    coach = service.check_open()
    return writing.turn(await coach.take_over(conversation, by=body.by, key=key, **caller.scope))


@router.post("/conversations/{conversation}/release", response_model=shapes.TurnResult, responses=_TURN)
async def release(conversation: Id, service: Here, caller: Operator, key: Key = None) -> Response:
    """Let the coach answer again."""
    coach = service.check_open()
    return writing.turn(await coach.release(conversation, key=key, **caller.scope))


@router.post("/conversations/{conversation}/answer", response_model=shapes.TurnResult, responses=_TURN)
async def answer(conversation: Id, body: shapes.Answer, service: Here, caller: Operator, key: Key = None) -> Response:
    """Say something to the client, as the person who has taken the conversation over."""
    coach = service.check_open()
    return writing.turn(await coach.answer(conversation, body.text, key=key, **caller.scope))


@router.post("/conversations/{conversation}/reset", response_model=shapes.Begun, status_code=201, responses=_TURN)
async def reset(conversation: Id, request: Request, service: Here, caller: Operator, key: Key = None) -> Response:
    """Begin the conversation again: nothing that was said, done or remembered stays."""
    return writing.begun(request, await service.check_open().reset(conversation, key=key, **caller.scope))


@router.post("/conversations/{conversation}/fork", response_model=shapes.Begun, status_code=201, responses=_TURN)
async def fork(
    conversation: Id, body: shapes.Fork, request: Request, service: Here, caller: Operator, key: Key = None
) -> Response:
    """Begin a copy of the conversation as it was after a turn; `turn` of the answer is that one."""
    coach = service.check_open()
    named = owner(caller, body.user) if body.user is not None else None
    made = await coach.fork(conversation, body.turn, owner=named, label=body.label, key=key, **caller.scope)
    return writing.begun(request, made)


@router.post("/conversations/{conversation}/rewind", response_model=shapes.Rewound, responses=_TURN)
async def rewind(conversation: Id, body: shapes.Rewind, service: Here, caller: Operator, key: Key = None) -> Response:
    """Take the conversation back to a turn; a copy of the whole is kept beside it."""
    coach = service.check_open()
    return writing.rewound(await coach.rewind(conversation, body.turn, key=key, **caller.scope))


@router.get(
    "/conversations/{conversation}/scenario",
    response_class=Yaml,
    responses={**problems(404, 409), **file("A scenario's file.", _SCENARIO)},
)
async def freeze(conversation: Id, service: Here, caller: Operator, name: str = "scenario") -> Response:
    """The conversation as a scenario, to begin from again and again. It has the client's words in it."""
    found = await Scenario.freeze(service.coach, conversation, name=name, **caller.scope)
    return Yaml(found.dump())


@router.post("/scenarios/start", response_model=shapes.Begun, status_code=201, responses=_TURN)
async def start_scenario(
    body: shapes.StartScenario, request: Request, service: Here, caller: Operator, key: Key = None
) -> Response:
    """Begin a conversation as a scenario says; `turn` of the answer is its last one."""
    coach = service.check_open()
    scenario = Scenario.read(body.scenario)
    begin = scenario.reset if body.reset else scenario.start
    return writing.begun(request, await begin(coach, owner(caller, body.user), tenant=caller.tenant, key=key))
