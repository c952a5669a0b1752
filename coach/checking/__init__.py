"""What is wrong with a program: mistakes that otherwise look as if the model were at fault."""

from coach.checking.finding import BY_CODE, KINDS, Finding, Kind, Severity
from coach.checking.handing import as_json, as_lines, as_sarif
from coach.checking.looking import WINDOW
from coach.checking.report import Report, check, check_program

__all__ = [
    "BY_CODE",
    "KINDS",
    "WINDOW",
    "Finding",
    "Kind",
    "Report",
    "Severity",
    "as_json",
    "as_lines",
    "as_sarif",
    "check",
    "check_program",
]
