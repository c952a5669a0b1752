"""Requests: a prefix that never changes, the words in order, and last what varies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from prompting import FULL, NAMES, PROGRAM, PROMPTS, RECENT, asked, texts
from small_programs import Goal, GoalMemory, SaveGoal, at, make

from coach import State, to
from coach.engine.prompt import Prompts
from coach.engine.reply import FormatName

# --- the order ---------------------------------------------------------------------------------


def test_the_constant_part_comes_first_then_the_words_then_what_varies_then_the_clients_last_words() -> None:
    request = asked(FULL)
    assert [message.role for message in request.messages] == [
        "system", "assistant", "user", "assistant", "system", "user",
    ]  # fmt: skip
    assert texts(request)[1:4] == ["What do you want?", "To run.", "Where?"]
    assert texts(request)[0].startswith("You plan.\n\n# What you can do\n- SAVE_GOAL (name: text")
    assert texts(request)[4].startswith("# Where things stand\nGoals:\n- Run\n- Paint")
    assert texts(request)[5] == "In the park."


@pytest.mark.parametrize("format", NAMES)
def test_the_constant_part_is_the_same_byte_for_byte_whatever_is_known_or_said(format: FormatName) -> None:
    requests = [
        asked(format=format),
        asked(FULL, format, recent=(), refused=["SAVE_GOAL: no"], arrived=True),
        asked(GoalMemory(ready=True), format, text="x", snapshot={"since_last": timedelta(days=3), "moved": True}),
    ]
    assert {texts(request)[0] for request in requests} == {PROMPTS.constant("PLAN", format)}
    assert Prompts(PROGRAM).constant("PLAN", format) == PROMPTS.constant("PLAN", format)
    assert len({PROMPTS.constant("PLAN", format) for format in NAMES}) == len(NAMES)


def test_a_longer_conversation_keeps_the_beginning_of_the_request() -> None:
    first = asked(FULL, recent=RECENT[:1], text="To run.")
    second = asked(FULL, recent=RECENT, text="In the park.")
    assert second.messages[:2] == first.messages[:2]


def test_the_constant_part_says_what_can_be_done_how_to_reply_and_what_is_data() -> None:
    constant = PROMPTS.constant("PLAN", "json")
    parts = ["You plan.", "# What you can do", "- SAVE_GOAL (", "- BE_READY (no parameters)", "- TRANSITION_STATE ("]
    parts += [
        "DONE (The end): A goal is known, and the client is ready",
        "BARE (Talking)",
        "# How to reply",
        "# What is data",
    ]
    places = [constant.index(part) for part in parts]
    assert places == sorted(places)
    assert "target_state: one of DONE, BARE" in constant


def test_where_nothing_can_be_done_nothing_is_said_about_actions() -> None:
    request = asked(state="BARE", text="Hello", recent=())
    assert "What you can do" not in texts(request)[0]
    assert "ACTION" not in texts(request)[0].upper()
    assert texts(request)[1] == "# Where things stand\nNothing is known yet."
    assert request.schema == PROGRAM.rules["BARE"].schema


def test_actions_without_an_exit_and_an_exit_without_actions() -> None:
    states = {
        "FIRST": State(title="First", actions=[SaveGoal], exits=[to("SECOND", by="user")]),
        "SECOND": State(title="Second", exits=[to("FIRST")]),
    }
    prompts = Prompts(make(states))
    assert "TRANSITION_STATE (" not in prompts.constant("FIRST", "json")
    assert "- SAVE_GOAL (" in prompts.constant("FIRST", "json")
    assert "# What you can do\n- TRANSITION_STATE (target_state: one of FIRST)" in prompts.constant("SECOND", "json")


# --- what varies -------------------------------------------------------------------------------


def test_what_is_missing_is_said_for_the_exits_the_model_may_ask_for() -> None:
    varying = texts(asked())[4]
    assert "# Still missing\n- DONE: no goal yet; not ready\n- BARE: open" in varying
    assert "- DONE: not ready" in texts(asked(FULL))[4]


def test_refusals_of_the_last_turn_are_shown() -> None:
    varying = texts(asked(refused=["SAVE_GOAL: there is\none already", "X: no"]))[4]
    assert varying.endswith("# Not done last time\n- SAVE_GOAL: there is one already\n- X: no")
    assert "Not done" not in texts(asked())[4]


def test_the_new_state_hears_that_it_has_just_been_entered() -> None:
    assert texts(asked(arrived=True))[4].count("# Just arrived") == 1
    assert "Just arrived" not in texts(asked())[4]
    assert asked(arrived=True).situation.arrived


def test_how_long_the_client_was_away_is_known() -> None:
    assert texts(asked(snapshot={"since_last": timedelta(days=3)}))[4].count("Away for 3 days.") == 1


def test_nothing_said_is_no_message() -> None:
    assert [message.role for message in asked(text="", recent=()).messages] == ["system", "system"]


def test_the_opening_is_rendered_on_the_memory_and_may_be_missing() -> None:
    assert PROMPTS.opening(at("PLAN", FULL)) == "Let us plan: Run."
    assert PROMPTS.opening(at("PLAN")) == "Let us plan."
    assert PROMPTS.opening(at("BARE")) == ""


# --- for whom ----------------------------------------------------------------------------------


def test_the_schema_goes_with_json_and_the_tools_with_tools() -> None:
    assert asked(format="json").schema == PROGRAM.rules["PLAN"].schema
    assert [tool["name"] for tool in asked(format="tools").tools] == ["SAVE_GOAL", "BE_READY", "TRANSITION_STATE"]
    assert (asked(format="json").tools, asked(format="tools").schema) == ((), None)
    assert (asked(format="tags").schema, asked(format="xml").tools) == (None, ())


def test_a_practice_coach_is_given_the_same_in_plain_data() -> None:
    situation = asked(FULL).situation
    assert (situation.state, situation.text, situation.asked) == ("PLAN", "In the park.", "Where?")
    assert situation.missing == {"DONE": ["not ready"], "BARE": []}
    assert situation.memory == FULL
    with pytest.raises(TypeError):
        situation.memory.goals.add(Goal(name="x"))
    assert asked(recent=()).situation.asked == ""


@pytest.mark.parametrize("format", NAMES)
def test_asking_again_keeps_the_whole_request_and_adds_the_reasons(format: FormatName) -> None:
    request = asked(format=format)
    again = PROMPTS.again(request, "the first reply" * 1000, ["DONE is not\nopen", "no"], at("PLAN", FULL))
    assert again.messages[:-2] == request.messages
    assert [message.role for message in again.messages[-2:]] == ["assistant", "system"]
    assert again.messages[-2].text == ("the first reply" * 1000)[:4000]
    assert "- DONE is not open\n- no\n" in again.messages[-1].text
    assert again.situation.refusals == ("DONE is not\nopen", "no")
    assert again.situation.missing == {"DONE": ["not ready"], "BARE": []}
    assert again.situation.memory == FULL
    assert replace(again, messages=(), situation=request.situation) == replace(request, messages=())


def test_asking_again_after_an_empty_reply_has_something_to_refer_to() -> None:
    assert PROMPTS.again(asked(), "", ["empty"], at("PLAN")).messages[-2].text == "…"
