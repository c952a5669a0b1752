"""Whether the service lives, whether it is ready, and its numbers."""

from __future__ import annotations

from fastapi import APIRouter, Response

from coach.service import shapes
from coach.service.caller import Admin
from coach.service.metrics import MEDIA_TYPE
from coach.service.problems import Stopping
from coach.service.routers.common import problems
from coach.service.serving import Here
from coach.store.tables import HEAD

router = APIRouter(tags=["health"])

_NUMBERS = {"schema": {"type": "string"}, "example": 'coach_turns_total{outcome="completed"} 12.0\n'}


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", response_model=shapes.Alive)
async def alive() -> object:
    """That the process answers; nothing else is asked."""
    return {"status": "alive"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz", response_model=shapes.Ready, responses={503: problems(503)[503]})
async def ready(service: Here) -> object:
    """That the database is there and its tables are those of this version."""
    if service.stopping:
        raise Stopping("the service is being stopped")
    await service.check_database()
    return {"status": "ready", "migration": HEAD, "program": service.coach.program.version}


@router.get("/metrics", response_class=Response, responses={**problems(), 200: {"content": {MEDIA_TYPE: _NUMBERS}}})
async def metrics(service: Here, caller: Admin) -> Response:
    """Numbers for Prometheus, of all tenants together."""
    return Response(service.metrics.page(), media_type=MEDIA_TYPE)
