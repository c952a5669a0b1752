"""The practice coach at the end."""

from __future__ import annotations

from coach.identity.memory import IdentityMemory
from coach.identity.practice.hearing.words import echo, quoted
from coach.program import Said, Situation

STATE = "FAREWELL"

_MOST_SHOWN = 12


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Say goodbye, by name where it is known, with the names that the client chose and something they did."""
    memory = situation.memory
    name, names = echo(memory.first_name), quoted([each.name for each in memory.displayed], _MOST_SHOWN)
    kept = next((said for each in reversed(tuple(memory.commitments)) if each.kept and (said := echo(each.text))), "")
    words = [
        f"Thank you{f', {name}' if name else ''}.",
        f"You have chosen to be {names}." if names else "",
        f"You showed it when you did what you had promised: “{kept}”." if kept else "",
        "What you named is yours to keep. Go well, and goodbye.",
    ]
    return Said(" ".join(word for word in words if word))
