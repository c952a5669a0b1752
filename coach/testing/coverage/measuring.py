"""Measuring in a run of pytest: watches the tests, gathers what workers have seen, and tells of it at the end."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from coach.loading import Program
from coach.testing.coverage.asking import Enough, Wish
from coach.testing.coverage.recorder import Recorder
from coach.testing.coverage.report import Report
from coach.testing.coverage.table import as_table
from coach.testing.coverage.writing import write

#: What the plugin is called among pytest's.
NAME = "coach-coverage"
#: Where a worker of pytest-xdist puts its report for the controller.
_SENT = "coach_coverage"


@pytest.fixture(scope="session", autouse=True)
def _coach_coverage(request: pytest.FixtureRequest, coach_program: Program) -> None:
    """The program under test is the one that the tests' own `coach_program` gives."""
    measuring: Measuring = request.config.pluginmanager.getplugin(NAME)
    measuring.begin(coach_program)


class Measuring:
    """Watches the tests of this process, or gathers what the workers have seen."""

    def __init__(self, config: pytest.Config, wishes: list[Wish], enough: list[Enough]) -> None:
        self.config = config
        self.wishes = wishes
        self.enough = enough
        self.report: Report | None = None
        self.said: list[str] = []
        """What there is to be said beside the report."""
        self._recorder: Recorder | None = None
        self._watching = ExitStack()

    def begin(self, program: Program) -> None:
        """Watch what this process does with the program."""
        self._recorder = Recorder(program)
        self._watching.enter_context(self._recorder.watching())

    # --- gathering ----------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self._watching.close()
        if self._recorder is not None:
            self._add(self._recorder.report())
        sending: dict[str, Any] | None = getattr(self.config, "workeroutput", None)
        if sending is not None:
            if self.report is not None:
                sending[_SENT] = self.report.dumped()
        elif self._problems() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """A worker has ended; one that crashed sent nothing."""
        if text := getattr(node, "workeroutput", {}).get(_SENT):
            self._add(Report.loaded(text))
        elif error:
            self.said.append("a worker was lost, and with it what it had seen")

    def _add(self, report: Report) -> None:
        if self.report is None:
            self.report = report
        elif report.version == self.report.version:
            self.report = self.report.merged(report)
        else:
            self.said.append(f"the workers ran different programs: {report.program} was left out")

    def _problems(self) -> list[str]:
        report = self.report
        return [said for each in self.enough if report is not None and (said := each.problem(report))]

    # --- telling ------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Generator[None, None, None]:
        yield
        if hasattr(self.config, "workeroutput"):
            return
        terminalreporter.section("coverage of the program")
        if self.report is None:
            terminalreporter.write_line("No test ran, so nothing was seen.")
            return
        for wish in self.wishes:
            self._tell(terminalreporter, wish, self.report)
        for line in self.said:
            terminalreporter.write_line(line, yellow=True)
        for problem in self._problems():
            terminalreporter.write_line(f"Too little was seen: {problem}", red=True)

    def _tell(self, terminal: pytest.TerminalReporter, wish: Wish, report: Report) -> None:
        if wish.file is None:
            terminal.write(as_table(report, terminal._tw.fullwidth, colours=terminal.hasmarkup))
            return
        file = self.config.invocation_params.dir / wish.file
        try:
            write(report, wish.form, file)
        except OSError as error:
            self.said.append(f"{_shown(file)} could not be written: {error.strerror}")
        else:
            terminal.write_line(f"Wrote {_shown(file)}")


def _shown(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
