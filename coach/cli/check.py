"""`coach check`: what is wrong with a program, as lines, as JSON or as SARIF."""

from __future__ import annotations

import json

from coach.checking import as_json, as_lines, as_sarif, check_program
from coach.cli.output import write


def print_findings(folder: str | None, window: int, *, as_data: bool, sarif: bool) -> bool:
    """Print what is found in the program of `folder`; whether there are no errors."""
    report = check_program(folder, window=window)
    if as_data or sarif:
        data = as_sarif(report) if sarif else as_json(report)
        write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    else:
        write(as_lines(report))
    return not report.errors
