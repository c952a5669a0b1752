"""How many tokens were used in a day, by each user of each tenant: added up after turns, read before them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select, true
from sqlalchemy.dialects import postgresql, sqlite

from coach.store.rows import Whose
from coach.store.tables import conversations, token_usage, turns
from coach.store.whole import of

#: Whose tokens, and on which day.
Account = tuple[str, str, date]


def standing_of(whose: Whose, day: date, key: str | None) -> Select[Any]:
    """The statement that reads whose a conversation is, and what was used on this day by its user and by its tenant.

    `asked` is whether the turn of this key is taken already, or being taken.
    """
    c, u, t = conversations.c, token_usage.c, turns.c
    asked = select(t.number).where(t.conversation_id == c.id, t.key == key).exists()
    by_tenant = select(func.sum(u.tokens)).where(u.tenant == c.tenant, u.day == day)
    by_user = select(u.tokens).where(u.tenant == c.tenant, u.user_id == c.user_id, u.day == day)
    return select(
        c.tenant,
        c.user_id,
        func.coalesce(by_user.scalar_subquery(), 0).label("by_user"),
        func.coalesce(by_tenant.scalar_subquery(), 0).label("by_tenant"),
        ((c.claim.is_not(None) & (c.claim_key == key)) | asked if key is not None else ~true()).label("asked"),
    ).where(*of(whose))


def add_tokens(connection: Connection, used: Mapping[Account, int]) -> None:
    """Add what was used, all of it or nothing."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for (tenant, user, day), tokens in sorted(used.items()):  # in one order, so that none waits for another in a circle
        row = insert(token_usage).values(tenant=tenant, user_id=user, day=day, tokens=tokens)
        total = token_usage.c.tokens + row.excluded.tokens
        connection.execute(
            row.on_conflict_do_update(index_elements=["tenant", "day", "user_id"], set_={"tokens": total})
        )


def forget_tokens(connection: Connection, before: date) -> None:
    """Drop the days before this one."""
    connection.execute(delete(token_usage).where(token_usage.c.day < before))
