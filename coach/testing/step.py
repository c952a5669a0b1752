"""One turn of a walk: what is scripted for it, and what is expected of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, Self, get_args

from coach.engine.decide import Kind
from coach.engine.request import Request
from coach.program.action import Action, wire_name
from coach.program.offer import Answer
from coach.program.state import Place
from coach.program.words import nearest
from coach.results import ActionResult, TurnResult
from coach.testing.model import ScriptedReply
from coach.testing.stage import Stage
from coach.testing.transcript import (
    Mark,
    is_action,
    is_called,
    is_offer,
    is_refused,
    is_turn,
    is_undone,
    is_words,
    within,
)

__tracebackhide__ = True  # a failing walk shows the test's own lines

#: An action that is expected: by its class, by its wire name, or one with these very parameters.
Expected = type[Action] | Action | str

_is_move = is_called("TRANSITION_STATE")


class Step:
    """One turn of a walk. It is taken when something is first expected of it."""

    def __init__(self, stage: Stage, did: str | Answer, options: Mapping[str, Any], place: Place) -> None:
        self.replies: deque[ScriptedReply] = deque()
        """What is scripted and was not asked for yet."""
        self.requests: list[Request] = []
        """What the model was asked."""
        self.done = False
        """The turn was taken, or failed."""
        self._stage = stage
        self._did = did
        self._options = options
        self._where = f"{Path(place.file).name}:{place.line}"
        self._result: TurnResult | None = None

    def then(self, text: str, *actions: Action) -> Self:
        """The next reply within this turn: asked again, or the new state speaking."""
        if self.done:
            raise AssertionError("the turn was taken already; script all its replies before expecting something of it")
        self.replies.append(self._stage.reply(text, actions))
        return self

    def take(self) -> TurnResult:
        """Take the turn, once, and return its result."""
        if self._result is None:
            if self.done:
                raise AssertionError("this turn failed before, so nothing more can be expected of it")
            self.done = True
            self._result = self._stage.say(self._did, self._options, self.replies, self.requests, self._where)
        return self._result

    # --- what is expected ---------------------------------------------------------------------

    def applied(self, *actions: Expected) -> Self:
        """These actions were applied; without any, all that were proposed."""
        proposed = self.take().actions
        done = [action for action in proposed if action.status == "applied"]
        for expected in actions:
            name = self._name(expected)
            if not any(_is(action, name, expected) for action in done):
                which = f" with {expected!r}" if isinstance(expected, Action) else ""
                self._fail(f"{name} was not applied{which}", is_called(name), is_action, is_words)
        if not actions and (not proposed or len(done) < len(proposed)):
            self._fail("not everything was applied" if proposed else "nothing was proposed", is_undone, is_words)
        return self

    def refused(self, words: str = "", *, kind: Kind | None = None) -> Self:
        """An action was refused, with these words in its reason, and of this kind."""
        if kind is not None and kind not in get_args(Kind):
            raise AssertionError(f"there is no refusal of kind {kind!r}{nearest(kind, get_args(Kind))}")
        refused = [action for action in self.take().actions if action.status == "refused"]
        if not any(words in (action.reason or "") and kind in (None, action.kind) for action in refused):
            what = "nothing was refused" + (f" as {kind}" if kind else "") + (f" with {words!r}" if words else "")
            self._fail(what, is_refused, is_action, is_words)
        return self

    def failed(self, action: type[Action] | str | None = None) -> Self:
        """An action failed: a fault of the program's own code."""
        failed = [each.type for each in self.take().actions if each.status == "failed"]
        if action is None and not failed:
            self._fail("nothing failed", is_action, is_words)
        if action is not None and (name := self._name(action)) not in failed:
            self._fail(f"{name} did not fail", is_called(name), is_action, is_words)
        return self

    def moves_to(self, state: str) -> Self:
        """The turn ended in this other state."""
        result, states = self.take(), self._stage.program.states
        if state not in states:
            self._fail(f"there is no state {state!r}{nearest(state, states)}")
        if result.from_state == result.state:
            self._fail(f"it did not move to {state}; it stayed in {result.state}", _is_move)
        if result.state != state:
            self._fail(f"it did not move to {state}; it moved to {result.state}")
        return self

    def stays(self) -> Self:
        """The turn ended where it began."""
        result = self.take()
        if result.state != result.from_state:
            self._fail(f"it did not stay in {result.from_state}; it moved to {result.state}")
        return self

    def offers(self, kind: str, words: str = "") -> Self:
        """An offer of this kind, with these words in its text, waits for the client after the turn."""
        offer = self.take().offer
        if offer is None or offer.kind != kind or words not in offer.text:
            there = f"; one of kind {offer.kind!r} is: {offer.text}" if offer else ""
            with_words = f" with {words!r}" if words else ""
            self._fail(f"no offer of kind {kind!r}{with_words} is open{there}", is_offer, is_action)
        return self

    def offers_nothing(self) -> Self:
        """No offer is open after the turn."""
        if (offer := self.take().offer) is not None:
            self._fail(f"an offer of kind {offer.kind!r} is open: {offer.text}", is_offer)
        return self

    def says(self, words: str) -> Self:
        """The message of the turn has these words in it."""
        if words not in self.take().message:
            self._fail(f"the coach did not say {words!r}", is_words)
        return self

    def missing(self, state: str) -> list[str]:
        """What the exit to `state` misses after the turn."""
        return self._stage.missing(state, self.take().missing)

    def remembers(self, collection: str | None = None, /, **fields: Any) -> Self:
        """As `Walk.remembers`; the turn has to be the last one, for earlier memories are not kept."""
        turn, view = self.take().turn, self._stage.view()
        if view.turn != turn:
            raise AssertionError(
                f"later turns may have changed the memory of turn {turn}: ask the last one, or the walk"
            )
        self._stage.check_remembered(view.memory, collection, fields)
        return self

    def prompt_contains(self, words: str) -> Self:
        """A request of the turn has these words in it."""
        self.take()
        self._stage.check_told(self.requests, words)
        return self

    # --- inside -------------------------------------------------------------------------------

    def _fail(self, problem: str, *marks: Mark) -> NoReturn:
        """Fail with lines of this turn marked; its headline where no mark finds any."""
        turn = self.take().turn
        self._stage.fail(problem, *(within(turn, mark) for mark in (*marks, is_turn)), since=turn)

    def _name(self, expected: Expected) -> str:
        """The wire name of an action of this program."""
        name = expected if isinstance(expected, str) else wire_name(expected)
        self._stage.check_action(name)
        return name


def _is(action: ActionResult, name: str, expected: Expected) -> bool:
    """Whether it is the expected one: by wire name, and by parameters where an action is given, not a class."""
    given = expected.model_dump(mode="json", warnings=False) if isinstance(expected, Action) else None
    return action.type == name and (given is None or dict(action.params) == given)
