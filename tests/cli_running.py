"""Runs the command line as it is run: in a process of its own, through pipes or on a pseudo-terminal."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import shlex
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import yaml
from cli_forking import running

COMMAND = (sys.executable, "-m", "coach")
#: The same as the command names itself.
CALLED = shlex.join(COMMAND)
#: Takes standard input as the controlling terminal, whose Ctrl-C is a signal, and becomes the command that follows.
_AT_TERMINAL = (
    *(sys.executable, "-I", "-S", "-c"),
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])",
)
#: What would change a run and is not the test's own.
_OURS = ("COACH_", "OPENAI_", "PYTHON", "LOGNAME", "COLUMNS", "LINES")


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "LOGNAME": "tester", "TERM": "xterm", **changes}


def script(folder: Path, *replies: Any) -> str:
    """The replies in a file, as `--model` names it."""
    file = folder / "script.yaml"
    file.write_text(yaml.safe_dump(list(replies)), encoding="utf-8")
    return f"scripted:{file}"


def coach(
    *arguments: object, text: str | bytes = "", cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `coach` to its end; what it prints is UTF-8. With an environment of its own it is begun from nothing."""
    said = text.encode() if isinstance(text, str) else text
    if not env:
        code, out, err = running().run([*map(str, arguments)], said, cwd, environment(), 60)
        return subprocess.CompletedProcess([*COMMAND, *map(str, arguments)], code, out.decode(), err.decode())
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=said,
        capture_output=True,
        cwd=cwd,
        env=environment(**(env or {})),
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def objects(text: str) -> list[dict[str, Any]]:
    """The JSON objects, one a line."""
    return [json.loads(line) for line in text.splitlines()]


class Terminal:
    """`coach` on a pseudo-terminal, with somebody who reads and types."""

    def __init__(
        self,
        arguments: Sequence[object],
        cwd: Path,
        env: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._own, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        # Nobody answers the question where the cursor is.
        quiet = {"PROMPT_TOOLKIT_NO_CPR": "1", **(env or {})}
        self._process = subprocess.Popen(
            [*_AT_TERMINAL, *command, *map(str, arguments)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=cwd,
            env=environment(**quiet),
            start_new_session=True,
        )
        os.close(theirs)
        self.raw = ""
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._own)

    def types(self, text: str) -> None:
        """Type it; `\\udcXX` stands for the byte XX."""
        os.write(self._own, text.encode(errors="surrogateescape"))

    def sees(self, pattern: str, seconds: float = 30.0) -> str:
        """Read until the text since the last call has `pattern`; that text."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text[self._read :])):
            if time.monotonic() > end or not self._more(0.1):
                raise AssertionError(f"{pattern!r} is not in {self.text[self._read :]!r}")
        start, self._read = self._read, self._read + found.end()
        return self.text[start : self._read]

    def ends(self, seconds: float = 30.0) -> int:
        """Read to the end; the exit code."""
        end = time.monotonic() + seconds
        while self._more(0.1) and time.monotonic() < end:
            pass
        return self._process.wait(max(0.1, end - time.monotonic()))

    @property
    def text(self) -> str:
        """What was printed, without what only moves and colours."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r", "", self.raw)

    def screen(self) -> str:
        """What stands on the screen (and above it) now that words were overwritten and erased."""
        rows, row, column = [""], 0, 0
        for move, count, kind, text in re.findall(r"(\x1b\[\??(\d*)[\d;]*([A-Za-z]))|([\r\n]|[^\x1b\r\n]+)", self.raw):
            line = rows[row]
            match kind or text:
                case "\r":
                    column = 0
                case "\n":
                    row += 1
                    rows += [""] * (row == len(rows))
                case "A":
                    row -= int(count or 1)
                case "C" | "D":
                    column += int(count or 1) * (1 if kind == "C" else -1)
                case "J":
                    rows[row:] = [line[:column]]
                case "K":
                    rows[row] = "" if count == "2" else line[:column]
                case _ if not move:
                    rows[row] = line[:column].ljust(column) + text + line[column + len(text) :]
                    column += len(text)
        return "\n".join(rows)

    def _more(self, seconds: float) -> bool:
        """Read what is there, or comes within this time; False at the end."""
        if not select.select([self._own], [], [], seconds)[0]:
            return True
        try:
            got = os.read(self._own, 65536)
        except OSError:  # how Linux says that the other side is closed
            return False
        self.raw += got.decode(errors="replace")
        return bool(got)
