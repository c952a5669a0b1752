"""What the model cost in each state, counted by the database over the newest conversations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from coach.store.tables import conversations, model_calls


def costs(program: str, most: int, tenant: str | None = None) -> Select[Any]:
    """For each state whose prompt was asked: how many calls, tokens and milliseconds, and how many were of no use."""
    c, m = conversations.c, model_calls.c
    chosen = select(c.id).where(c.program == program)
    if tenant is not None:
        chosen = chosen.where(c.tenant == tenant)
    newest = chosen.order_by(c.turned_at.desc(), c.id).limit(most).cte("newest")
    return (
        select(
            m.state,
            func.count().label("calls"),
            func.count(m.problem).label("unusable"),
            func.sum(m.input_tokens).label("input_tokens"),
            func.sum(m.cached_tokens).label("cached_tokens"),
            func.sum(m.output_tokens).label("output_tokens"),
            func.sum(m.latency_ms).label("latency_ms"),
        )
        .join(newest, m.conversation_id == newest.c.id)
        .group_by(m.state)
    )
