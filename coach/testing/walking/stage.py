"""What a walk goes over: a real coach on a real database, and how a failure is told."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from sqlalchemy import Engine

from coach.coach import Coach
from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Proposal
from coach.engine.reply import Reply as Read
from coach.engine.request import Request
from coach.errors import CoachError
from coach.program.action import Action, TransitionState, wire_name
from coach.program.invariant import broken
from coach.program.offer import Answer
from coach.program.words import fold, nearest
from coach.results import ConversationView, TurnResult
from coach.scenarios.freezing import Stored, stored
from coach.store.connecting import open_store
from coach.sync import SyncCoach
from coach.testing.promising.holding import Held
from coach.testing.walking.beginning import Beginning, begun
from coach.testing.walking.clock import Clock, ClockedStore
from coach.testing.walking.database import IN_MEMORY, new_database
from coach.testing.walking.model import Hints, ScriptedReply, WalkModel
from coach.testing.walking.remembering import memory_differs, remembered
from coach.testing.walking.script import Reply, ScriptedAction
from coach.testing.walking.talk import WalkTalk
from coach.testing.walking.transcript import (
    Line,
    Mark,
    conversation,
    does,
    is_action,
    is_exit,
    is_memory,
    is_offer,
    is_script,
    is_turn,
    marked,
    nearest_told,
    within,
)
from coach.turns.door import check_whose

__tracebackhide__ = True  # a failing walk shows the test's own lines

T = TypeVar("T")


class Stage:
    """The conversation of a walk."""

    def __init__(self, program: Program, database: str, format: FormatName) -> None:
        self.program = program
        self._model = WalkModel()
        self._engine: Engine | None = new_database() if database == IN_MEMORY else None
        self.clock = Clock()
        self._store = ClockedStore(open_store(self._engine or database), self.clock)
        self._coach = SyncCoach(Coach(self._store, program, self._model, format=format))
        self._format = FORMATS[format]
        # In a database that others use, each walk is a client of its own: nobody's keys are in its way.
        self._user = "walker" if self._engine else f"walker-{secrets.token_hex(8)}"
        self._id = ""
        self._wrong: list[str] = []
        self._held: tuple[Held, WalkTalk] | None = None

    def start(self, at: Beginning, options: Mapping[str, Any]) -> TurnResult:
        """Begin a conversation; its opening."""
        problem = ""
        try:
            there = self._coach.run(begun(self._coach.coach, at, self.clock.now, **{"user": self._user, **options}))
        except CoachError as error:
            problem = str(error)
        if problem:  # out of the handler: the engine's frames are of no use to the test
            raise AssertionError(f"the walk cannot begin: {problem}")
        self._id = there.id
        self._store.began(there.id)
        self._held = None
        self._wrong = self._broken()
        return there.opening

    def check_begun(self) -> None:
        if not self._id:
            raise AssertionError("say where the walk begins: walk.begin() or walk.at(STATE)")

    def hold(self) -> None:
        """Hold every turn from now on to what is promised of any."""
        self.check_begun()
        talk = WalkTalk(self._coach, self._model, self._id, self._format.name)
        held = Held(self.program, talk)
        if wrong := list(held.begin(self.stored().memory.offer)):
            self.fail(wrong[0], is_memory)
        self._held = held, talk

    def view(self) -> ConversationView:
        """The conversation as it stands; fails where it cannot be read."""
        return self._read(lambda: self._coach.snapshot(self._id))

    def _read(self, read: Callable[[], T]) -> T:
        self.check_begun()
        try:
            return read()
        except CoachError as error:
            problem = f"the conversation cannot be read any more: {error}"
        raise AssertionError(problem)

    def stored(self) -> Stored:
        """The conversation as it is stored; fails where it cannot be read."""
        return self._read(lambda: self._coach.run(stored(self._store, self.program, check_whose(self._id, None, None))))

    def close(self) -> None:
        self._coach.close()
        if self._engine is not None:
            self._engine.dispose()

    # --- a turn -------------------------------------------------------------------------------

    def sent(self, reply: Reply) -> ScriptedReply:
        """A reply as the model would send it."""
        format = FORMATS[reply.format] if reply.format is not None else self._format
        if reply.raw is not None:
            read = format.read(reply.raw, self.program.text_params)
            words = read.message if isinstance(read, Read) and not reply.cut else ""
            return ScriptedReply(words, reply.raw, reply.raw, format.name, reply.cut)
        proposals = [Proposal(action.type, action.params) for action in reply.actions]
        raw = format.write(reply.message, proposals)
        return ScriptedReply("" if reply.cut else reply.message, raw, reply.message, format.name, reply.cut)

    def say(
        self,
        did: str | Answer | None,
        options: Mapping[str, Any],
        replies: deque[ScriptedReply],
        requests: list[Request],
        where: str,
        hints: Hints,
    ) -> TurnResult:
        """One real turn with these replies; `requests` receives what was asked, `where` is the test's line."""
        self._model.begin(replies, requests, hints)
        result, problem = self._taken(did, options)
        if result is None:
            self.fail(problem, is_script, more=[Line(f"this turn did not happen ({where})", 0, "script"), does(did)])
        if replies:
            unasked = [Line(f"coach: {reply.shown} ({where})", 1, "script") for reply in replies]
            self.fail(f"a scripted reply was never asked for: {replies[0].shown!r}", is_script, more=unasked)
        if problem:
            self.fail(problem, within(result.turn, is_turn))
        if wrong := [each for each in self._broken() if each not in self._wrong]:
            self.fail(f"an invariant does not hold: {wrong[0]}", within(result.turn, is_action), is_turn)
        return result

    def _taken(self, did: str | Answer | None, options: Mapping[str, Any]) -> tuple[TurnResult | None, str]:
        """Take a turn; its result, None where it did not happen, and what is wrong with it."""
        if self._held is None:
            try:
                return self._coach.say(self._id, did, **options), ""
            except CoachError as error:
                return None, f"the turn failed, {type(error).__name__}: {error}"
        held, talk = self._held
        talk.options = {name: option for name, option in options.items() if name != "key"}
        taken = held.take(did, options.get("key") or f"turn {held.view.turn + 1}")
        wrong = list(held.wrong(taken))
        if taken.result is not None and not wrong:
            wrong = [*held.wrong_again(), *held.wrong_answer()]
        if taken.result is None and not wrong:
            wrong = [f"the turn failed, {type(taken.error).__name__}: {taken.error}"]
        return taken.result, wrong[0] if wrong else ""

    def _broken(self) -> list[str]:
        """What is known and is not as the program's invariants want it."""
        if not (invariants := self.program.invariants):
            return []
        return broken(invariants, self._read(lambda: self._coach.run(remembered(self._store, self.program, self._id))))

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

    def told(self, problem: str, *marks: Mark, more: Sequence[Line] = (), since: int | None = None) -> str:
        """A problem, with a transcript of how it came to this; the first of `marks` that finds a line marks it."""
        try:
            lines = conversation(self.view(), since) if self._id else []
        except AssertionError:  # it cannot be read
            lines = []
        return f"{problem}\n\n{marked([*lines, *more], marks)}".rstrip()

    def fail(self, problem: str, *marks: Mark, more: Sequence[Line] = (), since: int | None = None) -> NoReturn:
        """Fail the test with this problem and its transcript."""
        raise AssertionError(self.told(problem, *marks, more=more, since=since))

    def check_action(self, name: str) -> type[Action]:
        """The program's action of this wire name; fails where there is none."""
        known: dict[str, type[Action]] = {**self.program.actions, "TRANSITION_STATE": TransitionState}
        if name not in known:
            raise AssertionError(f"this program has no action {name}{nearest(name, known)}")
        return known[name]

    def check_state(self, state: str) -> None:
        """Fail unless the program has this state."""
        if state not in self.program.states:
            self.fail(f"there is no state {state!r}{nearest(state, self.program.states)}", is_turn)

    def check_told(self, requests: Sequence[Request], words: str) -> None:
        """Fail unless one of the requests has these words in it."""
        if not any(words in message.text for request in requests for message in request.messages):
            told, mark = nearest_told(requests, words)
            self.fail(f"no request of the turn has {words!r} in it", mark, more=told)

    def check_remembered(self, known: Mapping[str, Any], collection: str | None, fields: Mapping[str, Any]) -> None:
        """Fail unless of what is known the scalars are these; or `collection` has a record with these fields."""
        if differs := memory_differs(self.program.memory, known, collection, fields):
            self.fail(differs.problem, is_memory, more=differs.there)

    def missing(self, state: str, found: Mapping[str, Sequence[str]]) -> list[str]:
        """What the exit to `state` misses, of what all of them miss; fails where there is no such exit."""
        if state not in found:
            self.fail(f"there is no exit to {state} here{nearest(state, found)}", is_exit)
        return list(found[state])

    def scripted(self, action: Action) -> ScriptedAction:
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
        return ScriptedAction(type=name, **action.model_dump(mode="json", warnings=False))
