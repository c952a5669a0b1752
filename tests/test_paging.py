"""Lists read a page at a time: all of it, each once, in order, as quick at the end as at the beginning."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from operating import FILES
from sqlalchemy import insert
from turn_models import PiecesModel, SteadyModel, goal, open_coach, rows, said

from coach.errors import BadInput, NoSuchConversation
from coach.pages import Page
from coach.store.rows import read_id
from coach.store.tables import messages

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
T = TypeVar("T")


async def every(ask: Callable[..., Awaitable[Page[T]]], *arguments: Any, **options: Any) -> tuple[list[T], int]:
    """All items of a list, and in how many pages."""
    found: list[T] = []
    pages, after = 0, None
    while True:
        page = await ask(*arguments, after=after, **options)
        found += page.items
        pages, after = pages + 1, page.after
        if not page.more:
            return found, pages


async def test_pages_have_everything_once_and_in_order(database: str, program_folder: Folder) -> None:
    model = SteadyModel(said("Well?", goal("Run"), goal("Rest"), ("PAUSE", {})))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        for _ in range(3):
            await coach.say(begun.id, "I run.")
        await coach.take_over(begun.id, by="eve")
        view = await coach.snapshot(begun.id)
        for limit in (1, 2, 3, 200):
            said_so_far, pages = await every(coach.messages, begun.id, limit=limit)
            assert said_so_far == view.messages
            assert pages == -(-len(said_so_far) // limit)
            assert (await every(coach.messages, begun.id, limit=limit, newest=True))[0] == view.messages[::-1]
            assert (await every(coach.actions, begun.id, limit=limit))[0] == view.actions
            taken, _ = await every(coach.turns, begun.id, limit=limit)
            assert [(each.turn, each.state, each.taken_by, len(each.calls)) for each in taken] == [
                (0, "WELCOME", None, 0),
                (1, "WELCOME", None, 1),
                (2, "WELCOME", None, 0),
                (3, "WELCOME", None, 0),
                (4, "WELCOME", "eve", 0),
            ]
            assert (taken[1].calls[0].attempt, taken[1].calls[0].model) == (1, "pieces")
        assert taken[1].offer is not None


async def test_a_list_goes_on_behind_its_last_page_once_more_has_come(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES), SteadyModel(said("Well?"))) as coach:
        begun = await coach.start("ann")
        seen = await coach.messages(begun.id)
        assert (len(seen.items), seen.more) == (1, False)
        nothing = await coach.messages(begun.id, after=seen.after)
        assert (nothing.items, nothing.after, nothing.more) == ([], seen.after, False)
        await coach.say(begun.id, "I run.")
        more = await coach.messages(begun.id, after=nothing.after)
        assert [each.text for each in more.items] == ["I run.", "Well?"]
        highest = 2**31 - 1
        assert (await coach.messages(begun.id, after=f"2.{highest}")).items == more.items[1:]
        for ask in (coach.messages, coach.actions):
            assert (await ask(begun.id, after=f"{highest}.{highest}")).items == []
        assert (await coach.actions(begun.id)).after is None


async def test_conversations_are_listed_the_newest_first_by_what_they_are(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel()) as coach:
        ids = []
        for n in range(7):
            coach.store.ahead += timedelta(seconds=n // 2)  # some begin at nearly the same time
            begun = await coach.start(
                f"user-{n % 2}", tenant="acme" if n < 5 else "other", label="odd" if n % 2 else None
            )
            ids.append(begun.id)
        await coach.move(ids[0], "PLAN", reason="so")
        for limit in (1, 2, 3, 200):
            lines, _ = await every(coach.conversations, limit=limit)
            assert [each.conversation for each in lines] == ids[::-1]
        assert (lines[-1].state, lines[-1].turn, lines[-1].user, lines[-1].tenant) == ("PLAN", 1, "user-0", "acme")
        for wanted, found in (
            ({"user": "user-1"}, [5, 3, 1]),
            ({"user": "user-1", "tenant": "acme"}, [3, 1]),
            ({"state": "PLAN"}, [0]),
            ({"label": "odd", "limit": 2}, [5, 3]),
            ({"version": coach.program.version, "tenant": "other"}, [6, 5]),
            ({"version": "0" * 12}, []),
            ({"search": "USER-1"}, [5, 3, 1]),
            ({"search": "er-0", "tenant": "acme"}, [4, 2, 0]),
            ({"search": "user_1"}, []),
            ({"search": "%"}, []),
            ({"search": "-", "user": "user-1", "limit": 2}, [5, 3]),
        ):
            page = await coach.conversations(**wanted)
            assert [ids.index(each.conversation) for each in page.items] == found
        other = "from coach import Settings\nfrom ..memory import GoalMemory\n"
        other += 'settings = Settings(memory=GoalMemory, name="x")'
    async with open_coach(database, program_folder(**FILES, **{"states/__init__.py": other})) as coach:
        assert (await coach.conversations()).items == [], "those of another program are another's"


async def test_what_is_no_place_or_no_limit_is_told(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        begun = await coach.start("ann")
        asked: list[Callable[..., Awaitable[Page[Any]]]] = [coach.messages, coach.actions, coach.turns]
        for ask in asked:
            for limit in (0, 201, -1, True, "5", 2**70):
                with pytest.raises(BadInput, match="a page has 1 to 200"):
                    await ask(begun.id, limit=limit)
            for after in ("", "x", "1.2.3", "-1", "1.x", "²", f"{2**31}.1", str(2**31), "9" * 30, 5):
                with pytest.raises(BadInput, match="no place"):
                    await ask(begun.id, after=after)
            for id, user in ((begun.id, "bob"), ("0123456789ab", None), ("x", None)):
                with pytest.raises(NoSuchConversation):
                    await ask(id, user=user)
        for after in ("", "1", "1.x", f"x.{begun.id}", f"{'9' * 18}.{begun.id}", f"-1.{begun.id}"):
            with pytest.raises(BadInput, match="no place"):
                await coach.conversations(after=after)
        with pytest.raises(BadInput, match="NUL"):
            await coach.conversations(state="A\0")


async def test_the_last_page_of_ten_thousand_messages_is_as_quick_as_the_first(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(**FILES)) as coach:
        begun = await coach.start("ann")
        [first] = await rows(coach, messages)
        more = [
            {**first._mapping, "conversation_id": read_id(begun.id), "ordinal": n, "text": f"Message {n}."}
            for n in range(2, 10_001)
        ]
        await coach.store.with_connection(lambda connection: connection.execute(insert(messages), more))

        async def seconds(after: str | None) -> float:
            began = time.perf_counter()
            page = await coach.messages(begun.id, after=after, limit=50)
            assert len(page.items) == 50
            return time.perf_counter() - began

        last = await coach.messages(begun.id, after="9949.0", limit=50)
        assert [last.items[n].text for n in (0, -1)] == ["Message 9950.", "Message 9999."]
        assert last.more
        early = min([await seconds(None) for _ in range(15)])
        late = min([await seconds("9950.0") for _ in range(15)])
        assert late < 3 * early + 0.002
        assert (await coach.snapshot(begun.id, brief=True)).turn == 0
