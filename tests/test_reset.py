"""A conversation begun again: its id and its owner stay, and nothing of what was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from offering import FILES
from turn_models import PiecesModel, count, eventually, failing_inserts, goal, move, open_coach, rows, said

from coach import Answer, OfferGone, SyncCoach
from coach.errors import BadInput, Busy, ClaimLost, DatabaseUnavailable, NoSuchConversation, ProgramMismatch
from coach.store.rows import read_id
from coach.store.tables import conversations, turns
from coach.turns.reading import read_turn

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
ASK = ("OFFER_GOAL", {"name": "Run"})


async def test_nothing_stays_but_the_id_and_whose_it_is(database: str, program_folder: Folder) -> None:
    model = PiecesModel(
        said("Fine.", goal("Run")), said("On.", move("PLAN")), said("Plan?"), said("Fine.", goal("Run"))
    )
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann", tenant="acme", key="start", label="pilot")
        other = await coach.start("ann", tenant="acme")
        untouched = await count(coach, other.id)
        await coach.say(begun.id, "I run.", key="k")
        await coach.say(begun.id, "And on.", key="l")
        again = await coach.reset(begun.id, user="ann", tenant="acme")
        assert again == begun
        view = await coach.snapshot(begun.id, user="ann", tenant="acme")
        assert (view.state, view.turn, view.label, view.actions) == ("WELCOME", 0, "pilot", [])
        assert view.memory == {"ready": False, "goals": []}
        assert [(each.turn, each.text) for each in view.messages] == [(0, "What do you want?")]
        assert await count(coach, begun.id) == await count(coach, other.id) == untouched
        [row] = [each for each in await rows(coach, conversations) if each.id == read_id(begun.id)]
        [turn] = [each for each in await rows(coach, turns) if each.conversation_id == row.id]
        assert row.created_at == row.turned_at == turn.created_at
        assert await coach.start("ann", tenant="acme", key="start", label="pilot") == begun
        first = await coach.say(begun.id, "I run.", key="k")
        assert (first.turn, first.actions[0].status) == (1, "applied")
        assert [message.text for message in model.requests[-1].messages[1:2]] == ["What do you want?"]


async def test_a_conversation_that_is_over_can_be_begun_again(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("On.", goal("Run"), move("PLAN")), said("Plan?"), said("End.", move("DONE")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        for words in ("I run.", "And on."):
            last = await coach.say(begun.id, words)
        assert last.state == "DONE"
        assert (await coach.reset(begun.id)).opening.state == "WELCOME"


async def test_an_offer_of_before_is_gone_and_its_id_never_comes_back(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Well?", ASK), said("Well?", ASK))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        before = (await coach.say(begun.id, "I run.")).offer
        await coach.reset(begun.id)
        after = (await coach.say(begun.id, "I run.")).offer
        assert before is not None
        assert after is not None
        assert before.id != after.id
        with pytest.raises(OfferGone):
            await coach.say(begun.id, Answer(before.id, "yes"))


async def test_while_a_turn_is_running_it_is_busy_and_nothing_changes(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel(said("Fine.", goal("Run")), [gate, said("More.", goal("Swim"))])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I run.")
        model.asked.clear()
        turn = asyncio.create_task(coach.say(begun.id, "I swim."))
        await model.asked.wait()
        before = await count(coach)
        with pytest.raises(Busy) as caught:
            await coach.reset(begun.id)
        assert 0 < caught.value.retry_after <= 75
        assert await count(coach) == before
        gate.set()
        assert (await turn).turn == 2
        assert (await coach.reset(begun.id)).opening.turn == 0


async def test_a_turn_whose_claim_is_long_over_is_lost_to_a_reset(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.", goal("Run"))])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        turn = asyncio.create_task(coach.say(begun.id, "I run."))
        await model.asked.wait()
        coach.store.ahead += timedelta(minutes=2)
        await coach.reset(begun.id)
        gate.set()
        with pytest.raises(ClaimLost):
            await turn
        assert (await coach.snapshot(begun.id)).turn == 0


@pytest.mark.parametrize("table", ["turns", "messages"])
async def test_what_cannot_be_done_whole_is_not_done(table: str, database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Fine.", goal("Run")))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I run.", key="k")
        before, counted = await coach.snapshot(begun.id), await count(coach)
        async with failing_inserts(coach, table):
            with pytest.raises(DatabaseUnavailable):
                await coach.reset(begun.id)
        assert (await coach.snapshot(begun.id), await count(coach)) == (before, counted)
        assert (await coach.say(begun.id, "I run.", key="k")).turn == 1


async def test_what_is_not_there_or_not_theirs_is_not_begun_again(database: str, program_folder: Folder) -> None:
    folder, other_program = program_folder(), program_folder()
    settings = other_program / "states" / "__init__.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"goals"', '"other"'), encoding="utf-8")
    async with open_coach(database, folder, PiecesModel(said("Fine."))) as coach:
        begun = await coach.start("ann", tenant="acme")
        await coach.say(begun.id, "Hello")
        wrong: list[dict[str, Any]] = [{"user": "bob"}, {"tenant": ""}, {"user": "ann", "tenant": "b"}]
        for whose in wrong:
            with pytest.raises(NoSuchConversation):
                await coach.reset(begun.id, **whose)
        for id in ("7vq11ttxyf2g", "nonsense", ""):
            with pytest.raises(NoSuchConversation):
                await coach.reset(id)
        with pytest.raises(BadInput):
            await coach.reset(begun.id, user="a\0b")
        async with open_coach(database, other_program) as elsewhere:
            with pytest.raises(ProgramMismatch):
                await elsewhere.reset(begun.id)
        assert (await coach.snapshot(begun.id)).turn == 1


async def test_a_state_that_the_program_no_longer_has_is_no_obstacle(database: str, program_folder: Folder) -> None:
    folder = program_folder()
    async with open_coach(
        database, folder, PiecesModel(said("On.", goal("Run"), move("PLAN")), said("Plan?"))
    ) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I run.")
    (folder / "states" / "plan.py").rename(folder / "states" / "planning.py")
    (folder / "prompts" / "plan.md.j2").rename(folder / "prompts" / "planning.md.j2")
    welcome = folder / "states" / "welcome.py"
    welcome.write_text(welcome.read_text(encoding="utf-8").replace('"PLAN"', '"PLANNING"'), encoding="utf-8")
    async with open_coach(database, folder) as coach:
        with pytest.raises(ProgramMismatch):
            await coach.snapshot(begun.id)
        assert (await coach.reset(begun.id)).opening.missing == {"PLANNING": ["no goal yet"]}


async def test_on_postgresql_a_claim_that_waited_for_a_reset_sees_what_it_left(
    postgres: str, program_folder: Folder
) -> None:
    import asyncpg

    async def waiting(number: int) -> bool:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(await watching.fetchval(query) >= number)

    model = PiecesModel(said("Fine.", goal("Run")))
    async with open_coach(postgres, program_folder(), model) as coach:
        begun = await coach.start("ann", memory={"goals": [{"name": "Run"}]})
        blocking, watching = await asyncpg.connect(postgres), await asyncpg.connect(postgres)
        transaction = blocking.transaction()
        await transaction.start()
        await blocking.execute("LOCK TABLE offers IN ACCESS EXCLUSIVE MODE")
        reset = asyncio.create_task(coach.reset(begun.id))
        await eventually(lambda: waiting(1))
        turn = asyncio.create_task(coach.say(begun.id, "I run."))
        await eventually(lambda: waiting(2))
        await transaction.rollback()
        await blocking.close()
        await watching.close()
        assert (await reset).id == begun.id
        result = await turn
        assert (result.turn, [each.status for each in result.actions]) == (1, ["applied"])
        assert [each["name"] for each in (await coach.snapshot(begun.id)).memory["goals"]] == ["Run"]


def test_it_is_there_in_plain_calls(database: str, program_folder: Folder) -> None:
    with SyncCoach.open(database, program=program_folder(), model=PiecesModel(said("Fine."))) as coach:
        begun = coach.start("ann")
        coach.say(begun.id, "Hello")
        assert coach.reset(begun.id, user="ann") == begun


async def test_whoever_asks_for_a_turn_that_is_gone_is_told_to_ask_again(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("Fine."))) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "Hello")
        await coach.reset(begun.id)
        with pytest.raises(Busy, match="begun again, or removed, just now; ask once more"):
            await read_turn(coach.store, read_id(begun.id) or 0, 1)
