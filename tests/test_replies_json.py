"""The format `json`."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.engine.replies import FORMATS, JsonStream
from coach.engine.reply import Malformed, Proposal, Reply

FORMAT = FORMATS["json"]
SAVED = Proposal("SAVE_IDENTITY", {"identity": "Runner", "category": "physical_expression"})
WHOLE = (
    '{"actions": [{"type": "SAVE_IDENTITY", "identity": "Runner", "category": "physical_expression"}], '
    '"message": "A runner, then."}'
)


def reply(raw: str) -> Reply:
    result = FORMAT.read(raw, {})
    assert isinstance(result, Reply), result
    return result


def problem(raw: str) -> str:
    result = FORMAT.read(raw, {})
    assert isinstance(result, Malformed), result
    return result.problem


def test_actions_stand_before_the_message_and_the_type_first() -> None:
    assert FORMAT.write("A runner, then.", [SAVED]) == WHOLE
    assert reply(WHOLE) == Reply("A runner, then.", (SAVED,))


def test_a_parameter_called_type_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="`type`"):
        FORMAT.write("Hello", [Proposal("SAVE", {"type": "x"})])


def test_actions_may_be_missing_and_names_stand_in_any_case() -> None:
    assert reply('{"message": " Hello "}') == Reply("Hello")
    assert reply('{"message": "", "actions": [{"type": " save_it "}]}').proposals == (Proposal("SAVE_IT"),)


@pytest.mark.parametrize(
    ("raw", "dropped"),
    [
        (f"```json\n{WHOLE}\n```", "a code fence was dropped"),
        (f"```\n{WHOLE}```  ", "a code fence was dropped"),
        (f"Here it is:\n{WHOLE}", "text around the object was dropped"),
        (f"{WHOLE} I hope {{that}} helps {{ }}.".replace("{ }", "{ x }"), "text around the object was dropped"),
        (f"```json\n{WHOLE}\n```\nDone.", "text around the object was dropped"),
        (WHOLE + WHOLE, "the same object again was dropped"),
        (WHOLE + json.dumps(json.loads(WHOLE), indent=2), "the same object again was dropped"),
    ],
)
def test_what_stands_around_the_object_is_dropped_and_said(raw: str, dropped: str) -> None:
    result = reply(raw)
    assert (result.message, result.proposals) == ("A runner, then.", (SAVED,))
    assert result.diagnostics == (dropped,)


@pytest.mark.parametrize(
    "message",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```",
        '{"message": "Hi"}',
        '  {"mood": 1, "actions": []} ',
        WHOLE[:60],
        WHOLE[:-1],
        "{'message': 'Hi'}",
        "{message: Hi}",
    ],
)
def test_a_reply_within_the_message_is_malformed_and_never_words(message: str) -> None:
    raw = json.dumps({"actions": [], "message": message})
    assert problem(raw).startswith(
        "The `message` of your reply holds a whole reply in JSON again: write only your words"
    )
    stream = JsonStream()
    for character in raw:
        stream.feed(character)
        assert stream.words.strip() == ""


@pytest.mark.parametrize("message", ["{", "{curly}", '{"mood": 1}', "`code` and {braces}", '[{"message": "Hi"}]'])
def test_words_may_begin_with_a_brace_all_the_same(message: str) -> None:
    assert reply(json.dumps({"actions": [], "message": message})).message == message


def test_two_different_objects_are_malformed() -> None:
    assert "two different" in problem(WHOLE + '{"message": "Other"}')
    assert "two different" in problem('{"message": "a", "n": 1} {"message": "a", "n": true}')
    assert "two different" in problem('{"message": "I like {}"} {}')


@pytest.mark.parametrize(
    "raw",
    [
        '{"message": "a", "message": "b"}',
        '{"actions": [{"type": "A", "k": 1, "k": 2}], "message": "x"}',
        '{"actions": [], "message": "x", "actions": []}',
        '{"actions": [{"type": "A", "p": {"k": 1, "k": 1}}], "message": "x"}',
    ],
)
def test_the_same_key_twice_is_malformed(raw: str) -> None:
    assert "stands twice" in problem(raw)


@pytest.mark.parametrize(
    "raw",
    [
        '{"actions": [{"type": "A"}, {"message": "hidden"}',
        '{"wrapped": {"message": "inner", "actions": []',
        '{\'draft\': {"message": "inner"}}',
        '{draft: {"message": "inner"}, actions: [{"type": "A"}]}',
        '{“draft”: {"message": "inner"}}',
        '{"message": "inner", }',
        '{"message": "inner"',
    ],
)
def test_nothing_inside_a_broken_object_is_read_in_its_place(raw: str) -> None:
    assert "broken or cut off" in problem(raw)


def test_where_a_string_that_does_not_end_begins_is_said_once() -> None:
    assert "(Unterminated string at character 12)" in problem('{"message": "I hear')


@pytest.mark.parametrize("raw", ["", "   ", "Hello!", "null", "[]", '"message"', "{ curly } words", "```json\n```"])
def test_no_object_is_malformed_and_says_what_to_write(raw: str) -> None:
    assert "answer with one JSON object" in problem(raw)


@pytest.mark.parametrize("raw", ["{}", '{"actions": []}', '{"message": null}', '{"message": ["a"]}', '{"message": 1}'])
def test_a_message_must_be_text(raw: str) -> None:
    assert "`message`" in problem(raw)


@pytest.mark.parametrize("actions", ["null", "{}", '"SAVE"', "1"])
def test_actions_must_be_a_list(actions: str) -> None:
    assert "not a list" in problem(f'{{"actions": {actions}, "message": "x"}}')


@pytest.mark.parametrize("item", ['"SAVE"', "null", "{}", '{"type": 1}', '{"type": " "}', '{"name": "SAVE"}', "[]"])
def test_an_item_that_is_no_action_is_named_by_its_index(item: str) -> None:
    assert "`actions[1]`" in problem(f'{{"actions": [{{"type": "A"}}, {item}], "message": "x"}}')


def test_other_keys_are_ignored_unless_an_action_could_hide_there() -> None:
    assert reply('{"message": "x", "mood": "good", "n": null}').diagnostics == (
        "`mood` was ignored",
        "`n` was ignored",
    )
    for hidden in ("[]", '{"type": "A"}'):
        assert "`tool_calls`" in problem(f'{{"message": "x", "tool_calls": {hidden}}}')


def test_line_breaks_inside_strings_are_read() -> None:
    assert reply('{"message": "one\ntwo\tthree"}').message == "one\ntwo\tthree"


@pytest.mark.parametrize("bad", ["\\u0000", "\\ud800", "\\udc00\\ud800"])
def test_escapes_of_what_is_not_text_are_malformed(bad: str) -> None:
    for raw in (f'{{"message": "a{bad}"}}', f'{{"message": "a", "actions": [{{"type": "A", "{bad}": 1}}]}}'):
        assert "not text" in problem(raw)
    assert reply('{"message": "\\ud83d\\ude00"}').message == "😀"


def test_a_long_key_is_quoted_short_and_clean() -> None:
    key = "\ud800\n" + "k" * 1000
    text = problem(json.dumps({"message": "x"})[:-1] + f", {json.dumps(key)}: 1, {json.dumps(key)}: 2}}")
    assert len(text) < 300
    text.encode()


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\0{}"')))
def test_any_prose_before_the_object_is_only_dropped(prose: str) -> None:
    assert (reply(prose + WHOLE).message, reply(WHOLE + prose).proposals) == ("A runner, then.", (SAVED,))
