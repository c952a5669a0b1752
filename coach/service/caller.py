"""Who calls: a tenant, a role, and where it is bound to one, a user. What tells it is given to `create_app`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Protocol

from fastapi import Depends, Request

from coach.service.access import is_loopback
from coach.service.problems import Forbidden
from coach.values import value

#: A client sees its conversations and takes turns; an operator does what is done past the guards; an admin may read
#: the numbers of the whole service besides.
Role = Literal["client", "operator", "admin"]


@value
class Caller:
    """Who calls."""

    tenant: str
    role: Role
    user: str | None = None
    """Whose conversations it sees; None: those of all of its tenant."""
    key: str | None = None
    """The id of the key that it came with, or a digest that stands for a token's user."""

    @property
    def scope(self) -> dict[str, Any]:
        """Whose a conversation has to be, as the methods of `Coach` take it."""
        return {"user": self.user, "tenant": self.tenant}

    @property
    def operates(self) -> bool:
        return self.role != "client"


class Identify(Protocol):
    """Tells who calls. Raises `Unauthenticated` or `Forbidden`."""

    async def __call__(self, request: Request, /) -> Caller: ...


class Loopback:
    """Where no key was made: everybody on this machine is an admin, and nobody else is anybody."""

    async def __call__(self, request: Request, /) -> Caller:
        if request.client is None or not is_loopback(request.client.host):
            raise Forbidden("no key was made yet, so only this machine is served")
        # A page of another site can make its own name lead to this machine.
        if not is_loopback(request.url.hostname or ""):
            raise Forbidden("no key was made yet, so only requests to localhost are answered")
        return Caller(tenant="", role="admin")


async def caller(request: Request) -> Caller:
    """Who calls, found once for a request."""
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        identify: Identify = request.app.state.service.identify
        known = request.state.caller = await identify(request)
        request.app.state.service.limits.count(known)
    return known


async def operator(known: Annotated[Caller, Depends(caller)]) -> Caller:
    """Who calls, if that is an operator."""
    if not known.operates:
        raise Forbidden("this is for operators; the key is a client's")
    return known


async def whole_tenant(known: Annotated[Caller, Depends(operator)]) -> Caller:
    """Who calls, if that is an operator of a whole tenant, not of one user."""
    if known.user is not None:
        raise Forbidden("this is of all of a tenant; the key is bound to one user")
    return known


async def admin(known: Annotated[Caller, Depends(caller)]) -> Caller:
    """Who calls, if that looks after the service itself."""
    if known.role != "admin":
        raise Forbidden("this is of the service as a whole, and for admins; the key is of another role")
    return known


AnyCaller = Annotated[Caller, Depends(caller)]
Operator = Annotated[Caller, Depends(operator)]
TenantOperator = Annotated[Caller, Depends(whole_tenant)]
Admin = Annotated[Caller, Depends(admin)]
