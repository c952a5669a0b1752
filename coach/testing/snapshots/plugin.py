"""The pytest option `--coach-update` and the fixture `coach_snapshots`. The engine is imported when it is used."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from coach.engine.program import Program
    from coach.testing.snapshots.keeping import Snapshots

_FOLDER = "__snapshots__"
_REPORT = "coach_snapshots"
#: Of the sessions that run tests, one within the other, who keeps their snapshots.
_RUNNING: list[Keeper] = []


def running() -> Snapshots | None:
    """The snapshots of the test that is running; None outside of tests."""
    return _RUNNING[-1].running if _RUNNING else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("coach", "coach").addoption(
        "--coach-update", action="store_true", help="write snapshots anew, and remove those that nothing asks for"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Keeper(config), _REPORT)


@pytest.fixture
def coach_snapshots(request: pytest.FixtureRequest, coach_program: Program) -> Snapshots:
    """What models are asked, compared with what is kept in `__snapshots__` beside the test."""
    keeper: Keeper = request.config.pluginmanager.getplugin(_REPORT)
    return keeper.of(request.node, coach_program)


class Keeper:
    """Knows the snapshots of the running test, and which files nothing asks for any more."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._item: pytest.Item | None = None
        self._now: Snapshots | None = None
        self._seen: set[Path] = set()
        self._partial: set[Path] = set()
        """Files of tests that were not run whole."""
        self._gone: list[Path] = []

    def of(self, item: pytest.Item, program: Program | None = None) -> Snapshots:
        """The snapshots of the test that is running."""
        from coach.testing.snapshots.keeping import Snapshots, file_name

        if self._now is None or (program is not None and self._now.program is not program):
            counted = self._now
            folder, root = _folder(item.path), self._config.rootpath
            update = bool(self._config.option.coach_update)
            self._now = Snapshots(program, folder, file_name(item.name), update=update, root=root)
            if counted is not None:
                self._now.seen |= counted.seen
        return self._now

    @property
    def running(self) -> Snapshots | None:
        """Those of the test that is running."""
        return self.of(self._item) if self._item is not None else None

    # --- what was asked for -------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._item, self._now = item, None
        _RUNNING.append(self)
        try:
            return (yield)
        finally:
            _RUNNING.remove(self)
            if self._now is not None:
                self._seen |= self._now.seen
            self._item = self._now = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed and report.fspath:
            self._partial.add(self._config.rootpath / report.fspath)

    def pytest_deselected(self, items: Iterable[pytest.Item]) -> None:
        self._partial |= {item.path for item in items}

    def pytest_collection_modifyitems(self) -> None:
        chosen = [argument.partition("::")[0] for argument in self._config.args if "::" in argument]
        self._partial |= {(self._config.invocation_params.dir / each).resolve() for each in chosen}

    # --- what nothing asks for ----------------------------------------------------------------

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        told: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if told is not None:  # of pytest-xdist: whoever started us has the whole picture
            told[_REPORT] = [[*map(str, self._seen)], [*map(str, self._partial)]]
            return
        if session.config.option.collectonly or getattr(session, "shouldstop", False):
            return
        kept = {_folder(path) for path in self._partial}
        for folder in {file.parent for file in self._seen} - kept:
            self._gone += [file for file in sorted(folder.glob("*.txt")) if file not in self._seen]
        if self._config.option.coach_update:
            for file in self._gone:
                file.unlink(missing_ok=True)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        seen, partial = getattr(node, "workeroutput", {}).get(_REPORT, ([], []))
        self._seen |= set(map(Path, seen))
        self._partial |= set(map(Path, partial))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._gone:
            return
        terminalreporter.section("snapshots that no test asks for", yellow=True)
        removed = bool(self._config.option.coach_update)
        for file in self._gone:
            shown = file.relative_to(self._config.rootpath) if file.is_relative_to(self._config.rootpath) else file
            terminalreporter.line(f"{shown} {'was removed' if removed else ''}".rstrip())
        if not removed:
            terminalreporter.line("remove them with pytest --coach-update")


def _folder(test: Path) -> Path:
    """Where the snapshots of a file's tests are."""
    return test.parent / _FOLDER / test.name.split(".")[0]
