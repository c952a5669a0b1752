"""A walk: both sides of a conversation written down, driven through real turns on a real database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn, Self

from pydantic_core import to_jsonable_python

from coach.engine.program import Program
from coach.engine.reply import FormatName
from coach.program.action import Action
from coach.program.memory import Memory
from coach.program.offer import Offer
from coach.results import ConversationView
from coach.scenarios.freezing import Stored
from coach.testing.walking.beginning import Beginning
from coach.testing.walking.clock import passing
from coach.testing.walking.database import IN_MEMORY
from coach.testing.walking.expecting import Expecting
from coach.testing.walking.model import Hints
from coach.testing.walking.parts import OpenOffer, Silence
from coach.testing.walking.script import Script, Turn
from coach.testing.walking.stage import Stage
from coach.testing.walking.step import DOES, PYTHON, Did, Step, check_options, line_of_test, words

__tracebackhide__ = True  # a failing walk shows the test's own lines


class Walk(Expecting):
    """One conversation. Say where it begins (`begin`, `at`), then script turn after turn: `user`, `coach`.

    What is expected of a walk is expected of its last turn. `database` is a URL with our tables there already; by
    default the walk has one of its own, in memory. `title` is what it shows, `now` the time that its clock stands at. A
    walk that is made by hand is a context manager: `with Walk(program, format="tags") as walk`.
    """

    def __init__(
        self,
        program: Program,
        *,
        database: str = IN_MEMORY,
        format: FormatName = "json",
        title: str = "A walk",
        now: datetime | str | None = None,
    ) -> None:
        self.program = program
        self.format: FormatName = format
        self.title = title
        self._stage = Stage(program, database, format)
        self._begun: dict[str, Any] = {}
        self._steps: list[Step] = []
        self._waited = timedelta()
        if now is not None:
            self._stage.clock.set(now, back=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title!r}>"

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

    def at(
        self,
        state: str,
        memory: Memory | Mapping[str, Any] | None = None,
        *,
        entered: Sequence[str] = (),
        offer: Offer | None = None,
        **options: Any,
    ) -> Self:
        """Start in any state, with this memory; `options` are those of `Coach.start`.

        In the middle of things with `entered`, the states that were entered before (none of them says its opening
        again), and `offer`, which waits for the client's answer.
        """
        self._settle()
        opening = self._stage.start(Beginning(state, memory, tuple(entered), offer), options)
        self._steps = [Step(self, self._stage, None, opening)]
        self._waited = timedelta()
        known = memory.plain() if isinstance(memory, Memory) else to_jsonable_python(memory or {})
        here = None if state == self.program.initial.name and not (entered or offer) else state
        self._begun = {"now": self._stage.clock.text, "at": here, "memory": known, "entered": list(entered)}
        self._begun["offer"] = OpenOffer.of(offer) if offer is not None else None
        return self

    def keeps_its_promises(self) -> Self:
        """Hold every turn from here on to what is promised of any, as turns of generated conversations are."""
        self._settle()
        self._stage.hold()
        self._begun["keeps_its_promises"] = True
        return self

    # --- what happens -------------------------------------------------------------------------

    def user(self, text: str, **options: Any) -> Step:
        """The client says `text`; `options` are those of `Coach.say`. What the model says comes with `coach`."""
        return self._step(words(text), options)

    def nothing_said(self, **options: Any) -> Step:
        """Nothing is said: time has passed, and the coach has the word; `options` are those of `Coach.say`."""
        return self._step(None, options)

    def button(self, button: str, *, context: Mapping[str, Any] | str | None = None, **edited: str) -> Step:
        """The client presses a button of the open offer, by its name or label, having edited these fields.

        `context` is what the host passes with it; a text is a field of that name.
        """
        if isinstance(context, str):
            edited["context"], context = context, None
        return self._step(None, {"context": context} if context is not None else {}, button, edited)

    def coach(self, text: str, *actions: Action) -> Step:
        """The model's reply to what the client just did, in the walk's reply format; see `Step.coach`."""
        return self._unanswered("coach").coach(text, *actions)

    def raw(self, text: str) -> Step:
        """The model's reply to what the client just did, exactly as a model sends it."""
        return self._unanswered("raw").raw(text)

    def silence(self, **how_long: float) -> Self:
        """Let time pass, in the words of `timedelta`: `silence(days=3)`."""
        self._settle()
        self._stage.clock.move(time := passing(how_long))
        self._waited += time
        return self

    def clock(self, time: datetime | str) -> Self:
        """Set the clock, to a time in UTC where it names no zone; from then on it moves by `silence` and `clock` alone.

        Set before the walk begins, it may be any time; later on none that is past.
        """
        self._settle()
        before = self._stage.clock.now
        self._stage.clock.set(time, back=not self._steps)
        self._waited += self._stage.clock.now - before if self._steps else timedelta()
        return self

    def turn(self, turn: Turn, where: str, hints: Hints) -> Step:
        """A turn of a script, at this line of its file; it is not taken yet."""
        if turn.silence is not None:
            self.silence(seconds=turn.silence.duration.total_seconds())
        options = {"context": turn.context} if turn.context else {}
        step = self._step(turn.user, options, turn.button, turn.fields, where, hints)
        for reply in turn.coach:
            step.reply(reply)
        return step

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
        """What is known, as an object of the program's memory class.

        A test that imports the program's classes has others of the same name: it compares enums with `remembers`.
        """
        return self.program.memory.model_validate(self.now.memory)

    @property
    def script(self) -> Script:
        """The conversation as it was scripted so far, with what was expected of it and is so."""
        self._stage.check_begun()
        opening, *steps = self._steps
        return Script(
            walk=self.title,
            format=None if self.format == "json" else self.format,
            **self._begun,
            expect=opening.expectation,
            turns=[step.turn for step in steps],
        )

    @property
    def stored(self) -> Stored:
        """The conversation as it is stored."""
        return self._stage.stored()

    def finish(self) -> None:
        """Take the last turn; every scripted reply must have been asked for."""
        self._settle()

    def close(self) -> None:
        """Give the database back."""
        self._stage.close()

    def fail(self, problem: str) -> NoReturn:
        """Fail the test with a transcript of how it came to this."""
        self._stage.fail(problem)

    # --- inside -------------------------------------------------------------------------------

    def _step(
        self,
        text: str | None,
        options: Mapping[str, Any],
        button: str | None = None,
        edited: Mapping[str, str] | None = None,
        where: str | None = None,
        hints: Hints = PYTHON,
    ) -> Step:
        """The next turn; of Python, it is scripted in the test's line that runs. Nothing is said without either."""
        self._settle()
        self._stage.check_begun()
        check_options(options)
        what = text if button is None else self._stage.answer(button, edited or {})
        silence = Silence.of(self._waited) if self._waited else None
        step = Step(self, self._stage, Did(what, where or line_of_test(), options, silence, button or "", hints))
        self._waited = timedelta()
        self._steps.append(step)
        return step

    def _unanswered(self, verb: str) -> Step:
        if not self._steps or (step := self._steps[-1]).done or step.scripted:
            raise AssertionError(f"script what the client does first: {DOES}, then walk.{verb}(…)")
        return step

    @property
    def last(self) -> Step:
        """The last turn, taken; the opening where there is none yet."""
        self._stage.check_begun()
        self._settle()
        return self._steps[-1]

    def _settle(self) -> None:
        if self._steps and not self._steps[-1].done:
            self._steps[-1].take()
