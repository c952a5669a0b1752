"""What is wrong with a walk in a file is one line with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from walk_texts import go, loaded, writing

from coach import Program
from coach.errors import WalkError
from coach.testing.files.walk_file import WalkFile


@pytest.fixture
def program(program_folder: Callable[..., Path]) -> Program:
    return loaded(program_folder)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)
    return writing(tmp_path)


HEAD = "walk: W\nturns:\n  - user: Hm.\n    coach: Well?\n    expect:\n"
WRONG = {
    "no state to begin in": ("walk: W\nat: PLANE", "2: at: there is no state 'PLANE'; did you mean 'PLAN'?"),
    "no state to move to": (f"{HEAD}      moves_to: PLANE", "6: turns[0].expect.moves_to: there is no state 'PLANE'"),
    "no state to be in": (f"{HEAD}      state: DON", "6: turns[0].expect.state: there is no state 'DON'; did you mean"),
    "no state that misses": (f"{HEAD}      missing: {{PLANE: []}}", "6: turns[0].expect.missing.PLANE: there is no"),
    "no action": (
        "walk: W\nturns:\n  - user: Hm.\n    coach: {actions: [SAVE_GOLD]}",
        "4: turns[0].coach.actions[0]: there is no action 'SAVE_GOLD'; did you mean 'SAVE_GOAL'?",
    ),
    "no action to be applied": (f"{HEAD}      applied: SAVE", "6: turns[0].expect.applied: there is no action 'SAVE'"),
    "no action to fail": (f"{HEAD}      failed: SAVE", "6: turns[0].expect.failed: there is no action 'SAVE'"),
    "no parameter": (
        "walk: W\nturns:\n  - user: Hm.\n    coach:\n      actions:\n        - type: SAVE_GOAL\n          nam: run",
        "7: turns[0].coach.actions[0].nam: there is no parameter 'nam'; did you mean 'name'?",
    ),
    "no memory": ("walk: W\nmemory: {reddy: true}", "2: memory.reddy: there is no field of the memory 'reddy'"),
    "no memory to remember": (f"{HEAD}      remembers: {{reddy: 1}}", "6: turns[0].expect.remembers.reddy: there"),
    "no field": (
        f"{HEAD}      remembers: {{goals: [{{nam: run}}]}}",
        "6: turns[0].expect.remembers.goals[0].nam: there is no field 'nam'; did you mean 'name'?",
    ),
    "no list of records": (f"{HEAD}      remembers: {{goals: run}}", "6: turns[0].expect.remembers.goals: is a"),
    "no case of that name": (
        "walk: W\ncases: [{name: run}]\nturns: [{user: '{nmae} {name}'}]",
        "3: turns[0].user: no case has the name 'nmae'; did you mean 'name'?; write {{nmae}} for the text itself",
    ),
    "cases of other names": ("walk: W\ncases:\n  - {a: 1}\n  - {b: 1}", "4: cases[1]: has to have the names"),
    "a case that is not used": ("walk: W\ncases: [{a: 1}]", "2: cases[0].a: no text of the walk has \"{a}\" in it"),
    "a case's name that is none": ("walk: W\ncases: [{a b: 1}]", "2: cases[0].a b: is no name"),
    "no walk to come after": ("walk: W\nafter: gone.walk.yaml", "2: after: there is no file gone.walk.yaml"),
    "coming after itself": ("walk: W\nafter: w.walk.yaml", "2: after: goes in a circle: w.walk.yaml after w.walk.yaml"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_one_line_with_file_and_line(
    write: Callable[..., str], program: Program, text: str, problem: str
) -> None:
    with pytest.raises(WalkError) as raised:
        go(write(w=text), program)
    assert str(raised.value).startswith(f"w.walk.yaml:{problem}")
    assert "\n" not in str(raised.value)


NO_WALK = {
    "nothing": ("", ": is empty"),
    "a list": ("- a", ":1: is no walk; it begins with what the walk shows, walk: …"),
    "no title": ("turns: []", ":1: walk: is missing"),
    "a title of two lines": ('walk: "a\\nb"', ":1: `walk` says what it shows, in one line"),
    "an unknown field": ("walk: W\nturn: []", ":2: turn: there is no 'turn' here; did you mean 'turns'?"),
    "an unknown field of a reply": (
        "walk: W\nturns:\n - user: a\n   coach: [b, {mesage: c}]",
        ":4: turns[0].coach[1].mesage: there is no 'mesage' here; did you mean 'message'?",
    ),
    "a turn without a client": ("walk: W\nturns:\n - coach: a", ":3: turns[0]: has to have one of `user`"),
    "both": ("walk: W\nturns:\n - user: a\n   button: b", ":3: turns[0]: has to have one of `user`"),
    "something and nothing": (
        "walk: W\nturns:\n - user: a\n   nothing_said: true",
        ":3: turns[0]: has to have one of `user`",
    ),
    "nothing said or not": (
        "walk: W\nturns:\n - nothing_said: false",
        ":3: turns[0].nothing_said: should be true; leave it out where",
    ),
    "fields without a button": ("walk: W\nturns:\n - user: a\n   fields: {b: c}", ":3: turns[0]: has `fields`"),
    "a number for a reply": ("walk: W\nturns:\n - user: a\n   coach: 5", ":4: turns[0].coach: is a number, not text"),
    "an empty reply": ("walk: W\nturns:\n - user: a\n   coach: {}", ":4: turns[0].coach: is empty; write a message"),
    "raw and more": ("walk: W\nturns:\n - user: a\n   coach: {raw: b, message: c}", ":4: turns[0].coach: has `raw`"),
    "an action without a name": (
        "walk: W\nturns:\n - user: a\n   coach:\n     actions: [{x: 1}]",
        ":5: turns[0].coach.actions[0].type: is missing",
    ),
    "braces without quotes": (
        "walk: W\nturns:\n - user: {name}",
        ':3: turns[0].user: is a mapping of names, not text; for text in braces put it in quotes: "{name}"',
    ),
    "nothing behind a name": ("walk: W\nturns:\n - user: a\n   silence:", ":4: turns[0].silence: is empty; write"),
    "staying or not": (f"{HEAD}      stays: false", ":6: turns[0].expect.stays: should be true; leave it out where"),
    "nothing applied": (f"{HEAD}      applied: []", ":6: turns[0].expect.applied: is empty; write true where"),
    "an unknown kind": (
        f"{HEAD}      refused: {{kind: gard}}",
        ":6: turns[0].expect.refused.kind: 'gard' is none of its values; did you mean 'guard'?",
    ),
    "a case of a list": ("walk: W\ncases:\n - a: [1]", ":3: cases[0].a: is a list, not text"),
    "no time": ("walk: W\nturns: [{user: a, silence: {days: 0}}]", ":2: turns[0].silence: is no time that passes"),
    "time backwards": ("walk: W\nturns: [{user: a, silence: {days: -1}}]", ":2: turns[0].silence.days: should be"),
    "a format": ("walk: W\nformat: jsn", ":2: format: 'jsn' is none of its values; did you mean 'json'?"),
    "after and at": ("walk: W\nafter: b.walk.yaml\nat: C", ":1: comes `after` another walk"),
    "a name twice": ("walk: W\nwalk: V", ":1: walk: stands twice, again in line 2"),
    "a tag": ("walk: !x W", ":1: walk: has the tag '!x'; leave it out, or put the text in quotes"),
    "half a list": ("walk: [a", ":1: while parsing a flow sequence"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), NO_WALK.values(), ids=NO_WALK)
def test_what_is_no_walk_is_one_line(write: Callable[..., str], text: str, problem: str) -> None:
    with pytest.raises(WalkError) as raised:
        WalkFile.load(write(w=text))
    assert str(raised.value).startswith(f"w.walk.yaml{problem}")
    assert "\n" not in str(raised.value)


def test_a_file_that_cannot_be_read_at_all(tmp_path: Path) -> None:
    with pytest.raises(WalkError, match=r"gone\.walk\.yaml: cannot be read \(No such file or directory\)"):
        WalkFile.load(tmp_path / "gone.walk.yaml")
    (tmp_path / "odd.walk.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(WalkError, match="is not text in UTF-8"):
        WalkFile.load(tmp_path / "odd.walk.yaml")
