"""What conversations did as a whole: counted by either database as one counts by hand, and marked on the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from cli_running import coach as run
from offering import FILES, ask
from turn_models import PiecesModel, goal, move, open_coach, rows, said

from coach import Answer, Coach
from coach.graph import picture, read_traffic, with_traffic, written
from coach.graph.by_traffic import Stay, lasted
from coach.store.tables import action_records, conversations, turns

pytestmark = pytest.mark.anyio

ON = [said("On.", goal("Run"), move("PLAN")), said("A plan, then.")]
AGAIN = [said("Once more.", move("PLAN")), said("A plan again.")]
BACK, END = said("Back.", move("WELCOME")), said("So be it.", move("DONE"))
#: What the model says in each conversation; a state that is new, or refused, asks it twice in a turn.
SAID = {
    "quick": [*ON, END],
    "slow": [said("Hm."), said("Well."), *ON, said("And?"), END],
    "refused": [said("On?", move("PLAN")), said("Not yet."), *ON],
    "round": [*ON, BACK, *AGAIN, said("So."), END],
    "silent": [],
}


@pytest.fixture
async def talked(database: str, program_folder: Callable[..., Path]) -> Any:
    """A coach whose five conversations took the ways above, hours between their turns."""
    model = PiecesModel()
    async with open_coach(database, program_folder(), model) as coach:
        for number, (user, answers) in enumerate(SAID.items(), 1):
            begun = await coach.start(user, tenant="even" if number % 2 == 0 else "odd")
            model.answers += answers
            while model.answers:
                coach.store.ahead += timedelta(minutes=7 * number)
                await coach.say(begun.id, "Yes.", user=user)
            coach.store.ahead += timedelta(hours=1)
        yield coach


def stays(taken: Sequence[Any], state: str) -> tuple[int, list[int], list[float]]:
    """By hand: how many conversations came to a state, and the turns and seconds of the stays that ended."""
    came: set[int] = set()
    lengths: list[int] = []
    seconds: list[float] = []
    for id in {row.conversation_id for row in taken}:
        ours = [row for row in taken if row.conversation_id == id]
        entries = [row for row in ours if row.number == 0 or row.from_state != row.state]
        came |= {id for entry in entries if entry.state == state}
        for entry, following in pairwise(entries):
            if entry.state == state:
                lengths.append(following.number - entry.number)
                seconds.append((following.created_at - entry.created_at).total_seconds())
    return len(came), lengths, seconds


async def test_the_database_counts_as_one_counts_by_hand(talked: Coach) -> None:
    traffic = await read_traffic(talked)
    taken, acted, there = [await rows(talked, table) for table in (turns, action_records, conversations)]
    assert traffic.conversations == len(there) == 5
    assert set(traffic.stays) == {"WELCOME", "PLAN", "DONE"}
    for state, stay in traffic.stays.items():
        came, lengths, seconds = stays(taken, state)
        assert (stay.came, stay.left) == (came, len(lengths))
        assert stay.turns == (median(lengths) if lengths else None)
        assert stay.seconds == (pytest.approx(median(seconds)) if seconds else None)
        assert stay.there == sum(row.state == state for row in there)
        assert stay.stopped == 0
    moves = [row for row in acted if row.type == "TRANSITION_STATE"]
    assert traffic.taken == Counter((r.from_state, r.to_state, r.by) for r in moves if r.status == "applied")
    assert traffic.refused == {("WELCOME", "PLAN", "model"): 1}
    assert traffic.taken["WELCOME", "PLAN", "model"] == 5


async def test_medians_of_even_and_odd_numbers_of_stays(talked: Coach) -> None:
    async def stay(state: str, **options: Any) -> tuple[int, int, float | None]:
        found = (await read_traffic(talked, **options)).stays[state]
        return found.came, found.left, found.turns

    assert await stay("WELCOME") == (5, 5, 1), "1, 3, 2, 1 and 1 turns, and one that has not ended"
    assert await stay("PLAN") == (4, 4, 1.5), "1, 2, 1 and 2 turns, and one that has not ended"
    assert await stay("WELCOME", tenant="even") == (2, 3, 1), "3, 1 and 1 turns"
    assert await stay("PLAN", tenant="even") == (2, 3, 2), "2, 1 and 2 turns"
    assert await stay("WELCOME", most=3) == (3, 3, 1), "2, 1 and 1 turns: the newest three conversations"
    assert await stay("PLAN", most=3) == (2, 2, 1.5), "1 and 2 turns"


async def test_who_is_quiet_has_stopped_there(talked: Coach) -> None:
    traffic = await read_traffic(talked, quiet=timedelta(days=-1000))
    assert {name: stay.stopped for name, stay in traffic.stays.items()} == {"WELCOME": 1, "PLAN": 1, "DONE": 3}
    nodes = {node.name: node for node in with_traffic(picture(talked.program), traffic).nodes}
    assert nodes["PLAN"].mark.lines[-1] == "1 stopped here"
    assert not any("stopped" in line for line in nodes["DONE"].mark.lines), "that is the end"


@pytest.mark.usefixtures("drawing")
async def test_an_empty_database_has_no_traffic(database: str, program_folder: Callable[..., Path]) -> None:
    async with open_coach(database, program_folder()) as coach:
        traffic = await read_traffic(coach)
        assert (traffic.conversations, traffic.stays, traffic.taken) == (0, {}, {})
        drawn = with_traffic(picture(coach.program), traffic)
        assert {node.mark.lines for node in drawn.nodes} == {("nobody came",)}
        assert "0 conversations" in str(written(drawn, "svg"))


async def test_other_programs_are_not_counted(talked: Coach, program_folder: Callable[..., Path]) -> None:
    from coach.store.traffic import statements

    there, asked, stayed = await talked.store.fetch(*statements("another", 100, (await _now(talked))))
    assert (there, asked, stayed) == ([], [], [])


async def _now(coach: Coach) -> Any:
    return max(row.turned_at for row in await rows(coach, conversations))


async def test_buttons_are_told_from_the_model(database: str, program_folder: Callable[..., Path]) -> None:
    model = PiecesModel(said("Is it?", ask()), said("And so on."))
    async with open_coach(database, program_folder(**FILES), model) as coach:
        begun = await coach.start("ann")
        shown = await coach.say(begun.id, "I run.")
        assert shown.offer
        await coach.say(begun.id, Answer(shown.offer.id, "on"))
        traffic = await read_traffic(coach)
        assert traffic.taken == {("WELCOME", "PLAN", "user"): 1}
        marks = {(e.target, e.by): e.mark for e in with_traffic(picture(coach.program), traffic).edges}
        assert (marks["PLAN", "user"].lines, marks["PLAN", "user"].weight) == (("1 ×",), 1.0)
        assert marks["PLAN", "model"].tone == "faint"


async def test_the_picture_shows_what_was_counted(talked: Coach) -> None:
    drawn = with_traffic(picture(talked.program), await read_traffic(talked))
    states = {node.name: node.mark for node in drawn.nodes}
    assert states["WELCOME"].lines[:1] == ("5 came, 1 is here",)
    assert states["WELCOME"].weight == 1.0
    exits = {(edge.source, edge.target): edge.mark for edge in drawn.edges}
    assert exits["WELCOME", "PLAN"].lines == ("5 ×", "refused 1 ×")
    assert exits["PLAN", "WELCOME"].lines == ("1 ×",)
    assert drawn.caption[0] == "5 conversations; 3 came to an end"
    assert drawn.data
    assert drawn.data["states"]["DONE"] == {"came": 3, "there": 3, "stopped": 0, "left": 0, "turns": None,
                                            "seconds": None}  # fmt: skip


async def test_states_that_are_gone_are_said_of(talked: Coach) -> None:
    traffic = await read_traffic(talked)
    gone = replace(traffic, stays={**traffic.stays, "GONE": Stay(came=2, there=2)}, most=5)
    caption = with_traffic(picture(talked.program), gone).caption
    assert caption[0] == "5 conversations, the newest 5; 3 came to an end"
    assert caption[-1] == "2 are in states that the program does not have"


def test_times_are_said_as_people_say_them() -> None:
    assert [lasted(seconds) for seconds in (0, 59.4, 60, 5400, 90000, 172800)] == [
        "0 s", "59 s", "1 min", "1.5 h", "1 d", "2 d",
    ]  # fmt: skip


async def test_the_command_draws_the_traffic_of_a_database(talked: Coach, database: str, tmp_path: Path) -> None:
    folder = talked.program.folder  # type: ignore[attr-defined]
    done = run("graph", "--program", folder, "--traffic", "--db", database, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("coach: 5 conversations; 3 came to an end")
    assert "WELCOME (initial; 5 came, 1 is here; 1 turn, " in done.stdout
    assert "5 ×; refused 1 ×" in done.stdout
