"""What of a long conversation a model is shown: a window, trimmed in blocks, whose beginning stays the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, SteadyModel, goal, open_coach, rows, said

from coach import Coach
from coach.errors import ReplyUnusable
from coach.store.rows import read_id
from coach.store.tables import action_records, memory_records, messages, turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


def with_history(size: int) -> dict[str, str]:
    settings = f"""
from coach import Settings
from ..memory import GoalMemory
settings = Settings(memory=GoalMemory, name="goals", history={size})
"""
    return {"states/__init__.py": settings}


async def windows(coach: Coach, model: SteadyModel, number: int) -> list[list[str]]:
    """The words each of so many turns shows the model: those of earlier turns, then the client's."""
    begun = await coach.start("ann")
    for turn in range(1, number + 1):
        await coach.say(begun.id, f"client {turn}")
    return [[m.text for m in request.messages if m.role != "system"] for request in model.requests]


async def test_the_window_is_counted_in_messages_and_trimmed_in_blocks_of_half(
    database: str, program_folder: Folder
) -> None:
    for size in (2, 3, 5, 15):
        model = SteadyModel(said("Yes."))
        async with open_coach(database, program_folder(**with_history(size)), model) as coach:
            shown = await windows(coach, model, 3 * size)
        block = size // 2
        words = ["What do you want?"]
        starts = []
        for turn, told in enumerate(shown, 1):
            words.append(f"client {turn}")
            assert told == words[len(words) - len(told) :]  # the last words, in order
            assert min(len(words), size - block + 1) <= len(told) <= size
            starts.append(len(words) - len(told))
            words.append("Yes.")
        assert starts == sorted(starts)
        assert all(start % block == 0 for start in starts)


async def test_by_default_fourteen_messages_at_the_most_are_shown(database: str, program_folder: Folder) -> None:
    model = SteadyModel(said("Yes."))
    async with open_coach(database, program_folder(), model) as coach:
        sizes = [len(told) for told in await windows(coach, model, 12)]
    assert max(sizes) == 14
    assert sizes == [2, 4, 6, 8, 10, 12, 14, 9, 11, 13, 8, 10]


async def test_a_request_begins_like_the_one_before_until_a_block_is_dropped(
    database: str, program_folder: Folder
) -> None:
    model = SteadyModel(said("Yes."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        for turn in range(20):
            await coach.say(begun.id, f"client {turn}")
    kept = 0
    for before, after in zip(model.requests, model.requests[1:], strict=False):
        assert after.messages[0] == before.messages[0]
        prefix = before.messages[:-2]  # all but what changes every turn and the client's words
        kept += after.messages[: len(prefix)] == prefix
    assert kept == 15  # of 19; a block is dropped with every fourth turn or so


async def test_numbers_have_no_gaps_and_positions_go_on(database: str, program_folder: Folder) -> None:
    replies = [
        said("One.", goal("a"), goal("b"), ("NO", {})),
        "broken",
        said("Two.", goal("c")),
        said("Three.", goal("a"), goal("d")),
    ]
    async with open_coach(database, program_folder(), PiecesModel(*replies)) as coach:
        begun = await coach.start("ann")
        for turn in range(3):
            await coach.say(begun.id, f"client {turn}")
        assert [row.number for row in await rows(coach, turns)] == [0, 1, 2, 3]
        assert [(row.ordinal, row.notice, row.turn) for row in await rows(coach, messages)] == [
            (1, 0, 0), (2, 0, 1), (3, 0, 1), (4, 0, 2), (5, 0, 2), (6, 0, 3), (7, 0, 3),
        ]  # fmt: skip
        assert [(row.turn, row.position, row.attempt, row.message) for row in await rows(coach, action_records)] == [
            (1, 1, 1, 3), (1, 2, 1, 3), (1, 3, 1, 3), (2, 1, 2, 5), (3, 1, 1, 7), (3, 2, 1, 7),
        ]  # fmt: skip
        known = sorted(await rows(coach, memory_records), key=lambda row: row.position)
        assert [row.key for row in known] == ["a", "b", "c", "d"]
        assert len({row.position for row in known}) == 4
        assert {row.conversation_id for row in known} == {read_id(begun.id)}


async def test_failed_turns_leave_no_gap(database: str, program_folder: Folder) -> None:
    bad = "no reply"
    replies = [bad, bad, said("One."), bad, bad, bad, bad, said("Two.")]
    async with open_coach(database, program_folder(), PiecesModel(*replies)) as coach:
        begun = await coach.start("ann")
        for happens in (False, True, False, False, True):
            if happens:
                await coach.say(begun.id, "Hello")
            else:
                with pytest.raises(ReplyUnusable):
                    await coach.say(begun.id, "Hello")
        assert [row.number for row in await rows(coach, turns)] == [0, 1, 2]
        assert [row.ordinal for row in await rows(coach, messages)] == [1, 2, 3, 4, 5]
