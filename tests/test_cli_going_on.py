"""How a chat is gone on with: what it says at its end, and what stood in the way in words for a person."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import CALLED, Terminal, coach, environment, objects, script
from model_server import Handler, ModelServer

from coach.cli.command import typed, without_secrets
from coach.cli.wording import worded
from coach.errors import Busy, ReplyUnusable

FINE = {"actions": [], "message": "Fine."}


@pytest.fixture
def goals(program_folder: Callable[..., Path]) -> Path:
    return program_folder()


# --- naming the conversation -----------------------------------------------------------------------


def test_what_was_chosen_is_chosen_again(goals: Path, tmp_path: Path) -> None:
    model = script(tmp_path, "Fine.", "Fine again.")
    chat = ["chat", "--program", goals, "--model", model, "--format", "tags", "--user", "anna"]
    done = coach(*chat, "--db", "sqlite:///my talks.db", text="Hello\n", cwd=tmp_path)
    assert done.returncode == 0
    line = done.stderr.splitlines()[-1].removeprefix(f"coach: to go on: {CALLED} ")
    assert shlex.split(line)[:2] == ["chat", "--conversation"]
    assert set(shlex.split(line)[3:]) == {*map(str, chat[1:]), "--db", "sqlite:///my talks.db"}
    again = coach(*shlex.split(line), text="And?\n", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "Fine.\n")


def test_what_the_environment_says_need_not_be_said(goals: Path, tmp_path: Path) -> None:
    there = {"COACH_DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "COACH_MODEL": script(tmp_path, FINE)}
    done = coach("chat", "--program", goals, text="Hello\n", cwd=tmp_path, env=there)
    assert re.fullmatch(f"coach: to go on: {CALLED} chat --conversation \\w+ --program {goals}\n", done.stderr)


def test_a_conversation_that_is_over_or_in_memory_or_told_as_json_is_not_gone_on_with(
    goals: Path, tmp_path: Path
) -> None:
    end = {"actions": [{"type": "TRANSITION_STATE", "target_state": "DONE"}], "message": ""}
    on = {"actions": [{"type": "SAVE_GOAL", "name": "Run"}, {"type": "TRANSITION_STATE", "target_state": "PLAN"}]}
    model = script(tmp_path, {**on, "message": "Good."}, FINE, end)
    over = coach("chat", "--program", goals, "--model", model, text="run\nyes\n", cwd=tmp_path)
    assert (over.returncode, over.stderr) == (0, "")
    model = script(tmp_path, FINE)
    gone = coach("chat", "--program", goals, "--model", model, "--db", "sqlite://", text="run\n", cwd=tmp_path)
    assert (gone.returncode, gone.stderr) == (0, "")
    told = coach("chat", "--json", "--program", goals, "--model", model, text="run\n", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_command_is_named_as_it_was_called(goals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "bin" / "coach"
    tool.parent.mkdir()
    tool.write_text(f"#!{sys.executable}\nfrom coach.__main__ import main\nmain()\n", encoding="utf-8")
    tool.chmod(0o755)
    model = script(tmp_path, FINE)
    line = f"--program {goals} --model {model} </dev/null"
    for command, path, called in (("bin/coach", "", "bin/coach"), ("coach", f"{tool.parent}:", "coach")):
        env = environment(PATH=f"{path}/usr/bin:/bin")
        with Terminal(["-c", f"{command} chat {line} >said.txt"], tmp_path, env, command=["/bin/sh"]) as terminal:
            terminal.sees(f"coach: to go on: {called} chat --conversation ")
            assert terminal.ends() == 0


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:secret@host:5432/talks", "postgresql://ann:***@host:5432/talks"),
        ("postgresql://ann:se:c@r/et@host/talks?x=1", "postgresql://ann:***@host/talks?x=1"),
        (
            "postgresql://host/talks?user=ann&password=secret&port=1",
            "postgresql://host/talks?user=ann&password=***&port=1",
        ),
        ("postgresql://host/talks?sslpassword=secret", "postgresql://host/talks?sslpassword=***"),
        ("postgresql://ann@host:5432/talks", "postgresql://ann@host:5432/talks"),
        ("sqlite:///a@b:c.db", "sqlite:///a@b:c.db"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
    assert typed("db", "upgrade", db=url, schema=None).endswith(shlex.join(["db", "upgrade", "--db", shown]))


# --- what stands in the way --------------------------------------------------------------------------


def test_a_conversation_of_another_program_wants_its_folder(goals: Path, tmp_path: Path) -> None:
    id = objects(coach("chat", "--json", "--program", goals, "--model", script(tmp_path), cwd=tmp_path).stdout)[0][
        "conversation"
    ]
    for command in (("show", id), ("chat", "--conversation", id)):
        done = coach(*command, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert "the conversation belongs to program 'goals', not to" in done.stderr
        assert done.stderr.endswith("; name the folder of its program with --program\n")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("Hello there.", "its reply holds no JSON object"),
        ({"actions": [], "message": " "}, "its reply has no words for the client"),
        ({"actions": [{"name": "x"}], "message": "Hi"}, "`actions[0]` is not an action"),
        ({"actions": []}, "the `message` of its reply is missing or is not text"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_to_a_person(
    reply: object, why: str, goals: Path, tmp_path: Path
) -> None:
    model = script(tmp_path, FINE, reply, reply, FINE, FINE)
    done = coach("chat", "--program", goals, "--model", model, text="one\ntwo\nthree\n", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "What do you want?\n\nFine.\n")
    [problem] = done.stderr.splitlines()
    assert problem.startswith(
        f"coach: the model's answer could not be used ({why}); try again, or choose another model with --model "
        "or another way to write with --format; 2 replies of the script were not used; to go on: "
    )


def test_words_are_found_for_errors_of_any_text() -> None:
    told = worded(ReplyUnusable("something else entirely"))
    assert told.startswith("the model's answer could not be used; try again, or choose another model with --model")
    assert worded(Busy("busy; wait", 0.0)) == "busy; wait, in 1 second at the latest"
    assert worded(Busy("busy; wait", 12.1)) == "busy; wait, in 13 seconds at the latest"


def test_tables_that_are_missing_are_made_by_the_command_that_is_told(
    empty_postgres: str, goals: Path, tmp_path: Path
) -> None:
    chat = ("chat", "--program", goals, "--model", script(tmp_path, FINE), "--db", empty_postgres, "--schema", "talks")
    before = coach(*chat, text="hello\n", cwd=tmp_path)
    assert (before.returncode, before.stdout) == (1, "")
    told = before.stderr.rstrip().partition(f"; run: {CALLED} ")[2]
    assert shlex.split(told) == ["db", "upgrade", "--db", empty_postgres, "--schema", "talks"]
    assert coach(*shlex.split(told), cwd=tmp_path).returncode == 0
    assert coach(*chat, text="hello\n", cwd=tmp_path).stdout == "What do you want?\n\nFine.\n"


# --- what is found out on the way ----------------------------------------------------------------------


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_what_the_server_lacks_is_said_once_through_pipes_too(options: list[str], goals: Path, tmp_path: Path) -> None:
    with ModelServer() as server:
        server.lacks("json_schema")
        server.replies(*[json.dumps(FINE)] * 3)
        there = {"OPENAI_BASE_URL": server.url, "COACH_MODEL": "openai/big"}
        done = coach("chat", *options, "--program", goals, text="one\ntwo\nthree\n", cwd=tmp_path, env=there)
    assert done.returncode == 0
    assert done.stderr.count("it takes no strict JSON schema") == 1
    assert done.stderr.startswith("coach: big at 127.0.0.1:")


# --- leaving in the middle of a turn ---------------------------------------------------------------------


@pytest.mark.slow
def test_whoever_leaves_while_the_model_thinks_is_told_that_the_last_words_were_not_kept(
    goals: Path, tmp_path: Path
) -> None:
    def never(handler: Handler, body: object) -> None:
        handler.idle()

    with ModelServer() as server:
        server.otherwise = never
        there = {"OPENAI_BASE_URL": server.url, "COACH_MODEL": "openai/big"}
        for again in (False, True):
            with Terminal(["chat", "--program", goals], tmp_path, there) as terminal:
                terminal.sees("›")
                terminal.types("I want to run\r")
                assert server.wait_for_call(10)
                server.requests.clear()
                terminal.types("\x03")
                terminal.sees("Leaving; an answer that comes within a few seconds is kept")
                if again:
                    with pytest.raises(AssertionError):
                        terminal.sees("your last words", seconds=0.5)
                    terminal.types("\x03")
                    terminal.sees("Whether your last words were kept was not waited for", seconds=3)
                else:
                    terminal.sees("Your last words were not kept; say them again when you go on\\.")
                id = terminal.sees("To go on later: .*--conversation \\w+").split()[-1]
                assert terminal.ends() == 0
            [shown] = objects(coach("show", id, "--json", "--program", goals, cwd=tmp_path).stdout)
            assert [message["role"] for message in shown["messages"]] == ["coach"]
