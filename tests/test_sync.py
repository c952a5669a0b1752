"""The same coach for scripts: plain calls, and a clear word where they cannot work."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from turn_models import PiecesModel, SteadyModel, goal, letters, said, shown

from coach import SyncCoach
from coach.errors import BadInput, ConfigurationError, NoSuchConversation
from coach.results import Completed, Failed, Started

Folder = Callable[..., Path]


@pytest.fixture
def coach(database: str, program_folder: Folder) -> SyncCoach:
    model = PiecesModel(letters(said("Fine.", goal("Run"))), said("And on."))
    return SyncCoach.open(database, program=program_folder(), model=model)


def test_a_conversation_in_plain_calls(coach: SyncCoach) -> None:
    with coach:
        begun = coach.start("ann", key="c", tenant="acme")
        assert coach.start("ann", key="c", tenant="acme") == begun
        first = coach.say(begun.id, "I want to run.", key="k", user="ann")
        assert coach.say(begun.id, "I want to run.", key="k").json() == first.json()
        assert coach.say(begun.id, "More", wait=1, context={"x": 1}).turn == 2
        assert coach.snapshot(begun.id, tenant="acme").turn == 2
        assert coach.start_in("PLAN", "bea").opening.state == "PLAN"


def test_events_come_one_by_one(coach: SyncCoach) -> None:
    with coach:
        begun = coach.start("ann")
        events = list(coach.stream(begun.id, "I want to run."))
        assert isinstance(events[0], Started)
        assert isinstance(events[-1], Completed)
        assert shown(events) == "Fine."
        [failed] = coach.stream("nonsense", "Hello")
        assert isinstance(failed, Failed)


def test_a_stream_that_is_left_does_not_stop_the_turn(coach: SyncCoach) -> None:
    with coach:
        begun = coach.start("ann")
        for _ in coach.stream(begun.id, "I want to run.", key="k"):
            break
        assert coach.say(begun.id, "I want to run.", key="k").message == "Fine."


def test_leaving_a_stream_waits_for_a_slow_turn_to_end(database: str, program_folder: Folder) -> None:
    model = SteadyModel(said("Fine."), pause=0.3)
    with SyncCoach.open(database, program=program_folder(), model=model) as coach:
        begun = coach.start("ann")
        for event in coach.stream(begun.id, "One"):
            assert isinstance(event, Started)
            break
        assert coach.snapshot(begun.id).turn == 1
        events = coach.stream(begun.id, "Two")
        next(events)
        events.close()
        assert coach.snapshot(begun.id).turn == 2
        assert coach.say(begun.id, "Three").turn == 3


def test_a_stream_that_was_never_begun_is_left_without_a_turn(coach: SyncCoach) -> None:
    with coach:
        begun = coach.start("ann")
        coach.stream(begun.id, "I want to run.").close()
        assert coach.snapshot(begun.id).turn == 0


def test_a_stream_that_outlives_its_coach_is_just_over(coach: SyncCoach) -> None:
    with coach:
        begun = coach.start("ann")
        events, others = (coach.stream(begun.id, "I want to run.", key="k") for _ in range(2))
        assert isinstance(next(events), Started)
        assert next(others)
    others.close()
    with pytest.raises(ConfigurationError, match="closed"):
        next(events)


def test_errors_are_those_of_the_coach(coach: SyncCoach) -> None:
    with coach:
        with pytest.raises(NoSuchConversation):
            coach.say("0123456789ab", "Hello")
        with pytest.raises(NoSuchConversation):
            coach.snapshot("0123456789ab")
        with pytest.raises(BadInput):
            coach.start("a\0b")


CALLS: list[Callable[[SyncCoach], Any]] = [
    lambda coach: coach.start("ann"),
    lambda coach: coach.start_in("PLAN", "ann"),
    lambda coach: coach.say("0123456789ab", "Hello"),
    lambda coach: next(coach.stream("0123456789ab", "Hello")),
    lambda coach: coach.snapshot("0123456789ab"),
]


def test_inside_a_running_loop_every_call_says_what_to_use(coach: SyncCoach) -> None:
    async def inside() -> None:
        for call in [*CALLS, SyncCoach.close]:
            with pytest.raises(ConfigurationError, match="use Coach and await it"):
                call(coach)

    asyncio.run(inside())
    with coach:
        assert coach.start("ann").opening.turn == 0  # it still works outside


def test_a_closed_coach_says_so_and_closes_twice(coach: SyncCoach) -> None:
    with coach:
        coach.start("ann")
    coach.close()
    for call in CALLS:
        with pytest.raises(ConfigurationError, match="was closed"):
            call(coach)


def test_a_coach_that_was_never_used_closes(coach: SyncCoach) -> None:
    coach.close()


def test_a_coach_is_closed_while_python_ends(tmp_path: Path) -> None:
    """As servers of threads close what they serve; by then Python has ended the thread that SQLite is used in."""
    script = (
        "import atexit\nfrom coach import SyncCoach\n"
        "coach = SyncCoach.open('sqlite:///talk.db', model='practice')\n"
        "coach.start('ann')\n"
        "atexit.register(print, 'ended')\natexit.register(coach.close)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("ended\n", "")
    assert {each.name for each in tmp_path.iterdir()} == {"talk.db"}, "its log was written back"
