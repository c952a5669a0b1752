"""The pytest options `--coach-cov…`. Nothing but this file is imported where they are not given."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("coach", "coach")
    group.addoption("--coach-cov", action="store_true", help="report what the tests have seen of the program")
    group.addoption(
        "--coach-cov-fail-under",
        metavar="PERCENT",
        default="",
        help="fail where less was seen: 95 (of everything), or of one kind as in states:100,exits:100",
    )
    group.addoption(
        "--coach-cov-report",
        action="append",
        metavar="REPORTS",
        default=[],
        help="what to make of it: table (the default), json[:FILE], html[:FILE], several with commas",
    )


def pytest_configure(config: pytest.Config) -> None:
    options = config.option
    wanted = options.coach_cov or options.coach_cov_fail_under or options.coach_cov_report
    if not wanted or options.collectonly:
        return
    from coach.testing.coverage import measuring
    from coach.testing.coverage.asking import enough, wishes

    try:
        asked = wishes(options.coach_cov_report), enough(options.coach_cov_fail_under)
    except ValueError as error:
        raise pytest.UsageError(f"--coach-cov: {error}") from None
    config.pluginmanager.register(measuring)
    config.pluginmanager.register(measuring.Measuring(config, *asked), measuring.NAME)
