"""Scenarios: a conversation frozen in a file and begun from it is the same conversation, with ids of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from linking import FILES
from scenario_runs import again, played, whole
from turn_models import PiecesModel, goal, move, open_coach, rows, said

from coach import Answer, OfferGone, Scenario
from coach.store.rows import Claimed, Whose, Window, read_id
from coach.store.tables import offers, turns
from coach.turns.reading import read_turn

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


@pytest.fixture
def folder(program_folder: Folder) -> Path:
    return program_folder(**FILES)


async def test_frozen_begun_and_frozen_again_it_is_the_same_file(database: str, folder: Path) -> None:
    async with played(database, folder) as (coach, id):
        text = (await Scenario.freeze(coach, id, user="ann", tenant="acme")).dump()
        for _ in range(2):
            new, once_more = await again(coach, text)
            assert once_more == text
            assert new != id
        assert id not in text
        assert "ann" not in text


async def test_it_stays_the_same_file_on_another_database_and_after_further_turns(
    database: str, postgres: str, folder: Path
) -> None:
    async with played(database, folder) as (coach, id):
        text = (await Scenario.freeze(coach, id)).dump()
    model = PiecesModel(said("Good."), said("On.", move("PLAN")), said("Plan?"), said("Back.", goal("Sing")))
    async with open_coach(postgres, folder, model) as coach:
        id, there = await again(coach, text)
        assert there == text
        offer = (await coach.snapshot(id)).offer
        assert offer is not None
        await coach.say(id, Answer(offer.id, "yes"))
        await coach.say(id, "And on.")
        text = (await Scenario.freeze(coach, id)).dump()
        assert "state: PLAN" in text
        assert (await again(coach, text))[1] == text


async def test_all_that_was_said_done_and_remembered_is_there_again(database: str, folder: Path) -> None:
    async with played(database, folder) as (coach, id):
        begun = await Scenario.read((await Scenario.freeze(coach, id)).dump()).start(coach, "bob", tenant="b")
        (before, ids), (after, new) = await whole(coach, id), await whole(coach, begun.id)
        assert len(set(ids)) == len(ids) == 6  # a goal, a step, two offers; a goal and a step that are no more
        assert not set(ids) & set(new)
        for one, other in zip(ids, new, strict=True):
            assert one in before
            before = before.replace(one, other)
        assert after == before
        assert begun.opening == await read_turn(coach.store, read_id(begun.id) or 0, 7)


async def test_its_ids_are_other_ones_wherever_they_stand(database: str, folder: Path) -> None:
    async with played(database, folder) as (coach, id):
        _, ids = await whole(coach, id)
        scenario = await Scenario.freeze(coach, id)
        text = scenario.dump()
        assert not [each for each in ids if each in text]
        assert scenario.content.memory["focus"] == "gone-1"
        assert scenario.content.gone == ["gone-1", "gone-2"]
        [step] = scenario.content.memory["steps"]
        assert (step["id"], step["goal"], step["notes"][0]["about"]) == ("steps-1", "gone-1", "gone-1")
        for there in ("Saved goal goals-1 (Run)", "Asked as offer-1", '"step": "steps-1"', "step: gone-2"):
            assert there in text


async def test_an_open_offer_works_and_an_answered_one_gives_what_it_gave(database: str, folder: Path) -> None:
    async with played(database, folder) as (coach, id):
        begun = await Scenario.read((await Scenario.freeze(coach, id)).dump()).start(coach, "bob")
        offer = begun.opening.offer
        assert offer is not None
        view = await coach.snapshot(begun.id)
        assert view.offer == offer
        answered = next(
            row
            for row in await rows(coach, offers)
            if row.how == "answered" and read_id(begun.id) == row.conversation_id
        )
        same = await coach.say(begun.id, Answer(answered.id, "yes", {"words": "At last.\nYes."}))
        assert (same.turn, same.message) == (answered.closed, "Good.")
        with pytest.raises(OfferGone, match="answered already, otherwise"):
            await coach.say(begun.id, Answer(answered.id, "no"))
        coach.model.answers.append(said("Well done."))  # type: ignore[attr-defined]  # it is the test's own
        result = await coach.say(begun.id, Answer(offer.id, "yes"))
        assert [(each.status, each.params["step"]) for each in result.actions] == [
            ("applied", view.memory["steps"][0]["id"])
        ]
        assert [len((await coach.snapshot(each)).memory["steps"]) for each in (begun.id, id)] == [0, 1]


async def test_it_is_as_old_as_it_was_whenever_it_is_begun(database: str, folder: Path) -> None:
    async with played(database, folder) as (coach, id):
        text = (await Scenario.freeze(coach, id)).dump()
        assert not re.search(r"20\d\d-", text)
        coach.store.ahead += timedelta(days=400)
        begun = await Scenario.read(text).start(coach, "bob")
        times = {
            each: [row.created_at for row in await rows(coach, turns) if row.conversation_id == read_id(each)]
            for each in (id, begun.id)
        }
        steps = [[turn - each[-1] for turn in each] for each in times.values()]
        assert steps[0] == steps[1]
        assert steps[0][1] < timedelta(hours=-20)
        moved = times[begun.id][-1] - times[id][-1]
        assert moved > timedelta(days=400)
        [was], [now] = [(await coach.snapshot(each)).memory["steps"] for each in (id, begun.id)]
        made = [datetime.fromisoformat(each["made_at"]) for each in (was, now)]
        assert made[1] - made[0] == moved
        assert times[id][2] - timedelta(minutes=1) < made[0] < times[id][2]
        found = await coach.store.claim(Whose(read_id(begun.id) or 0), None, 1, 60, Window(14, 7))
        assert isinstance(found, Claimed)
        assert timedelta() <= found.since_last < timedelta(minutes=1)


async def test_a_new_id_is_never_one_that_the_file_has_used(database: str, folder: Path) -> None:
    async with played(database, folder) as (coach, id):
        begun = await Scenario.read((await Scenario.freeze(coach, id)).dump()).start(coach, "bob")
        _, ids = await whole(coach, begun.id)
        coach.model.answers.append(said("More.", goal("Swim"), goal("Fly")))  # type: ignore[attr-defined]
        await coach.say(begun.id, "More.")
        goals = [each["id"] for each in (await coach.snapshot(begun.id)).memory["goals"]]
        assert len(set(goals)) == 3
        assert not set(goals[1:]) & set(ids)
        assert [each["name"] for each in (await coach.snapshot(begun.id)).memory["goals"]] == ["Run", "Swim", "Fly"]


async def test_words_that_look_like_ids_stay_words(database: str, folder: Path) -> None:
    names = ["goals-1", "gone-1", "offer-1", "goals-3", "steps-1 and offer-2"]
    model = PiecesModel(said("goals-1?", *map(goal, names)), said("Fine.", ("DROP_GOAL", {"goal": "goals-3"})))
    async with open_coach(database, folder, model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "goals-2")
        await coach.say(begun.id, "steps-1")
        text = (await Scenario.freeze(coach, begun.id)).dump()
        new, once_more = await again(coach, text)
        assert once_more == text
        views = [await coach.snapshot(each) for each in (begun.id, new)]
        for told in ([[each["name"] for each in view.memory["goals"]] for view in views],
                     [[each.text for each in view.messages] for view in views],
                     [[each.params.get("name") for each in view.actions] for view in views]):  # fmt: skip
            assert told[0] == told[1]
        assert [each["name"] for each in views[1].memory["goals"]] == [name for name in names if name != "goals-3"]


async def test_what_operators_did_is_there_again(database: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Fine.", goal("Run")))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I run.")
        [run] = (await coach.snapshot(begun.id)).memory["goals"]
        await coach.edit(begun.id, {"goals": {"change": {run["id"]: {"size": 2}}}, "focus": ""}, reason="she called")
        await coach.move(begun.id, "PLAN", reason="on we go")
        await coach.take_over(begun.id, by="eve")
        await coach.say(begun.id, "Who is it?")
        await coach.answer(begun.id, "Eve.")
        text = (await Scenario.freeze(coach, begun.id)).dump()
        assert re.search(r"change:\s+goals-1:\s+size: 2\n", text), "the id of a record is one of the file"
        new, once_more = await again(coach, text)
        assert once_more == text
        (before, ids), (after, others) = await whole(coach, begun.id), await whole(coach, new)
        for one, other in zip(ids, others, strict=True):
            before = before.replace(one, other)
        assert before == after
        assert (await coach.snapshot(new)).taken_by == "eve"
        assert (await coach.say(new, "Hello?")).taken_over
        await coach.release(begun.id)
        assert (await Scenario.freeze(coach, begun.id)).dump().count("taken_by: eve") == 3
