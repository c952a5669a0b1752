"""`coach key`: who may call the service."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from coach.cli.columns import in_columns
from coach.cli.files import check_lasts
from coach.cli.output import complain, write
from coach.engine.text import inline
from coach.service.keys import end_key, list_keys, make_key
from coach.service.settings import read_settings
from coach.store.connecting import open_store
from coach.store.store import Store

T = TypeVar("T")
#: The file with the settings, the database and its schema, as far as they are named.
At = tuple[str | None, str | None, str | None]


def create_key(at: At, tenant: str, role: str, user: str | None, days: int | None, *, as_data: bool) -> None:
    """Make a key and print it. Raises a `CoachError`."""
    made = _on(at, lambda store: make_key(store, tenant, role, user, days))
    if as_data:
        expires = made.expires.isoformat() if made.expires is not None else None
        write(_json({"id": made.id, "key": made.key, "tenant": tenant, "role": role, "user": user, "expires": expires}))
        return
    write(f"{made.key}\n")
    whose = "".join((f" of tenant {tenant}" if tenant else "", f" for {user}" if user is not None else ""))
    until = f" until {_day(made.expires)}" if made.expires is not None else ""
    complain(
        f"This {role}'s key{whose} is shown this once. It can be used{until}; `coach key revoke {made.id}` ends it."
    )


def show_keys(at: At, tenant: str | None, *, as_data: bool) -> None:
    """List the keys. Raises a `CoachError`."""
    rows = _on(at, lambda store: list_keys(store, tenant))
    if as_data:
        write("".join(_json(_plain(row)) for row in rows))
        return
    if not rows:
        complain("No key was made.")
        return
    heads = ["id", "tenant", "role", "user", "made", "expires", "revoked"]
    days = [[_day(row.created_at), _day(row.expires_at), _day(row.revoked_at)] for row in rows]
    named = [[row.id, inline(row.tenant), row.role, inline(row.user_id or "")] for row in rows]
    write(in_columns([heads, *([*name, *day] for name, day in zip(named, days, strict=True))]))


def revoke_key(at: At, id: str) -> None:
    """End a key. Raises a `CoachError`."""
    when, now = _on(at, lambda store: end_key(store, id))
    write("It is revoked.\n" if now else f"It was revoked before, on {_day(when)}.\n")


def _on(at: At, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do something to the service's database."""
    file, db, schema = at
    settings = read_settings(file, {"database_url": db, "database_schema": schema}).settings

    async def run() -> T:
        store = open_store(settings.database_url, schema=settings.database_schema)
        check_lasts(store)
        try:
            await store.open()
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def _plain(row: Any) -> dict[str, Any]:
    at = {"made": row.created_at, "expires": row.expires_at, "revoked": row.revoked_at}
    times = {name: moment.isoformat() if moment is not None else None for name, moment in at.items()}
    return {"id": row.id, "tenant": row.tenant, "role": row.role, "user": row.user_id, **times}


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at is not None else ""


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"
