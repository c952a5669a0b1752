"""The guide, followed to the letter: `python tests/guide.py` puts what its commands print in place.

A block after `<!-- file: NAME -->` is written to that file; in a `console` block each line after `$ ` is run by a
shell, and what follows it is what it prints, on both streams.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from cli_running import environment

GUIDE = Path(__file__).parent.parent / "docs" / "first-program.md"

_BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL)
#: What differs from run to run, and what stands there instead.
_VARYING = (
    (re.compile(r"\bin \d+\.\d+ ?s\b"), "in 0.50s"),
    (re.compile(r"\bversion [0-9a-f]{12}\b"), "version 3f9a0c51d2e7"),
)


def followed(guide: str, folder: Path) -> str:
    """The guide with what its commands print when all of it is done in this folder, from top to bottom."""

    def follow(block: re.Match[str]) -> str:
        if name := block["file"]:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
        if block["kind"] != "console":
            return block[0]
        commands = [line for line in block["text"].splitlines() if line.startswith("$ ")]
        printed = "".join(f"{line}\n{_run(line.removeprefix('$ '), folder)}" for line in commands)
        return f"```console\n{printed}```\n"

    return _BLOCK.sub(follow, guide)


def _run(command: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(
            PATH=f"{Path(sys.executable).parent}:/usr/bin:/bin", COLUMNS="100", PYTHONDONTWRITEBYTECODE="1"
        ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    printed = done.stdout.decode()
    for pattern, instead in _VARYING:
        printed = pattern.sub(instead, printed)
    return "\n".join(line.rstrip() for line in printed.splitlines()) + "\n" if printed.strip() else ""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        GUIDE.write_text(followed(GUIDE.read_text(encoding="utf-8"), Path(place)), encoding="utf-8")
