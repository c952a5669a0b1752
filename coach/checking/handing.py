"""How a report is handed on: as lines, as JSON, as SARIF."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from coach.checking.finding import KINDS
from coach.checking.report import Report


def as_lines(report: Report) -> str:
    """Three lines a finding, and last how many there are."""
    parts = [
        f"{_shown(report.file(each))}:{each.place.line}: {each.severity} {each.code} ({each.slug})\n"
        + "".join(f"  {line}\n" for line in each.lines)
        for each in report.findings
    ]
    return "".join([*parts, f"{_counted(report.errors, 'error')}, {_counted(report.warnings, 'warning')}\n"])


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "errors": report.errors,
        "warnings": report.warnings,
        "findings": [
            {
                "code": each.code,
                "name": each.slug,
                "severity": each.severity,
                "file": _shown(report.file(each)),
                "line": each.place.line,
                "sentence": each.sentence,
                "remedy": each.remedy,
            }
            for each in report.findings
        ],
    }


def _shown(file: Path) -> str:
    """A file as it is named from here, or in full where it is elsewhere."""
    return file.relative_to(Path.cwd()).as_posix() if file.is_relative_to(Path.cwd()) else str(file)


def as_sarif(report: Report) -> dict[str, Any]:
    """The report as SARIF 2.1.0, which code hosts and editors read."""
    rules = [
        {
            "id": kind.code,
            "name": kind.slug,
            "shortDescription": {"text": kind.about},
            "defaultConfiguration": {"level": kind.severity},
        }
        for kind in KINDS
    ]
    numbers = {kind.code: number for number, kind in enumerate(KINDS)}
    results = [
        {
            "ruleId": each.code,
            "ruleIndex": numbers[each.code],
            "level": each.severity,
            "message": {"text": " ".join(each.lines)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _artifact(report.file(each)),
                        "region": {"startLine": max(each.place.line, 1)},
                    }
                }
            ],
        }
        for each in report.findings
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "coach check", "rules": rules}}, "results": results}],
    }


def _artifact(file: Path) -> dict[str, str]:
    """A file by its address: from the root of the sources, which is where the command runs, or in full."""
    if file.is_relative_to(Path.cwd()):
        return {"uri": quote(_shown(file)), "uriBaseId": "%SRCROOT%"}
    return {"uri": file.as_uri()}
