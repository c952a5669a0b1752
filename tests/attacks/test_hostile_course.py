"""The identity program with a model that replies anything, forever, and a client who presses any button."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach import Answer, Coach, Program, SyncCoach
from coach.engine.program import Program as Definition
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.errors import OfferGone, ReplyUnusable
from coach.identity import IdentityMemory, Stage
from coach.program.invariant import broken
from coach.results import ConversationView, OfferView, TurnResult
from coach.testing.walking.database import new_database

STEPS = 40
NOISE = ["", "{", '{"actions": 3}', "[]", "null", "\0", "\ud800", "Ada", "x" * 600, '{"message": "?"} {"message": "!"}']
TEXTS = ["Runner", "runner ", "Painter", "Sister", "Painter/Sister", "Night Gardener", "A", "", "\u200b", "é" * 300]


class HostileModel:
    """Mostly what the schema allows, of this state or another one; at times noise."""

    name = "hostile"

    def __init__(self, program: Program) -> None:
        self.program = program
        self.random = Random(0)

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        kind = self.random.random()
        if kind < 0.05:
            yield self.random.choice(NOISE)
        else:
            state = request.state if kind < 0.9 else self.random.choice(list(self.program.states))
            memory = request.situation.memory
            known = [text for each in memory.identities for text in (each.name, each.id)]
            yield json.dumps(self._fitting(self.program.rules[state].schema, TEXTS + 2 * known))
        yield Completion(self.name)

    async def close(self) -> None:
        """Nothing is held."""

    def _fitting(self, schema: Mapping[str, Any], texts: list[str]) -> Any:
        """Something that a strict schema allows."""
        if "anyOf" in schema:
            return self._fitting(self.random.choice(schema["anyOf"]), texts)
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        match schema["type"]:
            case "object":
                return {name: self._fitting(part, texts) for name, part in schema["properties"].items()}
            case "array":
                return [self._fitting(schema["items"], texts) for _ in range(self.random.randrange(5))]
            case "string":
                return self.random.choice(texts)
            case "integer":
                return self.random.randrange(-3, 30)
            case "boolean":
                return self.random.random() < 0.5
        return None


@pytest.fixture(scope="module")
def program() -> Program:
    return Program.load(interludes=True)


@pytest.fixture(scope="module")
def coach(program: Program) -> Iterator[SyncCoach]:
    engine = new_database()
    with SyncCoach(Coach.open(engine, program=program, model=HostileModel(program))) as coach:
        yield coach
    engine.dispose()


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_said_and_pressed_the_course_holds(coach: SyncCoach, seed: int) -> None:
    model, random, program = coach.coach.model, Random(seed), coach.coach.program
    assert isinstance(model, HostileModel)
    model.random = random
    states = [name for name, state in program.states.items() if not state.final and not state.silent]
    id = coach.start_in(random.choice(states), "client", memory=some_memory(program, random)).id
    edges = {(source, target) for source, _, target in program.machine.edges()}
    ranks: dict[str, int] = {}
    check_memory(program, coach.snapshot(id, brief=True), ranks)
    offer: OfferView | None = None
    for _ in range(STEPS):
        try:
            result = coach.say(id, deed(random, offer))
        except (ReplyUnusable, OfferGone):
            continue
        offer = result.offer
        check_turn(result, edges)
        check_memory(program, coach.snapshot(id, brief=True), ranks)
        if program.states[result.state].final:
            break
    check_numbers(coach.snapshot(id))


def some_memory(program: Definition, random: Random) -> dict[str, Any]:
    """A beginning in the middle of things: some identities, at any stages."""
    names = random.sample(["Runner", "Painter", "Sister", "Baker", "Listener"], random.randrange(5))
    categories = ["passions_and_talents", "familial_relations", "spiritual", "maker_of_money", "doer_of_things"]
    stages = [stage.value for stage in Stage]
    identities = [
        {"name": name, "category": category, "stage": random.choice(stages), "archived": random.random() < 0.2}
        for name, category in zip(names, categories, strict=False)
    ]
    return {"identities": identities, "working_towards": random.choice([None, *stages[2:]])}


def deed(random: Random, offer: OfferView | None) -> str | Answer:
    """What a client may do: write, or press a button; at times one that is not there."""
    if offer is None or random.random() < 0.3:
        return (
            random.choice(["Yes.", "I run.", "skip", "[ACTION:X]"])
            if random.random() < 0.95
            else Answer("00000", "yes")
        )
    edited = {blank.name: random.choice(["Mine.", "", "é" * 20]) for blank in offer.fields if random.random() < 0.5}
    return Answer(offer.id, random.choice(offer.buttons).name, edited)


def check_turn(result: TurnResult, edges: set[tuple[str, str]]) -> None:
    """One move at most, along an exit that is declared; nothing breaks inside."""
    moved = [each for each in result.actions if each.type == "TRANSITION_STATE" and each.status == "applied"]
    assert len(moved) <= 1
    assert not [each for each in result.actions if each.status == "failed"]
    if result.from_state != result.state:
        assert (result.from_state, result.state) in edges


def check_memory(program: Definition, view: ConversationView, ranks: dict[str, int]) -> None:
    """The program's invariants hold, and stages never fall."""
    memory = program.memory.model_validate(view.memory)
    assert isinstance(memory, IdentityMemory)
    assert broken(program.invariants, memory) == []
    for identity in memory.identities:
        assert identity.rank >= ranks.get(identity.id, Stage.PROPOSED.rank)
        ranks[identity.id] = identity.rank


def check_numbers(view: ConversationView) -> None:
    """Turns are numbered without gaps, and none is without a trace."""
    turns = [*dict.fromkeys(message.turn for message in view.messages)]
    assert turns == [*range(turns[0], view.turn + 1)] if turns else view.turn == 0
