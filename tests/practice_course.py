"""The example of a whole course: what an invented client types, what the practice coach says, what comes of it.

`python tests/practice_course.py` writes down anew what the coach says, for the client's words as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from coach import SyncCoach
from coach.cli.offers import lines, meant
from coach.results import ConversationView, TurnResult

FILE = Path(__file__).parent.parent / "examples" / "course.yaml"
_HEAD = """\
# A whole course with the practice coach, from hello to farewell. Noor, who bakes bread in a small town by the river,
# is invented. `client` is what she types; a number, or the words on a button, chooses. `in` is where it leads.
# To hold it again: python tests/practice_course.py --lines | coach chat --model practice
"""


def load() -> Mapping[str, Any]:
    """The example: `talk`, turn by turn, and `comes_of_it`."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def typed(talk: Sequence[Mapping[str, str]]) -> list[str]:
    """What the client types, line by line."""
    return [turn["client"] for turn in talk if "client" in turn]


def held(coach: SyncCoach, texts: Sequence[str]) -> tuple[list[dict[str, str]], ConversationView, list[TurnResult]]:
    """The same talk held with a coach: its turns, the conversation, and the results."""
    conversation = coach.start(user="noor")
    results = [conversation.opening]
    for text in texts:
        results.append(coach.say(conversation.id, meant(text, results[-1].offer)))
    talk = [_turn(text, result) for text, result in zip(["", *texts], results, strict=True)]
    return talk, coach.snapshot(conversation.id), results


def _turn(text: str, result: TurnResult) -> dict[str, str]:
    turn = {"client": text} if text else {}
    if result.turn == 0 or result.state != result.from_state:
        turn["in"] = result.state
    turn["coach"] = result.message
    if result.offer is not None:
        turn["offer"] = "\n".join(lines(result.offer))
    return turn


def comes_of(view: ConversationView) -> Mapping[str, Any]:
    """What is left of the course: the state, and the memory without its ids and times."""
    return {"state": view.state, "memory": _plain(view.memory)}


def _plain(memory: Mapping[str, Any]) -> dict[str, Any]:
    names = {each["id"]: each["name"] for each in memory["identities"]}
    left = {key: value for key, value in memory.items() if value not in ([], "", None, False)}
    for name, records in left.items():
        if isinstance(records, list) and name != "videos_seen":
            left[name] = [_record(record, names) for record in records]
    return {key: names.get(value, value) if isinstance(value, str) else value for key, value in left.items()}


def _record(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What it says: ids become names, what is empty is left out."""
    kept = {key: value for key, value in record.items() if key not in ("id", "made_at") and value not in ([], "", None)}
    return {key: names.get(value, value) if isinstance(value, str) else value for key, value in kept.items()}
