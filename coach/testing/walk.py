"""A walk: both sides of a conversation written down, driven through real turns on a real database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from coach.coach import Coach
from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.errors import CoachError
from coach.models.practice import proposal
from coach.program.action import Action, wire_name
from coach.program.memory import Memory
from coach.program.words import nearest
from coach.results import ActionResult, ConversationView, TurnResult
from coach.sync import SyncCoach
from coach.testing.model import ScriptedTurn, WalkModel

_TAIL = 8  # messages of the transcript that a failure shows


class Walk:
    """One conversation. Say where it begins (`begin`, `at`), then script turn after turn: `user`, `coach`."""

    def __init__(self, program: Program, *, database: str = "sqlite://", format: FormatName = "json") -> None:
        self.program = program
        self._model = WalkModel()
        self._coach = SyncCoach(Coach.open(database, program=program, model=self._model, format=format))
        self._format = FORMATS[format]
        self._id = ""
        self._step: Step | None = None

    # --- where it begins ----------------------------------------------------------------------

    def begin(self, **options: Any) -> Self:
        """Start where conversations start; `options` are those of `Coach.start`."""
        return self.at(self.program.initial.name, **options)

    def at(self, state: str, memory: Memory | Mapping[str, Any] | None = None, **options: Any) -> Self:
        """Start in any state, with this memory."""
        self._settle()
        opened = self._coach.start_in(state, "walker", memory=memory, **options)
        self._id = opened.id
        self._step = None
        return self

    # --- what happens -------------------------------------------------------------------------

    def user(self, text: str, **options: Any) -> Step:
        """The client says `text`; `options` are those of `Coach.say`. What the model says comes with `coach`."""
        __tracebackhide__ = True
        self._settle()
        if not self._id:
            raise AssertionError("say where the walk begins: walk.begin() or walk.at(STATE)")
        self._step = Step(self, text, options)
        return self._step

    def coach(self, text: str, *actions: Action) -> Step:
        """The model's reply to what the client just said, in the walk's reply format."""
        __tracebackhide__ = True
        if self._step is None or self._step.done or self._step.script.replies:
            raise AssertionError("script what the client says first: walk.user(…), then walk.coach(…)")
        return self._step.then(text, *actions)

    def silence(self, **how_long: float) -> Self:
        """Let time pass, in the words of `timedelta`: `silence(days=3)`."""
        self._settle()
        self._coach.coach.store.ahead += timedelta(**how_long)
        return self

    # --- what is so now -----------------------------------------------------------------------

    @property
    def now(self) -> ConversationView:
        """The conversation as it stands."""
        self._settle()
        return self._coach.snapshot(self._id)

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
        __tracebackhide__ = True
        found = self.now.missing
        if state not in found:
            self.fail(f"there is no exit to {state} here{nearest(state, found)}")
        return list(found[state])

    def remembers(self, collection: str | None = None, /, **fields: Any) -> Self:
        """The memory's scalars are these; or `collection` has a record with these fields."""
        __tracebackhide__ = True
        known = self.now.memory
        wanted = {name: _plain(value) for name, value in fields.items()}
        if collection is None:
            for name, value in wanted.items():
                if known.get(name) != value:
                    self.fail(f"the memory's {name} is {known.get(name)!r}, not {value!r}")
        elif not any(wanted.items() <= record.items() for record in known.get(collection, ())):
            self.fail(f"{collection} has no record with {wanted}; it has {known.get(collection)}")
        return self

    def says(self, words: str) -> Self:
        """The last thing the coach said has these words in it."""
        __tracebackhide__ = True
        said = [message.text for message in self.now.messages if message.role == "coach"]
        if not said or words not in said[-1]:
            self.fail(f"the coach did not say {words!r}")
        return self

    def prompt_contains(self, words: str) -> Self:
        """A request of the last turn has these words in it."""
        __tracebackhide__ = True
        self._settle()
        if not any(words in message.text for request in self._model.requests for message in request.messages):
            self.fail(f"no request of this turn has {words!r} in it")
        return self

    # --- the end ------------------------------------------------------------------------------

    def finish(self) -> None:
        """Take the last turn; every scripted reply must have been asked for."""
        __tracebackhide__ = True
        self._settle()

    def close(self) -> None:
        self._coach.close()

    def fail(self, problem: str) -> None:
        """Fail the test with a transcript of how it came to this."""
        __tracebackhide__ = True
        raise AssertionError(f"{problem}\n\n{self._transcript()}")

    # --- inside -------------------------------------------------------------------------------

    def _settle(self) -> None:
        __tracebackhide__ = True
        if self._step is not None and not self._step.done:
            self._step.take()

    def _take(self, text: str, script: ScriptedTurn, options: Mapping[str, Any]) -> TurnResult:
        """One real turn with the scripted replies."""
        __tracebackhide__ = True
        self._model.begin(script)
        try:
            result = self._coach.say(self._id, text, **options)
        except CoachError as error:
            self.fail(f"the turn failed, {type(error).__name__}: {error}")
            raise
        if script.replies:
            said = script.replies[0].message
            self.fail(f"a scripted reply was never asked for: {said!r}")
        return result

    def _write(self, text: str, actions: tuple[Action, ...]) -> str:
        return self._format.write(text, [proposal(self._own(action)) for action in actions])

    def _own(self, action: Action) -> Action:
        """The action, where it is the program's: by its wire name, for a class imported twice is another class."""
        name = wire_name(action)
        if name != "TRANSITION_STATE" and name not in self.program.actions:
            hint = nearest(name, self.program.actions)
            raise AssertionError(f"{type(action).__qualname__} is {name}, which this program does not have{hint}")
        return action

    def _transcript(self) -> str:
        if not self._id:
            return "(the walk has not begun)"
        view = self._coach.snapshot(self._id)
        lines = [f"  {message.state:<20} {message.role:>6}: {message.text}" for message in view.messages[-_TAIL:]]
        if self._step is not None:
            lines[-1:] = [f"> {lines[-1][2:]}"] if lines else []
            lines += [f">   {_line(action)}" for action in self._step.actions]
        wanting = [f"  {target}: {'; '.join(missing) or 'open'}" for target, missing in view.missing.items()]
        return "\n".join([*lines, f"now in {view.state}, exits:", *wanting])


class Step:
    """One turn of a walk. It is taken when something is first expected of it."""

    def __init__(self, walk: Walk, text: str, options: Mapping[str, Any]) -> None:
        self._walk = walk
        self._text = text
        self._options = options
        self._result: TurnResult | None = None
        self.script = ScriptedTurn(text)

    def then(self, text: str, *actions: Action) -> Self:
        """The next reply within this turn: asked again, or the new state speaking."""
        __tracebackhide__ = True
        if self.done:
            raise AssertionError("the turn was taken already; script all its replies before expecting something of it")
        self.script.add(text, self._walk._write(text, actions))
        return self

    def take(self) -> TurnResult:
        """Take the turn, once, and return its result."""
        __tracebackhide__ = True
        if self._result is None:
            self.script.taken = True
            self._result = self._walk._take(self._text, self.script, self._options)
        return self._result

    @property
    def done(self) -> bool:
        return self.script.taken

    @property
    def actions(self) -> tuple[ActionResult, ...]:
        """What became of each proposed action, so far as the turn was taken."""
        return self._result.actions if self._result else ()

    def applied(self, *actions: type[Action] | str) -> Self:
        """These actions were applied; without a name, all that were proposed."""
        __tracebackhide__ = True
        result = self.take()
        names = [_name(action) for action in actions]
        done = [action.type for action in result.actions if action.status == "applied"]
        if names and (absent := [name for name in names if name not in done]):
            self._walk.fail(f"{absent[0]} was not applied")
        if not names and (not done or len(done) < len(result.actions)):
            self._walk.fail("not everything was applied" if result.actions else "nothing was proposed")
        return self

    def refused(self, words: str = "", *, kind: str | None = None) -> Self:
        """An action was refused, with these words in its reason, and of this kind."""
        __tracebackhide__ = True
        refused = [action for action in self.take().actions if action.status == "refused"]
        if not any(words in (action.reason or "") and kind in (None, action.kind) for action in refused):
            self._walk.fail(f"nothing was refused with {words!r}" + (f" as {kind}" if kind else ""))
        return self

    def failed(self, action: type[Action] | str | None = None) -> Self:
        """An action failed: a fault of the program's own code."""
        __tracebackhide__ = True
        failed = [each.type for each in self.take().actions if each.status == "failed"]
        if not failed or (action is not None and _name(action) not in failed):
            self._walk.fail("nothing failed" if action is None else f"{_name(action)} did not fail")
        return self

    def moves_to(self, state: str) -> Self:
        """The turn ended in this other state."""
        __tracebackhide__ = True
        result = self.take()
        if state not in self._walk.program.states:
            self._walk.fail(f"there is no state {state!r}{nearest(state, self._walk.program.states)}")
        if result.state != state or result.from_state == state:
            self._walk.fail(f"it did not move to {state}; it went from {result.from_state} to {result.state}")
        return self

    def stays(self) -> Self:
        """The turn ended where it began."""
        __tracebackhide__ = True
        result = self.take()
        if result.state != result.from_state:
            self._walk.fail(f"it did not stay; it went from {result.from_state} to {result.state}")
        return self

    def says(self, words: str) -> Self:
        """The message of the turn has these words in it."""
        __tracebackhide__ = True
        if words not in self.take().message:
            self._walk.fail(f"the coach did not say {words!r}")
        return self

    def prompt_contains(self, words: str) -> Self:
        """A request of the turn has these words in it."""
        __tracebackhide__ = True
        self.take()
        self._walk.prompt_contains(words)
        return self


def _name(action: type[Action] | str) -> str:
    return action if isinstance(action, str) else wire_name(action)


def _plain(value: Any) -> Any:
    return getattr(value, "value", value)


def _line(action: ActionResult) -> str:
    about = action.reason or action.summary or ""
    return f"{action.type} {action.status}{f' ({action.kind})' if action.kind else ''}: {about}"
