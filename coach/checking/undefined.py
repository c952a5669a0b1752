"""Variables of templates that can be undefined."""

from __future__ import annotations

from collections.abc import Iterator

from coach.checking.finding import Finding, finding
from coach.checking.looking import Look
from coach.engine.templates import unsure
from coach.program.state import Place


def check_undefined(look: Look) -> Iterator[Finding]:
    """C403."""
    for state in look.program.states.values():
        name = look.program.template(state)
        if name not in look.program.sources:
            continue
        for found in unsure(look.templates, name, look.program.memory, look.slots.read_of):
            file, _, line = found.where.rpartition(":")
            yield finding(
                "undefined-variable",
                Place(file, int(line)),
                found.said,
                'Test it before, {% if … %}, or put | default("…") behind it',
            )
