"""The small program of the fixture `program_folder`, and how it is changed into one with a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from conftest import SMALL

Files = dict[str, str | None]
WELCOME, PLAN, ACTIONS, MEMORY = (
    SMALL[name] for name in ("states/welcome.py", "states/plan.py", "actions/goals.py", "memory.py")
)
WELCOME_PROMPT, PLAN_PROMPT = SMALL["prompts/welcome.md.j2"], SMALL["prompts/plan.md.j2"]
HEAD = "from coach import Action, Turn\nfrom ..memory import GoalMemory\n"
"""How a file with actions begins."""
APPLY = "    def apply(self, turn: Turn[GoalMemory]) -> None:\n        "
"""How an action does what it does; the statement follows."""


@dataclass(frozen=True)
class Broken:
    """A mistake in the small program of the fixture `program_folder`."""

    code: str
    what: str
    files: Files
    place: str
    """The file and line it is found at; the line is that of the text after the colon."""
    says: str
    """Words of the sentence."""

    @property
    def id(self) -> str:
        return f"{self.code}-{self.what.replace(' ', '_')}"


def changed(file: str, *changes: tuple[str, str], **more: str | None) -> Files:
    """The file of the small program with these texts replaced."""
    text = SMALL[file]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return {file: text, **more}


def guarded(guard: str, imports: str = "") -> Files:
    """The first state with another guard."""
    start, end = WELCOME.index("@guard"), WELCOME.index("state = State")
    text = WELCOME[:start] + guard.strip() + "\n\n\n" + WELCOME[end:]
    return {"states/welcome.py": text.replace("from coach import", f"{imports}\n\nfrom coach import", 1)}


def memory(more: str) -> Files:
    return {"memory.py": MEMORY + more}


def state(title: str, arguments: str) -> str:
    """A state's file."""
    return f'"""{title}."""\n\nfrom coach import State, to\n\nstate = State(title="{title}", {arguments})\n'
