"""Whatever a model says, its conversation can be recorded, and the walk comes to the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recorded_walks import comes_to_the_same, kept, walked
from test_hostile_course import HostileModel, deed, some_memory
from test_hostile_replies import replies
from turn_models import PiecesModel, small_program

from coach import Coach, Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Reply
from coach.engine.request import Chunk, Request
from coach.errors import ConversationOver, OfferGone, ReplyUnusable
from coach.scenarios.freezing import Stored
from coach.testing.walking.database import new_database

#: All formats; what is the same for each of them but for how a reply is written is tried at length in one.
SLOWLY = [each if each == "json" else pytest.param(each, marks=pytest.mark.slow) for each in FORMATS]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Callable[[FormatName, list[str]], None]:
    """Holds a conversation in which the model gives these replies, and walks it again."""
    program = Program.load(small_program(tmp_path_factory.mktemp("hostile")))

    def record(format: FormatName, raws: list[str]) -> None:
        there = asyncio.run(held(program, format, raws))
        _, view = walked(there, program)
        comes_to_the_same(there, view)

    return record


async def held(program: Program, format: FormatName, raws: list[str]) -> Stored:
    """A conversation in which the model gives these replies."""
    model = PiecesModel(*raws)
    async with Coach.open("sqlite://", program=program, model=model, format=format) as coach:
        begun = await coach.start("ann")
        for attempt in range(5):
            model.answers += [FORMATS[format].write("…")] * 3  # where they run out
            try:
                await coach.say(begun.id, f"client {attempt}")
            except ReplyUnusable:
                continue
            except ConversationOver:
                break
        return await kept(coach, begun.id)


@pytest.mark.parametrize("format", SLOWLY)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_conversation_becomes_a_walk_that_passes(record: Any, format: FormatName, data: st.DataObject) -> None:
    record(format, data.draw(st.lists(replies(format), max_size=12)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), early=st.integers(0, 12))
@pytest.mark.parametrize("format", SLOWLY)
def test_a_course_is_recorded_from_anywhere_on(record_course: Any, format: FormatName, seed: int, early: int) -> None:
    record_course(seed, format, early)


@pytest.fixture(scope="module")
def record_course() -> Callable[[int, FormatName, int], None]:
    """Holds a conversation of the identity program, and walks it again from one of its turns on."""
    program = Program.load(interludes=True)

    def record(seed: int, format: FormatName, early: int) -> None:
        before, after = asyncio.run(pressed(program, seed, format, early))
        _, view = walked(after, program, since=before)
        comes_to_the_same(after, view, before.turns)

    return record


class AnyFormat(HostileModel):
    """A hostile model that knows every format."""

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        async for chunk in super().ask(request, deadline):
            read = FORMATS["json"].read(chunk, {}) if isinstance(chunk, str) else None
            yield FORMATS[request.format].write(read.message, read.proposals) if isinstance(read, Reply) else chunk


async def pressed(program: Program, seed: int, format: FormatName, early: int) -> tuple[Stored, Stored]:
    """A conversation with a hostile model and a client who presses any button: as it stood early on, and at its end."""
    model, random = AnyFormat(program), Random(seed)
    model.random = random
    states = [name for name, state in program.states.items() if not state.final and not state.silent]
    engine = new_database()
    async with Coach.open(engine, program=program, model=model, format=format) as coach:
        id = (await coach.start_in(random.choice(states), "ann", memory=some_memory(program, random))).id
        offer, before = None, await kept(coach, id)
        for step in range(24):
            if step == early:
                before = await kept(coach, id)
            try:
                offer = (await coach.say(id, deed(random, offer))).offer
            except (ReplyUnusable, OfferGone):
                continue
            except ConversationOver:
                break
        after = await kept(coach, id)
    engine.dispose()
    return before, after
