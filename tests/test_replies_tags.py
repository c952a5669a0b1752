"""The format `tags`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.engine.replies import FORMATS
from coach.engine.reply import Malformed, Proposal, Reply

FORMAT = FORMATS["tags"]
GOOD = '[ACTION:GOOD]{"key": "it\'s"}[/ACTION]'
GOOD_READ = Proposal("GOOD", {"key": "it's"})


def reply(raw: str) -> Reply:
    result = FORMAT.read(raw, {})
    assert isinstance(result, Reply), result
    return result


def broken(raw: str, name: str = "SAVE") -> Reply:
    """The reply in `raw`, of which the first action is reported under `name` and the second is `GOOD`."""
    result = reply(raw)
    first, *others = result.proposals
    assert first.type == name
    assert first.problem
    assert first.params["text"] in raw
    assert others == [GOOD_READ]
    return result


def test_tags_stand_anywhere_and_leave_no_hole() -> None:
    raw = f'Well done. [ACTION:SAVE]{{"key": "goals", "value": "balance"}}[/ACTION] And then?\n{GOOD}\nTell me.'
    assert reply(raw) == Reply(
        "Well done. And then?\nTell me.", (Proposal("SAVE", {"key": "goals", "value": "balance"}), GOOD_READ)
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (f"Well done.\n```\n{GOOD}\n```\nAnd then?", "Well done.\nAnd then?"),
        (f"```json\n{GOOD}\n```", ""),
        (f"```\r\n{GOOD}\r\n{GOOD}\r\n```\r\nWell.", "Well."),
        (f"Well: `{GOOD}` done.", "Well: done."),
        (f"```{GOOD}``` Well.", "Well."),
        (f"```py\nx = 1\n```\n{GOOD}\n```\ny = 2\n```", "```py\nx = 1\n```\n```\ny = 2\n```"),
        (f"```\nx = 1\n{GOOD}\n```", "```\nx = 1\n```"),
        (f"`a` {GOOD} `b`", "`a` `b`"),
        (f"``{GOOD}`", "```"),
    ],
)
def test_a_piece_of_code_that_held_nothing_but_tags_goes_with_them(raw: str, message: str) -> None:
    assert reply(raw).message == message


@pytest.mark.parametrize(
    "raw", ["[ACTION:SAVE][/ACTION]", "[action:save] \n [/Action]", "[ Action : Save ]{}[ / ACTION ]"]
)
def test_an_empty_body_has_no_parameters_and_names_stand_in_any_case(raw: str) -> None:
    assert reply(f"{raw} Hello") == Reply("Hello", (Proposal("SAVE"),))


@pytest.mark.parametrize(
    ("body", "params"),
    [
        ("{'key': 'a \"b\" c',}", {"key": 'a "b" c'}),
        ("{key: [1, 2,], other: {x: null}}", {"key": [1, 2], "other": {"x": None}}),
        ('{"key": "[a] {b} [/ACTION] [ACTION:X]"}', {"key": "[a] {b} [/ACTION] [ACTION:X]"}),
        ("{key: '}[/ACTION]'}", {"key": "}[/ACTION]"}),
        ('{"key": "a\\"}[/ACTION]"}', {"key": 'a"}[/ACTION]'}),
        ("{key: 'it\\'s }'}", {"key": "it's }"}),
        ("{key: 1, /* it's: } */ url: 'http://x' // done: }\n}", {"key": 1, "url": "http://x"}),
        ('{"key": "one\ntwo"}', {"key": "one\ntwo"}),
        ("{key: 0x10}", {"key": 16}),
        (' \n{"key": 1} \n', {"key": 1}),
    ],
)
def test_bodies_are_json_or_json5(body: str, params: dict[str, Any]) -> None:
    result = reply(f"Hello [ACTION:SAVE]{body}[/ACTION] there {GOOD}")
    assert result == Reply("Hello there", (Proposal("SAVE", params), GOOD_READ))


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "}",
        "{]}",
        '{"a" 1}',
        '{"a": it\'s}',
        "{a: it's}",
        '{"a": "b}',
        "[1]",
        '"a"',
        "words",
        '{"a": 1} more',
        '{"a": 1}{"b": 2}',
        '{"a": 1, "a": 2}',
        "{a: 1, 'a': 2}",
        "{a: {b: 1, b: 1}, c: [':']}",
        "{a: NaN}",
        "{a: 1e999}",
        "{a: '\\ud800'}",
        "{a: }",
    ],
)
def test_a_malformed_body_is_reported_and_goes_to_its_close(body: str) -> None:
    assert broken(f"Hello [ACTION:SAVE]{body}[/ACTION] there {GOOD}").message == "Hello there"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("{a: NaN}", "NaN is not a JSON value"),
        ('{"a": [1e999]}', "a number in it is too large"),
        ('{"a": "b}', "its object is not closed"),
    ],
)
def test_what_is_wrong_with_a_body_is_said(body: str, why: str) -> None:
    (proposal,) = reply(f"Hello [ACTION:SAVE]{body}[/ACTION]").proposals
    assert proposal.problem is not None
    assert f"({why})" in proposal.problem


def test_the_words_of_a_malformed_body_are_kept_for_the_record() -> None:
    tag = '[ACTION:SAVE]{"a": oops, "b": "secret"}[/ACTION]'
    (proposal,) = reply(f"Hello {tag}").proposals
    assert proposal.params == {"text": tag}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (f'[ACTION:SAVE]{{"a": 1}} Go on. {GOOD}', "Go on."),
        (f'[ACTION:SAVE]{{"a": "[/ACTION]"}} Go on. {GOOD}', "Go on."),
        (f"[ACTION:SAVE] Go on. {GOOD}", "Go on."),
        (f"Hello\n[ACTION:SAVE]\nGo on. {GOOD}", "Hello\nGo on."),
        (f'[ACTION:SAVE]{{"a": 1 Go on. {GOOD}', ""),
        (f'[ACTION:SAVE]{{"a": "b\n c\n \nGo on. {GOOD}', "Go on."),
        (f"[ACTION:SAVE]{{a: it's }} Go on. {GOOD}", ""),
        (f"[ACTION:SAVE]{{a: b }} Go on. {GOOD}", "Go on."),
        (f"[ACTION:SAVE {GOOD}", ""),
        (f"[ACTION:SAVE {{'a': 1}}] yes\n\nGo on. {GOOD}", "Go on."),
        (f"[ACTION SAVE]{{}}[/ACTION] Go on. {GOOD}", "Go on."),
        (f"Hi [ACTION:SAVE\n{GOOD}", "Hi"),
    ],
)
def test_an_unclosed_tag_is_reported_and_swallows_no_action(raw: str, message: str) -> None:
    assert broken(raw).message == message


def test_a_tag_without_a_name_is_reported() -> None:
    assert broken(f"[ACTION:]{{}}[/ACTION] Go on. {GOOD}", name="").message == "Go on."
    assert broken(f"[ACTION:{'X' * 200}]{{}}[/ACTION] {GOOD}", name="X" * 100).message == ""


def test_apostrophes_never_pair_across_actions() -> None:
    result = reply("[ACTION:A]{a: it's}[/ACTION] [ACTION:B]{b: don't}[/ACTION] Go on.")
    assert [(each.type, bool(each.problem)) for each in result.proposals] == [("A", True), ("B", True)]
    assert result.message == "Go on."


def test_a_stray_close_is_removed_and_said() -> None:
    result = reply("Hello [/ACTION] there [/action:x][/ACTION")
    assert result == Reply("Hello there", (), ("closing tags without an opening one were removed: 3",))


@pytest.mark.parametrize(
    "raw",
    ["[ACTI[ACTION:A][/ACTION]ON:B]", "[[/ACTION]/ACTION]", "[/[ACTION:A]{}[/ACTION]action"],
)
def test_tags_that_come_about_by_removing_tags_are_malformed(raw: str) -> None:
    result = FORMAT.read(raw, {})
    assert isinstance(result, Malformed)


@pytest.mark.parametrize("end", ["[A", "[acti", "[ACTION", "[/", "[/ACT", "[ ACTION \n"])
def test_a_tag_cut_off_in_its_name_is_malformed(end: str) -> None:
    assert isinstance(FORMAT.read(f"Hello {end}", {}), Malformed)


def test_brackets_in_prose_are_words() -> None:
    for prose in ("[Action items] first", "a [b] c [", "[1] [ACTIONS]", "{a} [x](y)"):
        assert reply(prose) == Reply(prose)


def test_a_body_too_deep_or_unclean_spoils_the_reply() -> None:
    for body in ("{a: " * 33 + "1" + "}" * 33, "{a: '\\u0000'}", '{"a": "\\ud800"}', '{"a": ' + "[" * 40):
        assert isinstance(FORMAT.read(f"[ACTION:A]{body}[/ACTION]", {}), Malformed)


def test_many_broken_tags_over_a_long_text_are_malformed_whole() -> None:
    result = FORMAT.read("[ACTION:A]{" * 10 + "x" * 200_000, {})
    assert isinstance(result, Malformed)
    assert "close every body" in result.problem


def test_neutralised_tags_can_still_be_read_by_a_person() -> None:
    assert FORMAT.neutralise("[ACTION:X]{}[/ Action] [x]") == "［ACTION:X]{}［/ Action] [x]"
    assert reply(FORMAT.write("Say [ACTION:X]", [GOOD_READ])) == Reply("Say ［ACTION:X]", (GOOD_READ,))


@settings(deadline=None, max_examples=150)
@given(st.text(st.sampled_from("[]{}\"'\\:,/* a1\n"), max_size=20))
def test_whatever_stands_in_a_body_the_next_action_is_read(body: str) -> None:
    result = reply(f"[ACTION:BAD]{body}[/ACTION] {GOOD} Go on.")
    assert [each.type for each in result.proposals] == ["BAD", "GOOD"]
    assert result.proposals[1] == GOOD_READ
    assert result.message.endswith("Go on.")


@settings(deadline=None, max_examples=100)
@given(st.recursive(st.integers() | st.text(":,{}'\"/ab"), lambda inner: st.dictionaries(st.text("ab:"), inner)))
def test_no_body_of_single_keys_is_taken_for_one_with_the_same_key_twice(value: Any) -> None:
    # The trailing comma makes it JSON5, which is where keys are counted.
    result = reply(f'[ACTION:SAVE]{{"key": {json.dumps(value)},}}[/ACTION]')
    assert result.proposals == (Proposal("SAVE", {"key": value}),)
