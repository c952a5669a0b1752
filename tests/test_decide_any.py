"""Whatever is proposed: deciding never raises, never writes to what it was given, and keeps its promises."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_programs import (
    BeReady,
    BreakDown,
    Goal,
    GoalMemory,
    RefuseAll,
    SaveGoal,
    a_goal_is_known,
    at,
    breaking,
    make,
    ready,
)

from coach import Action, State, Turn, to
from coach.engine.decide import Outcome, decide
from coach.engine.reply import Proposal, Reply


def be_ready_again(turn: Turn[GoalMemory]) -> None:
    """Raises on every second move, so that some fail."""
    if turn.memory.ready:
        raise ValueError
    turn.memory.mood = "moved"


ACTIONS: list[type[Action]] = [SaveGoal, BeReady, RefuseAll, BreakDown]
PROGRAM = make(
    {
        "FIRST": State(
            title="First",
            actions=ACTIONS,
            exits=[
                to("SECOND", when=a_goal_is_known),
                to("THIRD", when=breaking(ValueError())),
                to("FIRST", by="user"),
                to("LAST", by="operator"),
                to("LAST", by="auto", when=ready & a_goal_is_known),
            ],
        ),
        "SECOND": State(
            title="Second", actions=ACTIONS[:1], exits=[to("FIRST"), to("SECOND")], on_enter=be_ready_again
        ),
        "THIRD": State(title="Third", exits=[to("SECOND", by="auto")]),
        "LAST": State(title="Last", final=True),
    }
)
EDGES = PROGRAM.machine.edges()

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from(["SAVE_GOAL", "BE_READY", "REFUSE_ALL", "BREAK_DOWN", "TRANSITION_STATE", ""]) | st.text()
NAMES = st.sampled_from(["name", "size", "target_state", "stale"]) | st.text()
GARBAGE = st.builds(Proposal, TYPES, st.dictionaries(NAMES, JSON, max_size=4), st.none() | st.text(min_size=1))
SAVES = st.builds(lambda name: Proposal("SAVE_GOAL", {"name": name}), st.text(max_size=3))
MOVES = st.builds(
    lambda target: Proposal("TRANSITION_STATE", {"target_state": target}),
    st.sampled_from([*PROGRAM.states, "first", "NOWHERE"]),
)
PROPOSALS = st.lists(GARBAGE | SAVES | MOVES | st.builds(Proposal, TYPES), max_size=8)
MEMORIES = st.builds(
    lambda names, ready: GoalMemory(goals=[Goal(name=name) for name in sorted(names)], ready=ready),
    st.sets(st.sampled_from(["Run", "Paint", "x"])),
    st.booleans(),
)


def shown(outcome: Outcome) -> Any:
    """All of an outcome but the exceptions, which equal nothing but themselves."""
    bugs = [(bug.what, type(bug.error)) for bug in outcome.bugs]
    return repr((outcome.state, outcome.results, outcome.move, outcome.by_itself, bugs)), outcome.memory


@settings(max_examples=300, deadline=None)
@given(PROPOSALS, MEMORIES, st.sampled_from(list(PROGRAM.states)), st.booleans())
def test_deciding_keeps_its_promises(proposals: list[Proposal], memory: GoalMemory, state: str, moved: bool) -> None:
    before = memory.copied()
    snapshot = at(state, memory, moved=moved, context={"tags": ["a"]})
    outcome = decide(PROGRAM, snapshot, Reply("Words.", tuple(proposals)))

    assert [(result.type, result.params) for result in outcome.results] == [(p.type, p.params) for p in proposals]
    for result in outcome.results:
        assert (result.status == "refused") == (result.kind is not None)
        assert (result.status == "applied") == (not result.reason)
    granted = [r for r in outcome.results if r.type == "TRANSITION_STATE" and r.status == "applied"]
    by_itself = outcome.by_itself if outcome.by_itself and outcome.by_itself.status == "applied" else None
    assert len(granted) + (by_itself is not None) == (outcome.move is not None)

    if outcome.move is None:
        assert outcome.state == state
    else:
        assert not moved
        assert (outcome.move.from_state, outcome.move.to_state) == (state, outcome.state)
        assert outcome.move.exit.by == ("auto" if by_itself else "model")
        assert (state, str(outcome.move.exit), outcome.state) in EDGES
        assert outcome.state != "THIRD"

    assert memory == before
    assert snapshot == at(state, before, moved=moved, context={"tags": ["a"]})
    assert shown(decide(PROGRAM, snapshot, Reply("Words.", tuple(proposals)))) == shown(outcome)
    names = [goal["name"] for goal in outcome.memory.plain()["goals"]]
    assert not {"of a refused action", "of a broken action"} & set(names)
    assert GoalMemory.load(outcome.memory.model_dump_json()) == outcome.memory
