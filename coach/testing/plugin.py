"""The pytest plugin: installing the package brings the fixtures `walk` and `coach_program`.

Nothing of the engine is imported until a fixture is used.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    from coach.loading import Program

    folder = str(pytestconfig.getini("coach_program"))
    return Program.load(pytestconfig.rootpath / folder if folder else None)


@pytest.fixture
def walk(coach_program: Program) -> Iterator[Walk]:
    """A scripted conversation with the program, on a real database in memory."""
    from coach.testing import Walk

    walking = Walk(coach_program)
    try:
        yield walking
        walking.finish()
    finally:
        walking.close()
