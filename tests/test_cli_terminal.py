"""`coach chat` at a terminal: typing, words as they come, another try, leaving."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli_running import CALLED, Terminal, coach, objects
from model_answers import cut, failure, said
from model_lacks import Body
from model_server import Handler, ModelServer

from coach.store.rows import shown_id

PROMPT = "›"
ENTER = "\r"
CTRL_C, CTRL_D = "\x03", "\x04"
SAVE = {"actions": [{"type": "SAVE_GOAL", "name": "Run", "size": 2}], "message": "A good\x1b]0;goal\x07."}
WRONG = {"actions": [{"type": "SAVE_GAOL"}], "message": "Hm."}
ON = {"actions": [{"type": "TRANSITION_STATE", "target_state": "PLAN"}], "message": ""}
HOW = {"actions": [], "message": "How?"}
END = {"actions": [{"type": "TRANSITION_STATE", "target_state": "DONE"}], "message": ""}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


def asking(server: ModelServer) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.url, "COACH_MODEL": "openai/big"}


def shown(id: str, program: Path, folder: Path) -> dict[str, Any]:
    [whole] = objects(coach("show", id, "--json", "--program", program, cwd=folder).stdout)
    return whole


def test_the_practice_coach_says_what_it_is_and_how_to_go_on_later(tmp_path: Path) -> None:
    with Terminal(["chat"], tmp_path) as terminal:
        header = " ".join(terminal.sees("Introduction ─").split())
        assert "This is a practice coach: it follows a script, and no model is asked." in header
        assert "--model openai/NAME" in header
        terminal.sees("call you")
        terminal.sees(r"until Getting to know you: \d still missing")
        terminal.sees(PROMPT)
        terminal.types(f"Anna{ENTER}")
        terminal.sees("Anna.*practice coach")
        terminal.sees("✓ Noted 'name': 'Anna'")
        terminal.sees(PROMPT)
        terminal.types(CTRL_D)
        terminal.sees(f"To go on later: {CALLED} chat --conversation [0-9a-z]{{12}}\n")
        assert terminal.ends() == 0


def test_a_conversation_from_its_opening_to_its_end(program_folder: Callable[..., Path], tmp_path: Path) -> None:
    program = program_folder()
    (tmp_path / "script.yaml").write_text(yaml.safe_dump([SAVE, WRONG, ON, HOW, END]), encoding="utf-8")
    with Terminal(["chat", "--program", program, "--model", "scripted:script.yaml"], tmp_path) as terminal:
        terminal.sees("Welcome ─+\n\nWhat do you want\\?\n\nuntil Plan: 1 still missing: no goal yet\n")
        terminal.sees(PROMPT)
        terminal.types(f"\x1b[200~to run\nfar\x1b[201~{ENTER}")
        terminal.sees("A good]0;goal.\n\n✓ Saved goal 'Run'\n")
        terminal.sees(PROMPT)
        terminal.types(f"  {ENTER}")
        terminal.sees(PROMPT)
        terminal.types(f"hm{ENTER}")
        terminal.sees("✗ SAVE_GAOL \\(undeclared\\): there is no action 'SAVE_GAOL'")
        terminal.sees(PROMPT)
        terminal.types(f"yes{ENTER}")
        terminal.sees("Plan ─+\n\nHow\\?\n\n✓ Moved to Plan\n")
        terminal.sees(PROMPT)
        terminal.types(f"so{ENTER}")
        terminal.sees("Done ─+\n\nGoodbye\\.\n\n✓ Moved to Done\nThe conversation is over\\.\n")
        assert terminal.ends() == 0
        assert "\x07" not in terminal.raw
        id = newest(tmp_path)
    assert shown(id, program, tmp_path)["messages"][1]["text"] == "to run\nfar"

    again = ["chat", "--program", program, "--model", "scripted:script.yaml", "--conversation", id]
    with Terminal(again, tmp_path) as terminal:
        terminal.sees("coach: the conversation is over \\(it is in DONE\\); start a new one\n")
        assert terminal.ends() == 1


def test_words_come_as_they_are_said_stay_for_whoever_leaves_and_go_when_withdrawn(
    server: ModelServer, program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    program = program_folder()
    reply = json.dumps({"actions": [], "message": "Words that go on for a while."})
    go_on = threading.Event()

    def slowly(handler: Handler, body: Body) -> None:
        handler.begin()
        handler.event(said(reply[:45])(body))
        go_on.wait(10)
        handler.event(said(reply[45:], "stop")(body))
        handler.end()

    server.does(slowly)
    with Terminal(["chat", "--program", program], tmp_path, asking(server)) as terminal:
        terminal.sees("openai/big answers")
        terminal.sees(PROMPT)
        terminal.types(f"hello{ENTER}")
        terminal.sees("Words that go on")
        terminal.types(CTRL_C)
        terminal.sees("Leaving; an answer that comes within a few seconds is kept")
        go_on.set()
        terminal.sees("Words that go on for a while\\.\n")
        command = terminal.sees("To go on later: .*\n").partition(CALLED)[2].split()
        assert terminal.ends() == 0
    assert command[-2:] == ["--program", str(program)]

    server.does(cut(reply.replace("Words", "Other words")[:45]), failure(401))
    with Terminal(command, tmp_path, asking(server)) as terminal:
        terminal.sees("Welcome ─+\n\nWords that go on for a while.\n")
        terminal.sees(PROMPT)
        terminal.types(f"hello again{ENTER}")
        terminal.sees("Other words")
        terminal.sees("does not accept the key")
        assert "Words that go on for a while." in terminal.screen()
        assert "Other words" not in terminal.screen(), "they were withdrawn"
        terminal.sees(f"{PROMPT} hello again")
        terminal.types(CTRL_C)
        terminal.sees("To go on later")
        assert terminal.ends() == 0


def test_a_failed_turn_is_tried_again_with_the_words_that_were_typed(
    server: ModelServer, program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    program = program_folder()
    server.lacks("json_schema")
    server.does(failure(401))
    server.replies(json.dumps(SAVE))
    with Terminal(["chat", "--program", program], tmp_path, asking(server)) as terminal:
        terminal.sees(PROMPT)
        terminal.types(f"I want to run{ENTER}")
        terminal.sees("it takes no strict JSON schema")
        terminal.sees("coach: The model server .* does not accept the key")
        terminal.sees(PROMPT + " I want to run")
        terminal.types(ENTER)
        terminal.sees("✓ Saved goal 'Run'")
        terminal.sees(PROMPT)
        terminal.types(f"/quit{ENTER}")
        id = terminal.sees("--conversation [0-9a-z]{12}").split()[-1]
        assert terminal.ends() == 0
        assert terminal.text.count("it takes no strict JSON schema") == 1, "said once"
    texts = [message["text"] for message in shown(id, program, tmp_path)["messages"]]
    assert texts == ["What do you want?", "I want to run", SAVE["message"]]


def test_a_conversation_that_was_ended_elsewhere_is_over_here_too(
    program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    chat = ["chat", "--program", program_folder(), "--model", "scripted:script.yaml"]
    (tmp_path / "script.yaml").write_text(yaml.safe_dump([SAVE, ON, HOW, END]), encoding="utf-8")
    with Terminal(chat, tmp_path) as terminal:
        terminal.sees(PROMPT)
        elsewhere = coach(*chat, "--conversation", newest(tmp_path), text="run\nyes\nso\n", cwd=tmp_path)
        assert elsewhere.returncode == 0
        terminal.types(f"hello?{ENTER}")
        terminal.sees("coach: the conversation is over \\(it is in DONE\\); start a new one\n")
        assert terminal.ends() == 1


def test_a_conversation_in_memory_works_and_offers_no_way_back(tmp_path: Path) -> None:
    with Terminal(["chat", "--db", "sqlite://"], tmp_path) as terminal:
        terminal.sees(PROMPT)
        terminal.types(f"Anna{ENTER}")
        terminal.sees("✓ Noted 'name': 'Anna'")
        terminal.sees(PROMPT)
        terminal.types(CTRL_D)
        terminal.sees("The conversation was in memory and ends here.\n")
        assert terminal.ends() == 0
        assert "To go on later" not in terminal.text
    assert not list(tmp_path.iterdir())


def test_what_is_typed_in_another_encoding_can_be_mended(tmp_path: Path) -> None:
    with Terminal(["chat"], tmp_path) as terminal:
        terminal.sees(PROMPT)
        terminal.types(f"Zo\udceb{ENTER}")
        terminal.sees(
            "coach: what was typed is not UTF-8 \\(character 3 is the byte 0xeb\\); set the\\s+terminal to UTF-8\n"
        )
        terminal.sees(f"{PROMPT} Zo")
        terminal.types(f"\x7fe{ENTER}")
        terminal.sees("✓ Noted 'name': 'Zoe'")
        terminal.sees(PROMPT)
        terminal.types(CTRL_D)
        assert terminal.ends() == 0


def test_lines_from_a_file_end_with_how_to_go_on_for_whoever_sits_there(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("Anna\n", encoding="utf-8")
    line = f"{sys.executable} -m coach chat <lines.txt >said.txt"
    with Terminal(["-c", line], tmp_path, command=["bash"]) as terminal:
        terminal.sees(f"coach: to go on: {CALLED} chat --conversation [0-9a-z]{{12}}\n")
        assert terminal.ends() == 0
    assert "coach chat" not in (tmp_path / "said.txt").read_text(encoding="utf-8")


def test_json_at_a_terminal_ends_at_once_with_ctrl_c(tmp_path: Path) -> None:
    with Terminal(["chat", "--json"], tmp_path) as terminal:
        terminal.sees('"turn": 0.*\n')
        terminal.types(CTRL_C)
        assert terminal.ends() == 130
        assert terminal.text.splitlines()[1:] in ([], ["^C"])


def test_the_table_of_a_program_fits_the_terminal(program_folder: Callable[..., Path], tmp_path: Path) -> None:
    with Terminal(["graph", "--program", program_folder()], tmp_path) as terminal:
        terminal.sees("State +Exit +By +Wants +Actions")
        terminal.sees("WELCOME +PLAN +model +A goal is known +SAVE_GOAL *\n *\\(initial\\)")
        terminal.sees("PLAN +DONE +model +nothing +SAVE_GOAL *\n +WELCOME +model +nothing *\n")
        terminal.sees("DONE *\n *\\(final\\)")
        assert terminal.ends() == 0
        assert max(map(len, terminal.text.splitlines())) <= 80


def newest(folder: Path) -> str:
    """The id of the one conversation in `coach.db`."""
    with sqlite3.connect(folder / "coach.db") as connection:
        [[number]] = connection.execute("SELECT id FROM conversations")
    connection.close()
    return shown_id(number)
