"""Coverage of small programs: what it looks at, and how what several have seen is put together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from coverage_walking import GUARDS, walking

from coach import Coach, Program, Walk
from coach.engine.watching import watchers
from coach.models.scripted import ScriptedModel
from coach.testing.coverage import Recorder, Report
from coach.testing.coverage.plain import as_json

Folder = Callable[..., Path]


def save(name: str, size: int = 1) -> dict[str, Any]:
    return {"type": "SAVE_GOAL", "name": name, "size": size}


@pytest.mark.anyio
async def test_conversations_that_a_test_drives_itself_are_seen(program_folder: Folder, tmp_path: Path) -> None:
    program = Program.load(program_folder())
    recorder = Recorder(program)
    reply = json.dumps({"actions": [save("Run")], "message": "Run."})
    with recorder.watching():
        again = Program.load(program.settings.place.file.removesuffix("states/__init__.py"))  # another load of the same
        async with Coach.open(f"sqlite:///{tmp_path}/c.db", program=again, model=ScriptedModel([reply])) as coach:
            await coach.say((await coach.start("ann")).id, "To run.")
    assert as_json(recorder.report())["actions"]["SAVE_GOAL"]["applied"] == 1


def test_other_programs_are_not_counted_and_nothing_is_once_it_ends(program_folder: Folder) -> None:
    other = Program.load(program_folder(**{"states/welcome.py": GUARDS}))
    with walking(program_folder()) as (_, recorder), Walk(other) as walk:
        walk.begin()
    with Walk(recorder.program) as walk:
        walk.begin()
    assert recorder not in watchers
    assert recorder.report().seen == {}


def test_what_several_processes_saw_is_put_together(program_folder: Folder) -> None:
    folder, reports = program_folder(), []
    for state in ("WELCOME", "PLAN"):
        with walking(folder) as (walk, recorder):
            walk.at(state)
        reports.append(recorder.report())
    one, other = reports
    together = Report.loaded(one.dumped()).merged(Report.loaded(other.dumped()))
    assert (one.totals["states"], other.totals["states"]) == ((1, 3), (1, 3))
    assert together.totals["states"] == (2, 3)
    assert as_json(one.merged(other)) == as_json(together)
    assert together.percent() > one.percent()
