"""Recording a conversation and walking it again: through the text of a file, and compared with what it was."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from turn_models import PiecesModel

from coach import Coach, Program
from coach.results import ConversationView
from coach.scenarios.freezing import Stored, stored
from coach.store.rows import Whose, read_id
from coach.testing.files.running import run
from coach.testing.files.script_yaml import read_script, write_script
from coach.testing.recording.fitting import fitted
from coach.testing.recording.recorded import Recording, recorded
from coach.testing.walking.script import Script
from coach.testing.walking.walk import Walk

_ID = re.compile(r"(?<![\w-])[0-9a-z]{5}(?![\w-])", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z?")


async def kept(coach: Coach, id: str) -> Stored:
    """A conversation as it is stored."""
    number = read_id(id)
    assert number is not None
    return await stored(coach.store, coach.program, Whose(number))


def walked(there: Stored, program: Program, **how: Any) -> tuple[Script, ConversationView]:
    """The walk of a conversation, gone from the text of its file, and what it came to."""
    script = recorded(there, program, Recording("A recording", **how))
    text = write_script(script)
    again, source = read_script(text)
    assert again == script
    with Walk(program, format=again.format or "json", title=again.walk) as walk:
        run(again, walk, source)
        assert walk.script == again, "a recorded walk expects no more and no less than it says"
        return again, walk.now


def comes_to_the_same(there: Stored, view: ConversationView, since: int | None = None) -> None:
    """What was said, done and remembered in a walk is what was in the conversation, but for ids and times."""
    first = 0 if since is None else since + 1
    turns = list(enumerate(there.content.turns))[first:]
    said = [message.text for _, turn in turns for message in turn.messages]
    assert plain([each.text for each in view.messages]) == plain(said)
    done = [(n - (since or 0), *_done(each)) for n, turn in turns for each in turn.actions]
    assert plain([(each.turn, *_done(each)) for each in view.actions]) == plain(done)
    assert plain(view.memory) == plain(there.memory.plain())
    assert view.state == there.content.state


def plain(data: Any) -> Any:
    """Data without what differs from conversation to conversation."""
    if isinstance(data, str):
        return _TIME.sub("time", _ID.sub("id", data))
    if isinstance(data, dict):
        return {name: plain(item) for name, item in data.items()}
    return [plain(each) for each in data] if isinstance(data, list | tuple) else data


def _done(each: Any) -> tuple[Any, ...]:
    return each.attempt, each.type, dict(each.params), each.status, each.kind, each.reason, each.summary, each.by


# --- conversations ----------------------------------------------------------------------------------

Talk = Callable[[Coach], Awaitable[str]]

#: An action that names what it is about by its id, and one that breaks.
BY_ID = '''
from coach import Action, Refused, Turn

from ..memory import Goal, GoalMemory


class SaveGoal(Action):
    """Keep a goal the client has named."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"Saved {turn.memory.goals.add(Goal(name=self.name)).id}"


class DropGoal(Action):
    """Drop a goal, by its id."""

    goal: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if all(each.id != self.goal for each in turn.memory.goals):
            raise Refused(f"{self.goal} is no goal")
        turn.memory.goals.remove(self.goal)


class GetReady(Action):
    """Be ready, after a while."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if turn.since_last is None or turn.since_last.total_seconds() < 300:
            raise Refused("it is too soon")
        turn.memory.ready = True


class Break(Action):
    """Break."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        raise RuntimeError("broken")
'''
WELCOME = """
from coach import State, guard, to
from ..actions.goals import Break, DropGoal, GetReady, SaveGoal
from ..memory import GoalMemory


@guard
def ready(memory: GoalMemory):
    \"\"\"Ready.\"\"\"
    if not memory.ready:
        yield "not ready"
    if not memory.goals:
        yield "no goal yet"


actions = [SaveGoal, DropGoal, GetReady, Break]
state = State(title="Welcome", initial=True, actions=actions, exits=[to("PLAN", when=ready)])
"""
KNOWING = {"actions/goals.py": BY_ID, "states/welcome.py": WELCOME}


async def talked(program: Program, model: PiecesModel, talk: Talk, database: Any = "sqlite://") -> Stored:
    async with Coach.open(database, program=program, model=model) as coach:
        return await kept(coach, await talk(coach))


def held(program: Program, talk: Talk, *answers: Any) -> Stored:
    """A conversation: what the model answers, and how it was talked with."""
    return asyncio.run(talked(program, PiecesModel(*answers), talk))


def saying(*texts: str, **begin: Any) -> Talk:
    """One who says these things, one after another."""

    async def talk(coach: Coach) -> str:
        id = (await coach.start("ann", **begin)).id
        for text in texts:
            await coach.say(id, text)
        return id

    return talk


def passing(there: Stored, program: Program) -> Script:
    """The walk of a conversation, found to pass."""
    found = fitted(there, program, Recording("A recording"))
    assert not found.problem, f"{found.problem}\n{found.text}"
    return read_script(found.text)[0]
