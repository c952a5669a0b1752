"""`coach show`: what is stored of a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from cli_running import coach, objects

REPLIES = [
    {
        "actions": [{"type": "SAVE_GOAL", "name": "Run [far]", "size": 2}, {"type": "SAVE_GOALS"}],
        "message": "A [b]good[/b] goal.",
    }
]


@pytest.fixture
def conversation(program_folder: Callable[..., Path], tmp_path: Path) -> tuple[str, Path]:
    """The id of a conversation of one turn, and its program."""
    program = program_folder()
    (tmp_path / "script.yaml").write_text(yaml.safe_dump(REPLIES), encoding="utf-8")
    chat = ("chat", "--json", "--program", program, "--model", "scripted:script.yaml", "--user", "anna")
    done = coach(*chat, text="I want to \u202erun\n", cwd=tmp_path)
    return objects(done.stdout)[0]["conversation"], program


def test_a_conversation_as_json_is_complete_and_its_clients_alone(
    conversation: tuple[str, Path], tmp_path: Path
) -> None:
    id, program = conversation
    foreign = coach("show", id, "--json", "--program", program, "--user", "bob", cwd=tmp_path)
    assert (foreign.returncode, foreign.stdout) == (1, "")
    assert foreign.stderr == f"coach: there is no conversation {id!r}; check its id and whose it is\n"
    [shown] = objects(coach("show", id, "--json", "--program", program, cwd=tmp_path).stdout)
    assert list(shown) == ["conversation", "program", "version", "state", "memory", "messages", "actions"]
    assert (shown["conversation"], shown["program"], shown["state"]) == (id, "goals", "WELCOME")
    [goal] = shown["memory"].pop("goals")
    assert (goal["name"], goal["size"]) == ("Run [far]", 2)
    assert shown["memory"] == {"ready": False}
    opening, said, answer = shown["messages"]
    assert list(answer) == ["turn", "role", "text", "state", "version", "model", "at"]
    assert (opening["turn"], opening["role"], opening["text"]) == (0, "coach", "What do you want?")
    assert (said["turn"], said["role"], said["text"], said["model"]) == (1, "client", "I want to \u202erun", None)
    assert (answer["text"], answer["model"]) == ("A [b]good[/b] goal.", "scripted")
    assert answer["version"] == shown["version"]
    assert datetime.fromisoformat(answer["at"]).utcoffset() == timedelta(0)
    saved, unknown = shown["actions"]
    assert {"turn", "attempt", "type", "params", "status", "kind", "reason", "summary", "by"} <= set(saved)
    assert (saved["type"], saved["status"], saved["summary"]) == ("SAVE_GOAL", "applied", "Saved goal 'Run [far]'")
    assert (unknown["status"], unknown["kind"]) == ("refused", "undeclared")
    assert "SAVE_GOAL" in unknown["reason"]


def test_to_read_it_has_the_phase_the_memory_the_words_and_what_was_done(
    conversation: tuple[str, Path], tmp_path: Path
) -> None:
    id, program = conversation
    done = coach("show", id, "--program", program, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(done.stdout.split())
    for part in (
        f"{id} of anna",
        "Welcome (WELCOME)",
        "to PLAN: open",
        "ready: false",
        "name=Run [far], size=2",
        "coach (scripted) WELCOME",
        "I want to run",
        "A [b]good[/b] goal.",
        "refused (undeclared)",
    ):
        assert part in text
    assert not [line for line in done.stdout.splitlines() if line != line.rstrip()]


def test_what_is_not_for_a_terminal_is_not_folded(program_folder: Callable[..., Path], tmp_path: Path) -> None:
    long = "to run " * 40 + "far"
    saved = {"type": "SAVE_GOAL", "name": long, "size": 2}
    program = program_folder()
    (tmp_path / "script.yaml").write_text(yaml.safe_dump([{"actions": [saved], "message": long}]), encoding="utf-8")
    chat = ("chat", "--json", "--program", program, "--model", "scripted:script.yaml")
    id = objects(coach(*chat, text=f"{long}\n", cwd=tmp_path).stdout)[0]["conversation"]
    done = coach("show", id, "--program", program, cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert lines.count(f"  {long}") == 2
    assert any(line.startswith("    ") and f"name={long}, size=2" in line for line in lines)
    [done_line] = [line for line in lines if "SAVE_GOAL" in line]
    assert f'SAVE_GOAL {{"name": "{long}", "size": 2}}' in done_line
    assert done_line.endswith(f"Saved goal '{long}'")


def test_a_file_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    for url, file in (([], "coach.db"), (["--db", "sqlite:///no/where.db"], "no/where.db")):
        done = coach("show", "7vq11ttxyf2g", *url, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"coach: there is no file {file}; name the one that has the conversation with --db\n"
    assert not list(tmp_path.iterdir())


def test_a_file_without_conversations_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    done = coach("show", "7vq11ttxyf2g", "--db", "sqlite:///empty.db", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "coach: the file empty.db is empty; name the one that has the conversation with --db\n"
    assert [(file.name, file.stat().st_size) for file in tmp_path.iterdir()] == [("empty.db", 0)]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_nothing_is_found_in_memory(url: str, tmp_path: Path) -> None:
    done = coach("show", "7vq11ttxyf2g", "--db", url, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "coach: this database is in memory and gone when the command ends; name a file with --db sqlite:///FILE\n"
    )
