"""Every exit of the course, both ways: taken where nothing is missing, refused while any one thing is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from identity_steps import knowing, names

from coach import Guard, Program, TransitionState, Walk, no_open_offer
from coach.identity import (
    Category,
    CoveredTopic,
    IdentityMemory,
    SkippedCategory,
    Stage,
    Topic,
    both_lists_closed,
    consent_given,
    course_ended,
    every_category_covered,
    every_identity_committed,
    every_identity_refined,
    every_identity_visualised,
    every_statement_accepted,
    every_topic_covered,
    explanation_given,
    introduction_complete,
    nothing_missing,
    review_complete,
    some_identity,
    summary_seen,
)

Wanted = Guard[Any]
Unsettle = Callable[[IdentityMemory], object]

FORWARD: dict[tuple[str, str], tuple[Wanted, ...]] = {
    ("INTRODUCTION", "GET_TO_KNOW_YOU"): (explanation_given, consent_given, introduction_complete),
    ("GET_TO_KNOW_YOU", "IDENTITY_WARM_UP"): (every_topic_covered,),
    ("IDENTITY_WARM_UP", "IDENTITY_DISCOVERY"): (both_lists_closed,),
    ("IDENTITY_DISCOVERY", "IDENTITY_REVIEW"): (every_category_covered, some_identity),
    ("IDENTITY_REVIEW", "IDENTITY_REFINEMENT"): (
        every_category_covered,
        some_identity,
        review_complete,
        no_open_offer,
    ),
    ("IDENTITY_REFINEMENT", "ANYTHING_MISSING"): (every_identity_refined,),
    ("ANYTHING_MISSING", "IDENTITY_COMMITMENT"): (nothing_missing, every_identity_refined),
    ("IDENTITY_COMMITMENT", "I_AM_STATEMENTS"): (every_identity_committed, some_identity, no_open_offer),
    ("I_AM_STATEMENTS", "IDENTITY_VISUALIZATION"): (every_statement_accepted, summary_seen, no_open_offer),
    ("IDENTITY_VISUALIZATION", "ONWARD"): (every_identity_visualised,),
    ("ONWARD", "FAREWELL"): (course_ended,),
}
BACK = {
    ("IDENTITY_DISCOVERY", "IDENTITY_WARM_UP"),
    ("IDENTITY_REVIEW", "IDENTITY_DISCOVERY"),
    ("IDENTITY_REFINEMENT", "IDENTITY_REVIEW"),
    ("ANYTHING_MISSING", "IDENTITY_REFINEMENT"),
    ("IDENTITY_COMMITMENT", "ANYTHING_MISSING"),
    ("I_AM_STATEMENTS", "IDENTITY_COMMITMENT"),
    ("IDENTITY_VISUALIZATION", "I_AM_STATEMENTS"),
    ("ONWARD", "IDENTITY_DISCOVERY"),
    ("ONWARD", "IDENTITY_COMMITMENT"),
    ("ONWARD", "I_AM_STATEMENTS"),
}
#: What is so on entering a phase, wherever the client comes from.
ENTERED: dict[str, dict[str, object]] = {
    "IDENTITY_WARM_UP": {"who_i_am_closed": False, "who_i_want_to_be_closed": False},
    "IDENTITY_DISCOVERY": {"working_towards": None},
    "IDENTITY_REVIEW": {"working_towards": None, "review_complete": False},
    "IDENTITY_REFINEMENT": {"working_towards": Stage.REFINED},
    "ANYTHING_MISSING": {"working_towards": Stage.REFINED, "nothing_missing": False},
    "IDENTITY_COMMITMENT": {"working_towards": Stage.COMMITTED},
    "I_AM_STATEMENTS": {"working_towards": Stage.STATED, "summary_seen": False},
    "IDENTITY_VISUALIZATION": {"working_towards": Stage.VISUALISED},
    "ONWARD": {"working_towards": None},
}


def settled(*names: str, stage: Stage = Stage.VISUALISED) -> IdentityMemory:
    """Nothing but the stage of these is missing anywhere; what is worked towards is no phase's."""
    found = knowing(*names, stage=stage, towards=Stage.ACCEPTED)
    for mark in MARKS.values():
        setattr(found, mark, True)
    found.who_i_am_closed = found.who_i_want_to_be_closed = True
    for topic in Topic:
        found.topics.add(CoveredTopic(topic=topic))
    for category in Category:
        if category is not Category.FAMILIAL_RELATIONS:
            found.skipped.add(SkippedCategory(category=category))
    return found


def forgot(mark: str) -> Unsettle:
    return lambda memory: setattr(memory, mark, False)


def only(stage: Stage) -> Unsettle:
    return lambda memory: memory.identities.change("Lamp", stage=stage)


def nobody(memory: IdentityMemory) -> None:
    memory.skipped.add(SkippedCategory(category=Category.FAMILIAL_RELATIONS))
    for each in memory.live:
        memory.identities.change(each, archived=True)


MARKS: dict[Wanted, str] = {
    explanation_given: "explained",
    consent_given: "consent_given",
    introduction_complete: "introduction_complete",
    review_complete: "review_complete",
    nothing_missing: "nothing_missing",
    summary_seen: "summary_seen",
    course_ended: "course_ended",
}
#: How each of the guards comes to miss something; what an open offer closes is in the walks of its phases.
UNSETTLED: dict[Wanted, Unsettle] = {
    **{guard: forgot(mark) for guard, mark in MARKS.items()},
    every_topic_covered: lambda memory: memory.topics.remove(Topic.INTERESTS),
    both_lists_closed: forgot("who_i_want_to_be_closed"),
    every_category_covered: lambda memory: memory.skipped.remove(Category.SPIRITUAL),
    some_identity: nobody,
    every_identity_refined: only(Stage.ACCEPTED),
    every_identity_committed: only(Stage.REFINED),
    every_statement_accepted: only(Stage.COMMITTED),
    every_identity_visualised: only(Stage.STATED),
}


def test_every_exit_is_tried_with_all_that_it_wants(coach_program: Program) -> None:
    exits = {(name, exit.target): exit for name, state in coach_program.states.items() for exit in state.exits}
    assert exits.keys() == FORWARD.keys() | BACK
    wanted = {way: set(exit.guard.functions) for way, exit in exits.items() if exit.guard is not None}
    assert wanted == {way: {guard.check for guard in guards} for way, guards in FORWARD.items()}


def test_the_way_to_the_next_session_alone_passes_a_break() -> None:
    states = Program.load(interludes=True).states
    passing = [(name, exit.target) for name, state in states.items() for exit in state.exits if exit.via]
    assert set(passing) == {
        (source, target)
        for source, target in FORWARD
        if states[source].group != states[target].group and target != "FAREWELL"
    }
    assert len(passing) == 7


@pytest.mark.parametrize(("source", "target"), [*FORWARD, *sorted(BACK)])
def test_an_open_exit_is_taken_and_the_phase_is_entered(walk: Walk, source: str, target: str) -> None:
    walk.at(source, settled("Night Light", "Lamp"))
    assert walk.missing(target) == []
    walk.user("And now?")
    step = walk.coach("Come.", TransitionState(target_state=target))
    if (source, target) != ("IDENTITY_DISCOVERY", "IDENTITY_WARM_UP"):  # there the old phase goes on speaking
        step.then("Here we are.")
    step.applied().moves_to(target)
    entered = ENTERED.get(target, {})
    assert {field: getattr(walk.memory, field) for field in entered} == entered
    assert {each.stage for each in walk.memory.live} == {Stage.VISUALISED}


@pytest.mark.parametrize(
    ("source", "target", "guard"),
    [(*way, guard) for way, guards in FORWARD.items() for guard in guards if guard in UNSETTLED],
    ids=lambda part: part.check.__name__ if isinstance(part, Guard) else part,
)
def test_one_thing_missing_keeps_an_exit_closed(walk: Walk, source: str, target: str, guard: Wanted) -> None:
    memory = settled("Night Light", "Lamp")
    UNSETTLED[guard](memory)
    (wanting,) = guard.missing(memory)
    walk.at(source, memory)
    assert walk.missing(target) == [wanting]
    walk.user("And now?")
    walk.coach("Not yet.", TransitionState(target_state=target)).refused(wanting, kind="guard").stays()


@pytest.mark.parametrize(
    ("source", "target", "before"),
    [
        ("IDENTITY_REVIEW", "IDENTITY_REFINEMENT", Stage.PROPOSED),
        ("ANYTHING_MISSING", "IDENTITY_COMMITMENT", Stage.REFINED),
        ("ONWARD", "IDENTITY_COMMITMENT", Stage.REFINED),
        ("IDENTITY_COMMITMENT", "I_AM_STATEMENTS", Stage.COMMITTED),
        ("ONWARD", "I_AM_STATEMENTS", Stage.COMMITTED),
        ("I_AM_STATEMENTS", "IDENTITY_VISUALIZATION", Stage.STATED),
    ],
)
def test_on_entering_the_oldest_live_one_that_is_behind_is_at_hand(
    walk: Walk, source: str, target: str, before: Stage
) -> None:
    memory = settled("Good Girl", "Night Light", "Sailor", "Lamp", stage=before)
    memory.identities.change("Good Girl", archived=True)
    memory.identities.change("Night Light", stage=Stage.VISUALISED, place=3)
    memory.identities.change("Sailor", place=2)
    memory.identities.change("Lamp", place=1)
    walk.at(source, memory)
    walk.user("And now?")
    step = walk.coach("Come.", TransitionState(target_state=target)).then("Here we are.").moves_to(target)
    step.prompt_contains("At hand now, chosen for you:\n- “Sailor”")
    assert names(walk.memory.pending) == ["Sailor", "Lamp"]
