"""A walk: both sides of a conversation written down, driven through real turns on a real database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, Self

from coach.engine.program import Program
from coach.engine.reply import FormatName
from coach.program.action import Action
from coach.program.memory import Memory
from coach.program.state import Place
from coach.results import ConversationView
from coach.testing.database import IN_MEMORY
from coach.testing.stage import Stage
from coach.testing.step import Step
from coach.testing.transcript import is_words, within

__tracebackhide__ = True  # a failing walk shows the test's own lines


class Walk:
    """One conversation. Say where it begins (`begin`, `at`), then script turn after turn: `user`, `coach`.

    `database` is a URL with our tables there already; by default the walk has one of its own, in memory.
    A walk that is made by hand is a context manager: `with Walk(program, format="tags") as walk`.
    """

    def __init__(self, program: Program, *, database: str = IN_MEMORY, format: FormatName = "json") -> None:
        self.program = program
        self._stage = Stage(program, database, format)
        self._step: Step | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self.close()

    # --- where it begins ----------------------------------------------------------------------

    def begin(self, **options: Any) -> Self:
        """Start where conversations start; `options` are those of `Coach.start`."""
        return self.at(self.program.initial.name, **options)

    def at(self, state: str, memory: Memory | Mapping[str, Any] | None = None, **options: Any) -> Self:
        """Start in any state, with this memory."""
        self._settle()
        self._stage.start(state, memory, options)
        self._step = None
        return self

    # --- what happens -------------------------------------------------------------------------

    def user(self, text: str, **options: Any) -> Step:
        """The client says `text`; `options` are those of `Coach.say`. What the model says comes with `coach`."""
        self._settle()
        self._stage.check_begun()
        self._step = Step(self._stage, text, options, Place.of_caller())
        return self._step

    def press(self, button: str, **fields: str) -> Step:
        """The client presses a button of the open offer, by its name or label, having edited these fields."""
        self._settle()
        self._stage.check_begun()
        answer = self._stage.answer(button, fields)
        self._step = Step(self._stage, answer, {}, Place.of_caller())
        return self._step

    def coach(self, text: str, *actions: Action) -> Step:
        """The model's reply to what the client just said, in the walk's reply format.

        `SomeAction.model_construct(…)` is one whose parameters need not fit.
        """
        if self._step is None or self._step.done or self._step.replies:
            raise AssertionError("script what the client does first: walk.user(…) or walk.press(…), then walk.coach(…)")
        return self._step.then(text, *actions)

    def silence(self, **how_long: float) -> Self:
        """Let time pass, in the words of `timedelta`: `silence(days=3)`."""
        self._settle()
        self._stage.wait(**how_long)
        return self

    # --- what is so now -----------------------------------------------------------------------

    @property
    def now(self) -> ConversationView:
        """The conversation as it stands."""
        self._settle()
        return self._stage.view()

    @property
    def state(self) -> str:
        """The state it is in."""
        return self.now.state

    @property
    def memory(self) -> Any:
        """What is known, as an object of the program's memory class."""
        return self.program.memory.model_validate(self.now.memory)

    def missing(self, state: str) -> list[str]:
        """What the exit to `state` still misses."""
        return self._stage.missing(state, self.now.missing)

    def remembers(self, collection: str | None = None, /, **fields: Any) -> Self:
        """The memory's scalars are these; or `collection` has a record with these fields."""
        self._stage.check_remembered(self.now.memory, collection, fields)
        return self

    def says(self, words: str) -> Self:
        """The last thing the coach said has these words in it."""
        said = [message for message in self.now.messages if message.role == "coach"]
        if not said:
            self._stage.fail("the coach has said nothing yet")
        if words not in said[-1].text:
            turn = said[-1].turn
            self._stage.fail(f"the coach did not say {words!r}", within(turn, is_words), since=turn)
        return self

    def prompt_contains(self, words: str) -> Self:
        """A request of the last turn has these words in it."""
        self._settle()
        self._stage.check_told(self._step.requests if self._step else [], words)
        return self

    # --- the end ------------------------------------------------------------------------------

    def finish(self) -> None:
        """Take the last turn; every scripted reply must have been asked for."""
        self._settle()

    def close(self) -> None:
        """Give the database back."""
        self._stage.close()

    def fail(self, problem: str) -> NoReturn:
        """Fail the test with a transcript of how it came to this."""
        self._stage.fail(problem)

    def _settle(self) -> None:
        if self._step is not None and not self._step.done:
            self._step.take()
