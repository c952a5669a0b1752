"""The program's picture, coloured by what was seen of it."""

from __future__ import annotations

from coach.engine.program import Program
from coach.errors import ConfigurationError
from coach.testing.coverage.plain import as_json
from coach.testing.coverage.report import Report


def drawn(report: Report) -> str:
    """One `<svg>` element. Raises a `CoachError` that says why nothing can be drawn."""
    from coach.graph import draw_svg
    from coach.graph.drawing import hushed

    with hushed():
        return draw_svg(_program(report), coverage=as_json(report))


def _program(report: Report) -> Program:
    """The program that was measured, loaded anew: a report may come from another process. Raises a `CoachError`."""
    from coach.loading import Program as Loading

    for interludes in (None, True, False):
        program = Loading.load(report.folder, interludes=interludes)
        if program.version == report.version:
            return program
    raise ConfigurationError(f"{report.program} in {report.folder} is not any more what was measured")
