"""One turn of a walk: what is scripted for it, and what came of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self

from pydantic_core import to_jsonable_python

from coach.engine.request import Request
from coach.program.action import Action
from coach.program.offer import Answer
from coach.program.state import Place
from coach.program.words import nearest
from coach.results import TurnResult
from coach.testing.walking.expecting import Expecting
from coach.testing.walking.model import Hints, ScriptedReply
from coach.testing.walking.parts import Silence
from coach.testing.walking.script import Expectation, Reply, Turn
from coach.testing.walking.stage import Stage
from coach.testing.walking.transcript import Mark, is_turn, within

if TYPE_CHECKING:
    from coach.testing.walking.walk import Walk

__tracebackhide__ = True  # a failing walk shows the test's own lines


#: What a turn is given beside what the client does: the options of `Coach.say`.
_OPTIONS = ("user", "tenant", "key", "context", "wait")
#: How replies are scripted in Python.
PYTHON = Hints("walk.coach(…)", ".then(…)")
#: How it is scripted what the client does.
DOES = "walk.user(…), walk.button(…) or walk.nothing_said()"


@dataclass(frozen=True, slots=True)
class Did:
    """What the client does in a turn."""

    what: str | Answer | None
    """What is said or answered; None where nothing is said."""
    where: str
    """The line it is scripted in."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Those of `Coach.say`."""
    silence: Silence | None = None
    """What passed before."""
    button: str = ""
    """As the button was called."""
    hints: Hints = PYTHON


def check_options(options: Mapping[str, Any]) -> None:
    """Fail where a turn is given an option that `Coach.say` does not have."""
    for name in options.keys() - _OPTIONS:
        raise AssertionError(f"a turn of a walk has no option {name!r}{nearest(name, _OPTIONS)}")


def words(text: str) -> str:
    """What the client says. Fails where it is no text."""
    if not isinstance(text, str):
        raise AssertionError(f"{text!r} is no text to say; where nothing is said, write walk.nothing_said()")
    return text


def line_of_test() -> str:
    """The nearest line that is not ours."""
    depth = 2
    while Path((place := Place.of_caller(depth)).file).parent == Path(__file__).parent:
        depth += 1
    return f"{Path(place.file).name}:{place.line}"


class Step(Expecting):
    """One turn of a walk. It is taken when something is first expected of it."""

    def __init__(self, walk: Walk, stage: Stage, did: Did | None, result: TurnResult | None = None) -> None:
        self.stage = stage
        self.scripted: list[Reply] = []
        """What is scripted for it."""
        self.replies: deque[ScriptedReply] = deque()
        """What is scripted and was not asked for yet."""
        self.requests: list[Request] = []
        """What the model was asked."""
        self.done = did is None
        """The turn was taken, or failed; the opening is taken from the start."""
        self._walk = walk
        self._did = did
        self._result = result
        self._noted: dict[str, Any] = {}

    # --- what is scripted ---------------------------------------------------------------------

    def coach(self, text: str, *actions: Action) -> Self:
        """The model's reply, in the walk's reply format; where there is one, the next within this turn, as `then`.

        `SomeAction.model_construct(…)` is one whose parameters need not fit.
        """
        return self.reply(Reply(message=text, actions=[self.stage.scripted(action) for action in actions]))

    def then(self, text: str, *actions: Action) -> Self:
        """The next reply within this turn: asked again, or the new state speaking."""
        return self.coach(text, *actions)

    def raw(self, text: str) -> Self:
        """The next reply, exactly as a model sends it."""
        return self.reply(Reply(raw=text))

    def reply(self, reply: Reply) -> Self:
        """The next reply within this turn."""
        if self.done:
            raise AssertionError("the turn was taken already; script all its replies before expecting something of it")
        self.scripted.append(reply)
        self.replies.append(self.stage.sent(reply))
        return self

    def user(self, text: str, **options: Any) -> Step:
        """The next turn, as `Walk.user`."""
        return self._walk.user(text, **options)

    def button(self, button: str, *, context: Mapping[str, Any] | str | None = None, **edited: str) -> Step:
        """The next turn, as `Walk.button`."""
        return self._walk.button(button, context=context, **edited)

    def nothing_said(self, **options: Any) -> Step:
        """The next turn, as `Walk.nothing_said`."""
        return self._walk.nothing_said(**options)

    def silence(self, **how_long: float) -> Walk:
        """Time passes before the next turn, as with `Walk.silence`."""
        return self._walk.silence(**how_long)

    # --- what came of it ----------------------------------------------------------------------

    def take(self) -> TurnResult:
        """Take the turn, once, and return its result."""
        if self._result is None:
            if self.done or self._did is None:
                raise AssertionError("this turn failed before, so nothing more can be expected of it")
            self.done = True
            did = self._did
            self._result = self.stage.say(did.what, did.options, self.replies, self.requests, did.where, did.hints)
        return self._result

    def told(self, problem: str, *marks: Mark) -> str:
        """A problem, with a transcript that has lines of this turn marked; its headline where no mark finds any."""
        turn = self.take().turn
        return self.stage.told(problem, *(within(turn, mark) for mark in (*marks, is_turn)), since=turn)

    def fail(self, problem: str, *marks: Mark) -> NoReturn:
        """Fail with this problem and its transcript."""
        raise AssertionError(self.told(problem, *marks))

    def remembered(self, collection: str | None, fields: Mapping[str, Any]) -> None:
        """Fail unless this is what is known, and this turn the last one."""
        turn, view = self.take().turn, self.stage.view()
        if view.turn != turn:
            raise AssertionError(
                f"later turns may have changed the memory of turn {turn}: ask the last one, or the walk"
            )
        self.stage.check_remembered(view.memory, collection, fields)
        self.note("remembers", fields if collection is None else {collection: [fields]})

    # --- as a script has it -------------------------------------------------------------------

    def note(self, name: str, value: Any) -> None:
        """Something was expected and is so. What is said of lists and mappings adds up."""
        value = to_jsonable_python(value)
        there = self._noted.get(name)
        match there, value:
            case list(), list():
                there += [each for each in value if each not in there]
            case dict(), dict():
                for key, each in value.items():
                    both = isinstance(each, list) and name == "remembers" and isinstance(there.get(key), list)
                    there[key] = [*there[key], *each] if both else each
            case True, list():
                pass  # all of them is more than some of them
            case _:
                self._noted[name] = value

    @property
    def expectation(self) -> Expectation:
        """What was expected of it so far, and is so."""
        return Expectation(**self._noted)

    @property
    def turn(self) -> Turn:
        """The turn so far. The opening is none."""
        did = self._did
        assert did is not None
        context = to_jsonable_python(did.options.get("context") or {})
        match did.what:
            case None:
                does: dict[str, Any] = {"nothing_said": True}
            case Answer(fields=fields):
                does = {"button": did.button, "fields": dict(fields)}
            case text:
                does = {"user": text}
        return Turn(silence=did.silence, **does, context=context, coach=self.scripted, expect=self.expectation)

    @property
    def last(self) -> Step:
        """Itself."""
        return self
