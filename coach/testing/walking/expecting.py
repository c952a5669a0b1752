"""What can be expected of a turn: by its step, or by the walk of its last one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, get_args

from coach.engine.decide import Kind
from coach.program.action import Action, wire_name
from coach.program.words import nearest
from coach.results import ActionResult
from coach.testing.walking.compared import Calls, Missing
from coach.testing.walking.script import ScriptedAction
from coach.testing.walking.transcript import is_action, is_called, is_exit_to, is_offer, is_refused, is_undone, is_words

if TYPE_CHECKING:
    from coach.testing.walking.step import Step

__tracebackhide__ = True  # a failing walk shows the test's own lines

#: An action that is expected: by its class, by its wire name, or one with these very parameters.
Expected = type[Action] | Action | ScriptedAction | str

_is_move = is_called("TRANSITION_STATE")


class Expecting:
    """The verbs of what is expected. Each fails with a transcript, or gives back what it was asked of."""

    @property
    def last(self) -> Step:
        """The turn that is asked about, taken."""
        raise NotImplementedError

    def applied(self, *actions: Expected) -> Self:
        """These actions were applied; without any, all that were proposed."""
        turn = self.last
        proposed = turn.take().actions
        done = [action for action in proposed if action.status == "applied"]
        for expected in actions:
            name, params = _named(turn, expected)
            if not any(_is(action, name, params) for action in done):
                which = f" with {_spoken(expected)}" if isinstance(expected, Action | ScriptedAction) and params else ""
                turn.fail(f"{name} was not applied{which}", is_called(name), is_action, is_words)
            turn.note("applied", [ScriptedAction(type=name, **params)])
        if not actions and (not proposed or len(done) < len(proposed)):
            turn.fail("not everything was applied" if proposed else "nothing was proposed", is_undone, is_words)
        if not actions:
            turn.note("applied", True)
        return self

    def refused(self, words: str = "", *, kind: Kind | None = None) -> Self:
        """An action was refused, with these words in its reason, and of this kind."""
        if kind is not None and kind not in get_args(Kind):
            raise AssertionError(f"there is no refusal of kind {kind!r}{nearest(kind, get_args(Kind))}")
        turn = self.last
        refused = [action for action in turn.take().actions if action.status == "refused"]
        if not any(words in (action.reason or "") and kind in (None, action.kind) for action in refused):
            what = "nothing was refused" + (f" as {kind}" if kind else "") + (f" with {words!r}" if words else "")
            turn.fail(what, is_refused, is_action, is_words)
        turn.note("refused", [{"words": words, "kind": kind}])
        return self

    def failed(self, action: type[Action] | str | None = None) -> Self:
        """An action failed: a fault of the program's own code."""
        turn = self.last
        failed = [each.type for each in turn.take().actions if each.status == "failed"]
        if action is None and not failed:
            turn.fail("nothing failed", is_action, is_words)
        if action is not None and (name := _named(turn, action)[0]) not in failed:
            turn.fail(f"{name} did not fail", is_called(name), is_action, is_words)
        turn.note("failed", True if action is None else [_named(turn, action)[0]])
        return self

    def moves_to(self, state: str) -> Self:
        """The turn ended in this other state."""
        turn = self.last
        result = turn.take()
        turn.stage.check_state(state)
        if result.from_state == result.state:
            turn.fail(f"it did not move to {state}; it stayed in {result.state}", _is_move)
        if result.state != state:
            turn.fail(f"it did not move to {state}; it moved to {result.state}")
        turn.note("moves_to", state)
        return self

    def stays(self) -> Self:
        """The turn ended where it began."""
        turn = self.last
        result = turn.take()
        if result.state != result.from_state:
            turn.fail(f"it did not stay in {result.from_state}; it moved to {result.state}")
        turn.note("stays", True)
        return self

    def offers(self, kind: str, words: str = "") -> Self:
        """An offer of this kind, with these words in its text, waits for the client after the turn."""
        turn = self.last
        offer = turn.take().offer
        if offer is None or offer.kind != kind or words not in offer.text:
            there = f"; one of kind {offer.kind!r} is: {offer.text}" if offer else ""
            with_words = f" with {words!r}" if words else ""
            turn.fail(f"no offer of kind {kind!r}{with_words} is open{there}", is_offer, is_action)
        turn.note("offers", {"kind": kind, "words": words})
        return self

    def offers_nothing(self) -> Self:
        """No offer is open after the turn."""
        turn = self.last
        if (offer := turn.take().offer) is not None:
            turn.fail(f"an offer of kind {offer.kind!r} is open: {offer.text}", is_offer)
        turn.note("offers_nothing", True)
        return self

    def says(self, words: str) -> Self:
        """The message of the turn has these words in it."""
        turn = self.last
        message = turn.take().message
        if words not in message:
            said = f"the coach did not say {words!r}" if message else "the coach said nothing"
            turn.fail(said, is_words)
        turn.note("says", [words])
        return self

    def missing(self, state: str) -> Missing:
        """What the exit to `state` misses after the turn, as a list of texts."""
        turn = self.last
        found = turn.stage.missing(state, turn.take().missing)
        turn.note("missing", {state: found})
        return Missing(state, found, lambda problem: turn.stage.told(problem, is_exit_to(state)))

    @property
    def calls(self) -> Calls:
        """How often the model was asked in the turn."""
        turn = self.last
        turn.take()
        turn.note("calls", len(turn.requests))
        return Calls(len(turn.requests), turn.told)

    def remembers(self, collection: str | None = None, /, **fields: Any) -> Self:
        """After the turn, the memory's scalars are these; or `collection` has a record with these fields.

        `remembers(goals=[…])` is of each of these records; `remembers(goals=[])` of none at all. The turn has to be
        the last one, for earlier memories are not kept.
        """
        turn = self.last
        turn.remembered(collection, fields)
        return self

    def prompt_contains(self, words: str) -> Self:
        """A request of the turn has these words in it."""
        turn = self.last
        turn.take()
        turn.stage.check_told(turn.requests, words)
        turn.note("prompt_contains", [words])
        return self

    def matches_snapshot(self, name: str = "") -> Self:
        """What the model was asked in the turn is what a file beside the test says, in `__snapshots__`.

        It is called as the test is; a `name` is wanted where there are cases. `pytest --coach-update` writes it anew.
        """
        from coach.testing.snapshots.keeping import check

        turn = self.last
        turn.take()
        check(turn.requests, name)
        return self


def _named(turn: Step, expected: Expected) -> tuple[str, Mapping[str, Any]]:
    """The wire name of an action of this program, and the parameters that are asked for."""
    match expected:
        case str():
            name, params = expected, dict[str, Any]()
        case ScriptedAction():
            name, params = expected.type, expected.params
        case Action():
            name, params = wire_name(expected), expected.model_dump(mode="json", warnings=False)
        case _:
            name, params = wire_name(expected), {}
    turn.stage.check_action(name)
    return name, params


def _spoken(expected: Action | ScriptedAction) -> str:
    if isinstance(expected, Action):
        return repr(expected)
    return ", ".join(f"{name}={value!r}" for name, value in expected.params.items())


def _is(action: ActionResult, name: str, params: Mapping[str, Any]) -> bool:
    """Whether it is the expected one: by wire name, and with these parameters."""
    return action.type == name and params.items() <= dict(action.params).items()
