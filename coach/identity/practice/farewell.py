"""The practice coach at the end."""

from __future__ import annotations

from coach.identity.memory import IdentityMemory
from coach.identity.practice.words import echo
from coach.program import Said, Situation

STATE = "FAREWELL"


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Say goodbye, by name where it is known."""
    name = echo(situation.memory.first_name)
    return Said(f"Thank you{f', {name}' if name else ''}. What you named today is yours to keep. Goodbye.")
