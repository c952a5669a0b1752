"""What the random machine holds a turn to: each promise is seen broken, in a turn that was real and then forged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from offering import FILES as OFFERING

from coach import Answer, Offer, Program, button
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Proposal
from coach.engine.request import Message
from coach.testing.generating.ground import Ground
from coach.testing.promising.promises import broken_promises, once_only
from coach.testing.promising.taken import Taken

Folder = Callable[..., Path]
SAVE, MOVE = ("SAVE_GOAL", {"name": "Run"}), ("TRANSITION_STATE", {"target_state": "PLAN"})


def reply(*actions: tuple[str, dict[str, str]], format: FormatName = "json") -> str:
    return FORMATS[format].write("Fine.", [Proposal(*each) for each in actions])


def wrong(ground: Ground, taken: Taken) -> list[str]:
    return list(broken_promises(ground.program, taken))


@pytest.fixture
def ground(program_folder: Folder) -> Iterator[Ground]:
    made = Ground(Program.load(program_folder(**{"actions/__init__.py": ""})))
    made.begin("WELCOME")
    yield made
    made.close()


@pytest.fixture
def offering(program_folder: Folder) -> Iterator[Ground]:
    made = Ground(Program.load(program_folder(**OFFERING)))
    made.begin("WELCOME")
    yield made
    made.close()


@pytest.fixture
def moved(ground: Ground) -> Taken:
    return ground.take("Go on.", [reply(SAVE, MOVE)], "a")


def forged(taken: Taken, **view: Any) -> Taken:
    return replace(taken, after=replace(taken.after, **view))


def test_a_memory_that_no_action_on_record_made_is_seen(ground: Ground) -> None:
    taken = ground.take("Go on.", [reply(SAVE)])
    assert wrong(ground, taken) == []
    assert wrong(ground, forged(taken, memory={**taken.after.memory, "goals": []})) == [
        "goals in the memory is not what the actions on record made of it: "
        f"[], not [{{'id': '{taken.after.memory['goals'][0]['id']}', 'name': 'Run', 'size': 1}}]"
    ]
    assert wrong(ground, forged(taken, memory={**taken.after.memory, "ready": True})) == [
        "ready in the memory is not what the actions on record made of it: True, not False"
    ]


def test_a_change_in_a_turn_in_which_nothing_is_decided_is_seen(offering: Ground) -> None:
    offering.take("Rest.", [reply(("PAUSE", {}))])
    held = offering.take("Go on.")
    assert wrong(offering, held) == []
    assert "ready in the memory" in wrong(offering, forged(held, memory={**held.after.memory, "ready": True}))[0]


def test_what_is_on_record_as_applied_and_cannot_be_done_is_seen(ground: Ground) -> None:
    ground.take("Go on.", [reply(SAVE)])
    taken = ground.take("Go on.", [reply(SAVE)])
    [refused] = taken.after.actions[-1:]
    assert refused.status == "refused"
    applied = replace(refused, status="applied", kind=None, reason=None)
    assert wrong(ground, forged(taken, actions=[*taken.after.actions[:-1], applied])) == [
        "what is on record as applied cannot be done: Refused: there is already a goal called 'Run'"
    ]


def test_an_id_that_is_given_again_is_seen(ground: Ground) -> None:
    taken = ground.take("Go on.", [reply(SAVE)])
    id = taken.after.memory["goals"][0]["id"]
    assert wrong(ground, replace(taken, gone=frozenset({id}))) == [f"the id {id} was given a second time"]


def test_ids_of_what_is_gone_are_remembered(offering: Ground) -> None:
    asked = offering.take("I run.", [reply(("OFFER_GOAL", {"name": "Run"}))])
    assert asked.after.offer is not None
    id = asked.after.offer.id
    offering.take(Answer(id, "no"))
    assert offering.take("And?").gone == {id}


def test_an_offer_that_stays_open_when_it_is_answered_is_seen(offering: Ground) -> None:
    asked = offering.take("I run.", [reply(("OFFER_GOAL", {"name": "Run"}))])
    assert asked.after.offer is not None
    answered = offering.take(Answer(asked.after.offer.id, "yes"))
    assert wrong(offering, answered) == []
    assert wrong(offering, forged(answered, offer=asked.after.offer)) == [
        "the open offer is not the one that the actions on record put: goal, not none"
    ]


def test_a_move_past_an_offer_that_holds_is_seen(offering: Ground) -> None:
    offering.begin("PLAN")
    went = offering.take("Done.", [reply(("TRANSITION_STATE", {"target_state": "DONE"}))])
    assert wrong(offering, went) == []
    [(state, exit, memory)] = went.rulings
    rest = Offer(kind="break", text="Have a rest.", buttons=[button("back", "I am back")], holds="Rest first.")
    held = memory.copied().with_offer(rest)
    assert wrong(offering, replace(went, rulings=((state, exit, held),)))[0] == (
        "it passed a guard that says no: The client has still to answer: “Have a rest.”"
    )


def test_an_action_that_is_not_allowed_and_was_done_is_seen(offering: Ground) -> None:
    asked = offering.take("I run.", [reply(("OFFER_GOAL", {"name": "Run"}))])
    assert asked.after.offer is not None
    kept = offering.take(Answer(asked.after.offer.id, "yes"))
    *before, keep = kept.after.actions
    assert (keep.type, keep.by) == ("KEEP_GOAL", "user")
    told = wrong(offering, forged(kept, actions=[*before, replace(keep, by="model")]))
    assert "KEEP_GOAL was applied in WELCOME, where the model may not do it" in told
    told = wrong(offering, forged(kept, actions=[*before, replace(keep, from_state="PLAN")]))
    assert "KEEP_GOAL was applied in PLAN, where the turn never was" in told


def test_a_move_to_where_nobody_asked_to_go_and_a_turn_after_the_end_are_seen(ground: Ground) -> None:
    moved = ground.take("Go on.", [reply(SAVE, MOVE)])
    save, move = moved.after.actions
    told = wrong(ground, forged(moved, actions=[save, replace(move, params={"target_state": "DONE"})]))
    assert "DONE was asked for, and it went to PLAN" in told
    told = wrong(ground, replace(moved, before=replace(moved.before, state="DONE")))
    assert "a turn was taken in DONE, where the conversation is over" in told


def test_words_in_the_constant_part_of_a_prompt_are_seen(ground: Ground) -> None:
    taken = ground.take("Go on.", [reply()])
    [request] = taken.asked
    constant, *others = request.messages
    leaked = replace(request, messages=(replace(constant, text=f"{constant.text}\nGo on."), *others))
    assert wrong(ground, replace(taken, asked=(leaked,))) == ["the constant part of the prompt of WELCOME changed"]


@pytest.mark.parametrize("format", ["tags", "xml"])
def test_words_that_ask_for_actions_in_a_prompt_are_seen(program_folder: Folder, format: FormatName) -> None:
    ground = Ground(Program.load(program_folder()), format)
    ground.begin("WELCOME")
    marked = reply(SAVE, format=format)
    taken = ground.take(marked, [reply(format=format)])
    assert wrong(ground, taken) == []
    [request] = taken.asked
    bare = replace(request, messages=(*request.messages[:-1], Message("user", marked)))
    assert wrong(ground, replace(taken, asked=(bare,))) == ["words in the prompt of WELCOME ask for SAVE_GOAL"]
    ground.close()


def test_a_turn_as_it_is_breaks_no_promise(ground: Ground, moved: Taken) -> None:
    assert moved.after.state == "PLAN"
    assert wrong(ground, moved) == []
    assert list(once_only(moved, ground.take("Go on.", [], "a"))) == []


def test_a_move_past_a_closed_guard_is_seen(ground: Ground, moved: Taken) -> None:
    [(state, exit, _)] = moved.rulings
    empty = ground.program.memory()
    assert wrong(ground, replace(moved, rulings=((state, exit, empty),))) == [
        "it passed a guard that says no: no goal yet"
    ]
    assert wrong(ground, replace(moved, rulings=())) == ["it passed a guard that says no: its guard was never asked"]


def test_a_move_that_is_not_declared_or_not_on_record_is_seen(ground: Ground, moved: Taken) -> None:
    assert moved.result is not None
    elsewhere = replace(moved, result=replace(moved.result, state="DONE"))
    assert wrong(ground, elsewhere)[0] == "the move on record is WELCOME → PLAN, but it went WELCOME → DONE"
    save, move = moved.after.actions
    forged = replace(moved, after=replace(moved.after, actions=[save, replace(move, by="operator")]))
    assert "no exit is declared from WELCOME to PLAN that the operator may ask for" in wrong(ground, forged)
    unsaid = replace(moved, after=replace(moved.after, actions=[save]))
    assert "it is in PLAN without a move" in wrong(ground, unsaid)
    twice = replace(moved, after=replace(moved.after, actions=[save, move, move]))
    assert "it moved 2 times in one turn" in wrong(ground, twice)


def test_a_proposal_that_is_not_on_record_is_seen(ground: Ground, moved: Taken) -> None:
    _, move = moved.after.actions
    lost = replace(moved, after=replace(moved.after, actions=[move]))
    assert [each for each in wrong(ground, lost) if each.startswith("reply 1 proposed SAVE_GOAL")]


def test_a_gap_in_the_numbers_is_seen(ground: Ground, moved: Taken) -> None:
    assert moved.result is not None
    later = replace(moved, result=replace(moved.result, turn=3))
    assert wrong(ground, later) == ["turn 3 came after turn 0"]
    missing = replace(moved.after, messages=[each for each in moved.after.messages if each.turn != 0])
    assert "what was said before is not what it was" in wrong(ground, replace(moved, after=missing))


def test_a_turn_that_happens_twice_is_seen(ground: Ground, moved: Taken) -> None:
    again = ground.take("Go on.", [reply()], "b")
    assert next(once_only(moved, again)) == "a turn that was asked for twice happened twice"
    assert "the model was asked again for a turn that was done" in list(once_only(moved, again))


def test_a_failed_turn_that_leaves_a_trace_is_seen(ground: Ground, moved: Taken) -> None:
    failed = ground.take(Answer("00000", "yes"))
    assert wrong(ground, failed) == []
    traced = replace(failed, after=moved.before)
    assert wrong(ground, traced) == ["a turn that did not happen left something behind"]
    odd = replace(failed, error=None)
    assert wrong(ground, odd) == ["the turn failed, NoneType: None"]


def test_a_memory_that_is_another_one_when_it_is_read_is_seen(ground: Ground, moved: Taken) -> None:
    odd = replace(moved, after=replace(moved.after, memory={**moved.after.memory, "ready": "yes"}))
    assert "the memory is another one once it is read again" in wrong(ground, odd)
