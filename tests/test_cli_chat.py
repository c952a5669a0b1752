"""`coach chat` through pipes."""

from __future__ import annotations

import json
import pwd
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import CALLED, COMMAND, coach, environment, objects, script
from model_server import ModelServer

from coach.cli.chat import login

SAVE = {"actions": [{"type": "SAVE_GOAL", "name": "Run", "size": 2}], "message": "A good goal."}
ON = {"actions": [{"type": "TRANSITION_STATE", "target_state": "PLAN"}], "message": ""}
HOW = {"actions": [], "message": "How will you go about it?"}
END = {"actions": [{"type": "TRANSITION_STATE", "target_state": "DONE"}], "message": ""}


@pytest.fixture
def goals(program_folder: Callable[..., Path]) -> Path:
    return program_folder()


def test_a_conversation_as_json_from_its_opening_to_its_end(tmp_path: Path, goals: Path) -> None:
    model = script(tmp_path, SAVE, ON, HOW, END)
    lines = "I want to run\n\n  \nyes\nby the river\nand then?\n"
    done = coach("chat", "--json", "--program", goals, "--model", model, text=lines, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    opening, first, second, third = objects(done.stdout)
    assert opening == {
        "conversation": opening["conversation"],
        "turn": 0,
        "from_state": "WELCOME",
        "state": "WELCOME",
        "message": "What do you want?",
        "actions": [],
        "missing": {"PLAN": ["no goal yet"]},
        "usage": {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cached_tokens": 0},
    }
    assert first["actions"] == [
        {
            "type": "SAVE_GOAL",
            "params": {"name": "Run", "size": 2},
            "status": "applied",
            "kind": None,
            "reason": None,
            "summary": "Saved goal 'Run'",
        }
    ]
    assert (first["turn"], first["state"], first["missing"]) == (1, "WELCOME", {"PLAN": []})
    assert (second["from_state"], second["state"], second["message"]) == ("WELCOME", "PLAN", HOW["message"])
    assert second["usage"]["calls"] == 2
    assert (third["turn"], third["state"], third["message"]) == (3, "DONE", "Goodbye.")


def test_without_json_the_words_alone_are_printed(tmp_path: Path, goals: Path) -> None:
    model = script(tmp_path, SAVE, {"actions": [{"type": "NO_SUCH"}], "message": "Line one.\nLine [two]."}, HOW)
    done = coach("chat", "--program", goals, "--model", model, text="run\r\nso", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == "What do you want?\n\nA good goal.\n\nLine one.\nLine [two].\n"
    unused, farewell = done.stderr.splitlines()
    assert unused == "coach: 1 reply of the script was not used"
    assert re.fullmatch(f"coach: to go on: {CALLED} chat --conversation [0-9a-z]{{12}} --program .*", farewell)


def test_a_line_is_answered_before_the_next_is_read(tmp_path: Path, goals: Path) -> None:
    model = script(tmp_path, SAVE, HOW)
    with subprocess.Popen(
        [*COMMAND, "chat", "--json", "--program", str(goals), "--model", model],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(),
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert json.loads(running.stdout.readline())["turn"] == 0
        for number, text in enumerate(("one", "two"), 1):
            running.stdin.write(f"{text}\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["turn"] == number
        running.stdin.close()
        assert running.stdout.read() == ""
        assert running.wait(10) == 0


def test_a_conversation_is_resumed_where_it_stood(tmp_path: Path, goals: Path) -> None:
    database = {"COACH_DATABASE_URL": f"sqlite:///{tmp_path}/elsewhere.db"}
    chat = ("chat", "--json", "--program", goals, "--model", script(tmp_path, SAVE, ON, HOW))
    begun = coach(*chat, "--user", "anna", text="run\nyes\n", cwd=tmp_path, env=database)
    assert (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "coach.db").exists()
    id = objects(begun.stdout)[0]["conversation"]

    chat = ("chat", "--json", "--program", goals, "--model", script(tmp_path, END))
    foreign = coach(*chat, "--conversation", id, "--user", "bob", text="mine\n", cwd=tmp_path, env=database)
    assert (foreign.returncode, foreign.stdout) == (1, "")
    assert foreign.stderr == f"coach: there is no conversation {id!r}; check its id and whose it is\n"

    [last] = objects(coach(*chat, "--conversation", id, text="go\n", cwd=tmp_path, env=database).stdout)
    assert (last["turn"], last["state"]) == (3, "DONE")
    over = coach(*chat, "--conversation", id, "--user", "anna", text="more\n", cwd=tmp_path, env=database)
    assert (over.returncode, over.stdout) == (1, "")
    assert over.stderr == "coach: the conversation is over (it is in DONE); start a new one\n"


def test_the_other_formats_are_read_too(tmp_path: Path, goals: Path) -> None:
    replies = ["Good.\n[ACTION:SAVE_GOAL]{name: 'Run',}[/ACTION]"]
    chat = ("chat", "--json", "--program", goals, "--format", "tags", "--model", script(tmp_path, *replies))
    done = coach(*chat, text="run\n", cwd=tmp_path)
    _, turn = objects(done.stdout)
    assert (turn["message"], turn["actions"][0]["status"]) == ("Good.", "applied")


def test_a_model_on_a_server_answers(tmp_path: Path, goals: Path) -> None:
    with ModelServer() as server:
        server.replies(json.dumps(SAVE))
        done = coach(
            *("chat", "--json", "--program", goals),
            text="run\n",
            cwd=tmp_path,
            env={"OPENAI_BASE_URL": server.url, "COACH_MODEL": "openai/big"},
        )
    _, turn = objects(done.stdout)
    assert (turn["message"], done.stderr) == ("A good goal.", "")
    assert turn["usage"] == {"calls": 1, "input_tokens": 120, "output_tokens": 34, "cached_tokens": 96}


def test_with_nothing_set_the_practice_coach_talks_about_who_one_is(tmp_path: Path) -> None:
    done = coach("chat", "--json", text="Anna\nyes\nyes\nIn a village by the sea.\n", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    turns = objects(done.stdout)
    assert [turn["turn"] for turn in turns] == [0, 1, 2, 3, 4]
    assert turns[0]["state"] == "INTRODUCTION"
    assert "GET_TO_KNOW_YOU" in {turn["state"] for turn in turns}
    assert all(turn["message"] for turn in turns)


def test_words_are_printed_in_utf_8_whatever_the_locale(tmp_path: Path, goals: Path) -> None:
    model = script(tmp_path, {"actions": [], "message": "Ключ 🏃"})
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = coach("chat", "--program", goals, "--model", model, text="ключ\n", cwd=tmp_path, env=environment)
    assert done.stdout == "What do you want?\n\nКлюч 🏃\n"


@pytest.mark.parametrize("options", [["--json"], []])
def test_an_interrupted_chat_ends_at_once_and_in_silence(options: list[str], tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "chat", *options],
        stdin=subprocess.PIPE,  # and it stays open
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment(),
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        assert "welcome" in running.stdout.readline()
        running.stdin.write("Half a li")
        running.stdin.flush()
        running.send_signal(signal.SIGINT)
        try:
            assert running.wait(10) == 130
        finally:
            running.kill()
        assert (running.stdout.read(), running.stderr.read()) == ("", "")


def test_whoever_has_no_login_name_is_me(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(number: int) -> None:
        raise KeyError(number)

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert login() == "me"
