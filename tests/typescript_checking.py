"""A real TypeScript compiler, as the package index has it: `deno check`, which is strict unless told otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

#: Stricter than `--strict` alone.
CONFIG = """
{"compilerOptions": {"strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true,
"noUnusedLocals": false, "isolatedDeclarations": false, "noFallthroughCasesInSwitch": true}}
"""


def complaints(folder: Path, files: Mapping[str, str]) -> str:
    """What the compiler says of these files; nothing where all is well. Skips where there is none for this machine."""
    deno = shutil.which("deno", path=str(Path(sys.executable).parent)) or shutil.which("deno")
    if deno is None:
        pytest.skip("there is no deno for this machine")
    (folder / "deno.json").write_text(CONFIG, encoding="utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    quiet = {"DENO_DIR": str(folder / "deno"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    done = subprocess.run(
        [deno, "check", "--quiet", "--no-lock", "--no-remote", *files],
        cwd=folder, env={**os.environ, **quiet}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.stderr if done.returncode else ""
