"""A FastAPI application with routes and users of its own, and conversations in it, in two ways.

    pip install '.[service]'                 # from the repository's folder
    APP_USERS=ana:secret,ben:other uvicorn --app-dir examples/fastapi_app --factory app:create --port 8001

- `/coaching/v1/…` is the whole service, mounted: streams, pages, `Last-Event-ID`. Who calls is who is logged in here.
- `/journal` is a route of this application's own, which takes turns with `Coach` and answers as it likes.

The database is DATABASE_URL (without it, a file), the model COACH_MODEL (without it, what OPENAI_API_KEY reaches, or a
practice coach).
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from users import Users

from coach import Answer, Coach, CoachError
from coach.errors import (
    BadInput,
    Busy,
    ConversationOver,
    KeyReused,
    ModelError,
    OfferGone,
    StoreError,
    Unauthenticated,
)
from coach.service import Caller, ServiceSettings, create_app

#: What keeps these users apart from those of whatever else uses the same database.
TENANT = "journal-app"


class Credentials(BaseModel):
    """Who wants to come in."""

    name: str
    password: str


class Entry(BaseModel):
    """What a user says, or which button of the open offer they press."""

    text: str | None = None
    offer: str | None = None
    button: str | None = None
    fields: dict[str, str] = {}

    def said(self) -> str | Answer | None:
        """As `Coach.say` takes it."""
        if self.offer is not None and self.button is not None:
            return Answer(self.offer, self.button, self.fields)
        return self.text


def create() -> FastAPI:
    """The application, with one coach for both ways."""
    users = Users.from_environment()
    coach = Coach.open(os.environ.get("DATABASE_URL", "sqlite:///journal.db"), model=os.environ.get("COACH_MODEL"))

    async def identify(request: Request) -> Caller:
        name = users.named(request)
        if name is None:
            raise Unauthenticated("nobody is logged in; POST /login gives a token")
        return Caller(tenant=TENANT, role="client", user=name)

    mounted = create_app(coach, ServiceSettings(), identify=identify)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await coach.connect()
        yield
        await mounted.state.service.close()  # lets the turns that are running finish
        await coach.close()

    app = FastAPI(title="A journal", lifespan=lifespan)
    app.mount("/coaching", mounted)
    app.add_exception_handler(CoachError, _problem)
    _routes(app, coach, users)
    return app


def _routes(app: FastAPI, coach: Coach, users: Users) -> None:
    """What this application does itself."""
    Present = Annotated[str, Depends(users.present)]  # noqa: N806 -- a type

    @app.post("/login")
    async def log_in(credentials: Credentials) -> dict[str, str]:
        return {"token": users.log_in(credentials.name, credentials.password)}

    @app.get("/me")
    async def me(name: Present) -> dict[str, Any]:
        page = await coach.conversations(user=name, tenant=TENANT)
        return {"name": name, "conversations": [each.conversation for each in page.items]}

    @app.get("/journal")
    async def opening(name: Present) -> dict[str, Any]:
        begun = await coach.start(name, tenant=TENANT, key=f"journal of {name}")  # the same one, however often
        return {"message": begun.opening.message}

    @app.post("/journal")
    async def write(
        entry: Entry, name: Present, key: Annotated[str, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
    ) -> dict[str, Any]:
        begun = await coach.start(name, tenant=TENANT, key=f"journal of {name}")
        turn = await coach.say(begun.id, entry.said(), user=name, tenant=TENANT, key=key, wait=5)
        missing = [each for each in turn.missing.values() if each]
        offer = turn.offer and {
            "id": turn.offer.id,
            "text": turn.offer.text,
            "buttons": {each.name: each.label for each in turn.offer.buttons},
        }
        return {"message": turn.message, "state": turn.state, "missing": missing, "offer": offer}


#: What this application answers when coach raises; whatever is not here is a fault of ours.
STATUSES: dict[type[CoachError], int] = {
    BadInput: 422, KeyReused: 422, Busy: 409, OfferGone: 409, ConversationOver: 409, ModelError: 502, StoreError: 503,
}  # fmt: skip


async def _problem(request: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in STATUSES.items() if isinstance(error, kind)), 500)
    return JSONResponse({"detail": str(error) if status < 500 else "Please try again."}, status)
