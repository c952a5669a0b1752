"""A turn in which an operator does something, and no model is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from coach.engine.decide import Result, Snapshot
from coach.engine.editing import edited
from coach.engine.entering import entered
from coach.engine.prompt import Prompts
from coach.errors import ConversationOver, NotNow, ProgramError
from coach.program.action import TransitionState, wire_name
from coach.program.words import listed
from coach.results import ActionDecided, Moved
from coach.store.rows import NewAction, Standing
from coach.turns.asking import Speech
from coach.turns.deeds import DEEDS, Deed, EditMemory, MoveTo, Release, Speak, TakeOver
from coach.turns.keeping import action_result, new_action
from coach.turns.writing import Taken

_EDIT, _TAKE_OVER, _RELEASE = DEEDS
#: Whose words they are, where a person answers in the coach's place.
_SPEAKER = "operator:{}"


class Operation:
    """One turn of an operator's, in a conversation that is claimed. `take` does all of it but the commit."""

    def __init__(self, prompts: Prompts, standing: Standing, begin: Snapshot, deed: Deed, speech: Speech) -> None:
        self._prompts = prompts
        self._program = prompts.program
        self._standing = standing
        self._deed = deed
        self._speech = speech
        self._begin = self._now = begin
        self._taken_by = standing.taken_by
        self._actions: list[NewAction] = []

    def take(self) -> Taken:
        """What is to be written. Raises `BadInput` where the deed cannot be done, and nothing is kept then."""
        words, speaker = "", None
        match self._deed:
            case MoveTo(state, reason):
                words = self._move(state, reason)
            case EditMemory(changes, reason):
                self._edit(changes, reason)
            case TakeOver(by):
                self._taken_by = by
                self._record(_TAKE_OVER, {"by": by}, f"{by} answers in the coach's place")
            case Release():
                by, self._taken_by = self._person(), None
                self._record(_RELEASE, {"by": by}, "The coach answers again")
            case Speak(text):
                if self._program.states[self._begin.state].final:
                    raise ConversationOver(f"the conversation is over (it is in {self._begin.state}); nobody reads on")
                words, speaker = text, _SPEAKER.format(self._person())
        return Taken(self._standing, self._begin, self._now, None, words, speaker, (), self._actions, self._taken_by)

    def _person(self) -> str:
        if self._taken_by is None:
            raise NotNow("nobody has taken the conversation over; take it over first")
        return self._taken_by

    def _move(self, state: str, reason: str) -> str:
        """Enter the state; its opening, where it was not entered before."""
        begin = self._begin
        if state == begin.state:
            raise NotNow(f"the conversation is in {state} already")
        try:
            memory = entered(self._program, begin, begin.memory, state, "operator")
        except Exception as error:
            raise ProgramError(f"on_enter of {state} failed, so nothing was changed: {error}") from error
        self._now = replace(begin, state=state, memory=memory, moved=True)
        self._speech.tell(Moved(begin.state, state))
        said = f"Moved to {self._program.states[state].title}"
        self._record(wire_name(TransitionState), {"target_state": state}, said, reason, to_state=state)
        return "" if state in begin.entered else self._prompts.opening(self._now)

    def _edit(self, changes: Mapping[str, Any], reason: str) -> None:
        memory = edited(self._begin.memory, changes, self._program.invariants)
        self._now = replace(self._begin, memory=memory)
        self._record(_EDIT, {"changes": dict(changes)}, f"Changed {listed(changes)}", reason)

    def _record(self, type: str, params: Mapping[str, Any], said: str, reason: str = "", to_state: str = "") -> None:
        result = Result(
            type, params, "applied", reason=reason, summary=said, by="operator", from_state=self._begin.state,
            to_state=to_state,
        )  # fmt: skip
        action = new_action(0, result)
        self._actions.append(action)
        self._speech.tell(ActionDecided(action_result(action)))
