"""The example of a whole course: what an invented client types, what is said and offered, what comes of it.

`python tests/practice_course.py` writes down anew what the practice coach says to what the client types; what must
come of it stays as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from coach import SyncCoach
from coach.cli.offers import lines, meant
from coach.loading import Program
from coach.results import ActionResult, ConversationView, TurnResult

FOLDER = Path(__file__).parent.parent / "examples"
TYPED = FOLDER / "course.txt"
FILE = FOLDER / "course.yaml"

_HEAD = """\
# A whole course with the practice coach, from hello to farewell; Noor, who bakes bread by a river, is invented.
# `client` is what she types: a number, or the words on a button, chooses. `in` is where it leads.
# To hold it: coach chat --model practice < examples/course.txt
"""


def typed() -> list[str]:
    """What the client types, line by line."""
    return TYPED.read_text(encoding="utf-8").splitlines()


def written() -> Mapping[str, Any]:
    """The course as it is written down: `talk`, turn by turn, and `comes_of_it`."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def held(coach: SyncCoach) -> tuple[list[Mapping[str, str]], ConversationView, list[ActionResult]]:
    """The course held with a coach: its turns, where it stands at the end, and all that was done."""
    conversation = coach.start(user="noor")
    results = [conversation.opening]
    for text in typed():
        results.append(coach.say(conversation.id, meant(text, results[-1].offer)))
    talk = [_turn(text, result) for text, result in zip(["", *typed()], results, strict=True)]
    return talk, coach.snapshot(conversation.id), [action for result in results for action in result.actions]


def comes_of(view: ConversationView) -> Mapping[str, Any]:
    """What is left of a course, by name."""
    memory = view.memory
    names = {each["id"]: each["name"] for each in memory["identities"]}
    live = sorted((each for each in memory["identities"] if not each["archived"]), key=lambda each: each["place"])
    return {
        "state": view.state,
        "facts": {each["key"]: each["value"] for each in memory["facts"]},
        "notes": [each["text"] for each in memory["user_notes"]],
        "who_i_am": [each["text"] for each in memory["who_i_am"]],
        "who_i_want_to_be": [each["text"] for each in memory["who_i_want_to_be"]],
        "left_out": [each["category"] for each in memory["skipped"]],
        "names": {each["name"]: _identity(each) for each in live},
        "let_go": [each["name"] for each in memory["identities"] if each["archived"] and not each["nested_in"]],
        "part_of": {each["name"]: names[each["nested_in"]] for each in memory["identities"] if each["nested_in"]},
        "promises": [_promise(each, names) for each in memory["commitments"]],
    }


def _identity(identity: Mapping[str, Any]) -> Mapping[str, str]:
    parts = ("stage", "statement", "setting", "appearance", "emotion")
    return {part: identity[part] for part in parts if identity[part]}


def _promise(promise: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Any]:
    return {"as": names[promise["identity"]], **{each: promise[each] for each in ("text", "when", "kept", "report")}}


def _turn(text: str, result: TurnResult) -> Mapping[str, str]:
    turn = {"client": text} if text else {}
    if result.turn == 0 or result.state != result.from_state:
        turn["in"] = result.state
    turn["coach"] = result.message
    if result.offer is not None:
        turn["offer"] = "\n".join(lines(result.offer))
    return turn


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as they are."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _write(talk: Sequence[Mapping[str, str]], left: Mapping[str, Any]) -> None:
    parts = ({"talk": list(talk)}, {"comes_of_it": left})
    dumped = (yaml.dump(each, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110) for each in parts)
    FILE.write_text("\n".join([_HEAD, *dumped]), encoding="utf-8")


if __name__ == "__main__":
    with SyncCoach.open("sqlite://", program=Program.load(interludes=False), model="practice") as practice:
        _write(held(practice)[0], written()["comes_of_it"])
