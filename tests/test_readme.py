"""Everything the README shows is so."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from readme_blocks import README, ROOT, blocks, made
from service_server import process

TEXT = README.read_text(encoding="utf-8")
BLOCKS = blocks(TEXT)


@pytest.mark.parametrize("name", [name for name in BLOCKS if not name.startswith(("run", "part of"))])
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


def test_the_client_example_runs(tmp_path: Path) -> None:
    with process(tmp_path, "--model", "practice") as served:
        text = BLOCKS["run client"].replace("http://127.0.0.1:8000", served.url)
        (tmp_path / "talking.py").write_text(text, encoding="utf-8")
        done = run("talking", at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "-> INTRODUCTION\n['GET_TO_KNOW_YOU']" in done.stdout


def run(*command: str, at: Path) -> subprocess.CompletedProcess[str]:
    """A module of this Python, run in the folder."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("COACH_", "OPENAI_"))}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=at, env=clean, capture_output=True, text=True, timeout=120
    )


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
