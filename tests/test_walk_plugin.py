"""The fixture `walk` as a project has it: found by pytest, set up in its ini file, told in its report."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import coach.testing.walking.walk  # noqa: F401  # a run inside a run forgets what it imports: this spares each of them the engine
from coach.testing.walking.database import new_database

pytest_plugins = ("pytester",)

HEAD = """
from coach import Action, Program, TransitionState, Walk
import pytest

class SaveGoal(Action):
    name: str
    size: int = 1

"""


#: A run inside needs neither: hypothesis takes a second to load.
LEAN = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:schemathesis")

Run = Callable[..., pytest.RunResult]


@pytest.fixture(scope="module", autouse=True)
def migrated() -> None:
    """The migrations have run, once for all the runs inside."""
    new_database().dispose()


@pytest.fixture
def run(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> Run:
    """Runs tests in a project whose ini file names a program of its own; `files` are the program's."""

    def run(tests: str, **files: str | None) -> pytest.RunResult:
        pytester.makeini(f"[pytest]\ncoach_program = {program_folder(**files)}\nfilterwarnings = error")
        pytester.makepyfile(test_it=HEAD + tests)
        return pytester.runpytest_inprocess(*LEAN)

    return run


def test_the_ini_setting_chooses_the_program(run: Run) -> None:
    run("""
def test_goals(walk):
    walk.begin().says("What do you want?")
    walk.user("To run.")
    walk.coach("Run.", SaveGoal(name="run")).applied().stays()
""").assert_outcomes(passed=1)


def test_it_may_stand_beside_the_ini_file(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> None:
    program_folder().rename(pytester.path / "goals")
    pytester.makeini("[pytest]\ncoach_program = goals")
    pytester.makepyfile("def test_goals(walk):\n    walk.begin().says('What do you want?')")
    pytester.runpytest_inprocess(*LEAN).assert_outcomes(passed=1)


def test_without_a_setting_walks_run_the_program_that_comes_with_coach(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(walk):\n    assert walk.begin().state == 'INTRODUCTION'")
    pytester.runpytest_inprocess(*LEAN).assert_outcomes(passed=1)


def test_without_a_setting_walks_run_the_program_that_they_stand_in(
    pytester: pytest.Pytester, program_folder: Callable[..., Path]
) -> None:
    goals = program_folder().rename(pytester.path / "goals")
    (goals / "tests").mkdir()
    (goals / "tests/test_here.py").write_text("def test_it(walk):\n    walk.begin().says('What do you want?')\n")
    (goals / "tests/here.walk.yaml").write_text("walk: Here\nexpect:\n  says: What do you want?\n")
    pytester.makepyfile(test_elsewhere="def test_nothing():\n    pass\n")
    pytester.makeini("[pytest]\nfilterwarnings = error")
    pytester.runpytest_inprocess(*LEAN, "--coach-check").assert_outcomes(passed=4)


def test_of_several_programs_one_has_to_be_chosen(
    pytester: pytest.Pytester, program_folder: Callable[..., Path]
) -> None:
    for name in ("goals", "plans"):
        folder = program_folder().rename(pytester.path / name)
        (folder / "here.walk.yaml").write_text("walk: Here\nexpect:\n  says: What do you want?\n")
    result = pytester.runpytest_inprocess(*LEAN)
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["the tests stand in 2 programs (*/goals, */plans): run those of one, or *"])
    pytester.runpytest_inprocess(*LEAN, "plans").assert_outcomes(passed=1)


def test_a_project_may_override_the_program(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> None:
    pytester.makeconftest(f"""
import pytest
from coach import Program

@pytest.fixture(scope="session")
def coach_program():
    return Program.load({str(program_folder())!r})
""")
    pytester.makepyfile("def test_goals(walk):\n    walk.begin().says('What do you want?')")
    pytester.runpytest_inprocess(*LEAN).assert_outcomes(passed=1)


def test_a_program_that_cannot_be_loaded_is_one_line(run: Run) -> None:
    result = run("def test_goals(walk):\n    pass\n", **{"states/plan.py": "state = 1"})
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the program cannot be loaded: states/plan.py:1: state is int, not State(…)"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*importing.py*")


def test_what_is_wrong_with_the_last_turn_fails_the_test_itself(run: Run) -> None:
    result = run("""
def test_never_asked(walk):
    walk.at("PLAN")
    walk.user("Bye.")
    walk.coach("Bye.", TransitionState(target_state="DONE")).then("See you.")

def test_nothing_scripted(walk):
    walk.begin()
    walk.user("Hello?")

@pytest.fixture
def tagged(coach_program):
    with Walk(coach_program, format="tags") as walk:
        yield walk

def test_by_hand(tagged):
    tagged.begin()
    tagged.user("Hello?")
    tagged.coach("Yes?").then("Yes!")
""")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "_* test_never_asked _*",
            "a scripted reply was never asked for: 'See you.'",
            ">   coach: See you. (test_it.py:11)",
            "_* test_nothing_scripted _*",
            "the turn failed, ScriptExhausted: the model was asked, but nothing is scripted: add walk.coach(…)",
            "> this turn did not happen (test_it.py:16)",
            "_* test_by_hand _*",
            "a scripted reply was never asked for: 'Yes!'",
        ]
    )


def test_a_walk_that_stops_at_the_end_of_its_block_takes_its_last_turn(run: Run) -> None:
    result = run("""
def test_block(coach_program):
    with Walk(coach_program) as walk:
        walk.begin()
        walk.user("Hello?")

def test_block_that_fails_otherwise(coach_program):
    with Walk(coach_program) as walk:
        walk.begin()
        walk.user("Hello?")
        raise RuntimeError("something else")
""")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["E * AssertionError: the turn failed, ScriptExhausted*"])
    result.stdout.fnmatch_lines(["E * RuntimeError: something else"])
    assert "During handling" not in result.stdout.str()


SLIPS = (
    'walk.coach("Bye.", TransitionState(target_state="DONE")).stays()',
    'walk.coach("Bye.").refused("not yet")',
    'walk.coach("Bye.").prompt_contains("something else")',
    'walk.coach("Bye.").then("Good night.").stays()',
    'walk.coach("Bye.", SaveGoal)',
    'walk.at("PLANE")',
    "walk.begin().remembers(ready=True)",
    'walk.missing("PLANE")',
)


def test_a_failure_shows_the_tests_own_line_and_none_of_ours(run: Run) -> None:
    tests = [
        f"def test_{n}(walk):\n    walk.at('PLAN')\n    walk.user('Hm.')\n    {line}\n" for n, line in enumerate(SLIPS)
    ]
    result = run("\n".join(tests))
    result.assert_outcomes(failed=len(SLIPS))
    shown = result.stdout.str()
    for line in SLIPS:
        assert f">       {line}\n" in shown
    assert len(re.findall("^E       AssertionError: ", shown, re.MULTILINE)) == len(SLIPS)
    assert set(re.findall(r"^(\S+\.py):\d+: ", shown, re.MULTILINE)) == {"test_it.py"}
    assert "During handling" not in shown


def test_a_comparison_that_fails_reads_like_any_other_failure(run: Run) -> None:
    result = run("""
@pytest.fixture
def hm(walk):
    walk.begin().user("Hm.").coach("Well?")
    return walk

def test_calls(hm):
    assert hm.calls == 2

def test_missing(hm):
    assert hm.missing("PLAN") == ["a name"]

def test_both_as_plain_values(hm):
    assert (hm.calls, hm.missing("PLAN")) == (1, ["no goal yet"])
    assert hm.calls < 2
    assert "no goal yet" in hm.missing("PLAN")
""")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            *(
                "E*assert the number of calls is 1, not 2",
                "E*  turn 0: WELCOME",
                "E*> turn 1: WELCOME",
                "E*coach: Well[?]",
            ),
            *("E*assert PLAN misses [[]'no goal yet'], not [[]'a name']", "E*client: Hm.", "E*>   PLAN: no goal yet"),
        ]
    )


def test_the_plugin_costs_a_project_that_has_no_walks_next_to_nothing() -> None:
    heavy = ["sqlalchemy", "alembic", "jinja2", "transitions", "openai", "coach.coach", "coach.testing.walking.walk"]
    code = f"import sys, coach.testing.plugin; print([name for name in {heavy!r} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
