"""The options `--coach-cov…` in a run of pytest: the report at its end, its files, its exit code, and its workers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from coverage_running import CLOSED, REST, TITLED, Run, runner

from coach.testing.coverage.measuring import NAME  # noqa: F401  # a run inside forgets what it imports: this spares it
from coach.testing.walking.database import new_database

pytest_plugins = ("pytester",)


@pytest.fixture(scope="module", autouse=True)
def migrated() -> None:
    """The migrations have run, once for all the runs inside."""
    new_database().dispose()


@pytest.fixture
def run(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> Run:
    return runner(pytester, program_folder)


def test_nothing_is_measured_where_nobody_asks(run: Run) -> None:
    result = run(closed=CLOSED)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*coverage*")


def test_the_table_tells_state_by_state_what_was_seen_and_in_words_what_was_not(run: Run) -> None:
    result = run("--coach-cov", closed=CLOSED)
    result.stdout.fnmatch_lines(
        [
            "=* coverage of the program =*",
            "goals, version ????????????",
            "state * visited * exits * guards * missing * actions",
            "WELCOME * 3 * 0/1 * 1/2 * 1/1 * 0/1",
            "PLAN * 0 * 0/2 * – * – * 0/1",
            "WELCOME",
            "  to PLAN (model): never taken, its guard never seen open",
            "  never applied here: SAVE_GOAL",
            "PLAN",
            "  never visited",
            "prompts/plan.md.j2",
            "  line 1, never the template",
            "states visited * 1/3 * 33.3 %",
        ]
    )
    assert result.ret == 0


def test_all_of_it_seen_is_a_hundred_percent_and_says_no_more(run: Run) -> None:
    result = run("--coach-cov-fail-under=100", closed=CLOSED, rest=REST)
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(["everything * 100 %"])
    result.stdout.no_fnmatch_line("*never*")
    assert result.ret == 0


@pytest.mark.parametrize(
    ("wanted", "code", "said"),
    [
        ("10", 0, ""),
        ("90", 1, r"Too little was seen: \S+ % of everything; 90 % were asked for"),
        ("missing:100,states:20%", 0, ""),
        ("missing:100,exits:100", 1, "Too little was seen: 0 % of exits taken; 100 % were asked for"),
    ],
)
def test_the_run_fails_where_less_was_seen(run: Run, wanted: str, code: int, said: str) -> None:
    result = run(f"--coach-cov-fail-under={wanted}", closed=CLOSED)
    result.assert_outcomes(passed=1)
    assert result.ret == code
    assert bool(re.search("Too little", result.stdout.str())) == bool(said)
    assert re.search(said, result.stdout.str())


def test_a_failing_test_keeps_its_exit_code_and_the_report(run: Run) -> None:
    result = run("--coach-cov-fail-under=1", failing="def test_it(walk):\n    walk.begin()\n    assert False")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["everything * %"])
    result.stdout.no_fnmatch_line("Too little*")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--coach-cov-report=jsno", "there is no report 'jsno'; did you mean 'json'?*"),
        ("--coach-cov-fail-under=lots", "'lots' is no percentage: give 95, or states:100"),
        ("--coach-cov-fail-under=101", "'101' is no percentage: it is from 0 to 100"),
        ("--coach-cov-fail-under=exit:100", "nothing called 'exit' is counted; did you mean 'exits'?*"),
    ],
)
def test_an_option_that_says_nothing_is_told_of_at_once(run: Run, option: str, said: str) -> None:
    result = run(option, closed=CLOSED)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --coach-cov: {said}"])


def test_the_files_are_written_where_they_are_asked_for(run: Run, pytester: pytest.Pytester) -> None:
    result = run("--coach-cov-report=json,html:out/page.html", "--coach-cov-report=json:second.json", closed=CLOSED)
    result.stdout.fnmatch_lines(["Wrote coverage.json", "Wrote out/page.html", "Wrote second.json"])
    result.stdout.no_fnmatch_line("state * visited*")
    found = json.loads((pytester.path / "coverage.json").read_text(encoding="utf-8"))
    assert found == json.loads((pytester.path / "second.json").read_text(encoding="utf-8"))
    assert (found["format"], found["program"], found["totals"]["states"]) == (1, "goals", [1, 3])
    [exit] = found["states"]["WELCOME"]["exits"]
    assert {name: exit[name] for name in ("target", "by", "taken", "open", "closed")} == {
        "target": "PLAN", "by": "model", "taken": 0, "open": 0, "closed": 4,
    }  # fmt: skip
    assert exit["missing"] == [{"says": "no goal yet", "where": "states/welcome.py:16", "seen": 4}]
    page = (pytester.path / "out" / "page.html").read_text(encoding="utf-8")
    assert "to PLAN (model)" in page


def test_a_file_that_cannot_be_written_is_told_of(run: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "there").write_text("a file")
    result = run("--coach-cov-report=json:there/coverage.json", closed=CLOSED)
    result.stdout.fnmatch_lines(["there/coverage.json could not be written: *"])


@pytest.mark.slow
def test_workers_put_together_what_they_saw(run: Run) -> None:
    result = run("-n2", "--coach-cov-fail-under=100", "--coach-cov-report=table,json", inside=False, a=CLOSED, b=REST)
    result.assert_outcomes(passed=5)
    assert result.stdout.str().count("coverage of the program") == 1
    result.stdout.fnmatch_lines(["everything * 100 %", "Wrote coverage.json"])
    assert result.ret == 0


@pytest.mark.slow
def test_too_little_fails_with_workers_too(run: Run) -> None:
    result = run("-n2", "--coach-cov-fail-under=90", inside=False, closed=CLOSED)
    result.assert_outcomes(passed=1)
    assert result.ret == 1


def test_the_program_that_a_project_chooses_in_its_own_fixture_is_measured(
    run: Run, pytester: pytest.Pytester, program_folder: Callable[..., Path]
) -> None:
    pytester.makeconftest(f"""
import pytest
from coach import Program

@pytest.fixture(scope="session")
def coach_program():
    return Program.load({str(program_folder(**{"states/__init__.py": TITLED}))!r})
""")
    run("--coach-cov", closed=CLOSED).stdout.fnmatch_lines(["<b>goals</b>, version *", "*1/3 * 33.3 %"])


def test_walks_in_files_are_seen_too(run: Run, pytester: pytest.Pytester) -> None:
    (pytester.path / "plan.walk.yaml").write_text(
        "walk: The plan is made\nat: PLAN\nturns:\n  - user: To run.\n    coach: Then run.\n", encoding="utf-8"
    )
    result = run("--coach-cov", closed=CLOSED)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["PLAN * 3 * 0/2 *"])


def test_a_run_without_tests_says_so(run: Run) -> None:
    result = run("--coach-cov", "-k", "nothing", closed=CLOSED)
    result.stdout.fnmatch_lines(["No test ran, so nothing was seen."])
