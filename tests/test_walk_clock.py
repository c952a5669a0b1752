"""The clock of a walk: set, moved on, never back; and all that a program sees of time goes by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from offering import FILES, ask

from coach import Program, Walk
from coach.testing.files.running import run
from coach.testing.files.script_yaml import read_script, write_script
from coach.testing.walking.script import Reply, ScriptedAction

MONDAY = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
#: What the program's action, and its prompt, see of time.
TIMELY = {
    "actions/goals.py": '''
from coach import Action, Turn

from ..memory import Goal, GoalMemory


class SaveGoal(Action):
    """Keep when it is."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"{turn.now.isoformat()} after {turn.since_last}"
''',
    "prompts/welcome.md.j2": """Ask.
{% block opening %}It is {{ turn.now }}.{% endblock %}
{% block context %}now {{ turn.now }}, {{ turn.since_last }} later{% endblock %}""",
}


@pytest.fixture
def timely(program_folder: Callable[..., Path]) -> Program:
    return Program.load(program_folder(**TIMELY))


@pytest.fixture
def walk(timely: Program) -> Iterator[Walk]:
    with Walk(timely, now=MONDAY) as walk:
        yield walk


def told(walk: Walk) -> str:
    """What the action saw."""
    return str(walk.user("When is it?").reply(saved()).take().actions[0].summary)


def saved() -> Reply:
    return Reply(message="Now.", actions=[ScriptedAction(type="SAVE_GOAL")])


def test_the_opening_sees_the_clock(walk: Walk) -> None:
    walk.begin().says("It is 2027-03-01 09:30:00+00:00.")


def test_a_turn_sees_the_clock_to_the_microsecond(walk: Walk) -> None:
    walk.begin()
    assert told(walk) == "2027-03-01T09:30:00+00:00 after 0:00:00"
    walk.silence(days=3, minutes=1)
    assert told(walk) == "2027-03-04T09:31:00+00:00 after 3 days, 0:01:00"
    walk.prompt_contains("now 2027-03-04 09:31:00+00:00, 3 days, 0:01:00 later")


def test_the_clock_is_set_between_turns(walk: Walk) -> None:
    walk.begin()
    assert told(walk).endswith("after 0:00:00")
    walk.clock("2027-03-08 20:00")
    assert told(walk) == "2027-03-08T20:00:00+00:00 after 7 days, 10:30:00"


@pytest.mark.parametrize(
    "time",
    [
        datetime(2027, 3, 1, 9, 30),
        datetime(2027, 3, 1, 11, 30, tzinfo=timezone(timedelta(hours=2))),
        "2027-03-01 09:30",
        "2027-03-01T10:30:00+01:00",
    ],
)
def test_a_time_may_be_written_in_several_ways(timely: Program, time: datetime | str) -> None:
    with Walk(timely) as walk:
        assert told(walk.clock(time).begin()) == "2027-03-01T09:30:00+00:00 after 0:00:00"


def test_before_it_begins_it_may_be_any_time(timely: Program) -> None:
    with Walk(timely) as walk:
        walk.clock("1999-12-31 23:59").begin()
        walk.silence(minutes=2)
        assert told(walk) == "2000-01-01T00:01:00+00:00 after 0:02:00"


def test_time_does_not_run_backwards(walk: Walk) -> None:
    walk.begin()
    with pytest.raises(AssertionError, match="time does not run backwards"):
        walk.silence(days=-1)
    with pytest.raises(AssertionError, match=r"it is 2027-03-01 09:30:00 in the walk already, after 2027-02-01"):
        walk.clock("2027-02-01")
    assert told(walk).startswith("2027-03-01T09:30:00")


@pytest.mark.parametrize(
    ("does", "problem"),
    [
        (lambda walk: walk.clock("tomorrow"), "'tomorrow' is no time; write it like 2027-03-01 09:30, in UTC"),
        (lambda walk: walk.silence(days=4_000_000), "no date is as late as that"),
    ],
)
def test_no_time_at_all_is_told(walk: Walk, does: Callable[[Walk], Any], problem: str) -> None:
    walk.begin()
    with pytest.raises(AssertionError, match=problem):
        does(walk)


def test_a_clock_that_was_not_set_runs_and_is_moved(timely: Program) -> None:
    with Walk(timely) as walk:
        walk.begin().silence(days=3)
        seen, _, since = told(walk).partition(" after ")
        now = datetime.now(UTC) + timedelta(days=3)
        assert now - timedelta(minutes=1) < datetime.fromisoformat(seen) <= now
        assert since.startswith("3 days, 0:00:0")


def test_what_is_stored_goes_by_the_clock(walk: Walk) -> None:
    walk.begin().silence(days=2).user("When?").coach("Now.").take()
    opening, client, coach = (message.at for message in walk.now.messages)
    assert abs(opening - MONDAY) < timedelta(seconds=10)
    assert abs(client - MONDAY - timedelta(days=2)) < timedelta(seconds=10)
    assert coach == client


def test_an_offer_of_last_week_is_a_week_old(program_folder: Callable[..., Path]) -> None:
    files = {**FILES, "prompts/welcome.md.j2": "Ask.{% block context %}after {{ turn.since_last }}{% endblock %}"}
    with Walk(Program.load(program_folder(**files)), now=MONDAY) as walk:
        kind, params = ask()
        walk.begin().user("I run.").reply(Reply(message="Is it?", actions=[ScriptedAction(type=kind, **params)])).take()
        walk.silence(weeks=1).user("Hm.").coach("Well?").offers("goal").prompt_contains("after 7 days, 0:00:00")


def test_a_conversation_that_goes_on_stands_at_the_clock(walk: Walk) -> None:
    walk.at("WELCOME", entered=["WELCOME"])
    assert told(walk) == "2027-03-01T09:30:00+00:00 after 0:00:00"


def test_a_file_says_what_time_it_is(timely: Program) -> None:
    text = """
walk: Time passes
now: 2027-03-01 09:30
expect: {says: "It is 2027-03-01 09:30:00+00:00."}
turns:
- user: When is it?
  coach: Now.
  expect: {prompt_contains: "now 2027-03-01 09:30:00+00:00, 0:00:00 later"}
- silence: {days: 2}
  user: And now?
  coach: Later.
  expect: {prompt_contains: "now 2027-03-03 09:30:00+00:00, 2 days, 0:00:00 later"}
"""
    script, source = read_script(text)
    with Walk(timely, title=script.walk) as walk:
        run(script, walk, source)
        assert read_script(write_script(walk.script))[0].model_copy(update={"now": script.now}) == script


def test_the_practice_of_a_week_follows_the_clock() -> None:
    memory = {
        "identities": [{"id": "baker", "name": "Baker", "category": "maker_of_money", "stage": "visualised"}],
        "commitments": [{"text": "rise", "identity": "baker", "when": "on Monday", "made_at": MONDAY.isoformat()}],
    }
    with Walk(Program.load(), now=MONDAY) as walk:
        walk.at("ONWARD", memory).user("Hello.").coach("Hello.")
        walk.prompt_contains("promised today, so do not ask about it yet")
        walk.silence(days=7).user("Hello again.").coach("How was it?")
        walk.prompt_contains("Today is Monday, 08 March 2027.")
        walk.prompt_contains("promised on Monday, 01 March 2027")
