"""`coach chat --record` and `coach show --as walk`: a conversation becomes a walk that passes."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import Terminal, coach, objects, script
from model_answers import answer, failure
from model_server import ModelServer

from coach import Program
from coach.testing.files.running import run
from coach.testing.files.script_yaml import load_script
from coach.testing.walking.script import Script
from coach.testing.walking.walk import Walk

ROOT = Path(__file__).parent.parent
CTRL_C = "\x03"
SAVED = {"message": "Noted.", "actions": [{"type": "SAVE_GOAL", "name": "Run"}]}
MOVED = {"message": "On we go.", "actions": [{"type": "TRANSITION_STATE", "target_state": "PLAN"}]}


def said(words: str) -> dict[str, str]:
    return {"message": words}


@pytest.fixture
def goals(program_folder: Callable[..., Path]) -> Path:
    return program_folder()


def passing(file: Path, program: Path | None = None) -> Script:
    """The walk of a file, which passes."""
    walk, source = load_script(file)
    with Walk(Program.load(program), format=walk.format or "json") as going:
        run(walk, going, source)
    return walk


def test_a_chat_is_recorded_turn_by_turn(tmp_path: Path, goals: Path) -> None:
    told = script(tmp_path, MOVED, said("Then tell me first."), SAVED, MOVED, said("A plan, then."))
    options = ["--program", goals, "--model", told, "--record", "mine.walk.yaml"]
    done = coach("chat", *options, text="Go on.\nI run.\nAnd now?\n", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "the walk is in mine.walk.yaml" in done.stderr
    assert "does not pass" not in done.stderr
    walk = passing(tmp_path / "mine.walk.yaml", goals)
    assert walk.walk == "mine"
    assert walk.program == os.path.relpath(goals, tmp_path)
    assert [turn.user for turn in walk.turns] == ["Go on.", "I run.", "And now?"]
    assert [turn.expect.calls for turn in walk.turns] == [2, None, 2]
    refused, applied, moved = (turn.expect for turn in walk.turns)
    assert [each.words for each in refused.refused or []] == ["PLAN is not open yet: no goal yet"]
    assert refused.stays
    assert [each.type for each in applied.applied or []] == ["SAVE_GOAL"]
    assert applied.missing == {"PLAN": []}
    assert moved.moves_to == "PLAN"
    assert moved.says == ["A plan, then."]


@pytest.mark.slow
@pytest.mark.parametrize("format", ["json", pytest.param("tags", marks=pytest.mark.slow)])
def test_the_whole_example_course_is_recorded_and_passes(tmp_path: Path, format: str) -> None:
    typed = (ROOT / "examples" / "course.txt").read_text(encoding="utf-8")
    file = tmp_path / "course.walk.yaml"
    done = coach("chat", "--model", "practice", "--format", format, "--record", file, text=typed, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    walk = passing(file)
    assert walk.format == (None if format == "json" else format)
    assert len(walk.turns) > 50
    assert sum(turn.button is not None for turn in walk.turns) > 5
    assert not any(reply.raw for turn in walk.turns for reply in turn.coach), "written as a person would"


def test_a_model_that_fails_loses_nothing_of_the_walk(tmp_path: Path, goals: Path) -> None:
    options = ["--program", goals, "--model", script(tmp_path, SAVED), "--record", "mine.walk.yaml"]
    done = coach("chat", *options, text="I run.\nAnd now?\n", cwd=tmp_path)
    assert done.returncode == 1
    walk = passing(tmp_path / "mine.walk.yaml", goals)
    assert [turn.user for turn in walk.turns] == ["I run."]


def test_a_chat_that_goes_on_is_recorded_from_where_it_stands(tmp_path: Path, goals: Path) -> None:
    told = script(tmp_path, SAVED, MOVED, said("A plan, then."))
    first = coach("chat", "--json", "--program", goals, "--model", told, text="I run.\nOn.\n", cwd=tmp_path)
    id = objects(first.stdout)[0]["conversation"]
    back = {"message": "Back we go.", "actions": [{"type": "TRANSITION_STATE", "target_state": "WELCOME"}]}
    options = ["--conversation", id, "--program", goals, "--model", script(tmp_path, back), "--record", "on.walk.yaml"]
    done = coach("chat", *options, text="Back, please.\n", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    walk = passing(tmp_path / "on.walk.yaml", goals)
    assert (walk.at, walk.entered) == ("PLAN", ["WELCOME", "PLAN"])
    assert [goal["name"] for goal in walk.memory["goals"]] == ["Run"]
    [turn] = walk.turns
    assert turn.user == "Back, please."
    assert turn.expect.moves_to == "WELCOME"


@pytest.mark.slow
def test_a_live_model_is_recorded_with_what_its_server_did(tmp_path: Path, goals: Path) -> None:
    with ModelServer() as server:
        server.does(
            answer(json.dumps(MOVED)),
            failure(503),
            answer(json.dumps(said("Then tell me first."))),
            answer(json.dumps(SAVED)[:20], "length"),
            answer(json.dumps(SAVED)),
            failure(401),
        )
        done = coach(
            *("chat", "--program", goals, "--record", "live.walk.yaml"),
            text="Go on.\nI run.\nAnd now?\n",
            cwd=tmp_path,
            env={"OPENAI_BASE_URL": server.url, "COACH_MODEL": "openai/big"},
        )
    assert done.returncode == 1
    first, second = passing(tmp_path / "live.walk.yaml", goals).turns
    assert (first.expect.calls, second.expect.calls) == (2, 2)
    assert [reply.cut for reply in second.coach] == [True, False]


def test_ctrl_c_in_the_middle_of_a_chat_leaves_the_walk(tmp_path: Path, goals: Path) -> None:
    arguments = ["chat", "--program", goals, "--model", script(tmp_path, SAVED), "--record", "mine.walk.yaml"]
    with Terminal(arguments, tmp_path) as terminal:
        terminal.sees("What do you want")
        terminal.sees("›")
        terminal.types("I run.\r")
        terminal.sees("Noted")
        terminal.sees("›")
        terminal.types(CTRL_C)
        assert terminal.ends() == 0
        assert "the walk is in mine.walk.yaml" in terminal.text
    assert [turn.user for turn in passing(tmp_path / "mine.walk.yaml", goals).turns] == ["I run."]


def test_a_killed_chat_leaves_the_walk_too(tmp_path: Path, goals: Path) -> None:
    arguments = ["chat", "--program", goals, "--model", script(tmp_path, SAVED), "--record", "mine.walk.yaml"]
    with Terminal(arguments, tmp_path) as terminal:
        terminal.sees("›")
        terminal.types("I run.\r")
        terminal.sees("Noted")
        terminal.sees("›")
        terminal._process.send_signal(signal.SIGKILL)
        terminal.ends()
    assert [turn.user for turn in passing(tmp_path / "mine.walk.yaml", goals).turns] == ["I run."]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("there.walk.yaml", "there.walk.yaml: is there already; name another file, or remove it"),
        ("mine.yaml", "mine.yaml: is no name of a walk, which ends in .walk.yaml; call it mine.walk.yaml"),
        ("no/where.walk.yaml", "no/where.walk.yaml: cannot be written: there is no folder no"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_chat(
    file: str, told: str, tmp_path: Path, goals: Path
) -> None:
    there = tmp_path / "there.walk.yaml"
    there.write_text("walk: mine", encoding="utf-8")
    options = ["--program", goals, "--model", script(tmp_path, SAVED), "--record", file]
    done = coach("chat", *options, text="I run.\n", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"coach: {told}\n")
    assert there.read_text(encoding="utf-8") == "walk: mine"
    assert not (tmp_path / "coach.db").exists(), "nothing was begun"


@pytest.mark.slow
def test_a_conversation_is_shown_as_a_walk(tmp_path: Path, goals: Path) -> None:
    told = script(tmp_path, "{", SAVED)
    first = coach("chat", "--json", "--program", goals, "--model", told, text="I run.\n", cwd=tmp_path)
    id = objects(first.stdout)[0]["conversation"]
    printed = coach("show", id, "--as", "walk", "--program", goals, cwd=tmp_path)
    assert (printed.returncode, printed.stderr) == (0, "")
    assert printed.stdout.startswith("walk: Recorded\n")
    written = coach("show", id, "--as", "walk", "-o", "it.walk.yaml", "--program", goals, cwd=tmp_path)
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    [turn] = passing(tmp_path / "it.walk.yaml", goals).turns
    assert [reply.raw for reply in turn.coach] == ["{", None]
    again = coach("show", id, "--as", "walk", "-o", "it.walk.yaml", "--program", goals, cwd=tmp_path)
    assert (again.returncode, "is there already" in again.stderr) == (1, True)


@pytest.mark.parametrize("options", [["--as", "walk", "--json"], ["-o", "x.walk.yaml"], ["--as", "dance"]])
def test_options_that_do_not_go_together_are_refused(options: list[str], tmp_path: Path) -> None:
    done = coach("show", "0123456789ab", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_walk_that_cannot_pass_is_written_and_said_to(tmp_path: Path, goals: Path) -> None:
    told = script(tmp_path, SAVED)
    first = coach("chat", "--json", "--program", goals, "--model", told, text="I run.\n", cwd=tmp_path)
    id = objects(first.stdout)[0]["conversation"]
    action = goals / "actions" / "goals.py"
    action.write_text(action.read_text().replace('"""Keep', '"""Do not keep').replace(
        "        goal = ", '        from coach import Refused\n        raise Refused("not now")\n        goal = '
    ))  # fmt: skip
    shown = coach("show", id, "--as", "walk", "--program", goals, cwd=tmp_path)
    assert shown.returncode == 0
    assert "SAVE_GOAL was not applied" in shown.stderr
    assert "applied: SAVE_GOAL" in shown.stdout
