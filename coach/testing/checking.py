"""The pytest option `--coach-check`: what is wrong with the program is a test of its own, and errors fail it."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("coach").addoption(
        "--coach-check",
        action="store_true",
        help="look for mistakes in the program too, as `coach check` does",
    )


def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """The program is looked at before the tests."""
    if session.config.getoption("--coach-check"):
        items.insert(0, CheckItem.from_parent(session, name="coach-check"))


class MistakesFound(Exception):
    """The program has mistakes; the text says which. Internal."""


class CheckItem(pytest.Item):
    """The program that the walks run, as `coach check` looks at it."""

    def runtest(self) -> None:
        from coach.checking import as_lines, check_program
        from coach.testing.choosing import chosen_folder

        report = check_program(chosen_folder(self.session))
        if report.errors:
            raise MistakesFound(as_lines(report))
        if report.findings:
            self.add_report_section("call", "coach check", as_lines(report))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        if isinstance(excinfo.value, MistakesFound):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.config.rootpath, None, self.name
