"""What a chat looks like on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.rule import Rule
from rich.spinner import Spinner
from rich.text import Text

from coach.cli.offers import lines
from coach.cli.output import console
from coach.engine.program import Program
from coach.engine.text import harmless, inline
from coach.results import ActionResult, OfferView, TurnResult

_WHO = {
    "practice": "This is a practice coach: it follows a script, and no model is asked. "
    "For a model, set OPENAI_API_KEY or name one with --model openai/NAME.",
    "scripted": "The replies are read from a script; no model is asked.",
}
#: The end of a long draft that is looked at to fill the screen, in characters.
_TAIL = 8_000


class Screen:
    """Prints a conversation; quiet about everything but the words."""

    def __init__(self, program: Program) -> None:
        self._console: Console = console()
        self._program = program
        self._state = ""

    def header(self, model: str) -> None:
        self._console.print(Text(self._program.name, style="bold"))
        self.note(_WHO.get(model, f"{model} answers."))
        self.note("/quit or Ctrl-D ends; what was said is kept.")

    def phase(self, state: str) -> None:
        """The phase's title, where it is another one."""
        if state != self._state:
            self._state = state
            title = Text(inline(self._program.states[state].title))
            self._console.print()
            self._console.print(Rule(title, align="left", style="dim"))

    def coach(self, text: str) -> None:
        if text:
            self._console.print()
            self._console.print(Text(harmless(text)))

    def turn(self, result: TurnResult) -> None:
        """A turn as it was committed."""
        self.phase(result.state)
        self.coach(result.message)
        self._console.print()
        asked = " ".join(result.offer.text.split()) if result.offer else ""
        for action in result.actions:
            if not (asked and asked in (action.summary or "")):  # it stands below, with its choices
                self.note(_done(action))
        self.offer(result.offer)
        self.progress(result.missing)

    def offer(self, offer: OfferView | None) -> None:
        """A question with numbered choices."""
        if offer is not None:
            self._console.print(Text("\n".join(map(harmless, lines(offer)))))
            self._console.print()

    def progress(self, missing: Mapping[str, Sequence[str]]) -> None:
        """What the first closed exit still wants, in one line."""
        for target, items in missing.items():
            if items:
                title = self._program.states[target].title
                first = ", first" if len(items) > 1 else ""
                self._line(f"until {title}: {len(items)} still missing{first}: {items[0]}")
                return

    def note(self, text: str) -> None:
        self._console.print(Text(inline(text), style="dim"))

    def farewell(self, command: str) -> None:
        """How to go on later; on one line, however long, so that it can be copied."""
        self._console.print(Text(inline(f"To go on later: {command}"), style="dim"), soft_wrap=True)

    def failed(self, text: str) -> None:
        self._console.print(Text(f"coach: {inline(text)}", style="red"))

    def draft(self) -> Draft:
        return Draft(self._console)

    def _line(self, text: str) -> None:
        self._console.print(Text(inline(text), style="dim"), no_wrap=True, overflow="ellipsis")


def _done(action: ActionResult) -> str:
    if action.status == "applied":
        return f"✓ {action.summary or action.type}"
    return f"✗ {action.type or 'an action'} ({action.kind or action.status}): {action.reason}"


class Draft:
    """The coach's words while they come: a spinner first, then the end of what was said so far.

    It leaves nothing on the screen, so words that are withdrawn are gone.
    """

    def __init__(self, on: Console) -> None:
        self._console = on
        self._text = ""
        self._spinner = Spinner("dots", style="dim")
        self._live = Live(self._spinner, console=on, transient=True, refresh_per_second=12)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def more(self, text: str) -> None:
        """Some more words."""
        self._text += text
        shown = Text(harmless(self._text[-_TAIL:]))
        lines = shown.wrap(self._console, self._console.width)[-max(1, self._console.height - 2) :]
        self._live.update(Text("\n").join(lines))

    def withdraw(self) -> None:
        """Forget the words so far."""
        self._text = ""
        self._live.update(self._spinner)
