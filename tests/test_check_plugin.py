"""`pytest --coach-check`: the program is a test beside the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken import PLAN_PROMPT, changed

pytest_plugins = ("pytester",)
LEAN = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:schemathesis")
Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> Run:
    """Runs pytest in a project whose ini file names a program."""

    def run(*options: str, **files: str | None) -> pytest.RunResult:
        pytester.makeini(f"[pytest]\ncoach_program = {program_folder(**files)}\nfilterwarnings = error")
        pytester.makepyfile(test_it="def test_nothing():\n    pass\n")
        return pytester.runpytest_inprocess(*LEAN, *options)

    return run


def test_a_program_without_mistakes_passes(run: Run) -> None:
    run("--coach-check").assert_outcomes(passed=2)


def test_without_the_option_nothing_is_looked_at(run: Run) -> None:
    run().assert_outcomes(passed=1)


def test_errors_fail(run: Run) -> None:
    result = run("--coach-check", **{"prompts/plan.md.j2": "Keep it with SAVE_GAOL.\n" + PLAN_PROMPT})
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*plan.md.j2:1: error C401 (names-other-action)", "1 error, no warnings"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_program_that_cannot_be_loaded_fails(run: Run) -> None:
    result = run("--coach-check", **{"states/plan.py": "state = State(\n"})
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*states/plan.py:1: error C001 (cannot-be-loaded)"])


def test_warnings_alone_pass_and_are_told(run: Run) -> None:
    files = changed("states/plan.py", ("state = State", "# coach: allow C201\nstate = State"))
    result = run("--coach-check", "-rP", **files)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*states/plan.py:8: warning C901 (unused-allow)"])


@pytest.mark.slow
def test_it_works_with_workers(run: Run) -> None:
    run("--coach-check", "-n", "2").assert_outcomes(passed=2)
