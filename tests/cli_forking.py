"""Runs the command line in processes that are forked from one which has imported it: that is what takes the time.

As a program, it is that one: it takes what is to be run from its socket, with the three streams, and answers how it
ended. A process that is forked goes on as `python -m coach` would after its imports.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

_LONGEST = 256 * 1024  # bytes of a request


class Forking:
    """The process that is forked from."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, __file__, str(theirs.fileno())]
        self._process = subprocess.Popen(command, env=dict(env), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()

    def close(self) -> None:
        """End it."""
        self._socket.close()
        self._process.wait()

    def run(
        self, arguments: Sequence[str], said: bytes, cwd: Path, env: Mapping[str, str], seconds: float
    ) -> tuple[int, bytes, bytes]:
        """Run a command to its end: its exit code, and what it printed and complained of."""
        asked = json.dumps({"arguments": arguments, "cwd": str(cwd), "env": dict(env)}).encode()
        pipes = [os.pipe() for _ in range(3)]
        (their_in, our_in), (our_out, their_out), (our_err, their_err) = pipes
        socket.send_fds(self._socket, [asked], [their_in, their_out, their_err])
        for each in (their_in, their_out, their_err):
            os.close(each)
        printed: dict[int, bytes] = {}
        readers = [threading.Thread(target=_read, args=(each, printed)) for each in (our_out, our_err)]
        readers.append(threading.Thread(target=_write, args=(our_in, said)))
        for reader in readers:
            reader.start()
        self._socket.settimeout(seconds)
        try:
            ended: dict[str, int] = json.loads(self._socket.recv(_LONGEST))
        except TimeoutError:
            self._process.kill()
            running.cache_clear()
            raise subprocess.TimeoutExpired(list(arguments), seconds) from None
        for reader in readers:
            reader.join(seconds)
        return ended["code"], printed[our_out], printed[our_err]


@cache
def running() -> Forking:
    """The one of this process."""
    from cli_running import environment

    found = Forking(environment())
    atexit.register(found.close)
    return found


def _read(pipe: int, into: dict[int, bytes]) -> None:
    with open(pipe, "rb") as file:
        into[pipe] = file.read()


def _write(pipe: int, said: bytes) -> None:
    file: BinaryIO
    with open(pipe, "wb", buffering=0) as file:
        try:
            while said:
                said = said[file.write(said) or 0 :]
        except BrokenPipeError:  # nobody reads any more
            pass


# --- the process that is forked from -----------------------------------------------------------


def serve(asking: socket.socket) -> dict[str, Any] | None:
    """Fork for every request: what a child is to run, and None at the end of the one that is forked from."""
    while True:
        asked, streams, _, _ = socket.recv_fds(asking, _LONGEST, 3)
        if not asked:
            return None
        child = os.fork()
        if child == 0:
            asking.close()
            for ours, theirs in enumerate(streams):
                os.dup2(theirs, ours)
                os.close(theirs)
            found: dict[str, Any] = json.loads(asked)
            return found
        for each in streams:
            os.close(each)
        _, status = os.waitpid(child, 0)
        asking.send(json.dumps({"code": os.waitstatus_to_exitcode(status)}).encode())


def become(asked: dict[str, Any]) -> None:
    """Be the process that the command line runs in."""
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = [sys.modules["coach.__main__"].__file__ or "", *asked["arguments"]]
    sys.path[0] = str(Path.cwd())  # where a folder of this one was, as for any `python -m`
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        errors = "backslashreplace" if name == "stderr" else "strict"
        mode, buffering = ("r", -1) if number == 0 else ("w", 1 if number == 2 else -1)
        setattr(sys, name, open(number, mode, buffering, encoding="utf-8", errors=errors, closefd=False))  # noqa: SIM115
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    import coach.__main__
    import coach.checking
    import coach.cli.app
    import coach.cli.commands
    import coach.coach
    import coach.graph
    import coach.loading
    import coach.scenarios
    import coach.store.sqlite
    import coach.testing

    with socket.socket(fileno=int(sys.argv[1])) as asking:
        wanted = serve(asking)
    if wanted is not None:
        become(wanted)
        coach.__main__.main()
