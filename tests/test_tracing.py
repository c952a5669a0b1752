"""Turns as spans of OpenTelemetry: their tree, what they say, and that they say nobody's words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL
from offering import FILES, ask
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import SpanKind, StatusCode
from span_reading import Tree, attributes, told
from turn_models import PiecesModel, goal, move, open_coach, said, small_program

from coach import Answer, SyncCoach
from coach.engine.request import Completion, Usage
from coach.errors import Busy, ModelUnavailable

pytestmark = pytest.mark.anyio
Programs = Callable[..., Path]

WORDS = "my-sister-left-in-spring"
TURN = "invoke_agent goals"
CALLED: tuple[str, Tree] = ("chat large", [])
DECIDED: tuple[str, Tree] = ("coach.decision", [])
USED = Completion("large-7b", "stop", Usage(100, 20, 64))


def answering(*answers: object) -> PiecesModel:
    return PiecesModel(*answers, name="openai/large")  # type: ignore[arg-type]


async def test_a_turn_is_a_tree_of_its_steps(database: str, program_folder: Programs) -> None:
    model = answering([said("Running, then.", goal("Run")), USED])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        with told() as heard:
            await coach.say(begun.id, "I run.", key="one")
    assert heard.tree() == [(TURN, [("coach.claim", []), CALLED, DECIDED, ("coach.commit", [])])]
    turn, _, call, decision, commit = heard.spans
    assert attributes(turn) == {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "goals",
        "gen_ai.agent.version": coach.program.version,
        "gen_ai.conversation.id": begun.id,
        "coach.turn.by": "client",
        "coach.turn.number": 1,
        "coach.turn.repeated": False,
        "coach.state.before": "WELCOME",
        "coach.state.after": "WELCOME",
    }
    assert attributes(call) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "large",
        "gen_ai.conversation.id": begun.id,
        "gen_ai.output.type": "json",
        "gen_ai.response.model": "large-7b",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 64,
        "coach.state": "WELCOME",
        "coach.reply.format": "json",
        "coach.reply.readable": True,
        "coach.model.retries": 0,
    }
    assert (turn.kind, call.kind) == (SpanKind.INTERNAL, SpanKind.CLIENT)
    assert attributes(decision)["coach.actions.applied"] == ["SAVE_GOAL"]
    assert attributes(commit) == {"gen_ai.conversation.id": begun.id, "coach.commit.kept": True}
    assert {span.status.status_code for span in heard.spans} == {StatusCode.UNSET}


async def test_a_move_and_a_second_call_are_seen(database: str, program_folder: Programs) -> None:
    answers = [said("On!", move("PLAN")), said("Not yet.")], [said("On.", goal("Run"), move("PLAN")), said("A plan?")]
    async with open_coach(database, program_folder(), answering(*answers[0], *answers[1])) as coach:
        begun = await coach.start("ann")
        with told() as heard:
            await coach.say(begun.id, "Go on.")
            await coach.say(begun.id, "I run.")
    assert [[name for name, _ in below] for _, below in heard.tree()] == [
        ["coach.claim", "chat large", "coach.decision", "chat large", "coach.decision", "coach.commit"]
    ] * 2
    refused, moved = heard.named("coach.decision")[0], heard.named("coach.decision")[2]
    assert attributes(refused)["coach.actions.refused"] == ["TRANSITION_STATE guard"]
    assert attributes(moved)["coach.state.after"] == "PLAN"
    assert [attributes(each)["coach.state"] for each in heard.named("chat")] == ["WELCOME"] * 3 + ["PLAN"]
    turn = attributes(heard.named(TURN)[1])
    assert (turn["coach.state.before"], turn["coach.state.after"]) == ("WELCOME", "PLAN")


async def test_a_state_with_a_model_of_its_own_is_seen(database: str, program_folder: Programs) -> None:
    own = "state = State(model=ModelSettings(name='small', temperature=0.2, output_limit=300),"
    welcome = SMALL["states/welcome.py"].replace("import State,", "import ModelSettings, State,")
    folder = program_folder(**{"states/welcome.py": welcome.replace("state = State(", own)})
    async with open_coach(database, folder, answering(said("Fine."))) as coach:
        begun = await coach.start("ann")
        with told() as heard:
            await coach.say(begun.id, "I run.")
    [call] = heard.named("chat small")
    asked = {name: attributes(call)[f"gen_ai.request.{name}"] for name in ("model", "temperature", "max_tokens")}
    assert asked == {"model": "small", "temperature": 0.2, "max_tokens": 300}


async def test_what_is_decided_while_words_stream_is_below_its_call(database: str, program_folder: Programs) -> None:
    async with open_coach(database, program_folder(), answering(said("Fine.", goal("Run")))) as coach:
        begun = await coach.start("ann")
        with told() as heard:
            assert [event async for event in coach.stream(begun.id, "I run.")]
    assert heard.tree() == [(TURN, [("coach.claim", []), ("chat large", [DECIDED]), ("coach.commit", [])])]


async def test_a_repeated_key_asks_no_model(database: str, program_folder: Programs) -> None:
    async with open_coach(database, program_folder(), answering(said("Fine."))) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I run.", key="one")
        with told() as heard:
            await coach.say(begun.id, "I run.", key="one")
    assert heard.tree() == [(TURN, [("coach.claim", [])])]
    turn = attributes(heard.spans[0])
    assert (turn["coach.turn.repeated"], turn["coach.turn.number"]) == (True, 1)


async def test_an_error_is_its_type(database: str, program_folder: Programs) -> None:
    """Of whatever the model's code raised, and of what the caller got."""
    async with open_coach(database, program_folder(), answering([RuntimeError(WORDS)])) as coach:
        begun = await coach.start("ann")
        with told() as heard, pytest.raises(ModelUnavailable):
            await coach.say(begun.id, WORDS)
    turn, claim, call = heard.spans
    for span in (turn, call):
        assert attributes(span)["error.type"] == "ModelUnavailable"
        assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)
        assert not span.events
    assert claim.status.status_code is StatusCode.UNSET
    assert attributes(turn)["coach.turn.number"] == 1
    assert "coach.state.after" not in attributes(turn)


async def test_a_conversation_that_is_taken_is_an_error_of_the_claim(database: str, program_folder: Programs) -> None:
    gate = asyncio.Event()
    model = answering([gate, said("Fine.")])
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        first = asyncio.create_task(coach.say(begun.id, "I run."))
        await model.asked.wait()
        with told() as heard, pytest.raises(Busy):
            await coach.say(begun.id, "I swim.")
        gate.set()
        await first
    assert [attributes(span)["error.type"] for span in heard.spans] == ["Busy", "Busy"]


async def test_buttons_and_operators_have_turns_too(database: str, program_folder: Programs) -> None:
    answers = said("Well?", ask("Swim")), said("Good.")
    async with open_coach(database, program_folder(**FILES), answering(*answers)) as coach:
        begun = await coach.start("ann")
        with told() as heard:
            put = await coach.say(begun.id, "I swim.")
            assert put.offer is not None
            await coach.say(begun.id, Answer(put.offer.id, "yes"))
            await coach.move(begun.id, "PLAN", reason=WORDS)
    assert [attributes(each)["coach.turn.by"] for each in heard.named(TURN)] == ["client", "button", "operator"]
    assert attributes(heard.named(TURN)[2])["coach.state.after"] == "PLAN"
    assert WORDS not in heard.everything()


async def test_no_span_holds_anybodys_words(database: str, program_folder: Programs) -> None:
    """Not the client's, the model's, nor an action that the model made up, a name, a key, a user, an error's text."""
    made_up = (f"SAY_{WORDS.upper()}", {"name": WORDS})
    answers = [said(WORDS, goal(WORDS), made_up, move(WORDS)), f"{WORDS} {{", [ValueError(WORDS)]]
    async with open_coach(database, program_folder(), answering(*answers)) as coach:
        with told() as heard:
            begun = await coach.start(WORDS, label=WORDS)
            await coach.say(begun.id, WORDS, user=WORDS, key=WORDS, context={"note": WORDS})
            with pytest.raises(ModelUnavailable):
                await coach.say(begun.id, WORDS)
            await coach.edit(begun.id, {"goals": {"remove": [WORDS]}}, reason=WORDS)
            await coach.take_over(begun.id, by=WORDS)
    assert len(heard.named(TURN)) == 4
    assert WORDS not in heard.everything().lower()
    assert [attributes(each).get("coach.reply.readable") for each in heard.named("chat")] == [True, False, None]
    assert "? undeclared" in attributes(heard.named("coach.decision")[0])["coach.actions.refused"]


async def test_words_are_in_them_where_they_are_asked_for(database: str, program_folder: Programs) -> None:
    async with open_coach(database, program_folder(), answering(said("So be it."), [ValueError("odd")])) as coach:
        begun = await coach.start("ann")
        with told(words=True) as heard:
            await coach.say(begun.id, WORDS)
            with pytest.raises(ModelUnavailable):
                await coach.say(begun.id, WORDS)
    call, failed = heard.named("chat")
    asked = json.loads(attributes(call)["gen_ai.input.messages"])
    assert asked[0]["role"] == "system"
    assert any(WORDS in part["content"] for message in asked for part in message["parts"])
    [given] = json.loads(attributes(call)["gen_ai.output.messages"])
    assert (given["role"], given["finish_reason"]) == ("assistant", "stop")
    assert "So be it." in given["parts"][0]["content"]
    assert failed.status.description is not None


async def test_turns_at_the_same_time_are_trees_of_their_own(database: str, program_folder: Programs) -> None:
    async with open_coach(database, program_folder(), answering(*[said("Fine.")] * 8)) as coach:
        begun = [await coach.start("ann") for _ in range(8)]
        with told() as heard:
            await asyncio.gather(*(coach.say(each.id, "I run.") for each in begun))
    assert len(heard.tree()) == 8
    for turn in heard.named(TURN):
        mine = [span for span in heard.spans if _trace(span) == _trace(turn)]
        assert len(mine) == 5
        assert len({attributes(span)["gen_ai.conversation.id"] for span in mine}) == 1


def test_a_span_that_is_open_around_a_script_is_around_its_turns(tmp_path: Path) -> None:
    folder = small_program(tmp_path / "goals")
    with (
        SyncCoach.open(f"sqlite:///{tmp_path}/c.db", program=folder, model=answering(said("A."), said("B."))) as coach,
        told() as heard,
    ):
        begun = coach.start("ann")
        with heard.provider.get_tracer("test").start_as_current_span("a request"):
            coach.say(begun.id, "I run.")
            assert list(coach.stream(begun.id, "I swim."))
    [(name, below)] = heard.tree()
    assert name == "a request"
    assert [turn for turn, _ in below] == [TURN, TURN]


def _trace(span: ReadableSpan) -> int:
    id: int = span.context.trace_id
    return id
