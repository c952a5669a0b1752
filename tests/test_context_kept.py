"""What a host passes with a turn is kept with it: walks, scenarios and later looks at the turn have it too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from offering import FILES as OFFERING
from offering import ask
from recorded_walks import comes_to_the_same, held, walked
from turn_models import PiecesModel, open_coach, rows, said

from coach import Answer, Coach, Program, Scenario
from coach.engine.prompt import Prompts
from coach.store.rows import Whose, read_id
from coach.store.tables import turns
from coach.testing import Walk
from coach.testing.generating.told import python_of
from coach.testing.walking.script import Script, Turn
from coach.turns.replaying import replay

Folder = Callable[..., Path]

#: A prompt and an action that go by what the host says.
FILES = {
    **OFFERING,
    "prompts/welcome.md.j2": """Ask what the client wants.
{% block opening %}What do you want?{% endblock %}
{% block context %}Weather: {{ turn.context.get("weather", "none") }}{% endblock %}
""",
    "actions/sky.py": '''
from coach import Action, Refused, Turn

from ..memory import GoalMemory


class LookUp(Action):
    """Look at the sky."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        if not turn.context.get("weather"):
            raise Refused("there is no sky")
        turn.memory.ready = True
        return f"It is {turn.context['weather']}"
''',
    "states/welcome.py": OFFERING["states/welcome.py"]
    .replace("from ..actions", "from ..actions.sky import LookUp\nfrom ..actions", 1)
    .replace("actions=[", "actions=[LookUp, KeepGoal, ", 1),
}
SUNNY = {"weather": "sunny", "days": [1, 2.5, None, {"über": True}]}


async def kept(coach: Coach) -> list[Any]:
    """What is on disk of it, for each turn."""
    return [None if row.context is None else json.loads(row.context) for row in await rows(coach, turns)]


async def look_up(coach: Coach) -> str:
    """A conversation of three turns: the first with something passed, the second without, the third a button."""
    id = (await coach.start("ann")).id
    await coach.say(id, "Look!", context=SUNNY)
    await coach.say(id, "And now?")
    offer = (await coach.snapshot(id)).offer
    assert offer is not None
    await coach.say(id, Answer(offer.id, "yes"), context={"weather": "wet"})
    return id


ANSWERS = (
    said("It shines.", ("LOOK_UP", {})),
    said("Dark.", ("LOOK_UP", {}), ask("Swim")),
    said("Fine.", ("LOOK_UP", {})),
)


@pytest.mark.anyio
async def test_it_is_kept_where_it_is_given_and_nothing_is_where_it_is_not(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel(*ANSWERS)) as coach:
        id = await look_up(coach)
        assert await kept(coach) == [None, SUNNY, None, {"weather": "wet"}]
        copied = await coach.fork(id)
        assert (await kept(coach)).count(SUNNY) == 2, copied


@pytest.mark.anyio
async def test_a_turn_is_worked_out_again_with_it(database: str, program_folder: Folder) -> None:
    model = PiecesModel(*ANSWERS)
    async with open_coach(database, program_folder(**FILES), model) as coach:
        number = read_id(await look_up(coach))
        assert number is not None
        for turn, request in enumerate(model.requests, 1):
            found = await replay(coach.store, Prompts(coach.program), Whose(number), turn)
            assert (found.same, found.problem) == (True, "")
            assert [each.request.messages for each in found.attempts] == [request.messages]
        assert "Weather: sunny" in str(model.requests[0].messages)


@pytest.mark.anyio
async def test_a_scenario_carries_it(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel(*ANSWERS)) as coach:
        text = (await Scenario.freeze(coach, await look_up(coach))).dump()
        assert text.count("context:") == 2
        begun = await Scenario.read(text).start(coach, "bob")
        assert (await Scenario.freeze(coach, begun.id)).dump() == text
        assert (await kept(coach)).count(SUNNY) == 2


def test_a_recorded_walk_passes_it_again(program_folder: Folder) -> None:
    program = Program.load(program_folder(**FILES))
    there = held(program, look_up, *ANSWERS)
    script, view = walked(there, program)
    comes_to_the_same(there, view)
    assert [turn.context for turn in script.turns] == [SUNNY, {}, {"weather": "wet"}]


def test_a_record_that_the_host_speaks_of_is_the_walks_own(program_folder: Folder) -> None:
    program = Program.load(program_folder(**FILES))

    async def talk(coach: Coach) -> str:
        id = (await coach.start("ann")).id
        await coach.say(id, "I run.")
        [known] = (await coach.snapshot(id)).memory["goals"]
        await coach.say(id, "That one.", context={"weather": known["id"]})
        return id

    there = held(program, talk, said("Noted.", ("KEEP_GOAL", {"name": "Run"})), said("Right.", ("LOOK_UP", {})))
    _, view = walked(there, program)
    [known], last = view.memory["goals"], view.actions[-1]
    assert (last.type, last.summary) == ("LOOK_UP", f"It is {known['id']}")


def test_walks_say_it_with_words_and_with_a_button(program_folder: Folder) -> None:
    program = Program.load(program_folder(**FILES))
    actions: Any = program.actions
    look, put = actions["LOOK_UP"], actions["OFFER_GOAL"]
    with Walk(program) as walk:
        walk.begin()
        walk.user("Look!", context=SUNNY).coach("It shines.", look()).applied().prompt_contains("Weather: sunny")
        walk.user("And now?").coach("Dark.", look()).refused("no sky")
        walk.user("Ask me.").coach("Well?", put(name="Swim"))
        walk.button("Yes, it is", context={"weather": "wet"}).coach("Fine.", look()).applied()
        assert [turn.context for turn in walk.script.turns] == [SUNNY, {}, {}, {"weather": "wet"}]


def test_a_field_that_is_called_context_is_edited(program_folder: Folder) -> None:
    program = Program.load(program_folder(**FILES))
    put: Any = program.actions["OFFER_GOAL"]
    with Walk(program) as walk:
        walk.begin()
        walk.user("Ask me.").coach("Well?", put(name="Swim"))
        with pytest.raises(AssertionError, match="field 'context'"):
            walk.button("Yes, it is", context="of the goal").take()


def test_an_option_that_is_none_is_told_with_the_nearest(program_folder: Folder) -> None:
    with Walk(Program.load(program_folder(**FILES))) as walk:
        walk.begin()
        with pytest.raises(AssertionError, match="a turn of a walk has no option 'contxt'; did you mean 'context'"):
            walk.user("Look!", contxt={})


def test_python_to_paste_passes_it_too(program_folder: Folder) -> None:
    program = Program.load(program_folder(**FILES))
    turns = [Turn(user="Look!", context={"weather": "wet"}), Turn(button="Yes", context={"weather": "dry"})]
    text = python_of(program, Script(walk="Found", turns=turns))
    assert "walk.user(\"Look!\", context={'weather': 'wet'})" in text
    assert "walk.button(\"Yes\", context={'weather': 'dry'})" in text


def test_what_is_no_plain_data_is_told_of_the_walk(program_folder: Folder) -> None:
    with Walk(Program.load(program_folder(**FILES))) as walk:
        walk.begin()
        with pytest.raises(AssertionError, match="BadInput: the context"):
            walk.user("Look!", context={"now": asyncio}).take()
