"""A conversation to freeze, one begun from what was frozen, and all that there is of one."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from turn_models import PiecesModel, goal, open_coach, rows, said

from coach import Answer, Coach, Scenario
from coach.results import ConversationView
from coach.store.rows import read_id
from coach.store.tables import offers
from coach.turns.reading import read_replies, read_turn


@asynccontextmanager
async def played(database: str, folder: Path) -> AsyncIterator[tuple[Coach, str]]:
    """A conversation in which everything happened: goals, steps, one dropped, an offer answered and one open."""
    model = PiecesModel()
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann", tenant="acme", key="start", label="pilot")

        async def turn(did: str | Answer, *answers: str) -> ConversationView:
            model.answers += answers
            await coach.say(begun.id, did, key=None if isinstance(did, Answer) else did)
            coach.store.ahead += timedelta(hours=5, microseconds=7)
            return await coach.snapshot(begun.id)

        view = await turn("I run.\nEvery day?", said("Fine.\n\nAnd then? Why?", goal("Run", size=3), goal("Rest")))
        run, rest = (each["id"] for each in view.memory["goals"])
        view = await turn("Now a step.", said("So be it.", ("ADD_STEP", {"goal": run}), ("ADD_STEP", {"goal": rest})))
        one, two = (each["id"] for each in view.memory["steps"])
        view = await turn("Not that one.", said("Gone.", ("DROP_GOAL", {"goal": rest}), ("NONE", {"x": [1.5, None]})))
        view = await turn("Done.", said("Is it?", ("ASK_STEP", {"step": one})))
        assert view.offer is not None
        await turn(Answer(view.offer.id, "yes", {"words": "At last.\nYes."}), said("Good."))
        await turn("Again.", said("Again?", ("ASK_STEP", {"step": one}), ("ASK_STEP", {"step": two})))
        view = await turn("Hm.", said("Well?", ("DROP_GOAL", {"goal": rest})))
        assert view.offer is not None
        yield coach, begun.id


async def again(coach: Coach, text: str, user: str = "bob") -> tuple[str, str]:
    """The text begun from once more: the conversation, and what it gives when it is frozen."""
    begun = await Scenario.read(text, "played.yaml").start(coach, user)
    return begun.id, (await Scenario.freeze(coach, begun.id, name="other")).dump()


async def whole(coach: Coach, id: str) -> tuple[str, list[str]]:
    """Everything of a conversation as text, without its id, its owner and its times; and its ids in their order."""
    view = await coach.snapshot(id)
    number = read_id(id)
    put = sorted((row.turn, row.id) for row in await rows(coach, offers) if row.conversation_id == number)
    named = [each.params[name] for each in view.actions for name in ("goal", "step") if name in each.params]
    ids = [each["id"] for name in ("goals", "steps") for each in view.memory[name]] + [id for _, id in put]
    ids = list(dict.fromkeys([*ids, *named]))
    told = {
        "standing": [view.program, view.version, view.state, view.turn, view.missing, asdict(view)["offer"]],
        "memory": view.memory,
        "messages": [replace(each, at=None) for each in view.messages],  # type: ignore[arg-type]  # they have moved
        "actions": [replace(each, label=None) for each in view.actions],
        "replies": [await read_replies(coach.store, number or 0, n) for n in range(view.turn + 1)],
        "results": [
            (await read_turn(coach.store, number or 0, n)).json().replace(id, "") for n in range(view.turn + 1)
        ],
    }
    text = json.dumps(told, default=asdict)
    return re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "then", text), ids
