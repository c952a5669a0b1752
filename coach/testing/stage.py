"""What a walk goes over: a real coach on a real database, and how a failure is told."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NoReturn

from sqlalchemy import Engine

from coach.coach import Coach
from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Proposal
from coach.engine.request import Request
from coach.errors import CoachError
from coach.program.action import Action, TransitionState, wire_name
from coach.program.memory import Memory
from coach.program.offer import Answer
from coach.program.words import fold, nearest
from coach.results import ConversationView, TurnResult
from coach.sync import SyncCoach
from coach.testing.database import IN_MEMORY, new_database
from coach.testing.model import ScriptedReply, WalkModel
from coach.testing.remembering import records_differ, scalars_differ
from coach.testing.transcript import (
    Line,
    Mark,
    conversation,
    is_exit,
    is_memory,
    is_offer,
    is_script,
    marked,
    nearest_told,
)

__tracebackhide__ = True  # a failing walk shows the test's own lines


class Stage:
    """The conversation of a walk."""

    def __init__(self, program: Program, database: str, format: FormatName) -> None:
        self.program = program
        self._model = WalkModel()
        self._engine: Engine | None = new_database() if database == IN_MEMORY else None
        coach = Coach.open(self._engine or database, program=program, model=self._model, format=format)
        self._store = coach.store
        self._coach = SyncCoach(coach)
        self._format = FORMATS[format]
        self._id = ""

    def start(self, state: str, memory: Memory | Mapping[str, Any] | None, options: Mapping[str, Any]) -> None:
        """Begin a conversation."""
        problem = ""
        try:
            self._id = self._coach.start_in(state, **{"user": "walker", **options}, memory=memory).id
        except CoachError as error:
            problem = str(error)
        if problem:  # out of the handler: the engine's frames are of no use to the test
            raise AssertionError(f"the walk cannot begin: {problem}")

    def check_begun(self) -> None:
        if not self._id:
            raise AssertionError("say where the walk begins: walk.begin() or walk.at(STATE)")

    def view(self) -> ConversationView:
        self.check_begun()
        return self._coach.snapshot(self._id)

    def wait(self, **how_long: float) -> None:
        """Move the database's clock on."""
        self._store.ahead += timedelta(**how_long)

    def close(self) -> None:
        self._coach.close()
        if self._engine is not None:
            self._engine.dispose()

    # --- a turn -------------------------------------------------------------------------------

    def reply(self, text: str, actions: Sequence[Action]) -> ScriptedReply:
        """A reply as the model would send it."""
        return ScriptedReply(text, self._format.write(text, [self._proposal(action) for action in actions]))

    def say(
        self,
        did: str | Answer,
        options: Mapping[str, Any],
        replies: deque[ScriptedReply],
        requests: list[Request],
        where: str,
    ) -> TurnResult:
        """One real turn with these replies; `requests` receives what was asked, `where` is the test's line."""
        self._model.begin(replies, requests)
        problem = ""
        try:
            result = self._coach.say(self._id, did, **options)
        except CoachError as error:
            problem = f"the turn failed, {type(error).__name__}: {error}"
        if problem:
            lost = [Line(f"this turn did not happen ({where})", 0, "script"), Line(f"client: {did}", 1, "client")]
            self.fail(problem, is_script, more=lost)
        if replies:
            unasked = [Line(f"coach: {reply.message} ({where})", 1, "script") for reply in replies]
            self.fail(f"a scripted reply was never asked for: {replies[0].message!r}", is_script, more=unasked)
        return result

    def answer(self, button: str, fields: Mapping[str, str]) -> Answer:
        """The answer that presses this button of the open offer, by its name or label."""
        offer = self.view().offer
        if offer is None:
            self.fail("no offer is open, so no button can be pressed", is_offer)
        names = {fold(label): each.name for each in offer.buttons for label in (each.label, each.name)}
        if fold(button) not in names:
            self.fail(f"the open offer has no button {button!r}{nearest(button, names)}", is_offer)
        return Answer(offer.id, names[fold(button)], fields)

    # --- failing ------------------------------------------------------------------------------

    def fail(self, problem: str, *marks: Mark, more: Sequence[Line] = (), since: int | None = None) -> NoReturn:
        """Fail the test with a transcript of how it came to this; the first of `marks` that finds a line marks it."""
        lines = conversation(self.view(), since) if self._id else []
        raise AssertionError(f"{problem}\n\n{marked([*lines, *more], marks)}".rstrip())

    def check_action(self, name: str) -> type[Action]:
        """The program's action of this wire name; fails where there is none."""
        known: dict[str, type[Action]] = {**self.program.actions, "TRANSITION_STATE": TransitionState}
        if name not in known:
            raise AssertionError(f"this program has no action {name}{nearest(name, known)}")
        return known[name]

    def check_told(self, requests: Sequence[Request], words: str) -> None:
        """Fail unless one of the requests has these words in it."""
        if not any(words in message.text for request in requests for message in request.messages):
            told, mark = nearest_told(requests, words)
            self.fail(f"no request of the turn has {words!r} in it", mark, more=told)

    def check_remembered(self, known: Mapping[str, Any], collection: str | None, fields: Mapping[str, Any]) -> None:
        """Fail unless of what is known the scalars are these; or `collection` has a record with these fields."""
        kind = self.program.memory
        differs = (
            scalars_differ(kind, known, fields)
            if collection is None
            else records_differ(kind, known, collection, fields)
        )
        if differs:
            self.fail(differs.problem, is_memory, more=differs.there)

    def missing(self, state: str, found: Mapping[str, Sequence[str]]) -> list[str]:
        """What the exit to `state` misses, of what all of them miss; fails where there is no such exit."""
        if state not in found:
            self.fail(f"there is no exit to {state} here{nearest(state, found)}", is_exit)
        return list(found[state])

    def _proposal(self, action: Action) -> Proposal:
        """The action as a model would ask for it, with parameters that do not fit too: to refuse them is the machine's.

        It is one of the program's by its wire name and fields, for a class that is imported twice is another class.
        """
        if not isinstance(action, Action):
            meant = f"; write {action.__name__}(…)" if isinstance(action, type) else ""
            raise AssertionError(f"{action!r} is not an action{meant}")
        name, given = wire_name(action), type(action)
        own = self.check_action(name)
        if foreign := given.model_fields.keys() - own.model_fields.keys():
            raise AssertionError(
                f"{given.__module__}.{given.__qualname__} is not this program's {name}: "
                f"that has no parameter {min(foreign)!r}{nearest(min(foreign), own.model_fields)}"
            )
        return Proposal(name, action.model_dump(mode="json", warnings=False))
