"""What can be found in a program: each kind with its code, and one finding of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coach.program.state import Place

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding."""

    code: str
    """Short and for good: `C201`."""
    slug: str
    """The same as a person reads it: `exit-never-opens`."""
    severity: Severity
    about: str
    """What it means, as one line."""


KINDS = (
    Kind("C001", "cannot-be-loaded", "error", "The program cannot be loaded."),
    Kind("C101", "unreachable-state", "error", "No exit leads to a state."),
    Kind("C102", "no-way-to-the-end", "error", "From a state, no final state can be reached."),
    Kind("C103", "final-with-exits", "error", "A final state has exits that nobody would ever take."),
    Kind("C104", "no-final-state", "warning", "No state is final, so no conversation ever ends."),
    Kind("C105", "automatic-cycle", "error", "Automatic exits lead round in a circle."),
    Kind("C106", "cannot-be-left", "error", "A silent state, an interlude or its offer gives the client no way on."),
    Kind("C107", "button-not-allowed", "error", "A button of an offer stands for what its state does not list."),
    Kind("C201", "exit-never-opens", "error", "Nothing that can be done writes what the guard of an exit reads."),
    Kind(
        "C202", "guard-by-chance", "error", "A guard depends on time, chance or surroundings, not on the memory alone."
    ),
    Kind("C203", "guard-changes-memory", "error", "A guard changes the memory it is to look at."),
    Kind("C204", "unused-guard", "warning", "No exit and no code uses a guard."),
    Kind("C205", "guard-fails", "error", "A guard raises an exception on an empty memory."),
    Kind("C301", "action-allowed-nowhere", "warning", "No state allows an action."),
    Kind("C302", "action-not-mentioned", "warning", "Instructions do not mention the action that an exit waits for."),
    Kind("C303", "button-never-offered", "warning", "An action is left to buttons, and no offer has such a button."),
    Kind("C401", "names-other-action", "error", "A prompt names an action that is not allowed there."),
    Kind("C402", "names-other-state", "warning", "A prompt names a state that cannot be gone to from there."),
    Kind("C403", "undefined-variable", "error", "A variable of a template can be undefined."),
    Kind("C404", "volatile-constant", "error", "The constant part of a prompt changes, which defeats caching."),
    Kind("C405", "same-prompt", "warning", "Two states have the same prompt."),
    Kind("C406", "prompt-too-long", "error", "At the largest memory, a prompt is too long for the model's window."),
    Kind("C407", "unused-template", "error", "No state uses a template."),
    Kind("C501", "strict-schema", "error", "The parameters of actions break the limits of strict schemas."),
    Kind("C901", "unused-allow", "warning", "A comment allows what was not found there."),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}
BY_CODE = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a program, or likely to be."""

    code: str
    """`C201`; what the codes mean is in `KINDS`."""
    severity: Severity
    place: Place
    """File and line; the file is named from the program's folder where it is inside."""
    sentence: str
    """What is wrong, without its full stop."""
    remedy: str
    """What to do about it."""

    @property
    def slug(self) -> str:
        """The code as a person reads it."""
        return BY_CODE[self.code].slug

    @property
    def lines(self) -> tuple[str, str]:
        """The sentence and the remedy as they are shown: with a capital letter and a full stop."""
        sentence = self.sentence[:1].upper() + self.sentence[1:]
        return sentence if sentence.endswith("?") else f"{sentence}.", f"{self.remedy}."

    def __str__(self) -> str:
        return f"{self.place}: {self.severity} {self.code} ({self.slug}): {' '.join(self.lines)}"


def finding(slug: str, place: Place, sentence: str, remedy: str, severity: Severity | None = None) -> Finding:
    """A finding of the kind with this slug; sentence and remedy without their full stops."""
    kind = BY_SLUG[slug]
    return Finding(kind.code, severity or kind.severity, place, sentence, remedy)
