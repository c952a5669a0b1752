"""Steps of a turn that other parts do: called here, so that they can be traced."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime

from coach.engine import decide as deciding
from coach.store.rows import NewTurn
from coach.store.store import Store
from coach.tracing.steps import traced

decide = traced("decision")(deciding.decide)


@traced("commit")
def commit(store: Store, id: int, token: int, new: NewTurn) -> Awaitable[datetime | None]:
    """`Store.commit`."""
    return store.commit(id, token, new)
