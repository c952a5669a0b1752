"""What the machine makes of a reply: the heart of the engine, pure from end to end.

Actions are applied in the order given, each on its own copy of the memory; one that fails or is refused
leaves no trace and does not stop the rest. `TRANSITION_STATE` is decided last, on the memory that the
others left, and one at most is granted. Where none was, the first open automatic exit is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import ValidationError

from coach.engine.machine import Ruling
from coach.engine.program import Program
from coach.engine.reply import Proposal, Reply
from coach.errors import Refused
from coach.program.action import Action, By, TransitionState, Turn
from coach.program.guard import GuardBug
from coach.program.memory import Memory
from coach.program.state import Exit
from coach.program.words import complaints, listed, nearest

Status = Literal["applied", "refused", "failed"]
Kind = Literal["undeclared", "not_allowed", "invalid", "guard", "stale", "limit"]

#: A guard that takes longer is reported, in seconds.
SLOW_GUARD = 0.05

_FAULT = "something went wrong inside; it was reported, do not try it again now"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where a conversation stands when a reply is decided."""

    state: str
    memory: Memory
    turn: int
    now: datetime
    since_last: timedelta | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    moved: bool = False
    """A move was made in this turn already."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one proposed action."""

    type: str
    params: Mapping[str, Any]
    status: Status
    kind: Kind | None = None
    """Of a refusal."""
    reason: str = ""
    """Of a refusal or failure, one sentence for the model."""
    summary: str = ""
    """Of an applied action, what was done."""
    by: By = "model"
    from_state: str = ""
    to_state: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state (or a renewed entry of the same one) that was granted."""

    from_state: str
    to_state: str
    exit: Exit


@dataclass(frozen=True, slots=True)
class Bug:
    """A fault of the program's own code, for the log."""

    what: str
    error: BaseException | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the machine made of a reply."""

    state: str
    memory: Memory
    results: tuple[Result, ...]
    """One for every proposal, in the order given."""
    move: Move | None = None
    by_itself: Result | None = None
    """The record of an automatic move."""
    bugs: tuple[Bug, ...] = ()

    @property
    def refused_transitions(self) -> tuple[Result, ...]:
        return tuple(r for r in self.results if r.type == "TRANSITION_STATE" and r.status == "refused")


def decide(program: Program, snapshot: Snapshot, reply: Reply) -> Outcome:
    """Rule on every proposal of a reply. Raises nothing that a reply, an action or a guard could cause."""
    work = _Work(program, snapshot)
    results: dict[int, Result] = {}
    transitions = [i for i, p in enumerate(reply.proposals) if p.type == "TRANSITION_STATE"]
    for index, proposal in enumerate(reply.proposals):
        if index not in transitions:
            results[index] = work.act(proposal)
    for index in transitions:
        results[index] = work.transit(reply.proposals[index])
    by_itself = work.move_by_itself() if work.move is None and not snapshot.moved else None
    ordered = tuple(results[index] for index in range(len(results)))
    return Outcome(work.state, work.memory, ordered, work.move, by_itself, tuple(work.bugs))


def missing(program: Program, state: str, memory: Memory) -> dict[str, list[str]]:
    """For each state one can get to (not as an operator), what is still missing; nothing means open."""
    found: dict[str, list[str]] = {}
    locked = memory.copied(locked=True)
    for exit in program.states[state].exits:
        if exit.by == "operator" or found.get(exit.target) == []:
            continue
        try:
            wanting = list(program.machine.rule(state, exit, locked).missing)
        except GuardBug:
            wanting = [_FAULT]
        if not wanting or exit.target not in found:
            found[exit.target] = wanting
    return found


@dataclass
class _Work:
    """The running state of one decision."""

    program: Program
    snapshot: Snapshot
    state: str = ""
    memory: Memory = field(init=False)
    move: Move | None = None
    bugs: list[Bug] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = self.snapshot.state
        self.memory = self.snapshot.memory

    # --- actions ------------------------------------------------------------------------------

    def act(self, proposal: Proposal) -> Result:
        """Apply one action to a copy of the memory, and keep the copy if it went well."""
        if proposal.problem is not None:
            return _refused(proposal, "invalid", proposal.problem)
        rules = self.program.rules[self.snapshot.state]
        cls = self.program.actions.get(proposal.type)
        if cls is None:
            hint = nearest(proposal.type, rules.names) or "; nothing can be done here"
            return _refused(proposal, "undeclared", f"there is no action {proposal.type[:80]!r}{hint}")
        if proposal.type not in rules.allowed:
            here = f"allowed here: {listed(rules.names)}" if rules.names else "nothing can be done here"
            return _refused(proposal, "not_allowed", f"{proposal.type} is not allowed here; {here}")
        try:
            action = cls.model_validate(_given(cls, proposal.params))
        except ValidationError as error:
            return _refused(proposal, "invalid", complaints(error))
        turn = self._turn(self.state)
        try:
            summary = action.apply(turn)
            if summary is not None and not isinstance(summary, str):
                raise TypeError(f"apply returned {type(summary).__name__}, not a line of text")
        except Refused as refusal:
            return _refused(proposal, "stale" if refusal.kind == "stale" else "invalid", str(refusal))
        except Exception as error:
            return self._failed(proposal, f"action {proposal.type}", error)
        self.memory = turn.memory
        return Result(proposal.type, proposal.params, "applied", summary=summary or "")

    # --- moves --------------------------------------------------------------------------------

    def transit(self, proposal: Proposal) -> Result:
        """Decide a request to move on."""
        if proposal.problem is not None:
            return _refused(proposal, "invalid", proposal.problem)
        try:
            asked = TransitionState.model_validate(dict(proposal.params))
        except ValidationError as error:
            return _refused(proposal, "invalid", complaints(error))
        target = asked.target_state.strip().upper()
        if self.move is not None or self.snapshot.moved:
            return _refused(proposal, "limit", "the conversation moved in this turn already; one move a turn")
        exits = self.program.exits(self.state, target)
        if not exits:
            return _refused(proposal, "undeclared", self._no_exit(target))
        asking = [exit for exit in exits if exit.by == "model"]
        if not asking:
            who = {"auto": "is taken by itself", "user": "is the client's to ask for"}
            said = who.get(exits[0].by, "is an operator's to ask for")
            return _refused(proposal, "not_allowed", f"the exit to {target} {said}{self._choices()}")
        for exit in asking:
            result = self._take(exit, proposal)
            if result.status != "refused":
                break
        return result

    def move_by_itself(self) -> Result | None:
        """Take the first automatic exit that is open."""
        for exit in self.program.states[self.state].exits:
            if exit.by == "auto":
                proposal = Proposal("TRANSITION_STATE", {"target_state": exit.target})
                result = self._take(exit, proposal)
                if result.status == "applied":
                    return replace(result, by="auto")
        return None

    def _take(self, exit: Exit, proposal: Proposal) -> Result:
        try:
            ruling = self.program.machine.rule(self.state, exit, self.memory.copied(locked=True))
        except GuardBug as bug:
            return self._failed(proposal, f"exit {self.state} -> {exit}: {bug}", bug.__cause__ or bug)
        self._report_slow(exit, ruling)
        if not ruling.open:
            reason = f"{exit.target} is not open yet: {'; '.join(ruling.missing)}"
            return _refused(proposal, "guard", reason)
        if exit.target != self.state and (enter := self.program.states[exit.target].on_enter):
            turn = self._turn(exit.target)
            try:
                enter(turn)
            except Exception as error:
                return self._failed(proposal, f"on_enter of {exit.target}", error)
            self.memory = turn.memory
        self.move = Move(self.state, exit.target, exit)
        self.state = exit.target
        said = f"Moved to {self.program.states[exit.target].title}"
        return Result(
            proposal.type,
            proposal.params,
            "applied",
            summary=said,
            from_state=self.move.from_state,
            to_state=exit.target,
        )

    def _no_exit(self, target: str) -> str:
        if target not in self.program.states:
            hint = nearest(target, self.program.rules[self.state].targets)
            return f"there is no state {target[:80]!r}{hint or self._choices()}"
        return f"there is no exit from {self.state} to {target}{self._choices()}"

    def _choices(self) -> str:
        targets = self.program.rules[self.state].targets
        return f"; you may ask for {listed(targets)}" if targets else "; there is no exit you may ask for"

    # --- faults -------------------------------------------------------------------------------

    def _turn(self, state: str) -> Turn[Memory]:
        now = self.snapshot
        return Turn(self.memory.copied(), state, now.turn, now.now, now.since_last, now.context)

    def _failed(self, proposal: Proposal, what: str, error: BaseException) -> Result:
        self.bugs.append(Bug(what, error))
        return Result(proposal.type, proposal.params, "failed", reason=_FAULT)

    def _report_slow(self, exit: Exit, ruling: Ruling) -> None:
        if ruling.seconds > SLOW_GUARD:
            took = f"exit {self.state} -> {exit}: its guard took {ruling.seconds * 1000:.0f} ms"
            self.bugs.append(Bug(f"{took}; a guard is asked often and must be quick", None))


def _refused(proposal: Proposal, kind: Kind, reason: str) -> Result:
    return Result(proposal.type, proposal.params, "refused", kind, reason)


def _given(cls: type[Action], params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters without the nulls by which a strict schema says `not given`."""
    fields = cls.model_fields
    return {
        name: value
        for name, value in params.items()
        if value is not None or name not in fields or fields[name].is_required()
    }


def refusals(results: Sequence[Result]) -> list[str]:
    """What was not done and why, a line each, for the model."""
    return [f"{r.type or 'an action'}: {r.reason}" for r in results if r.status != "applied"]
