"""A program in which every action of the identity program is allowed, and short ways to take them."""

from __future__ import annotations

from datetime import UTC, datetime

from coach import Action, Settings, State, TransitionState, Turn, to
from coach.engine.decide import Outcome, Snapshot, decide
from coach.engine.program import Program
from coach.engine.reply import Proposal, Reply
from coach.identity import Category, Identity, IdentityMemory, Stage, actions, towards
from coach.program.action import By, wire_name
from coach.program.offer import Answer
from coach.turns.answering import chosen, proposals

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ACTIONS: list[type[Action]] = [
    cls for cls in vars(actions).values() if isinstance(cls, type) and issubclass(cls, Action)
]


def _program() -> Program:
    exits = [to("ELSEWHERE", by="user")]
    states = {
        "HERE": State(title="Here", actions=ACTIONS, buttons=ACTIONS, exits=exits, initial=True),
        "ELSEWHERE": State(title="Elsewhere"),
    }
    for name, state in states.items():
        for field, value in {"name": name, "prompt": name.lower()}.items():
            object.__setattr__(state, field, value)
    known = {wire_name(cls): cls for cls in ACTIONS}
    settings = Settings(memory=IdentityMemory)
    return Program("identity", "1", settings, states, known, {"here.md.j2": "", "elsewhere.md.j2": ""})


PROGRAM = _program()


def propose(action: Action) -> Proposal:
    return Proposal(wire_name(action), action.model_dump(mode="json"))


def ruled(memory: IdentityMemory, *done: Action, by: By = "model", turn: int = 3) -> Outcome:
    """What the machine makes of these actions; none of them breaks."""
    outcome = decide(PROGRAM, Snapshot("HERE", memory, turn, NOW), Reply("", tuple(map(propose, done))), by)
    assert not outcome.bugs, outcome.bugs
    return outcome


def kept(outcome: Outcome) -> IdentityMemory:
    """The memory that is left, to go on with."""
    assert isinstance(outcome.memory, IdentityMemory)
    return outcome.memory.copied()


def after(memory: IdentityMemory, *done: Action, by: By = "model", turn: int = 3) -> IdentityMemory:
    """The memory once all of these are applied."""
    outcome = ruled(memory, *done, by=by, turn=turn)
    assert [r.reason for r in outcome.results if r.status != "applied"] == []
    return kept(outcome)


def summary(memory: IdentityMemory, *done: Action, by: By = "model") -> str:
    """What the last of these says that it did."""
    result = ruled(memory, *done, by=by).results[-1]
    assert result.status == "applied", result.reason
    return result.summary


def refusal(memory: IdentityMemory, *done: Action, by: By = "model") -> str:
    """Why the last of these is refused; it leaves no trace."""
    *before, last = done
    memory = after(memory, *before, by=by)
    outcome = ruled(memory, last, by=by)
    result = outcome.results[-1]
    assert result.status == "refused", result.summary
    assert outcome.memory == memory
    return result.reason


def pressed(memory: IdentityMemory, button: str, **fields: str) -> Outcome:
    """What comes of the client's pressing a button of the open offer, in a later turn."""
    assert memory.offer is not None
    choice = chosen(Answer(memory.offer.id, button, fields), memory.offer)
    closed = memory.copied().with_offer(None)
    reply = Reply("", proposals(PROGRAM, choice))
    outcome = decide(PROGRAM, Snapshot("HERE", closed, 4, NOW), reply, by="user")
    assert not outcome.bugs, outcome.bugs
    return outcome


def plan(memory: IdentityMemory, button: str) -> list[Action]:
    """The actions that a button of the open offer stands for."""
    found = memory.offer.button(button) if memory.offer else None
    assert found is not None
    made: list[Action] = []
    for step in found.plan:
        cls = PROGRAM.actions.get(step["type"], TransitionState)
        made.append(cls.model_validate({name: value for name, value in step.items() if name != "type"}))
    return made


def knowing(*names: str, stage: Stage = Stage.PROPOSED, towards: Stage | None = None) -> IdentityMemory:
    """A memory with these identities, all of them family, at one stage."""
    family = Category.FAMILIAL_RELATIONS
    found = [Identity(name=name, category=family, stage=stage, statement="I am.") for name in names]
    return IdentityMemory(identities=found, working_towards=towards)


def enter(memory: IdentityMemory, stage: Stage | None) -> IdentityMemory:
    """The memory on having entered a phase that works towards a stage."""
    entered = memory.copied()
    towards(stage)(Turn(entered, "HERE", 3, NOW, None, {}, "model"))
    return entered


def names(identities: tuple[Identity, ...]) -> list[str]:
    return [each.name for each in identities]
