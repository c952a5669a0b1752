"""`coach check` as a command: its lines, its JSON, its SARIF, and what it exits with."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from broken import PLAN_PROMPT, changed
from cli_running import coach
from jsonschema import Draft4Validator

from coach.checking import KINDS, check_program

Folder = Callable[..., Path]
SARIF = Path(__file__).parent / "data" / "sarif-2.1.0.json"
#: An error, and a warning.
MISTAKES = {
    "prompts/plan.md.j2": "Make a plan.\nKeep it with SAVE_GAOL.\n" + PLAN_PROMPT,
    **changed("states/plan.py", ("state = State", "# coach: allow C201\nstate = State")),
}


def test_the_identity_program_is_checked_by_itself(tmp_path: Path) -> None:
    done = coach("check", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "no errors, no warnings\n", "")


def test_it_is_checked_quickly() -> None:
    check_program()  # whatever is imported and cached for the first time
    started = process_time()
    check_program()
    assert process_time() - started < 2


def test_errors_are_lines_with_a_place_and_a_remedy(program_folder: Folder) -> None:
    folder = program_folder(**MISTAKES)
    done = coach("check", "--program", folder.name, cwd=folder.parent)
    assert done.returncode == 1
    assert done.stdout == (
        f"{folder.name}/prompts/plan.md.j2:2: error C401 (names-other-action)\n"
        "  What the model reads in PLAN names SAVE_GAOL, which does not exist; did you mean SAVE_GOAL?\n"
        "  Take the name out, or add the action to PLAN ('SAVE_GOAL', 'TRANSITION_STATE' can be done there).\n"
        f"{folder.name}/states/plan.py:8: warning C901 (unused-allow)\n"
        "  C201 is allowed here, and there is nothing of it to allow.\n"
        "  Remove the comment, or put it on the line of the finding or on the one above.\n"
        "1 error, 1 warning\n"
    )


def test_warnings_alone_are_no_failure(program_folder: Folder) -> None:
    folder = program_folder(**{"states/plan.py": MISTAKES["states/plan.py"]})
    done = coach("check", "--program", folder, cwd=folder)
    assert done.returncode == 0
    assert done.stdout.endswith("no errors, 1 warning\n")


def test_a_program_that_cannot_be_loaded_is_a_finding(program_folder: Folder) -> None:
    folder = program_folder(**{"states/plan.py": "state = State(\n"})
    done = coach("check", "--program", folder, cwd=folder)
    assert done.returncode == 1
    assert done.stdout.startswith("states/plan.py:1: error C001 (cannot-be-loaded)\n  '(' was never closed.\n")
    nowhere = coach("check", "--program", folder / "nowhere", cwd=folder)
    assert nowhere.returncode == 1
    assert "This is no program: it has no states/__init__.py" in nowhere.stdout


def test_json_has_every_finding(program_folder: Folder) -> None:
    folder = program_folder(**MISTAKES)
    done = coach("check", "--program", folder, "--json", cwd=folder)
    data = json.loads(done.stdout)
    assert (done.returncode, data["errors"], data["warnings"]) == (1, 1, 1)
    first, second = data["findings"]
    assert (first["code"], first["name"], first["severity"]) == ("C401", "names-other-action", "error")
    assert (second["file"], second["line"]) == ("states/plan.py", 8)
    assert first["sentence"].startswith("what the model reads in PLAN")
    assert first["remedy"]


@pytest.mark.parametrize(
    "broken",
    [
        MISTAKES,
        pytest.param({}, marks=pytest.mark.slow),
        pytest.param({"states/plan.py": "state = State(\n"}, marks=pytest.mark.slow),
    ],
)
def test_sarif_is_valid(program_folder: Folder, broken: dict[str, str | None]) -> None:
    folder = program_folder(**broken)
    done = coach("check", "--program", folder, "--sarif", cwd=folder)
    data = json.loads(done.stdout)
    Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8"))).validate(data)
    [run] = data["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [kind.code for kind in KINDS]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert (folder / uri).is_file()
    assert len(run["results"]) == json.loads(coach("check", "--program", folder, "--json", cwd=folder).stdout)[
        "errors"
    ] + (1 if broken is MISTAKES else 0)


def test_sarif_names_a_file_elsewhere_in_full(program_folder: Folder, tmp_path: Path) -> None:
    folder = program_folder(**{"states/plan.py": "state = State(\n"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = json.loads(coach("check", "--program", folder, "--sarif", cwd=elsewhere).stdout)
    place = data["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": (folder / "states/plan.py").as_uri()}


def test_the_window_is_what_the_model_takes(program_folder: Folder) -> None:
    folder = program_folder()
    done = coach("check", "--program", folder, "--window", "3000", cwd=folder)
    assert done.returncode == 1
    assert "C406 (prompt-too-long)" in done.stdout
    assert coach("check", "--program", folder, "--window", "0", cwd=folder).returncode == 2
