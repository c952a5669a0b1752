"""`coach scenario` and `coach reset`: conversations to files, files to conversations, from the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import coach, objects, script
from offering import FILES

Folder = Callable[..., Path]
ASK = {"actions": [{"type": "OFFER_GOAL", "name": "Run"}], "message": "Well?"}
FINE = {"actions": [], "message": "Fine."}


@pytest.fixture
def program(program_folder: Folder) -> Path:
    return program_folder(**FILES)


@pytest.fixture
def conversation(program: Path, tmp_path: Path) -> str:
    """A conversation of anna's with an open offer, in `coach.db`."""
    chat = ("chat", "--json", "--program", program, "--model", script(tmp_path, ASK), "--user", "anna")
    id: str = objects(coach(*chat, text="I run.\n", cwd=tmp_path).stdout)[0]["conversation"]
    return id


def ids(tmp_path: Path) -> list[str]:
    """The conversations in `coach.db` that have a label, as SQLite sees them."""
    import sqlite3

    from coach.store.rows import shown_id

    connection = sqlite3.connect(tmp_path / "coach.db")
    found = connection.execute("SELECT id FROM conversations WHERE label IS NOT NULL ORDER BY created_at").fetchall()
    connection.close()
    return [shown_id(id) for (id,) in found]


def test_a_conversation_is_frozen_begun_and_frozen_again(conversation: str, program: Path, tmp_path: Path) -> None:
    frozen = coach("scenario", "freeze", conversation, "runner.yaml", "--program", program, cwd=tmp_path)
    assert (frozen.returncode, frozen.stdout, frozen.stderr) == (0, "", "")
    started = coach("scenario", "start", "runner.yaml", "--program", program, "--user", "bea", cwd=tmp_path)
    assert started.returncode == 0
    id = started.stdout.strip()
    assert re.fullmatch(r"[0-9a-z]{12}\n", started.stdout)
    assert re.search(rf"^coach: to go on: .*coach chat --conversation {id} --program {program}\n$", started.stderr)
    again = coach("scenario", "freeze", id, "again.yaml", "--user", "bea", "--program", program, cwd=tmp_path)
    assert again.returncode == 0
    text = (tmp_path / "runner.yaml").read_text(encoding="utf-8")
    assert (tmp_path / "again.yaml").read_text(encoding="utf-8") == text
    assert conversation not in text
    [shown] = objects(coach("show", id, "--json", "--program", program, "--user", "bea", cwd=tmp_path).stdout)
    assert [action["label"] for action in shown["actions"]] == ["runner"]
    chat = ("chat", "--json", "--program", program, "--model", script(tmp_path, FINE), "--conversation", id)
    [turn] = objects(coach(*chat, text="1\n", cwd=tmp_path).stdout)
    assert [(action["type"], action["status"]) for action in turn["actions"]] == [("KEEP_GOAL", "applied")]


def test_resetting_twice_leaves_one_and_the_conversation_it_came_from(
    conversation: str, program: Path, tmp_path: Path
) -> None:
    coach("scenario", "freeze", conversation, "runner.yaml", "--program", program, cwd=tmp_path)
    of_bea = coach("scenario", "start", "runner.yaml", "--program", program, "--user", "bea", cwd=tmp_path)
    for command in ("start", "start", "reset", "reset"):
        last = coach("scenario", command, "runner.yaml", "--program", program, cwd=tmp_path)
        assert last.returncode == 0, last.stderr
    assert ids(tmp_path) == [of_bea.stdout.strip(), last.stdout.strip()]
    shown = coach("show", conversation, "--program", program, "--user", "anna", cwd=tmp_path)
    assert shown.returncode == 0


def test_a_conversation_is_begun_again(conversation: str, program: Path, tmp_path: Path) -> None:
    foreign = coach("reset", conversation, "--program", program, "--user", "bea", cwd=tmp_path)
    assert (foreign.returncode, foreign.stdout) == (1, "")
    assert foreign.stderr == f"coach: there is no conversation {conversation!r}; check its id and whose it is\n"
    done = coach("reset", conversation, "--program", program, "--user", "anna", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{conversation}\n")
    assert f"chat --conversation {conversation}" in done.stderr
    [shown] = objects(coach("show", conversation, "--json", "--program", program, cwd=tmp_path).stdout)
    assert [message["text"] for message in shown["messages"]] == ["What do you want?"]
    assert "offer" not in shown


@pytest.mark.slow
def test_on_postgresql_in_a_schema_of_its_own(
    conversation: str, program: Path, empty_postgres: str, tmp_path: Path
) -> None:
    there = {"COACH_DATABASE_URL": empty_postgres}
    coach("scenario", "freeze", conversation, "runner.yaml", "--program", program, cwd=tmp_path)
    options = ("--schema", "talks", "--program", program)
    before = coach("scenario", "start", "runner.yaml", *options, cwd=tmp_path, env=there)
    assert before.returncode == 1
    assert "db upgrade" in before.stderr
    coach("db", "upgrade", "--schema", "talks", cwd=tmp_path, env=there)
    for command in ("start", "reset"):
        done = coach("scenario", command, "runner.yaml", *options, cwd=tmp_path, env=there)
        assert done.returncode == 0, done.stderr
    id = done.stdout.strip()
    again = coach("scenario", "freeze", id, "again.yaml", *options, cwd=tmp_path, env=there)
    assert again.returncode == 0
    assert (tmp_path / "again.yaml").read_bytes() == (tmp_path / "runner.yaml").read_bytes()
    assert coach("reset", id, *options, cwd=tmp_path, env=there).stdout == f"{id}\n"


def test_what_goes_wrong_is_one_line(conversation: str, program: Path, tmp_path: Path) -> None:
    coach("scenario", "freeze", conversation, "runner.yaml", "--program", program, cwd=tmp_path)
    text = (tmp_path / "runner.yaml").read_text(encoding="utf-8")
    (tmp_path / "odd.yaml").write_text(text.replace("status: applied", "status: aplied"), encoding="utf-8")
    (tmp_path / "empty.db").touch()
    line = text.split("status: applied")[0].count("\n") + 1
    for arguments, problem in (
        (["scenario", "start", "none.yaml"], "none.yaml: cannot be read (No such file or directory)"),
        (
            ["scenario", "start", "odd.yaml"],
            f"odd.yaml:{line}: turns[1].actions[0].status: 'aplied' is none of its values; did you mean 'applied'?",
        ),
        (["scenario", "start", "runner.yaml", "--db", "sqlite://"], "this database is in memory and gone when the"),
        (["scenario", "reset", "runner.yaml", "--user", "x" * 201], "the user has 201 characters"),
        (["scenario", "freeze", conversation, "no/where.yaml"], "no/where.yaml: cannot be written (No such file"),
        (["scenario", "freeze", conversation, "x.yaml", "--user", "bea"], "there is no conversation"),
        (["scenario", "freeze", conversation, "x.yaml", "--db", "sqlite:///none.db"], "there is no file none.db"),
        (["reset", conversation, "--db", "sqlite:///empty.db"], "the file empty.db is empty"),
        (["reset", "7vq11ttxyf2g"], "there is no conversation '7vq11ttxyf2g'; check its id and whose it is"),
    ):
        done = coach(*arguments, "--program", program, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert done.stderr.startswith(f"coach: {problem}")
    assert not (tmp_path / "x.yaml").exists()
    assert not (tmp_path / "none.db").exists()


def test_a_scenario_of_another_program_is_refused_with_the_place(
    conversation: str, program: Path, program_folder: Folder, tmp_path: Path
) -> None:
    coach("scenario", "freeze", conversation, "runner.yaml", "--program", program, cwd=tmp_path)
    other = program_folder(**FILES)
    settings = other / "states" / "__init__.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"goals"', '"other"'), encoding="utf-8")
    done = coach("scenario", "start", "runner.yaml", "--program", other, cwd=tmp_path)
    assert done.stderr == "coach: runner.yaml:1: program: is 'goals', and the program that is loaded 'other'\n"
    assert ids(tmp_path) == []


def test_a_file_can_be_printed(conversation: str, program: Path, tmp_path: Path) -> None:
    done = coach("scenario", "freeze", conversation, "/dev/stdout", "--program", program, cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "program: goals")


def test_help_names_the_commands(tmp_path: Path) -> None:
    assert {"scenario", "reset"} <= set(re.findall(r"^  (\w+)", coach("--help", cwd=tmp_path).stdout, re.MULTILINE))
    done = coach("scenario", "--help", cwd=tmp_path)
    assert {"freeze", "start", "reset"} <= set(re.findall(r"^  (\w+)", done.stdout, re.MULTILINE))
