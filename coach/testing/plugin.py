"""The pytest plugin: installing the package brings the fixtures `walk` and `coach_program`.

Nothing of the engine is imported until a fixture is used.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from coach.loading import Program
    from coach.testing import Walk


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("coach_program", "folder of the program that walks run (default: the one that comes with coach)")


@pytest.fixture(scope="session")
def coach_program(pytestconfig: pytest.Config) -> Program:
    """The program that walks run: the folder of the ini setting `coach_program`; override it to choose another."""
    from coach.errors import ProgramError
    from coach.loading import Program

    folder = str(pytestconfig.getini("coach_program"))
    try:
        return Program.load(pytestconfig.rootpath / folder if folder else None)
    except ProgramError as error:
        problem = str(error)
    pytest.fail(f"the program cannot be loaded: {problem}", pytrace=False)


@pytest.fixture
def walk(coach_program: Program) -> Iterator[Walk]:
    """A scripted conversation with the program, on a real database in memory."""
    from coach.testing import Walk

    walking = Walk(coach_program)
    try:
        yield walking
    finally:
        walking.close()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """A walk's last turn belongs to the test: what is wrong with it is the test's failure."""
    result = yield
    walks = sys.modules.get("coach.testing.walk")
    for value in pyfuncitem.funcargs.values() if walks else ():
        if isinstance(value, walks.Walk):  # type: ignore[union-attr]  # not None, as above
            _finish(value)
    return result


def _finish(walk: Walk) -> None:
    try:
        walk.finish()
        return
    except AssertionError as error:
        problem = str(error)
    pytest.fail(problem, pytrace=False)  # the test's own lines have run: there are none to show
