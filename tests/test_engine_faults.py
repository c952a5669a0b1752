"""Faults of the engine itself, planted: the random machine finds them, and the walk it prints fails as it did.

Without the fault the same walk passes, or says that the engine does now what it did not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from linking import FILES as LINKING
from offering import FILES as OFFERING
from turn_models import goal, said

from coach import Program, Walk
from coach.engine import decide
from coach.program.action import Turn as Now
from coach.program.records import Records
from coach.program.words import in_letters
from coach.testing.files.running import run
from coach.testing.files.script_yaml import ENDING, read_script
from coach.testing.generating import keeps_its_promises
from coach.testing.generating.ground import Ground
from coach.testing.generating.machine import Broken
from coach.turns import turn as taking
from coach.turns.answering import chosen
from coach.turns.writing import Taken

Folder = Callable[..., Path]
Plant = Callable[[pytest.MonkeyPatch], None]

SOUND = {
    **OFFERING,
    "states/welcome.py": OFFERING["states/welcome.py"].replace(" Strange, Astray, TakeBack],", " TakeBack],"),
}
#: An action that has done something by the time it refuses.
HASTY = {
    "actions/goals.py": '''
from coach import Action, Refused, Turn

from ..memory import Goal, GoalMemory


class SaveGoal(Action):
    """Keep a goal."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.ready = True
        turn.memory.goals.add(Goal(name=self.name))
        if len(turn.memory.goals) > 1:
            raise Refused("one goal is enough")
'''
}


def loses_a_proposal(patch: pytest.MonkeyPatch) -> None:
    real = taking.Turn._record

    def record(turn: Any, attempt: int, result: Any) -> None:
        if result.status != "refused" or attempt > 1:
            real(turn, attempt, result)

    patch.setattr(taking.Turn, "_record", record)


def keeps_what_was_refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "turn_of", lambda at, memory, state, by: Now(memory, state, at.turn, at.now, None, {}, by))


def forgets_the_key(patch: pytest.MonkeyPatch) -> None:
    real = Taken.written
    patch.setattr(Taken, "written", lambda taken, program, key, digest: real(taken, program, None, None))


def leaves_the_offer_open(patch: pytest.MonkeyPatch) -> None:
    real = taking.Turn._press

    def press(turn: Any, choice: Any) -> None:
        real(turn, choice)
        if turn._now.memory.offer is None:
            turn._now = replace(turn._now, memory=turn._now.memory.copied().with_offer(choice.offer))

    patch.setattr(taking.Turn, "_press", press)


def asks_four_times(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(taking, "MOST_CALLS", 9)


def gives_ids_twice(patch: pytest.MonkeyPatch) -> None:
    def new_id(records: Any, taken: Any) -> str:
        records._ids.new()
        return in_letters(records._ids.namespace + records._ids.serial // 2 * 23_456_789, 5)

    patch.setattr(Records, "_new_id", new_id)


def answers_anything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(taking, "chosen", lambda did, offer: did.button if offer is None else chosen(did, offer))


def breaks_down(patch: pytest.MonkeyPatch) -> None:
    real = Taken.written

    def written(taken: Any, program: Any, key: Any, digest: Any) -> Any:
        if taken.actions:
            raise KeyError("lost")
        return real(taken, program, key, digest)

    patch.setattr(Taken, "written", written)


def goes_through_walls(patch: pytest.MonkeyPatch) -> None:
    real = Taken.written

    def written(taken: Any, program: Any, key: Any, digest: Any) -> Any:
        new = real(taken, program, key, digest)
        return replace(new, state="DONE") if taken.begin.state == "PLAN" else new

    patch.setattr(Taken, "written", written)


#: What a sound engine does not come to in such a walk: a fourth request, an offer that is open.
TELLING_MORE = (asks_four_times, leaves_the_offer_open)


@pytest.mark.parametrize(
    ("plant", "files", "problem"),
    [
        pytest.param(loses_a_proposal, {}, "reply 1 proposed ", marks=pytest.mark.slow),
        (keeps_what_was_refused, HASTY, " in the memory is not what the actions on record made of it"),
        pytest.param(forgets_the_key, {}, "a turn that was asked for twice happened twice", marks=pytest.mark.slow),
        pytest.param(
            leaves_the_offer_open,
            SOUND,
            "the open offer is not the one that the actions on record put: ",
            marks=pytest.mark.slow,
        ),
        pytest.param(asks_four_times, {}, "the model was asked 4 times in one turn", marks=pytest.mark.slow),
        (gives_ids_twice, LINKING, ""),
        pytest.param(answers_anything, SOUND, "an offer that was never put was answered", marks=pytest.mark.slow),
        pytest.param(
            breaks_down, {}, "a turn of the conversation failed inside: KeyError: 'lost'", marks=pytest.mark.slow
        ),
        pytest.param(goes_through_walls, {}, " DONE", marks=pytest.mark.slow),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_fault_of_the_engine_is_told_as_a_walk_that_fails_in_the_same_way(
    program_folder: Folder, monkeypatch: pytest.MonkeyPatch, plant: Plant, files: dict[str, str], problem: str
) -> None:
    program = Program.load(program_folder(**files))
    with monkeypatch.context() as planted:
        plant(planted)
        with pytest.raises(Broken) as raised:
            keeps_its_promises(program, conversations=200, turns=12, seed=0)
        told, found = str(raised.value), raised.value.failing
        assert problem in found.problems[0]
        assert 1 <= len(found.script.turns) <= 3
        for walk in (in_python, in_a_file):
            with pytest.raises(AssertionError) as failed:
                walk(told, program)
            assert found.problems[0] in str(failed.value), walk
    for walk in (in_python, in_a_file) if plant not in TELLING_MORE else ():
        walk(told, program)


def in_python(told: str, program: Program) -> None:
    """Run the test that stands in the failure."""
    _, _, source = told.partition("into a test:\n\n")
    names: dict[str, Callable[..., None]] = {}
    exec(source.partition("\nThe same as a file")[0], names)
    with Walk(program) as walk:
        names["test_found"](walk)


def in_a_file(told: str, program: Program) -> None:
    """Run the file that stands in the failure."""
    _, _, text = told.partition(f"found{ENDING}:\n\n")
    script, source = read_script(text)
    with Walk(program) as walk:
        run(script, walk, source)


def test_a_conversation_that_cannot_be_read_any_more_is_told(
    program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = Ground(Program.load(program_folder(**LINKING)))
    ground.begin("WELCOME")
    ground.take("I run.", [said("Fine.", goal("Run"))])
    known = ground.view
    monkeypatch.setattr(Records, "_new_id", lambda records, taken: known.memory["goals"][0]["id"])
    taken = ground.take("A step.", [said("Fine.", ("ADD_STEP", {"goal": "Run"}))])
    [told] = taken.faults
    assert told.startswith("the conversation cannot be read any more: the stored memory does not fit GoalMemory")
    assert next(ground.wrong(taken)) == told
    assert ground.view == known
    ground.close()


def test_a_walk_that_cannot_be_read_any_more_fails_with_that(
    program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program.load(program_folder(**LINKING))
    save, add = (program.actions[name].model_validate for name in ("SAVE_GOAL", "ADD_STEP"))
    with Walk(program) as walk:
        walk.begin().keeps_its_promises()
        walk.user("I run.").coach("Fine.", save({"name": "Run"})).applied()
        id = walk.memory.goals["Run"].id
        monkeypatch.setattr(Records, "_new_id", lambda records, taken: id)
        walk.user("A step.").coach("Fine.", add({"goal": "Run"}))
        with pytest.raises(AssertionError, match="the conversation cannot be read any more: the stored memory does"):
            walk.finish()
