"""All that is found in a program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.checking.allowing import sift
from coach.checking.buttons import check_buttons
from coach.checking.constants import check_constants
from coach.checking.finding import Finding, finding
from coach.checking.guards import check_guards
from coach.checking.leaving import check_leaving
from coach.checking.looking import WINDOW, Look
from coach.checking.prompts import check_prompts
from coach.checking.sizes import check_sizes
from coach.checking.undefined import check_undefined
from coach.checking.unused import check_unused
from coach.checking.ways import check_ways
from coach.errors import ProgramError
from coach.loading import Program, bundled
from coach.program.state import Place

Check = Callable[[Look], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_ways,
    check_leaving,
    check_buttons,
    check_guards,
    check_prompts,
    check_undefined,
    check_constants,
    check_sizes,
    check_unused,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the program of a folder."""

    folder: Path
    findings: tuple[Finding, ...]
    """In the order of their places."""

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(each.severity == "error" for each in self.findings)

    @property
    def warnings(self) -> int:
        """How many of them are warnings."""
        return len(self.findings) - self.errors

    def file(self, found: Finding) -> Path:
        """The file of a finding; what is in the program's folder is looked for there."""
        return self.folder / found.place.file


def check(program: Program | str | Path | None = None, *, window: int = WINDOW) -> list[Finding]:
    """What is wrong with a program, or with that of a folder; by default with the one that comes with the package.

    `window` is how many tokens the model takes at once. What cannot be loaded is one finding: that which stops it.
    """
    return list(check_program(program, window=window).findings)


def check_program(program: Program | str | Path | None = None, *, window: int = WINDOW) -> Report:
    """The same as a report, which knows where the program lies."""
    if not isinstance(program, Program):
        folder = Path(program).expanduser().resolve() if program is not None else bundled()
        try:
            program = Program.load(folder)
        except ProgramError as error:
            return Report(folder, (_not_loaded(error, folder),))
    look = Look(program, window)
    found = sift(look, (each for checks in CHECKS for each in checks(look)))
    ordered = sorted(dict.fromkeys(found), key=lambda each: (each.place.file, each.place.line, each.code))
    return Report(program.folder, tuple(ordered))


def _not_loaded(error: ProgramError, folder: Path) -> Finding:
    file, _, line = error.where.rpartition(":")
    place = Place(file, int(line)) if line.isdigit() else Place(error.where or "states", 1)
    remedy = "Nothing else is looked at before it can be loaded"
    return finding(error.kind or "cannot-be-loaded", place.within(folder), error.problem.rstrip("."), remedy)
