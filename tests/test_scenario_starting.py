"""Beginning from a scenario: whose it is, what it is called, and nothing of anybody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, count, failing_inserts, goal, open_coach, rows, said

from coach import Coach, Scenario
from coach.errors import BadInput, Busy, DatabaseUnavailable, NoSuchConversation, ProgramMismatch, ScenarioError
from coach.store.rows import read_id, shown_id
from coach.store.tables import action_records, conversations

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def scenario(coach: Coach, name: str = "runner") -> Scenario:
    """A conversation of one turn, frozen."""
    assert isinstance(coach.model, PiecesModel)
    coach.model.answers.insert(0, said("Fine.", goal("Run")))
    begun = await coach.start("author")
    await coach.say(begun.id, "I run.")
    return await Scenario.freeze(coach, begun.id, name=name)


async def ids(coach: Coach, **columns: str) -> list[str]:
    """The conversations of which this is so."""
    every = await rows(coach, conversations)
    return [shown_id(row.id) for row in every if all(getattr(row, name) == of for name, of in columns.items())]


async def test_what_is_begun_and_all_that_is_done_in_it_carry_the_label(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("More.", goal("Swim")))) as coach:
        begun = await (await scenario(coach)).start(coach, "ann", tenant="acme")
        await coach.say(begun.id, "I swim.")
        view = await coach.snapshot(begun.id, user="ann", tenant="acme")
        assert view.label == "runner"
        records = [row for row in await rows(coach, action_records) if row.conversation_id == read_id(begun.id)]
        assert [(row.turn, row.label) for row in records] == [(1, "runner"), (2, "runner")]
        own = Scenario.read("label: swimmer\n" + (await scenario(coach)).dump(), "runner.yaml")
        assert (await coach.snapshot((await own.start(coach, "ann")).id)).label == "swimmer"


async def test_beginning_twice_makes_two_and_resetting_leaves_one(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("More.", goal("Swim")))) as coach:
        runner = await scenario(coach)
        first = [(await runner.start(coach, "ann")).id for _ in range(2)]
        await coach.say(first[0], "I swim.")
        assert set(await ids(coach, label="runner")) == set(first)
        once = await runner.reset(coach, "ann")
        assert await ids(coach, label="runner") == [once.id]
        twice = await runner.reset(coach, "ann")
        assert await ids(coach, label="runner") == [twice.id]
        assert twice.id != once.id
        assert (await Scenario.freeze(coach, twice.id)).dump() == runner.dump()
        with pytest.raises(NoSuchConversation):
            await coach.say(once.id, "Hello?")
        assert await count(coach, first[0]) == dict.fromkeys(await count(coach), 0)


async def test_a_reset_touches_nobody_elses_conversation(database: str, program_folder: Folder) -> None:
    folder = program_folder()
    other_program = program_folder()
    settings = other_program / "states" / "__init__.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"goals"', '"other"'), encoding="utf-8")
    async with open_coach(database, other_program) as coach:
        elsewhere = await coach.start("ann", label="runner")
    async with open_coach(database, folder, PiecesModel()) as coach:
        runner = await scenario(coach)
        others = [
            elsewhere,
            await runner.start(coach, "bob"),
            await runner.start(coach, "ann", tenant="acme"),
            await runner.start(coach, ""),
            await coach.start("ann"),
            await coach.start("ann", label="Runner"),
            await (await scenario(coach, "walker")).start(coach, "ann"),
        ]
        before = {each.id: await count(coach, each.id) for each in others}
        mine = await runner.start(coach, "ann")
        kept = await runner.reset(coach, "ann")
        assert {each.id: await count(coach, each.id) for each in others} == before
        assert mine.id not in await ids(coach)
        assert await ids(coach, user_id="ann", tenant="", program="goals", label="runner") == [kept.id]


async def test_resets_at_one_moment_leave_one(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel()) as coach:
        runner = await scenario(coach)
        await asyncio.gather(*(runner.reset(coach, "ann") for _ in range(6)))
        assert len(await ids(coach, label="runner")) == 1


async def test_a_reset_while_a_turn_is_running_changes_nothing(database: str, program_folder: Folder) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("More.", goal("Swim"))])
    async with open_coach(database, program_folder(), model) as coach:
        runner = await scenario(coach)
        model.asked.clear()
        idle, running = await runner.start(coach, "ann"), await runner.start(coach, "ann")
        turn = asyncio.create_task(coach.say(running.id, "I swim."))
        await model.asked.wait()
        with pytest.raises(Busy, match="another turn of this conversation is running") as caught:
            await runner.reset(coach, "ann")
        assert 0 < caught.value.retry_after <= 75
        assert set(await ids(coach, label="runner")) == {idle.id, running.id}
        gate.set()
        assert (await turn).turn == 2
        await runner.reset(coach, "ann")
        assert len(await ids(coach, label="runner")) == 1


@pytest.mark.parametrize("table", ["conversations", "turns", "action_records", "memory_records"])
async def test_what_cannot_be_written_whole_is_not_written(table: str, database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel()) as coach:
        runner = await scenario(coach)
        there = await runner.start(coach, "ann")
        before = [[tuple(row) for row in await rows(coach, each)] for each in (conversations, action_records)]
        async with failing_inserts(coach, table):
            for work in (runner.start, runner.reset):
                with pytest.raises(DatabaseUnavailable):
                    await work(coach, "ann")
        after = [[tuple(row) for row in await rows(coach, each)] for each in (conversations, action_records)]
        assert after == before
        assert await count(coach, there.id) == await count(coach, (await runner.reset(coach, "ann")).id)


async def test_on_postgresql_it_stands_in_a_schema_of_its_own(empty_postgres: str, program_folder: Folder) -> None:
    from coach.store.connecting import open_store
    from coach.store.migrating import upgrade

    store = open_store(empty_postgres, schema="talks")
    await store.with_connection(lambda connection: upgrade(connection, "talks"))
    await store.close()
    async with open_coach(empty_postgres, program_folder(), PiecesModel(), schema="talks") as coach:
        runner = await scenario(coach)
        await runner.start(coach, "ann")
        kept = await runner.reset(coach, "ann")
        assert (await Scenario.freeze(coach, kept.id)).dump() == runner.dump()
        await coach.reset(kept.id)
        assert (await coach.snapshot(kept.id)).turn == 0


async def test_what_is_somebody_elses_or_of_another_program_is_not_frozen(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder()) as coach:
        begun = await coach.start("ann", tenant="acme")
        for whose in ({"user": "bob"}, {"tenant": ""}, {"user": "ann", "tenant": "b"}):
            with pytest.raises(NoSuchConversation):
                await Scenario.freeze(coach, begun.id, **whose)
    folder = program_folder()
    settings = folder / "states" / "__init__.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"goals"', '"other"'), encoding="utf-8")
    async with open_coach(database, folder) as coach:
        with pytest.raises(ProgramMismatch, match="belongs to program 'goals'"):
            await Scenario.freeze(coach, begun.id)


async def test_a_scenario_of_another_program_or_with_an_impossible_owner_is_refused(program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder(), PiecesModel()) as coach:
        runner = await scenario(coach)
        with pytest.raises(BadInput, match="user"):
            await runner.start(coach, "x" * 201)
        with pytest.raises(BadInput, match="label"):
            await Scenario.read("label: " + "x" * 201 + "\n" + runner.dump()).start(coach, "ann")
        foreign = Scenario.read(runner.dump().replace("program: goals", "program: gaols"), "run/er.yaml")
        with pytest.raises(ScenarioError) as caught:
            await foreign.reset(coach, "ann")
        assert str(caught.value) == "run/er.yaml:1: program: is 'gaols', and the program that is loaded 'goals'"
        assert len(await ids(coach)) == 1
