"""The logs: lines of JSON that hold nobody's words, whatever goes wrong."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from conftest import SMALL
from service_server import STREAM, begun, process
from turn_models import small_program

from coach.service.logs import JsonLines

SECRET = "my-sister-left-in-spring"
FAULTY = """
    def apply(self, turn: Turn[GoalMemory]) -> str:
        raise ValueError(f"what is {self.name}")
"""


def test_nothing_of_what_is_said_is_logged(tmp_path: Path) -> None:
    """Not in a turn that happens, nor where the program's own code fails with the words in its error."""
    folder = small_program(tmp_path / "goals")
    action = SMALL["actions/goals.py"]
    head = action[: action.index("\n    def apply")]
    (folder / "actions/goals.py").write_text(head + FAULTY, encoding="utf-8")
    replies = f"- message: So {SECRET}.\n  actions: [{{type: SAVE_GOAL, name: {SECRET}}}]\n" * 4
    (tmp_path / "script.yaml").write_text(replies, encoding="utf-8")
    env = {"COACH_LOG_LEVEL": "debug"}
    with process(tmp_path, "--program", "goals", "--model", "scripted:script.yaml", env=env) as served:
        with served.client() as client:
            id = begun(client, "ada", memory={"ready": True})
            url = f"/v1/conversations/{id}"
            client.post(f"{url}/turns", json={"text": SECRET}, headers={"Idempotency-Key": "k"})
            client.post(f"{url}/turns", json={"text": SECRET}, headers=STREAM)
            client.post(f"{url}/turns", json={"tekst": SECRET})
            client.post(f"{url}/move", json={"state": SECRET, "reason": SECRET})
            client.patch(f"{url}/memory", json={"changes": {SECRET: SECRET}, "reason": SECRET})
            client.get(f"/{SECRET}?{SECRET}={SECRET}")
        served.process.terminate()
        served.process.wait(20)
        lines = served.lines()
    assert SECRET not in served.log.read_text()
    requests = [line for line in lines if line["logger"] == "coach.requests"]
    taken = next(line for line in requests if line["route"].endswith("/turns"))
    assert taken["conversation"] == id
    assert (taken["status"], taken["method"]) == (200, "POST")
    assert taken["ms"] > 0
    faults = [line for line in lines if line.get("error", {}).get("type") == "builtins.ValueError"]
    assert faults, "that something failed is told"
    assert "goals.py" in faults[0]["error"]["where"][-1]


@pytest.mark.parametrize("words", [False, True])
def test_words_are_logged_where_they_are_asked_for(words: bool) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.LogRecord("coach.turn", 40, __file__, 1, "a fault: %s", (SECRET,), sys.exc_info())
    line = json.loads(JsonLines(words=words).format(record))
    assert (SECRET in json.dumps(line)) is words
    assert line["error"]["type"] == "builtins.ValueError"
