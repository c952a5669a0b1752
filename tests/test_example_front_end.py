"""The front end among the examples fits the types that are exported, and no lost connection doubles a turn of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cli_running import coach as command
from client_talking import Cut, line_to
from example_apps import EXAMPLES
from service_server import app_on, begun, served

RUNNING = """
import { turn } from "./chat.tsx";
const [url = "", key = "", text = ""] = Deno.args;
let shown = "";
const result = await turn(url, "none", { key, body: { text } }, (all) => (shown = all), new AbortController().signal);
console.log(JSON.stringify({ turn: result.turn, message: result.message, shown }));
"""
SETTINGS = {
    "imports": {"react": "./react/index.ts", "react/jsx-runtime": "./react/jsx-runtime.ts", "./coach": "./coach.ts"},
    "compilerOptions": {
        "jsx": "react-jsx", "strict": True, "noUncheckedIndexedAccess": True, "lib": ["deno.window", "dom"],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def front_end(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, the types that are exported for it, and what stands for React."""
    folder = tmp_path_factory.mktemp("front_end") / "app"
    shutil.copytree(Path(__file__).parent / "data" / "react", folder / "react")
    shutil.copy(EXAMPLES / "frontend" / "chat.tsx", folder)
    exported = command("export", "typescript", "--output", "coach.ts", cwd=folder)
    assert exported.returncode == 0, exported.stderr
    (folder / "deno.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    (folder / "run.ts").write_text(RUNNING, encoding="utf-8")
    return folder


def deno(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The compiler and the machine that runs what it makes."""
    found = pytest.importorskip("deno", reason="there is no deno for this machine").find_deno_bin()
    env = {**os.environ, "NO_COLOR": "1", "DENO_DIR": str(folder / ".deno"), "DENO_NO_UPDATE_CHECK": "1"}
    return subprocess.run([found, *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=120)


def test_it_fits_the_types_that_are_exported(front_end: Path) -> None:
    checked = deno(front_end, "check", "--no-lock", "chat.tsx", "run.ts")
    assert checked.returncode == 0, checked.stderr


def test_what_does_not_fit_is_an_error(front_end: Path) -> None:
    """Were the types not looked at, or of no use, these would be right as well."""
    text = (front_end / "chat.tsx").read_text(encoding="utf-8")
    wrong = {"event.data.text": "event.data.words", 'case "retracted"': 'case "taken"', "offer.fields": "offer.blanks"}
    for number, (right, each) in enumerate(wrong.items()):
        assert right in text
        (front_end / f"wrong_{number}.tsx").write_text(text.replace(right, each), encoding="utf-8")
    checked = deno(front_end, "check", "--no-lock", *(f"wrong_{number}.tsx" for number in range(len(wrong))))
    assert checked.returncode != 0
    for number in range(len(wrong)):
        assert f"/wrong_{number}.tsx:" in checked.stderr, "a place in it"


def test_a_lost_connection_doubles_nothing_and_loses_nothing(front_end: Path, tmp_path: Path) -> None:
    cuts: dict[str, list[Cut]] = {
        "whole": [],
        "unanswered": [Cut(b"HTTP/1.1 2", behind=False)],
        "begun": [Cut(b"event: started", behind=True)],
        "heard": [Cut(b"event: text", behind=False, times=2), Cut(b"event: completed", behind=False)],
    }
    with served(app_on(f"sqlite:///{tmp_path}/c.db")) as client, line_to(str(client.base_url)) as line:
        id = begun(client)
        for number, (key, where) in enumerate(cuts.items(), 1):
            line.cuts = where
            url = f"{line.url}/v1/conversations/{id}"
            done = deno(front_end, "run", "--no-lock", "--allow-net=127.0.0.1", "run.ts", url, key, f"I am Ana {key}.")
            assert done.returncode == 0, done.stderr
            told: dict[str, Any] = json.loads(done.stdout)
            assert told["turn"] == number
            assert told["shown"].strip() == told["message"]
            assert all(cut.times == 0 for cut in where)
        said = client.get(f"/v1/conversations/{id}/messages").json()["items"]
    assert [each["turn"] for each in said if each["role"] == "client"] == [1, 2, 3, 4]
