"""The pytest plugin: installing the package brings the fixtures `walk`, `new_walk` and `coach_program`.

Files that are called `*.walk.yaml` are tests too. Nothing of the engine is imported until there is such a file, or a
fixture is used.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from coach.loading import Program
    from coach.testing import Walk
    from coach.testing.collecting import WalkYaml
    from coach.testing.making import Walks

pytest_plugins = ("coach.testing.checking", "coach.testing.coverage.plugin", "coach.testing.snapshots.plugin")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "coach_program",
        "folder of the program that walks run (default: the one that the tests stand in, else the one of coach)",
    )
    parser.getgroup("coach").addoption(
        "--coach-db",
        metavar="URL",
        help="database that walks run on, sqlite:///FILE or postgresql://… (default: each has its own, in memory)",
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> WalkYaml | None:
    """A walk's file is a test, or one for each of its cases."""
    if not file_path.name.endswith(".walk.yaml"):
        return None
    from coach.testing.collecting import WalkYaml

    return WalkYaml.from_parent(parent, path=file_path)


@pytest.fixture(scope="session")
def coach_program(request: pytest.FixtureRequest) -> Program:
    """The program that walks run: the folder of the ini setting `coach_program`; without it, the one that the tests
    stand in, else the one that comes with coach. Override it to choose another.
    """
    from coach.errors import ConfigurationError, ProgramError
    from coach.loading import Program
    from coach.testing.choosing import chosen_folder

    try:
        return Program.load(chosen_folder(request.session))
    except ConfigurationError as error:
        problem = str(error)
    except ProgramError as error:
        problem = f"the program cannot be loaded: {error}"
    pytest.fail(problem, pytrace=False)


@pytest.fixture
def new_walk(request: pytest.FixtureRequest) -> Iterator[Walks]:
    """Makes scripted conversations, for a test that wants several, or one in another format or program."""
    from coach.testing.making import Walks

    making = Walks(
        lambda: request.getfixturevalue("coach_program"),
        request.config.getoption("--coach-db"),
        _title(request.node.name),
    )
    try:
        yield making
    finally:
        making.close()


@pytest.fixture
def walk(coach_program: Program, new_walk: Walks) -> Walk:
    """A scripted conversation with the program, on a real database: in memory, or the one of `--coach-db`."""
    from coach.errors import CoachError

    try:
        return new_walk(coach_program)
    except CoachError as error:
        problem = str(error)
    pytest.fail(problem, pytrace=False)


def _title(test: str) -> str:
    """What a test shows, by its name."""
    words, bracket, case = test.removeprefix("test_").partition("[")
    title = words.replace("_", " ").strip() + (f" [{case}" if bracket else "")
    return title[:1].upper() + title[1:]


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """A comparison with something of a walk, `assert walk.calls == 2`, fails with a transcript too."""
    ours = sys.modules.get("coach.testing.walking.compared")
    return ours.explained(op, left, right) if ours else None


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """A walk's last turn belongs to the test: what is wrong with it is the test's failure."""
    result = yield
    walks, making = sys.modules.get("coach.testing.walking.walk"), sys.modules.get("coach.testing.making")
    kinds = tuple(kind for kind in (walks and walks.Walk, making and making.Walks) if kind)
    for value in pyfuncitem.funcargs.values() if kinds else ():
        if isinstance(value, kinds):
            _finish(value)
    return result


def _finish(walk: Walk | Walks) -> None:
    try:
        walk.finish()
        return
    except AssertionError as error:
        problem = str(error)
    pytest.fail(problem, pytrace=False)  # the test's own lines have run: there are none to show
