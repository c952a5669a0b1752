"""Where a walk begins: in any state, with any memory, and in the middle of things."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from coach.coach import Coach
from coach.engine.decide import missing
from coach.errors import BadInput
from coach.program.ids import Ids, with_ids
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.program.words import nearest
from coach.results import Conversation
from coach.scenarios.starting import Begun
from coach.store.rows import NewOffer, NewTurn, shown_id
from coach.store.whole import add
from coach.turns.door import check_name, check_owner
from coach.turns.keeping import as_json, turn_result
from coach.turns.starting import begin, first_turn, known_memory
from coach.values import value

#: What the ids of every walk's records are made from: one walk gives the same ids as another, and every time.
IDS = 0x16E_D4B7
_BITS = 25  # of a conversation's id, that those of its records are made from
_OTHERS = 35


def new_walk_id() -> int:
    """A conversation's id: nobody else's, and the ids of its records those of every walk."""
    return secrets.randbits(_OTHERS) << _BITS | IDS


@value
class Beginning:
    """Where a conversation stands that a walk goes on with, or begins."""

    state: str
    memory: Memory | Mapping[str, Any] | None = None
    entered: Sequence[str] = ()
    """The states that were entered before: none of them says its opening again."""
    offer: Offer | None = None
    """What waits for the client's answer."""

    @property
    def goes_on(self) -> bool:
        """Whether something was before."""
        return bool(self.entered) or self.offer is not None


async def begun(coach: Coach, at: Beginning, now: datetime, user: str, **options: Any) -> Conversation:
    """A new conversation that stands there; `options` are those of `Coach.start`. Raises `BadInput`."""
    states, program, id = coach.program.states, coach.program, new_walk_id()
    unknown = set(options) - {"tenant", "key", "label"}
    if unknown:
        raise BadInput(f"a walk has no option {min(unknown)!r} to begin with; it has user, tenant, key and label")
    tenant, key, label = options.get("tenant", ""), options.get("key"), options.get("label")
    check_owner(user, tenant)
    check_name("key", key)
    check_name("label", label)
    for state in (at.state, *at.entered):
        if state not in states:
            raise BadInput(f"there is no state {state!r}{nearest(state, states)}")
    known = known_memory(program, at.memory)
    await coach.connect()
    if not at.goes_on:
        return await begin(coach.store, coach.prompts, (user, tenant), at.state, known, key, label, id=id, now=now)
    turn = _standing(coach, at, known, id, now, label)

    def work(connection: Connection) -> None:
        row = Begun(id, program.name, label or "", [(turn, now)]).row(user, tenant)
        add(connection, {**row, "label": label}, [(turn, now)])

    await coach.store.with_connection(work)
    return Conversation(shown_id(id), turn_result(id, turn, (), (), (), turn.offer))


def _standing(coach: Coach, at: Beginning, known: Memory, id: int, now: datetime, label: str | None) -> NewTurn:
    """Turn 0 of a conversation that goes on: nothing is said in it."""
    turn = first_turn(coach.prompts, id, at.state, known, now, None, label)
    memory = known.renewed(id)
    if at.offer is not None:
        memory.with_offer(_own(at.offer, known, memory))
    offer = memory.offer
    data = as_json(offer.plain()) if offer is not None else None
    return replace(
        turn,
        entered=json.dumps(list(dict.fromkeys([*at.entered, at.state]))),
        serial=memory.serial,
        missing=as_json(missing(coach.program, at.state, memory)),
        dialogue=0,
        messages=[],
        offer=data,
        offer_id=offer.id if offer is not None else None,
        offers=[NewOffer(offer.id, 0, data)] if offer is not None and data is not None else [],
    )


def _own(offer: Offer, known: Memory, memory: Memory) -> Offer:
    """The offer as one of this memory's: with an id of its own, and its buttons about this memory's records."""
    plain = with_ids(offer.plain(), dict(zip(ids_of(known), ids_of(memory), strict=True)))
    return Offer.load(json.dumps({**plain, "id": memory.new_id(), "turn": 0}))


def ids_of(memory: Memory) -> list[str]:
    """The ids of its records, in the order in which a new conversation gives them."""
    return [record.id for name in memory.collections for record in getattr(memory, name)]


def walk_ids(stop: int, start: int = 0) -> list[str]:
    """Ids that a walk gives, in their order: the first `stop`, without the first `start`."""
    ids = Ids(IDS, start)
    return [ids.new() for _ in range(start, stop)]
