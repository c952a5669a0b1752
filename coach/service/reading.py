"""A conversation and a program as the service shows them."""

from __future__ import annotations

from datetime import UTC, datetime

from coach.coach import Coach
from coach.service import shapes
from coach.service.caller import Caller
from coach.store.turn_events import standing
from coach.turns.door import check_whose, no_such


async def read_state(coach: Coach, conversation: str, caller: Caller) -> dict[str, object]:
    """A conversation as it stands. Raises `NoSuchConversation`, `ProgramMismatch`."""
    view = await coach.snapshot(conversation, brief=True, **caller.scope)
    [rows] = await coach.store.fetch(standing(check_whose(conversation, **caller.scope)))
    if not rows:
        raise no_such(conversation)
    state = coach.program.states[view.state]
    left = 0.0
    if rows[0].claim is not None:
        left = (rows[0].claimed_until - datetime.now(UTC) - coach.store.ahead).total_seconds()
    return {
        "id": view.conversation,
        "user": view.user,
        "label": view.label,
        "program": view.program,
        "version": view.version,
        "state": view.state,
        "title": state.title,
        "group": state.group or None,
        "over": state.final,
        "turn": view.turn,
        "memory": view.memory,
        "progress": [
            shapes.Exit(target=target, open=not items, missing=list(items)) for target, items in view.missing.items()
        ],
        "offers": [view.offer] if view.offer is not None else [],
        "taken_by": view.taken_by,
        "running": {"turn": rows[0].turn + 1, "ends_within": round(left, 1)} if left > 0 else None,
    }
