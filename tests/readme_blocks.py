"""The blocks of the README that are made, not written: `python tests/readme_blocks.py` puts them in place."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from coach.errors import ProgramError
from coach.loading import Program

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
WALK = ROOT / "tests" / "walks" / "test_identity_discovery.py"
WALK_NAME = "test_discovery_waits_for_every_category"
GUARDED, UNGUARDED = ", when=every_goal_has_a_step", "nobody_leaves_without_a_first_step"

_BLOCK = re.compile(r"<!-- (?P<name>[^>]+?) -->\n```(?P<kind>\w+)\n(?P<text>.*?)```\n", re.DOTALL)


def blocks(readme: str) -> dict[str, str]:
    """The marked blocks of a README, by marker."""
    return {found["name"]: found["text"] for found in _BLOCK.finditer(readme)}


def made(name: str) -> str | None:
    """What a marked block has to be; None for one that is written by hand."""
    if name.startswith("file: "):
        return (ROOT / name.removeprefix("file: ")).read_text(encoding="utf-8")
    makers = {"walk": walk, "walk output": walk_output, "load error": load_error}
    return makers[name]() if name in makers else None


def walk() -> str:
    """The walk as it stands in its file, after those of the file's imports and constants that it needs."""
    source = WALK.read_text(encoding="utf-8")
    found = re.search(rf"^def {WALK_NAME}.*?(?=^\S|\Z)", source, re.DOTALL | re.MULTILINE)
    assert found, f"{WALK} has no {WALK_NAME}"
    top = ast.parse(source).body
    used = _names(ast.parse(found[0]))
    constants = [
        node for node in top if isinstance(node, ast.Assign) and set().union(*map(_names, node.targets)) & used
    ]
    used |= set().union(*map(_names, constants))
    before = []
    for node in (node for node in top if isinstance(node, ast.ImportFrom)):
        if names := [each.name for each in node.names if each.name in used]:
            before.append(f"from {node.module} import {', '.join(names)}")
    before += ["", *(ast.get_source_segment(source, node) or "" for node in constants)] if constants else []
    return "\n".join([*before, "", "", found[0].rstrip(), ""])


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def walk_output() -> str:
    """What a walk of a new program says of the same program without its last guard."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "my_program"
        shutil.copytree(ROOT / "coach" / "starter", program, ignore=shutil.ignore_patterns("__pycache__"))
        _replace(program / "states" / "plan.py", GUARDED, "")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(program), "-k", UNGUARDED]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    lines = [line[1:].strip("\n") for line in done.stdout.splitlines() if line.startswith("E")]
    assert lines, done.stdout
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[indent:].rstrip() for line in lines) + "\n"


def load_error() -> str:
    """What loading says of a slip in a state."""
    with tempfile.TemporaryDirectory() as folder:
        program = _copy(Path(folder), "states/identity_discovery.py", '"IDENTITY_REVIEW"', '"IDENTITY_REVEIW"')
        try:
            Program.load(program)
        except ProgramError as error:
            return f"{error}\n"
    raise AssertionError("the slip was not found")


def _copy(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the identity program with one thing changed."""
    program = folder / "identity"
    for part in ("states", "prompts"):
        shutil.copytree(ROOT / part, program / part, ignore=shutil.ignore_patterns("__pycache__"))
    _replace(program / name, old, new)
    return program


def _replace(file: Path, old: str, new: str) -> None:
    source = file.read_text(encoding="utf-8")
    assert old in source
    file.write_text(source.replace(old, new), encoding="utf-8")


def main() -> None:
    def replaced(found: re.Match[str]) -> str:
        text = made(found["name"])
        return found[0] if text is None else f"<!-- {found['name']} -->\n```{found['kind']}\n{text}```\n"

    README.write_text(_BLOCK.sub(replaced, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
