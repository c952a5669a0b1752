"""`coach chat` in a conversation in which another process is taking a turn."""

from __future__ import annotations

import json
import re
import select
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from cli_running import COMMAND, Terminal, coach, environment, objects
from model_answers import answer
from model_lacks import Body
from model_server import Handler, ModelServer

from coach.cli.piped import PATIENCE
from coach.turns import taking

BUSY = "another turn of this conversation is running; try again when it is done, in 7[0-5] seconds at the latest"


class Elsewhere:
    """Another process, whose turn goes on until it is let go."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._go_on = threading.Event()
        self.program = program
        self._folder = folder

    def _answer(self, handler: Handler, body: Body) -> None:
        self._go_on.wait(20)
        answer(json.dumps({"actions": [], "message": "First."}))(handler, body)

    @contextmanager
    def turn(self, id: str) -> Iterator[Callable[[], None]]:
        """A turn of this conversation is running; call what is given to let it end."""
        with ModelServer() as server:
            server.otherwise = self._answer
            with subprocess.Popen(
                [*COMMAND, "chat", "--json", "--program", str(self.program), "--conversation", id],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=self._folder,
                env=environment(OPENAI_BASE_URL=server.url, COACH_MODEL="openai/big"),
            ) as running:
                assert running.stdin is not None
                running.stdin.write("one\n")
                running.stdin.close()
                assert server.wait_for_call(20)
                try:
                    yield self._go_on.set
                finally:
                    self._go_on.set()
                    assert running.wait(20) == 0


@pytest.fixture
def elsewhere(program_folder: Callable[..., Path], tmp_path: Path) -> Elsewhere:
    return Elsewhere(program_folder(), tmp_path)


@pytest.fixture
def chat(elsewhere: Elsewhere, tmp_path: Path) -> list[str]:
    (tmp_path / "script.yaml").write_text(yaml.safe_dump([{"actions": [], "message": "Second."}]), encoding="utf-8")
    return ["chat", "--program", str(elsewhere.program), "--model", "scripted:script.yaml"]


@contextmanager
def piped(chat: list[str], *options: str, cwd: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A chat whose lines come through a pipe, and its conversation; it has said its opening."""
    with subprocess.Popen(
        [*COMMAND, *chat, "--json", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cwd,
        env=environment(),
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        yield running, json.loads(running.stdout.readline())["conversation"]


@pytest.mark.parametrize(
    "options",
    [pytest.param([], id="by default"), pytest.param(["--wait", "20"], id="--wait 20", marks=pytest.mark.slow)],
)
def test_lines_from_a_pipe_wait_for_the_turn_that_is_running(
    options: list[str], chat: list[str], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    with piped(chat, *options, cwd=tmp_path) as (running, id):
        assert running.stdin is not None
        assert running.stdout is not None
        with elsewhere.turn(id) as let_go:
            running.stdin.write("two\n")
            running.stdin.close()
            assert not select.select([running.stdout], [], [], 0.5)[0], "it neither answers nor ends"
            let_go()
        turn = json.loads(running.stdout.readline())
        assert (turn["turn"], turn["message"]) == (2, "Second.")
        assert running.wait(10) == 0


@pytest.mark.parametrize("seconds", ["0", pytest.param("0.2", marks=pytest.mark.slow)])
def test_lines_from_a_pipe_wait_no_longer_than_they_were_told(
    seconds: str, chat: list[str], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    with piped(chat, "--wait", seconds, cwd=tmp_path) as (running, id), elsewhere.turn(id):
        out, err = running.communicate("two\n", timeout=10)
        assert (running.returncode, out) == (1, "")
        assert re.fullmatch(f"coach: {BUSY}; 1 reply of the script was not used\n", err)


def test_by_default_a_pipe_waits_until_even_a_process_that_died_has_lost_its_claim() -> None:
    assert PATIENCE > taking.DEADLINE + taking._MARGIN


@pytest.mark.slow
def test_at_a_terminal_the_words_stay_to_be_sent_again(chat: list[str], elsewhere: Elsewhere, tmp_path: Path) -> None:
    id = begun(chat, tmp_path)
    with elsewhere.turn(id) as let_go, Terminal([*chat, "--conversation", id], tmp_path) as terminal:
        terminal.sees("›")
        terminal.types("two\r")
        terminal.sees(BUSY.replace(" ", r"\s+"))
        terminal.sees("› two")
        let_go()
        terminal.types("\x03")
        terminal.sees("To go on later")
        assert terminal.ends() == 0


@pytest.mark.slow
def test_at_a_terminal_one_can_ask_to_wait(chat: list[str], elsewhere: Elsewhere, tmp_path: Path) -> None:
    id = begun(chat, tmp_path)
    with Terminal([*chat, "--conversation", id, "--wait", "20"], tmp_path) as terminal:
        terminal.sees("›")
        with elsewhere.turn(id) as let_go:
            terminal.types("two\r")
            with pytest.raises(AssertionError):
                terminal.sees("coach:|Second", seconds=0.5)
            let_go()
        terminal.sees("Second\\.")
        terminal.sees("›")
        terminal.types("\x04")
        assert terminal.ends() == 0


@pytest.mark.parametrize("seconds", ["-1", "soon", "nan"])
def test_a_time_that_is_none_is_wrong_usage(seconds: str, chat: list[str], tmp_path: Path) -> None:
    done = coach(*chat, "--wait", seconds, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--wait" in done.stderr


def begun(chat: list[str], folder: Path) -> str:
    """The id of a new conversation."""
    id: str = objects(coach(*chat, "--json", cwd=folder).stdout)[0]["conversation"]
    return id
