"""Walks in files as pytest runs them: collected, named, told in its report; and the database they are run on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import coach.testing.collecting  # noqa: F401  # a run inside forgets what it imports: this spares each the engine
from coach.testing.walking.database import new_database

pytest_plugins = ("pytester",)

#: A run inside needs neither: hypothesis takes a second to load.
LEAN = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:schemathesis")

GOALS = """\
walk: A goal is kept
cases: [{goal: run}, {goal: sing}]
turns:
  - user: "I want to {goal}."
    coach: {message: "Well.", actions: [{type: SAVE_GOAL, name: "{goal}"}]}
    expect: {applied: SAVE_GOAL}
"""
DIFFERS = """\
walk: It moves at once
turns:
  - user: To run.
    coach: Run.
    expect:
      stays: true
      says: Sing
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture(scope="module", autouse=True)
def migrated() -> None:
    """The migrations have run, once for all the runs inside."""
    new_database().dispose()


@pytest.fixture
def run(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> Run:
    """Runs files of walks, by name, in a project whose ini file names a program of its own."""

    def run(*arguments: str, **texts: str) -> pytest.RunResult:
        pytester.makeini(f"[pytest]\ncoach_program = {program_folder()}\nfilterwarnings = error")
        for name, text in texts.items():
            path = pytester.path / (f"{name}.walk.yaml" if not name.startswith("test_") else f"{name}.py")
            path.write_text(text, encoding="utf-8")
        return pytester.runpytest_inprocess(*LEAN, *arguments)

    return run


def test_a_file_is_a_test_for_each_of_its_cases(run: Run) -> None:
    result = run("-v", goals=GOALS)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["goals.walk.yaml::A goal is kept[[]run] PASSED*", "*::A goal is kept[[]sing] PASSED*"])


def test_one_of_them_can_be_asked_for(run: Run) -> None:
    run("goals.walk.yaml::A goal is kept[sing]", goals=GOALS).assert_outcomes(passed=1)
    run("-k", "kept", goals=GOALS, differs=DIFFERS).assert_outcomes(passed=2, deselected=1)


def test_what_differs_is_told_with_file_and_line_and_a_transcript_and_nothing_of_ours(run: Run) -> None:
    result = run(differs=DIFFERS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "differs.walk.yaml:7: the coach did not say 'Sing'",
            "  turn 1: WELCOME",
            "    client: To run.",
            ">   coach: Run.",
            "  now in WELCOME",
            "    PLAN: no goal yet",
            "FAILED differs.walk.yaml::It moves at once*",
        ]
    )
    for trace in ("*.py:*", "*Traceback*", "*During handling*"):
        result.stdout.no_fnmatch_line(trace)


def test_a_slip_in_a_file_is_one_line(run: Run) -> None:
    result = run(slip="walk: W\nturn: []", state="walk: S\nat: PLANE")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["slip.walk.yaml:2: turn: there is no 'turn' here; did you mean 'turns'?"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result = run("state.walk.yaml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["state.walk.yaml:2: at: there is no state 'PLANE'; did you mean 'PLAN'?"])
    result.stdout.no_fnmatch_line("*.py:*")


def test_a_file_names_its_own_program_format_and_beginning(
    run: Run, pytester: pytest.Pytester, program_folder: Callable[..., Path]
) -> None:
    program_folder().rename(pytester.path / "goals")
    first = "walk: First\nprogram: goals\nformat: tags\nturns: [{user: Hm., coach: 'Well?'}]"
    later = "walk: Later\nafter: first.walk.yaml\nturns: [{user: Hm!, coach: {raw: 'So?'}, expect: {says: So}}]"
    run(first=first, later=later).assert_outcomes(passed=2)
    result = run("gone.walk.yaml", gone="walk: W\nprogram: nowhere")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["gone.walk.yaml:2: *nowhere*"])


def test_walks_in_python_and_in_files_ask_for_the_same_fixtures(
    run: Run, pytester: pytest.Pytester, program_folder: Callable[..., Path]
) -> None:
    pytester.makeconftest(f"""
import pytest
from coach import Program

@pytest.fixture(scope="session")
def coach_program():
    return Program.load({str(program_folder(**{"states/plan.py": OTHER}))!r})
""")
    walk = "walk: W\nat: PLAN\nturns: [{user: Bye., coach: Bye., expect: {missing: {WELCOME: []}}}]"
    run(w=walk, test_it="def test_it(walk):\n    walk.at('PLAN')\n").assert_outcomes(passed=2)


OTHER = "from coach import State, to\nstate = State(title='Other', exits=[to('WELCOME'), to('DONE')])"

SEVERAL = """
def test_two_walks(new_walk):
    one, other = new_walk(), new_walk(format="xml")
    one.begin().user("Hm.").coach("Well?").stays()
    other.begin().user("Hm.").coach("Well?").then("And?")
"""


def test_a_test_can_make_several_walks_and_their_last_turns_belong_to_it(run: Run) -> None:
    result = run(test_it=SEVERAL)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["a scripted reply was never asked for: 'And?'"])


def test_the_title_of_a_walk_is_the_name_of_its_test(run: Run) -> None:
    test = "def test_a_goal_is_kept(walk):\n    walk.begin()\n    assert walk.script.walk == 'A goal is kept'\n"
    run(test_it=test).assert_outcomes(passed=1)


# --- on another database -------------------------------------------------------------------------

TWO = """
def test_one(walk):
    walk.begin(key="k").user("To run.", key="k").coach("Run.").stays()

def test_another(walk):
    walk.begin(key="k").user("To sing.", key="k").coach("Sing.").says("Sing.")
    walk.silence(days=3).user("Hm.").coach("Well?").stays()
"""


def count(file: Path) -> int:
    with sqlite3.connect(file) as connection:
        found: int = connection.execute("SELECT count(*) FROM conversations").fetchone()[0]
    connection.close()
    return found


def test_walks_run_on_a_new_sqlite_file_each_with_its_own_conversation(run: Run, pytester: pytest.Pytester) -> None:
    file = pytester.path / "walks.db"
    for times in (1, 2):
        run(f"--coach-db=sqlite:///{file}", goals=GOALS, test_two=TWO).assert_outcomes(passed=4)
        assert count(file) == 4 * times


@pytest.mark.slow
def test_walks_run_on_postgresql_with_and_without_tables(run: Run, postgres: str, empty_postgres: str) -> None:
    for url in (postgres, empty_postgres, empty_postgres):
        run(f"--coach-db={url}", goals=GOALS, test_two=TWO).assert_outcomes(passed=4)


@pytest.mark.slow
def test_several_workers_make_the_tables_once(run: Run, empty_postgres: str) -> None:
    result = run("-n2", f"--coach-db={empty_postgres}", goals=GOALS, test_two=TWO)
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://there", "'mysql' is no database we know; use sqlite:///FILE or postgresql://*"),
        ("postgresql://127.0.0.1:1/none", "the PostgreSQL database failed*; check that the server runs*"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(run: Run, url: str, problem: str) -> None:
    result = run(f"--coach-db={url}", goals=GOALS, test_it="def test_it(walk):\n    pass\n")
    result.assert_outcomes(failed=2, errors=1)
    result.stdout.fnmatch_lines([problem])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*database.py*")
