"""Snapshots of what models are asked: compared, written anew, missed, and removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import coach.testing.walking.walk  # noqa: F401  # a run inside a run forgets what it imports: this spares each of them the engine
from coach.testing.walking.database import new_database

pytest_plugins = ("pytester",)

LEAN = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:schemathesis")
STATES = """
def test_states(coach_snapshots):
    coach_snapshots.every_state({"goals": [{"name": "Run"}]})
"""
WALK = """
def test_a_walk(walk):
    walk.begin().user("To run.").coach("Run.").matches_snapshot()
    walk.user("And now?").coach("Now.").matches_snapshot()
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture(scope="module", autouse=True)
def migrated() -> None:
    """The migrations have run, once for all the runs inside."""
    new_database().dispose()


@pytest.fixture
def program(program_folder: Callable[..., Path]) -> Path:
    return program_folder()


@pytest.fixture
def run(pytester: pytest.Pytester, program: Path) -> Run:
    """Runs tests in a project, with options."""

    def run(tests: str, *options: str) -> pytest.RunResult:
        pytester.makeini(f"[pytest]\ncoach_program = {program}\nfilterwarnings = error")
        pytester.makepyfile(test_it=tests)
        return pytester.runpytest_inprocess(*LEAN, *options)

    return run


@pytest.fixture
def kept(pytester: pytest.Pytester) -> Path:
    return pytester.path / "__snapshots__" / "test_it"


def test_a_snapshot_that_is_not_there_yet_fails_and_says_what_to_do(run: Run, kept: Path) -> None:
    result = run(STATES)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*there is no snapshot __snapshots__/test_it/WELCOME.txt yet; write it with pytest --coach-update, read it*"]
    )
    assert not kept.exists(), "nothing is written unasked"


def test_every_state_has_a_file_with_all_that_is_asked(run: Run, kept: Path) -> None:
    run(STATES, "--coach-update").assert_outcomes(passed=1)
    assert sorted(file.name for file in kept.iterdir()) == ["DONE.txt", "PLAN.txt", "WELCOME.txt"]
    welcome = (kept / "WELCOME.txt").read_text(encoding="utf-8")
    for words in (
        "=== opening ===\nWhat do you want?\n",
        "WELCOME, in the format json\n",
        "=== system ===\nAsk what the client wants.",
        "Goals: Run;",
        "=== assistant ===\nWhat do you want?\n",
        "=== user ===\nHello.\n",
        "=== schema ===\nactions: ",
        '  {"type": "object", "properties": {"type": {"type": "string", "enum": ["SAVE_GOAL"]}',
    ):
        assert words in welcome, words
    assert (kept / "DONE.txt").read_text(encoding="utf-8") == "=== opening ===\nGoodbye.\n"
    run(STATES).assert_outcomes(passed=1)


def test_a_changed_prompt_fails_with_the_lines_that_differ(run: Run, program: Path) -> None:
    run(STATES, "--coach-update").assert_outcomes(passed=1)
    prompt = program / "prompts" / "plan.md.j2"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("Make a plan.", "Make no plan."), encoding="utf-8")
    result = run(STATES)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*the snapshot __snapshots__/test_it/PLAN.txt differs; if that is meant, write it anew with*--coach-upd*",
            "*--- kept*",
            "*+++ now*",
            "*-Make a plan.*",
            "*+Make no plan.*",
        ]
    )
    result.stdout.no_fnmatch_line("*WELCOME.txt differs*")
    run(STATES, "--coach-update").assert_outcomes(passed=1)
    run(STATES).assert_outcomes(passed=1)


@pytest.mark.slow
def test_a_walk_compares_what_was_asked_in_a_turn(run: Run, kept: Path) -> None:
    run(WALK, "--coach-update").assert_outcomes(passed=1)
    assert sorted(file.name for file in kept.iterdir()) == ["test_a_walk-2.txt", "test_a_walk.txt"]
    run(WALK).assert_outcomes(passed=1)
    result = run(WALK.replace("To run.", "To walk."))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*-To run.*", "*+To walk.*"])


@pytest.mark.slow
def test_ids_and_the_clock_are_the_same_in_every_run(run: Run, program: Path) -> None:
    prompt = program / "prompts" / "welcome.md.j2"
    prompt.write_text(
        "Ask.\n{% block context %}{% for goal in memory.goals %}{{ goal.id }}{% endfor %} at {{ turn.now }}, "
        "after {{ turn.since_last }}{% endblock %}",
        encoding="utf-8",
    )
    walk = """
def test_a_walk(walk):
    walk.clock("2027-03-01 09:30")
    walk.at("WELCOME", {"goals": [{"name": "Run"}]}).silence(days=2).user("To run.").coach("Run.").matches_snapshot()
"""
    both = STATES + walk
    run(both, "--coach-update").assert_outcomes(passed=2)
    run(both).assert_outcomes(passed=2)


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.slow)])
def test_a_file_that_nothing_asks_for_is_reported_and_removed(run: Run, kept: Path, workers: tuple[str, ...]) -> None:
    run(STATES + WALK, "--coach-update").assert_outcomes(passed=2)
    result = run(STATES, *workers)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*snapshots that no test asks for*",
            "__snapshots__/test_it/test_a_walk-2.txt",
            "__snapshots__/test_it/test_a_walk.txt",
            "remove them with pytest --coach-update",
        ]
    )
    run(STATES, "--coach-update", *workers).stdout.fnmatch_lines(["*test_a_walk.txt was removed"])
    assert sorted(file.name for file in kept.iterdir()) == ["DONE.txt", "PLAN.txt", "WELCOME.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("options", [("-k", "walk"), ("test_it.py::test_a_walk",)])
def test_where_some_tests_are_not_run_nothing_is_taken_for_unused(
    run: Run, kept: Path, options: tuple[str, ...]
) -> None:
    run(STATES + WALK, "--coach-update").assert_outcomes(passed=2)
    result = run(STATES + WALK, "--coach-update", *options)
    assert result.parseoutcomes()["passed"] == 1
    result.stdout.no_fnmatch_line("*no test asks for*")
    assert len(list(kept.iterdir())) == 5


@pytest.mark.slow
def test_a_failing_test_takes_nothing_away(run: Run, kept: Path) -> None:
    run(STATES + WALK, "--coach-update").assert_outcomes(passed=2)
    run(STATES + "def test_a_walk(walk):\n    assert not walk", "--coach-update").assert_outcomes(passed=1, failed=1)
    assert len(list(kept.iterdir())) == 5


def test_a_misspelt_state_is_told(run: Run) -> None:
    result = run('def test_it(coach_snapshots):\n    coach_snapshots.every_state(memories={"WELCOM": {}})')
    result.stdout.fnmatch_lines(["*there is no state 'WELCOM'; did you mean 'WELCOME'?*"])


def test_outside_of_a_test_there_are_no_snapshots(program: Path) -> None:
    from coach import Program, Walk
    from coach.testing.snapshots import plugin

    running, plugin._RUNNING[:] = list(plugin._RUNNING), []
    try:
        with Walk(Program.load(program)) as walk, pytest.raises(AssertionError, match="a snapshot belongs to a test"):
            walk.begin().user("To run.").coach("Run.").matches_snapshot()
    finally:
        plugin._RUNNING[:] = running
