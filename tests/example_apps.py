"""The applications among the examples, run as their own words say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

EXAMPLES = Path(__file__).parent.parent / "examples"
_SERVES = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def running(folder: Path, env: Mapping[str, str], *command: str) -> Iterator[httpx2.Client]:
    """A process of this Python that serves on a port of its choice, and a client of it; its log is in the folder."""
    clean = {name: each for name, each in os.environ.items() if not name.startswith(("COACH_", "OPENAI_"))}
    log = folder / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=folder, env={**clean, **env}, stdout=out, stderr=out
        )
    try:
        end = time.monotonic() + 60
        while not (said := _SERVES.search(log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        with httpx2.Client(base_url=said.group(), timeout=30.0, trust_env=False) as client:
            yield client
        process.terminate()
        assert process.wait(30) in (0, -15), log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
