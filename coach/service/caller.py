"""Who calls: a tenant, a role, and where it is bound to one, a user. What tells it is given to `create_app`."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Any, Literal, Protocol

from fastapi import Depends, Request

from coach.service.problems import Forbidden
from coach.values import value

#: A client sees conversations and takes turns; an operator does what is done past the guards; an admin makes keys.
Role = Literal["client", "operator", "admin"]


@value
class Caller:
    """Who calls."""

    tenant: str
    role: Role
    user: str | None = None
    """Whose conversations it sees; None: those of all of its tenant."""
    key: str | None = None
    """The id of the key that it came with."""

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
        if request.client is None or not _is_loopback(request.client.host):
            raise Forbidden("no key was made yet, so only this machine is served")
        # A page of another site can make its own name lead to this machine.
        if not _is_loopback(request.url.hostname or ""):
            raise Forbidden("no key was made yet, so only requests to localhost are answered")
        return Caller(tenant="", role="admin")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


async def caller(request: Request) -> Caller:
    """Who calls, found once for a request."""
    known: Caller | None = getattr(request.state, "caller", None)
    if known is None:
        identify: Identify = request.app.state.service.identify
        known = request.state.caller = await identify(request)
    return known


async def operator(known: Annotated[Caller, Depends(caller)]) -> Caller:
    """Who calls, if that is an operator."""
    if not known.operates:
        raise Forbidden("this is for operators; the key is a client's")
    return known


AnyCaller = Annotated[Caller, Depends(caller)]
Operator = Annotated[Caller, Depends(operator)]
