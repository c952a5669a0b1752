"""What the machine makes of a reply: the heart of the engine, pure from end to end.

Actions are applied in the order given, each on its own copy of the memory; one that fails or is refused
leaves no trace and does not stop the rest. `TRANSITION_STATE` is decided last, on the memory that the
others left, and one at most is granted. Where none was, the first open automatic exit is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from coach.engine import watching
from coach.engine.entering import check_kept, entered, turn_of
from coach.engine.given import given
from coach.engine.machine import Ruling
from coach.engine.missing import FAULT, SLOW_GUARD, missing, slow
from coach.engine.outcome import Bug, Kind, Move, Outcome, Result, Snapshot, Status, refusals
from coach.engine.program import Program
from coach.engine.reply import Proposal, Reply
from coach.errors import Refused
from coach.program.action import Action, By, TransitionState
from coach.program.guard import GuardBug, no_open_offer
from coach.program.memory import Memory
from coach.program.state import Exit
from coach.program.words import complaints, kept, listed, nearest

__all__ = ["Bug", "Kind", "Move", "Outcome", "Result", "Snapshot", "Status", "decide", "missing", "refusals"]


def decide(program: Program, snapshot: Snapshot, reply: Reply, by: By = "model") -> Outcome:
    """Rule on every proposal of a reply, or of what a button stands for (`by="user"`).

    Raises nothing that a reply, an action or a guard could cause.
    """
    work = _Work(program, snapshot, by)
    results: dict[int, Result] = {}
    transitions = [i for i, p in enumerate(reply.proposals) if p.type == "TRANSITION_STATE"]
    for index, proposal in enumerate(reply.proposals):
        if index not in transitions:
            results[index] = work.act(proposal)
    for index in transitions:
        results[index] = work.transit(reply.proposals[index])
    by_itself = work.move_by_itself() if work.move is None and not snapshot.moved else None
    ordered = tuple(results[index] for index in range(len(results)))
    outcome = Outcome(work.state, work.memory, ordered, work.move, by_itself, tuple(work.bugs))
    for watcher in watching.watchers:
        watcher.decided(program, snapshot, outcome)
    return outcome


@dataclass
class _Work:
    """The running state of one decision."""

    program: Program
    snapshot: Snapshot
    by: By
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
            return self._refused(proposal, "invalid", proposal.problem)
        rules = self.program.rules[self.snapshot.state]
        cls = self.program.actions.get(proposal.type)
        if cls is None:
            hint = nearest(proposal.type, rules.names) or "; nothing can be done here"
            return self._refused(proposal, "undeclared", f"there is no action {proposal.type[:80]!r}{hint}")
        if proposal.type not in rules.may(self.by):
            return self._refused(proposal, "not_allowed", self._not_allowed(proposal.type))
        turn = turn_of(self.snapshot, self.memory, self.state, self.by)
        try:
            summary = _read(cls, proposal.params).apply(turn)
            if summary is not None and not isinstance(summary, str):
                raise TypeError(f"apply returned {type(summary).__name__}, not a line of text")
            check_kept(self.program, self.memory, turn.memory, self.snapshot.state)
        except Refused as refusal:
            for watcher in watching.watchers:
                watcher.refused(self.program, proposal.type, refusal)
            kind: Kind = "stale" if refusal.kind == "stale" else "invalid"
            return self._refused(proposal, kind, kept(str(refusal)).strip() or "it cannot be done now")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a library's panic is no Exception
            return self._failed(proposal, f"action {proposal.type}", error)
        self.memory = turn.memory
        return Result(
            proposal.type, proposal.params, "applied", summary=kept(summary or ""), by=self.by, from_state=self.state
        )

    def _not_allowed(self, name: str) -> str:
        rules = self.program.rules[self.snapshot.state]
        here = f"allowed here: {listed(rules.names)}" if rules.names else "nothing can be done here"
        if self.by == "model" and name in rules.buttons:
            return f"{name} is the client's to choose, with a button; {here}"
        return f"{name} is not allowed here; {here}"

    # --- moves --------------------------------------------------------------------------------

    def transit(self, proposal: Proposal) -> Result:
        """Decide a request to move on."""
        if proposal.problem is not None:
            return self._refused(proposal, "invalid", proposal.problem)
        try:
            asked = TransitionState.model_validate(dict(proposal.params))
        except ValidationError as error:
            return self._refused(proposal, "invalid", complaints(error) + self._choices())
        target = asked.target_state.strip().upper()
        if self.move is not None or self.snapshot.moved:
            return self._refused(proposal, "limit", "the conversation moved in this turn already; one move a turn")
        exits = self.program.exits(self.state, target)
        if not exits:
            return self._refused(proposal, "undeclared", self._no_exit(target))
        asking = [exit for exit in exits if exit.by == self.by]
        if not asking:
            who = {"auto": "is taken by itself", "user": "is the client's to ask for"}
            said = who.get(exits[0].by, "is an operator's to ask for")
            return self._refused(proposal, "not_allowed", f"the exit to {target} {said}{self._choices()}")
        for exit in asking:
            result = self._take(exit, proposal)
            if result.status != "refused":
                break
        return result

    def move_by_itself(self) -> Result | None:
        """Take the first automatic exit that is open; where none is, the one that failed."""
        failed = None
        for exit in self.program.states[self.state].exits:
            if exit.by == "auto":
                proposal = Proposal("TRANSITION_STATE", {"target_state": exit.target})
                result = replace(self._take(exit, proposal), by="auto")
                if result.status == "applied":
                    return result
                failed = result if result.status == "failed" else failed
        return failed

    def _take(self, exit: Exit, proposal: Proposal) -> Result:
        for watcher in watching.watchers:
            watcher.asked(self.program, self.state, exit, self.memory)
        landing = self.program.landing(exit, self.snapshot.entered)
        try:
            ruling = self.program.machine.rule(self.state, exit, self.memory, landing)
        except GuardBug as bug:
            return self._failed(proposal, f"exit {self.state} -> {exit}: {bug}", bug.__cause__ or bug)
        self._report_slow(exit, ruling)
        held = self._held(exit)
        if not ruling.open or held:
            reason = f"{exit.target} is not open yet: {'; '.join(dict.fromkeys((*ruling.missing, *held)))}"
            return self._refused(proposal, "guard", reason)
        if landing != self.state:
            try:
                self.memory = entered(self.program, self.snapshot, self.memory, landing, exit.by)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # as of an action
                return self._failed(proposal, f"on_enter of {landing}", error)
        self.move = Move(self.state, landing, exit)
        self.state = landing
        said = f"Moved to {self.program.states[landing].title}"
        return Result(
            proposal.type,
            proposal.params,
            "applied",
            summary=said,
            by=self.by,
            from_state=self.move.from_state,
            to_state=landing,
        )

    def _held(self, exit: Exit) -> tuple[str, ...]:
        """What is missing where an offer holds the conversation: nobody moves on from it but by its buttons."""
        offer = self.memory.offer
        held = offer is not None and offer.holds and exit.by in ("model", "auto")
        return no_open_offer.missing(self.memory) if held else ()

    def _no_exit(self, target: str) -> str:
        if target not in self.program.states:
            hint = nearest(target, self.program.rules[self.state].targets)
            return f"there is no state {target[:80]!r}{hint or self._choices()}"
        return f"there is no exit from {self.state} to {target}{self._choices()}"

    def _choices(self) -> str:
        targets = self.program.rules[self.state].targets
        return f"; you may ask for {listed(targets)}" if targets else "; there is no exit you may ask for"

    # --- faults -------------------------------------------------------------------------------

    def _failed(self, proposal: Proposal, what: str, error: BaseException) -> Result:
        self.bugs.append(Bug(what, error))
        return replace(self._refused(proposal, None, FAULT), status="failed")

    def _refused(self, proposal: Proposal, kind: Kind | None, reason: str) -> Result:
        target = proposal.params.get("target_state") if proposal.type == "TRANSITION_STATE" else None
        to = target if isinstance(target, str) and target in self.program.states else ""
        result = Result(proposal.type, proposal.params, "refused", kind, reason, by=self.by)
        return replace(result, from_state=self.state, to_state=to)

    def _report_slow(self, exit: Exit, ruling: Ruling) -> None:
        if ruling.seconds > SLOW_GUARD:
            self.bugs.append(Bug(f"exit {self.state} -> {exit}: {slow(ruling.seconds)}", None))


def _read(cls: type[Action], params: Mapping[str, Any]) -> Action:
    try:
        return cls.model_validate(given(cls, params))
    except ValidationError as error:
        raise Refused(complaints(error, cls.model_fields)) from None
