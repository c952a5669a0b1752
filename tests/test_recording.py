"""From a conversation to a walk that passes: whatever it began with, and whatever happened in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from offering import FILES, ask
from recorded_walks import KNOWING, Talk, comes_to_the_same, held, kept, passing, saying, talked, walked
from turn_models import PiecesModel, goal, move, said

from coach import Answer, Coach, Program
from coach.engine.replies import FORMATS
from coach.engine.reply import Proposal
from coach.engine.request import Completion
from coach.errors import WalkError
from coach.scenarios.freezing import Stored
from coach.testing.recording.recorded import Recording, recorded

EXAMPLES = Path(__file__).parent.parent / "examples" / "scenarios"
Small = Callable[..., Program]


@pytest.fixture
def small(program_folder: Callable[..., Path]) -> Small:
    return lambda **files: Program.load(program_folder(**files))


# --- replies ---------------------------------------------------------------------------------------


def test_a_reply_is_written_as_a_person_would_unless_that_is_something_else(small: Small) -> None:
    program = small()
    odd = [said("Hm.", ("DANCE", {})), said("Hm.", ("SAVE_GOAL", {"nam": 1})), "```json\n" + said("Yes.") + "\n```"]
    there = held(program, saying(*"abcd"), said("Noted.", goal("Run")), *odd)
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert [turn.coach[0].raw for turn in script.turns] == [None, odd[0], odd[1], None]
    assert script.turns[3].coach[0].message == "Yes."
    assert next(each.words for each in script.turns[1].expect.refused or []).startswith("there is no action 'DANCE'")


def test_a_reply_that_was_cut_off_is_cut_off_again(small: Small) -> None:
    program = small()
    cut = [said("A whole reply.", goal("Run")), Completion("pieces", finish="length")]
    there = held(program, saying("Hello"), cut, said("Shorter."))
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    [turn] = script.turns
    assert [reply.cut for reply in turn.coach] == [True, False]
    assert turn.expect.says == ["Shorter."]


def test_replies_in_several_formats_stay_in_theirs(small: Small, tmp_path: Path) -> None:
    program, database = small(), f"sqlite:///{tmp_path}/coach.db"
    moved = Proposal("TRANSITION_STATE", {"target_state": "PLAN"})

    def tagged(words: str, *proposals: Proposal) -> str:
        return FORMATS["tags"].write(words, proposals)

    async def talk() -> Stored:
        model = PiecesModel(said("Hm."), said("Noted.", goal("Run")))
        async with Coach.open(database, program=program, model=model) as coach:
            id = (await coach.start("ann")).id
            await coach.say(id, "Hello")
            await coach.say(id, "I run.")
        model = PiecesModel(tagged("On.", moved), tagged("A plan."), "[ACTION: broken", tagged("Well."))
        async with Coach.open(database, program=program, model=model, format="tags") as coach:
            await coach.say(id, "On")
            await coach.say(id, "And?")
            return await kept(coach, id)

    there = asyncio.run(talk())
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert {reply.format for turn in script.turns for reply in turn.coach} == {None, "json"}
    assert script.format == "tags", "most replies have it"
    assert script.turns[2].expect.moves_to == "PLAN"


def test_a_fault_of_the_program_is_expected_to_happen_again(small: Small) -> None:
    program = small(**KNOWING)
    there = held(program, saying("Hello"), said("Hm.", ("BREAK", {})))
    script, _ = walked(there, program)
    assert script.turns[0].expect.failed == ["BREAK"]


def test_what_did_not_happen_is_not_recorded(small: Small) -> None:
    program = small()

    async def talk(coach: Coach) -> str:
        id = (await coach.start("ann")).id
        with pytest.raises(Exception, match="unusable"):
            await coach.say(id, "Hello")
        await coach.say(id, "Hello again")
        return id

    there = held(program, talk, "{", "{", said("Hm."))
    script, _ = walked(there, program)
    assert [turn.user for turn in script.turns] == ["Hello again"]


def test_what_an_operator_did_cannot_be_said_by_a_walk(small: Small) -> None:
    program = small()

    async def talk(coach: Coach) -> str:
        id = (await coach.start("ann")).id
        await coach.say(id, "Hello")
        await coach.move(id, "PLAN", reason="she rang")
        return id

    with pytest.raises(WalkError, match="turn 2 is none of the client's: a walk cannot say what an operator did"):
        recorded(held(program, talk, said("Hm.")), program, Recording("A recording"))


# --- offers ------------------------------------------------------------------------------------------


def test_offers_are_answered_with_their_buttons(small: Small) -> None:
    program = small(**FILES)
    model = PiecesModel()

    async def talk(coach: Coach) -> str:
        id = (await coach.start("ann")).id
        model.answers.append(said("Is it?", ask("Run")))
        offer = (await coach.say(id, "I run.")).offer
        assert offer is not None
        offer = (await coach.say(id, Answer(offer.id, "surer"))).offer
        model.answers.append(said("Then this.", ask("Rest")))
        offer = (await coach.say(id, "Hm.")).offer
        assert offer is not None
        model.answers.append(said("Kept."))
        await coach.say(id, Answer(offer.id, "yes", {"name": "Run far"}))
        model.answers.append(said("A break.", ("PAUSE", {})))
        offer = (await coach.say(id, "I am tired.")).offer
        assert offer is not None
        await coach.say(id, "Are you there?")
        model.answers.append(said("Welcome back."))
        await coach.say(id, Answer(offer.id, "back"))
        return id

    there = asyncio.run(talked(program, model, talk))
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert [turn.button for turn in script.turns] == [
        None, "Let me think about it", None, "Yes, it is", None, None, "I am back",
    ]  # fmt: skip
    assert script.turns[3].fields == {"name": "Run far"}
    assert [turn.expect.offers.kind if turn.expect.offers else None for turn in script.turns] == [
        "goal", "surer", "goal", None, "break", "break", None,
    ]  # fmt: skip
    assert script.turns[5].expect.says == ["Rest first."]
    assert script.turns[5].expect.calls == 0


# --- time --------------------------------------------------------------------------------------------


def aged(*gaps: timedelta, start: datetime | None = None) -> Talk:
    """One who says something after each of these times."""

    async def talk(coach: Coach) -> str:
        if start is not None:
            coach.store.ahead = start - datetime.now(UTC)
        id = (await coach.start("ann")).id
        for gap in gaps:
            coach.store.ahead += gap
            await coach.say(id, "Hello")
        return id

    return talk


def test_time_that_matters_passes_in_the_walk(small: Small) -> None:
    program, noon = small(), datetime(2027, 3, 1, 12, tzinfo=UTC)
    there = held(program, aged(timedelta(minutes=2), timedelta(days=3), timedelta(minutes=1), start=noon),
                 *[said("Hm.")] * 3)  # fmt: skip
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert script.now == "2027-03-01 12:00:00"
    first, second, third = (turn.silence for turn in script.turns)
    assert (first, third) == (None, None)
    assert second is not None
    assert timedelta(days=3, minutes=2) <= second.duration <= timedelta(days=3, minutes=3)


def test_a_few_minutes_over_midnight_are_another_day(small: Small) -> None:
    program, late = small(), datetime(2027, 3, 1, 23, 58, tzinfo=UTC)
    there = held(program, aged(timedelta(minutes=1), timedelta(minutes=3), start=late), *[said("Hm.")] * 2)
    script, _ = walked(there, program)
    assert [turn.silence is not None for turn in script.turns] == [False, True]


def test_where_minutes_matter_the_clock_is_exact(small: Small) -> None:
    program = small(**KNOWING)
    gaps = [timedelta(seconds=290), timedelta(seconds=301)]
    there = held(program, aged(*gaps), said("Soon.", ("GET_READY", {})), said("Now.", ("GET_READY", {})))
    script = passing(there, program)
    first, second = script.turns
    assert [each.words for each in first.expect.refused or []] == ["it is too soon"]
    assert [each.type for each in second.expect.applied or []] == ["GET_READY"]
    assert second.silence is not None
    assert timedelta(seconds=301) <= second.silence.duration < timedelta(seconds=330)


# --- databases ---------------------------------------------------------------------------------------


def test_a_conversation_on_postgresql_is_recorded_the_same(small: Small, postgres: str) -> None:
    program, model = small(), PiecesModel(said("Noted.", goal("Run")), "{", said("On.", move("PLAN")), said("A plan."))
    there = asyncio.run(talked(program, model, saying("I run.", "On"), postgres))
    _, view = walked(there, program)
    comes_to_the_same(there, view)


def test_a_walk_is_recorded_as_it_was_scripted(small: Small) -> None:
    program = small()
    there = held(program, saying("I run.", "On"), said("Noted.", goal("Run")), said("On.", move("PLAN")), said("Plan."))
    script, _ = walked(there, program)
    from coach import Walk
    from coach.testing.files.running import run

    with Walk(program, title=script.walk) as walk:
        run(script, walk)
        assert walked(walk.stored, program)[0] == script.model_copy(update={"now": script.now})
