"""Whatever was said, pressed and done by hand: every turn of it can be looked at, copied and gone back to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import SLOWLY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from operating import FILES
from sqlalchemy import select
from turn_models import PiecesModel, count, open_coach, said

from coach import Answer, Coach, Scenario
from coach.engine.request import Chunk, Completion, Request
from coach.errors import BadInput, ConversationOver
from coach.results import ConversationView
from coach.store.rows import read_id
from coach.store.tables import conversations, memory_records
from coach.turns.reading import read_replies, read_turn

Folder = Callable[..., Path]
NAMES = st.sampled_from(["Run", "Rest", "Read"])
STATES = st.sampled_from(["WELCOME", "PLAN", "DONE"])
PROPOSALS: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.sampled_from(["SAVE_GOAL", "GROW_GOAL", "DROP_GOAL", "OFFER_GOAL"]), st.builds(dict, name=NAMES)),
    st.sampled_from([("PAUSE", {}), ("TAKE_BACK", {})]),
    st.tuples(st.just("TRANSITION_STATE"), st.builds(dict, target_state=STATES)),
)
EDITS = st.one_of(
    st.builds(dict, mood=st.none() | st.just("fair"), ready=st.booleans()),
    st.builds(lambda name: {"goals": {"add": [{"name": name}], "remove": [name]}}, NAMES),
    st.builds(lambda name, size: {"goals": {"change": {name: {"size": size}}}}, NAMES, st.integers(1, 9)),
    st.builds(lambda name: {"goals": {"add": [{"name": name}]}, "notes": {"add": [{"text": name}] * 2}}, NAMES),
    st.builds(lambda name: {"goals": {"remove": [name]}}, NAMES),
)
STEPS = st.one_of(
    st.tuples(st.just("say"), st.lists(PROPOSALS, max_size=3)),
    st.tuples(st.just("say"), st.lists(PROPOSALS, max_size=3)),
    st.tuples(st.just("press"), st.sampled_from(["yes", "surer", "on", "no", "back"])),
    st.tuples(st.just("press"), st.sampled_from(["yes", "surer", "on", "no", "back"])),
    st.tuples(st.just("move"), STATES),
    st.tuples(st.just("edit"), EDITS),
    st.tuples(st.sampled_from(["take over", "answer", "release"]), st.none()),
    st.tuples(st.just("rewind"), st.integers(0, 12)),
)


class WillingModel(PiecesModel):
    """Gives the next answer there is, and when there is none a word."""

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        yield self.answers.pop(0) if self.answers else said("Well.")  # type: ignore[misc]  # they are all texts
        yield Completion(self.name)


async def step(coach: Coach, id: str, kind: str, what: Any, open_offer: str | None) -> None:
    assert isinstance(coach.model, WillingModel)
    coach.model.answers = []
    match kind:
        case "say":
            coach.model.answers = [said("So?", *what)]
            await coach.say(id, "Well, I never.")
        case "press":
            await coach.say(id, Answer(open_offer or "none", what))
        case "move":
            await coach.move(id, what, reason="by hand")
        case "edit":
            await coach.edit(id, what, reason="by hand")
        case "take over":
            await coach.take_over(id, by="eve")
        case "answer":
            await coach.answer(id, "It is me.")
        case "release":
            await coach.release(id)


class Record:
    """What was seen of a conversation after each of its turns."""

    def __init__(self) -> None:
        self.views: list[ConversationView] = []
        self.rows: list[dict[str, Any]] = []
        self.files: list[str] = []
        self.results: list[str] = []

    async def look(self, coach: Coach, id: str) -> None:
        self.views.append(await coach.snapshot(id))
        self.rows.append(await row_of(coach, id))
        self.files.append((await Scenario.freeze(coach, id)).dump())
        self.results.append(await told(coach, id, len(self.views) - 1))

    def cut(self, turn: int) -> None:
        for each in (self.views, self.rows, self.files, self.results):
            del each[turn + 1 :]


async def row_of(coach: Coach, id: str) -> dict[str, Any]:
    """What the next turn goes on from."""
    c, m = conversations.c, memory_records.c
    kept = select(m.id, m.collection, m.key, m.data).where(m.conversation_id == read_id(id)).order_by(m.position)
    [row], records = await coach.store.fetch(select(conversations).where(c.id == read_id(id)), kept)
    own = ("id", "user_id", "label", "serial", "created_at")
    found = {name: each for name, each in row._mapping.items() if name not in own}
    return found | {
        "scalars": json.loads(row.scalars),
        "records": {
            name: [(each.id, each.key, json.loads(each.data)) for each in records if each.collection == name]
            for name in ("goals", "notes")
        },
    }


async def told(coach: Coach, id: str, turn: int) -> str:
    """A turn as it was answered, and the replies that were made to it."""
    number = read_id(id) or 0
    replies = await read_replies(coach.store, number, turn)
    return (await read_turn(coach.store, number, turn)).json().replace(id, "it") + str(replies)


async def play(coach: Coach, steps: list[tuple[str, Any]]) -> None:
    begun = await coach.start("ann", memory={"goals": [{"name": "Run"}, {"name": "Begin"}, {"name": "Rest"}]})
    id, seen = begun.id, Record()
    await seen.look(coach, id)
    for kind, what in steps:
        last = seen.views[-1]
        if kind == "rewind":
            turn = what % len(seen.views)
            await rewound(coach, id, turn, seen)
            continue
        try:
            await step(coach, id, kind, what, last.offer.id if last.offer else None)
        except (BadInput, ConversationOver):
            assert await coach.snapshot(id) == last
        except Exception as error:
            if type(error).__name__ != "OfferGone":
                raise
        else:
            await seen.look(coach, id)
    for turn, then in enumerate(seen.views):
        assert await coach.snapshot(id, turn=turn) == then
        await forked(coach, id, turn, seen)
    for turn in reversed(range(len(seen.views))):
        await rewound(coach, id, turn, seen)
    [line] = [each for each in (await coach.conversations(user="ann", limit=200)).items if each.conversation == id]
    assert (line.turn, line.state) == (0, "WELCOME")


async def forked(coach: Coach, id: str, turn: int, seen: Record) -> None:
    copied = await coach.fork(id, turn, owner="bob", label="copy")
    view = await coach.snapshot(copied.id)
    assert replace(view, conversation=id, user="ann", label=None) == seen.views[turn]
    assert await row_of(coach, copied.id) == seen.rows[turn]
    assert (await Scenario.freeze(coach, copied.id)).dump() == seen.files[turn]
    assert [await told(coach, copied.id, n) for n in range(turn + 1)] == seen.results[: turn + 1]
    assert copied.opening == await read_turn(coach.store, read_id(copied.id) or 0, turn)


async def rewound(coach: Coach, id: str, turn: int, seen: Record) -> None:
    whole = await count(coach, id)
    back = await coach.rewind(id, turn)
    assert await coach.snapshot(id) == seen.views[turn]
    assert await row_of(coach, id) == seen.rows[turn]
    assert (await Scenario.freeze(coach, id)).dump() == seen.files[turn]
    assert (back.kept is None) == (turn == len(seen.views) - 1)
    if back.kept is not None:
        kept = await coach.snapshot(back.kept)
        assert kept.label == f"before rewind of {id}"
        assert replace(kept, conversation=id, label=None) == seen.views[-1]
        assert await count(coach, back.kept) == whole
    seen.cut(turn)


class Shared:
    """One coach for all the examples of a property."""

    def __init__(self, database: str, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self.coach = open_coach(database, folder, WillingModel())

    def play(self, steps: list[tuple[str, Any]]) -> None:
        self._runner.run(self._alone(steps))

    async def _alone(self, steps: list[tuple[str, Any]]) -> None:
        for each in (await self.coach.conversations(limit=200)).items:
            await self.coach.delete(each.conversation)
        await play(self.coach, steps)
        counted = await count(self.coach)
        assert counted["conversations"] > 0

    def close(self) -> None:
        self._runner.run(self.coach.close())
        self._runner.close()


@pytest.fixture
def shared(database: str, program_folder: Folder) -> Iterator[Shared]:
    made = Shared(database, program_folder(**FILES))
    yield made
    made.close()


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
@SLOWLY
def test_every_turn_can_be_looked_at_copied_and_gone_back_to(steps: list[tuple[str, Any]], shared: Shared) -> None:
    shared.play(steps)
