"""The example of a whole course is held as it is written down, in every format and through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_running import coach
from practice_course import comes_of, held, typed, written
from practice_talk import EARLY, LATER, WHOLE, program

from coach import SyncCoach
from coach.cli.offers import meant
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.loading import Program


@pytest.mark.parametrize("format", FORMATS)
def test_the_course_goes_as_it_is_written_down(format: FormatName, tmp_path: Path) -> None:
    goes_as_written(f"sqlite:///{tmp_path}/coach.db", format)


def goes_as_written(database: str, format: FormatName) -> None:
    """Hold the course on a database, in a format, and compare all of it."""
    with SyncCoach.open(database, program=program(), model="practice", format=format) as coach:
        talk, end, actions = held(coach)
    assert talk == written()["talk"]
    assert comes_of(end) == written()["comes_of_it"]
    assert {action.status for action in actions} == {"applied"}
    assert not [message.lint for message in end.messages if message.lint]
    moved = [action.to_state for action in end.actions if action.type == "TRANSITION_STATE"]
    assert moved == [*EARLY[1:], *LATER]


def test_with_breaks_between_its_sessions_a_course_goes_all_the_way_too(tmp_path: Path) -> None:
    with SyncCoach.open(f"sqlite:///{tmp_path}/coach.db", program=Program.load(interludes=True), model="practice") as c:
        conversation = c.start(user="ana")
        result, breaks = conversation.opening, 0
        for text in WHOLE:
            if result.offer is not None and result.offer.kind == "break":
                assert "“I am back”" in c.say(conversation.id, text).message
                result, breaks = c.say(conversation.id, meant("i am back", result.offer)), breaks + 1
            result = c.say(conversation.id, meant(text, result.offer))
            assert {action.status for action in result.actions} <= {"applied"}
    assert (result.state, breaks) == ("FAREWELL", 7)


def test_the_course_can_be_piped_into_a_chat(tmp_path: Path) -> None:
    text = "\n".join([*typed(), "nobody hears this any more"])
    done = coach("chat", "--model", "practice", "--db", f"sqlite:///{tmp_path}/coach.db", text=text, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Go well, and goodbye.\n")


def test_the_client_of_the_example_types_like_a_person() -> None:
    talk = written()["talk"]
    assert [turn["client"] for turn in talk if "client" in turn] == typed()
    assert 60 <= len(typed()) <= 90
