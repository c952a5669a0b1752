"""A program, a database and a model together: opened, connected, closed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from coach.engine.program import Program
from coach.engine.prompt import Prompts
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Model
from coach.errors import ConfigurationError
from coach.models import open_model
from coach.program.words import nearest
from coach.store.connecting import DEFAULT_URL, open_store
from coach.store.rows import Whose
from coach.store.store import Store
from coach.tracing.switching import notice
from coach.turns.door import check_whose
from coach.turns.taking import DEADLINE, GRACE, Taker


class Opened:
    """What every coach has. Safe to share between tasks of one loop."""

    def __init__(
        self, store: Store, program: Program, model: Model, *, format: FormatName = "json", deadline: float = DEADLINE
    ) -> None:
        if format not in FORMATS:
            raise ConfigurationError(f"there is no reply format {format!r}{nearest(format, FORMATS)}")
        self.store = store
        self.program = program
        self.model = model
        self.format: FormatName = format
        self.deadline = deadline
        self.prompts = Prompts(program)
        self._taker = Taker(store, self.prompts, model, format, deadline, self.connect)
        self._opening: asyncio.Task[None] | None = None
        self._closed = False
        notice()

    @classmethod
    def open(
        cls,
        database: str | AsyncEngine | Engine = DEFAULT_URL,
        *,
        program: Program | str | Path | None = None,
        model: Model | str | None = None,
        format: FormatName = "json",
        schema: str | None = None,
        deadline: float = DEADLINE,
    ) -> Self:
        """A coach on a database (`sqlite:///FILE`, `postgresql://…`, or the host's own engine).

        `program` is a folder (default: the identity coaching program), `model` as in `open_model`, `schema`
        a PostgreSQL schema for the tables, `deadline` the longest a turn may take, in seconds. Raises
        `ProgramError` or `ConfigurationError`; the database is touched at the first use.
        """
        from coach.loading import Program as Loading

        loaded = program if isinstance(program, Program) else Loading.load(program)
        answering = open_model(model, loaded) if model is None or isinstance(model, str) else model
        store = open_store(database, schema=schema)
        return cls(store, loaded, answering, format=format, deadline=deadline)

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def connect(self) -> None:
        """Connect to the database, once; whatever needs it does so by itself. Raises a `StoreError`."""
        self._check_open()
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.create_task(self.store.open())
        if not self._opening.done():
            await asyncio.shield(self._opening)
        self._opening.result()

    async def close(self, *, grace: float = GRACE) -> None:
        """Let running turns finish for `grace` seconds, stop the rest (their claims are given back), disconnect."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._taker.stop(grace)
        finally:
            try:
                await self.model.close()
            finally:
                await self.store.close()

    async def _found(self, conversation: str, user: str | None, tenant: str | None) -> Whose:
        """Which conversation is meant, once the database is there. Raises `BadInput`, `NoSuchConversation`."""
        whose = check_whose(conversation, user, tenant)
        await self.connect()
        return whose

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("this coach was closed; open another one")
