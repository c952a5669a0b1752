"""How a conversation begins: once a key, with what the host knows, and what it may not begin with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, count, goal, open_coach, said

from coach.errors import BadInput, KeyReused

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
FINE = said("Fine.", goal("Läufer 🏃", size=3), ("UNKNOWN", {"x": [1.5, None, {"y": "z"}]}))


async def test_start_with_a_key_begins_one_conversation(database: str, program_folder: Folder) -> None:
    memory = {"ready": True, "goals": [{"name": "Run"}, {"name": "Rest", "size": 3}]}
    folder = program_folder()
    async with open_coach(database, folder) as coach:
        first = await coach.start("ann", key="k", memory=memory, label="x")
        again = await coach.start("ann", key="k", memory=memory, label="x")
        assert (again.id, again.opening.json()) == (first.id, first.opening.json())
        different: list[dict[str, object]] = [
            {"memory": {**memory, "ready": False}},
            {"memory": memory, "label": "y"},
            {"label": "x"},
        ]
        for other in different:
            with pytest.raises(KeyReused):
                await coach.start("ann", key="k", **other)  # type: ignore[arg-type]  # options of several types
        with pytest.raises(KeyReused):
            await coach.start_in("PLAN", "ann", key="k", memory=memory, label="x")
        assert (await coach.start("bea", key="k")).id != first.id
        assert (await coach.start("ann", tenant="acme", key="k")).id != first.id
        assert (await count(coach))["conversations"] == 3
    async with open_coach(database, folder) as restarted:
        again = await restarted.start("ann", key="k", memory=memory, label="x")
        assert again.opening.json() == first.opening.json()


async def test_start_with_a_key_gives_the_opening_even_when_the_conversation_went_on(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(), PiecesModel(FINE)) as coach:
        first = await coach.start("ann", key="k")
        await coach.say(first.id, "Hello", key="k")
        assert await coach.start("ann", key="k") == first


async def test_starting_twenty_times_at_once_with_one_key_begins_one(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as coach:
        begun = await asyncio.gather(*(coach.start("ann", key="k") for _ in range(20)))
        assert len({each.id for each in begun}) == 1
        assert (await coach.snapshot(begun[0].id)).turn == 0
        assert (await count(coach))["conversations"] == 1


async def test_a_key_of_another_programs_conversation_is_used_already(database: str, program_folder: Folder) -> None:
    folder = program_folder()
    settings = folder / "states" / "__init__.py"
    async with open_coach(database, folder) as coach:
        await coach.start("ann", key="k")
    settings.write_text(settings.read_text(encoding="utf-8").replace('"goals"', '"other"'), encoding="utf-8")
    async with open_coach(database, folder) as other:
        with pytest.raises(KeyReused):
            await other.start("ann", key="k")


async def test_a_conversation_may_begin_with_what_is_known(database: str, program_folder: Folder) -> None:
    folder = program_folder()
    model = PiecesModel(said("On.", goal("Sing"), ("TRANSITION_STATE", {"target_state": "PLAN"})), said("First step?"))
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start(
            "ann", memory={"ready": True, "goals": [{"name": "Run"}, {"name": "Rest", "size": 4}]}
        )
        assert begun.opening.missing == {"PLAN": []}
        known = (await coach.snapshot(begun.id)).memory
        assert [(goal["name"], goal["size"]) for goal in known["goals"]] == [("Run", 1), ("Rest", 4)]
        await coach.say(begun.id, "Also sing.")
        known = (await coach.snapshot(begun.id)).memory
        assert [goal["name"] for goal in known["goals"]] == ["Run", "Rest", "Sing"]
        assert len({goal["id"] for goal in known["goals"]}) == 3


async def test_what_was_known_elsewhere_gets_ids_of_its_own(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as coach:
        one = await coach.start("ann", memory={"goals": [{"name": "Run"}]})
        known = (await coach.snapshot(one.id)).memory
        two = await coach.start("ann", memory=coach.program.memory.model_validate(known))
        copied = (await coach.snapshot(two.id)).memory
        assert copied["goals"][0]["name"] == "Run"
        assert copied["goals"][0]["id"] != known["goals"][0]["id"]


BAD_MEMORY = [
    {"goals": [{"name": "a"}, {"name": "A "}]}, {"goals": [{"nome": "a"}]}, {"gaols": []}, {"ready": "perhaps"},
    {"goals": {"name": "a"}}, {"goals": [{"name": "a\0b"}]}, {"goals": [{"name": "\ud800"}]},
    {"goals": [{"name": "a" * 200_000}]}, [1], "x", {1: 2}, {"goals": [{"name": "a", "size": 10**400}]},
]  # fmt: skip


async def test_a_memory_that_does_not_fit_is_refused(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as coach:
        for memory in BAD_MEMORY:
            with pytest.raises(BadInput, match="memory"):
                await coach.start("ann", memory=memory)  # type: ignore[arg-type]  # what a host may pass by mistake
        assert (await count(coach))["conversations"] == 0


BAD_NAMES = ["a\0b", "\ud800", "x" * 201, 7, b"ann"]


@pytest.mark.parametrize("name", [*BAD_NAMES, None])
async def test_an_impossible_user_tenant_or_label_is_refused(name: str, program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder()) as coach:
        with pytest.raises(BadInput, match="user"):
            await coach.start(name)
        with pytest.raises(BadInput, match="tenant"):
            await coach.start("ann", tenant=name)
        if name is not None:
            with pytest.raises(BadInput, match="label"):
                await coach.start("ann", label=name)
            begun = await coach.start("ann")
            with pytest.raises(BadInput):
                await coach.say(begun.id, "Hello", user=name)
            with pytest.raises(BadInput):
                await coach.snapshot(begun.id, tenant=name)


async def test_a_state_that_is_not_there_is_refused_with_the_nearest_name(program_folder: Folder) -> None:
    async with open_coach("sqlite://", program_folder()) as coach:
        with pytest.raises(BadInput, match="did you mean 'PLAN'"):
            await coach.start_in("PLANN", "ann")


async def test_names_are_kept_as_they_are(database: str, program_folder: Folder) -> None:
    name = "Ännchen 🏃 \u202e{{ 7 * 7 }} ' OR 1=1 --"
    async with open_coach(database, program_folder()) as coach:
        begun = await coach.start(name, tenant=name, label=name, key=name)
        view = await coach.snapshot(begun.id, user=name, tenant=name)
        assert (view.user, view.tenant, view.label) == (name, name, name)
