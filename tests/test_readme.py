"""Everything the README shows is so."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from readme_blocks import README, ROOT, blocks, made, own_program

TEXT = README.read_text(encoding="utf-8")
BLOCKS = blocks(TEXT)


@pytest.mark.parametrize("name", [name for name in BLOCKS if not name.startswith(("run", "part of", "own: "))])
def test_a_block_shows_what_is_there(name: str) -> None:
    """After a change, `python tests/readme_blocks.py` puts the blocks right."""
    assert BLOCKS[name] == made(name)


@pytest.mark.parametrize("name", [name for name in BLOCKS if name.startswith("part of: ")])
def test_an_excerpt_stands_in_its_file(name: str) -> None:
    path = name.removeprefix("part of: ")
    assert BLOCKS[name].strip() in (ROOT / path).read_text(encoding="utf-8")


def test_the_embedding_example_runs(tmp_path: Path) -> None:
    (tmp_path / "embedding.py").write_text(BLOCKS["run"], encoding="utf-8")
    done = run("embedding", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "GET_TO_KNOW_YOU" in done.stdout


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with the program of one's own, and what stands beside it, from the blocks."""
    own_program(tmp_path)
    return tmp_path


def run(*command: str, at: Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    """A module of this Python, run in the folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("COACH_", "OPENAI_"))}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=at, env=clean, input=typed, capture_output=True, text=True, timeout=120
    )


def test_the_script_can_be_played_on_the_program_of_ones_own(own: Path) -> None:
    drawn = run("coach", "graph", "--program", "./my_program", at=own)
    assert (drawn.returncode, drawn.stderr) == (0, "")
    chat = ["coach", "chat", "--json", "--program", "./my_program", "--model", "scripted:replies.yaml"]
    done = run(*chat, at=own, typed="To run.\nYes.\n")
    assert (done.returncode, done.stderr) == (0, "")
    *_, last = turns = [json.loads(line) for line in done.stdout.splitlines()]
    assert [action["status"] for turn in turns for action in turn["actions"]] == ["applied", "applied"]
    assert (last["state"], last["message"]) == ("GOODBYE", "Goodbye.")


def test_the_walk_of_ones_own_passes_and_the_types_are_right(own: Path) -> None:
    walked = run("pytest", "-q", "-p", "no:cacheprovider", "-o", "coach_program=my_program", at=own)
    assert walked.returncode == 0, walked.stdout
    assert "1 passed" in walked.stdout
    (own / "my_program" / "__init__.py").touch()
    checked = run("mypy", "--strict", ".", at=own)
    assert checked.returncode == 0, checked.stdout


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+?)(#[^)]*)?\)", TEXT)
    assert len(links) >= 10
    for target, _ in links:
        assert (ROOT / target).exists(), target


def test_every_promise_names_tests_that_exist() -> None:
    promises = TEXT.partition("## Promises")[2].partition("\n## ")[0]
    named = re.findall(r"\[`(test_\w+)`\]\((tests/[\w/]+\.py)\)", promises)
    assert len(named) >= 10
    for test, path in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert test in names, f"{path} has no {test}"


def test_every_make_target_it_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make (\w+)", TEXT)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
