"""The format `xml`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.engine.replies import FORMATS
from coach.engine.reply import Malformed, Proposal, Reply

FORMAT = FORMATS["xml"]
GOOD = '<action name="GOOD"><param name="key">it\'s</param></action>'
GOOD_READ = Proposal("GOOD", {"key": "it's"})


def reply(raw: str) -> Reply:
    result = FORMAT.read(raw, {"SAVE": frozenset({"text"})})
    assert isinstance(result, Reply), result
    return result


def saved(text: str, name: str = "text") -> Any:
    (proposal,) = reply(f'<action name="SAVE"><param name="{name}">{text}</param></action>').proposals
    assert proposal.problem is None
    return proposal.params[name]


def test_actions_stand_anywhere_and_leave_no_hole() -> None:
    raw = f'Well <action name="SAVE"/> done.\n{GOOD}\nAnd then?'
    assert reply(raw) == Reply("Well done.\nAnd then?", (Proposal("SAVE"), GOOD_READ))


@pytest.mark.parametrize(
    "raw",
    [
        "<Action Name='save'><PARAM name='text'>x</Param></ACTION>",
        '<action\n name = " save " >\n <param  name = "text" > x </param >\n</action >',
        '<action name="SAVE"><param name="text">x</param></action>',
    ],
)
def test_case_quotes_and_spaces_do_not_matter(raw: str) -> None:
    assert reply(f"{raw} Hello") == Reply("Hello", (Proposal("SAVE", {"text": "x"}),))


@pytest.mark.parametrize("raw", ['<action name="SAVE"/>', "<action name='SAVE' / >", '<action name="SAVE"> </action>'])
def test_no_parameters(raw: str) -> None:
    assert reply(f"Hello {raw}") == Reply("Hello", (Proposal("SAVE"),))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" 42 ", "42"),
        ("true", "true"),
        ("a &lt;b&gt; &amp;amp; &quot;c&quot; &#233;&#xE9;", 'a <b> &amp; "c" éé'),
        ("a < b & c", "a < b & c"),
        ("x=1&copy=2 AT&T &nosuch;", "x=1&copy=2 AT&T &nosuch;"),
        ("&#99999999999; &#0;", "&#99999999999; \ufffd"),
        ("", ""),
        ("one\ntwo", "one\ntwo"),
        (" <![CDATA[a < b &amp; c]]>\n", "a < b &amp; c"),
        ("<![CDATA[]]>", ""),
        ("&lt;![CDATA[a]]&gt;", "<![CDATA[a]]>"),
        ("<![CDATA[a]]> b", "<![CDATA[a]]> b"),
    ],
)
def test_text_parameters_are_text_with_their_entities_replaced(text: str, value: str) -> None:
    assert saved(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" 42 ", 42),
        ("[1, {&quot;a&quot;: null}]", [1, {"a": None}]),
        ('"quoted"', "quoted"),
        ("<![CDATA[[1, 2]]]>", [1, 2]),
        ("true", True),
        ("Runner", "Runner"),
        ("{a: 1}", "{a: 1}"),
        ('{"a": 1, "a": 2}', '{"a": 1, "a": 2}'),
        ("NaN", "NaN"),
        ("9" * 5000, "9" * 5000),
        ("", ""),
    ],
)
def test_other_parameters_are_json_or_else_their_text(text: str, value: Any) -> None:
    assert saved(text, "other") == value


def test_an_empty_parameter_may_close_itself() -> None:
    assert reply('<action name="SAVE"><param name="text"/></action>').proposals[0].params == {"text": ""}


@pytest.mark.parametrize("value", ["42", "null", '"x"', " padded ", "[", "[[]]", "[" * 40 + "]" * 40])
def test_text_that_looks_like_json_is_written_so_that_it_stays_text(value: str) -> None:
    proposal = Proposal("OTHER", {"key": value})
    assert reply(FORMAT.write("Hello", [proposal])).proposals == (proposal,)


@pytest.mark.parametrize(
    "action",
    [
        '<action name="SAVE"><param name="a">1</param><param name="a">2</param></action>',
        '<action name="SAVE">words</action>',
        '<action name="SAVE"><param name="a">1</action>',
        '<action name="SAVE"><param>1</param></action>',
        '<action name="SAVE"><param name="a">1</param> and <param name="b">2</param></action>',
        '<action name="SAVE"><param name="a">1<param name="b">2</param></action>',
        '<action name="SAVE" key="goals"/>',
        '<action key="goals" name="SAVE"></action>',
        "<action name=SAVE></action>",
        '<action name="SAVE"><param name="a">1</param>',
        '<action name="SAVE">',
        '<action name="SAVE"',
        '<action name="SAVE"><param name="a">cut',
        '<action name="SAVE"><param name="a">1</param></action',
    ],
)
def test_what_is_broken_is_reported_and_swallows_no_action(action: str) -> None:
    result = reply(f"Hello {action} {GOOD} there.")
    broken, good = result.proposals
    assert (broken.type, good) == ("SAVE", GOOD_READ)
    assert broken.problem
    assert broken.params["text"].strip() == action
    assert result.message == "Hello there."


def test_words_after_an_unclosed_action_are_kept() -> None:
    result = reply(f'<action name="SAVE"><param name="a">1</param> Go on. {GOOD}')
    assert result.message == "Go on."
    result = reply(f'<action name="SAVE"><param name="a">1\nmore\n\nGo on. {GOOD}')
    assert result.message == "Go on."


@pytest.mark.parametrize("action", ["<action>", "<action/>", '<action name=""/>', "<action></action>"])
def test_an_action_without_a_name_is_reported(action: str) -> None:
    result = reply(f"{action} Hello")
    assert [each.type for each in result.proposals] == [""]
    assert result.proposals[0].problem
    assert result.message == "Hello"


def test_stray_tags_are_removed_and_said() -> None:
    raw = 'Hello <actions></action> <param name="a">1</param> there </param> <parameters>'
    assert reply(raw) == Reply("Hello there", (), ("tags that belong to no action were removed: 5",))


@pytest.mark.parametrize(
    "raw", ['<act<action name="A"/>ion name="B"/>', "<</action>/action>", '<pa</param>ram name="a">']
)
def test_tags_that_come_about_by_removing_tags_are_malformed(raw: str) -> None:
    assert isinstance(FORMAT.read(raw, {}), Malformed)


@pytest.mark.parametrize("end", ["<a", "<ACTIO", "</", "</acti", "<par", "</p"])
def test_a_tag_cut_off_in_its_name_is_malformed(end: str) -> None:
    assert isinstance(FORMAT.read(f"Hello {end}", {}), Malformed)


def test_other_tags_and_angles_are_words() -> None:
    for prose in ("I <3 you", "a < b > c", "<b>bold</b>", "5 < action", "<"):
        assert reply(prose) == Reply(prose)


def test_a_json_parameter_too_deep_spoils_the_reply() -> None:
    for text in ("[" * 33 + "]" * 33, "[" * 50_000):
        raw = f'<action name="SAVE"><param name="other">{text}</param></action>'
        assert isinstance(FORMAT.read(raw, {}), Malformed)
        assert saved(text) == text


def test_neutralised_tags_can_still_be_read_by_a_person() -> None:
    assert FORMAT.neutralise("<ACTION name='x'/> <b> </Param>") == "＜ACTION name='x'/> <b> ＜/Param>"
    assert reply(FORMAT.write("Say <action/>", [GOOD_READ])) == Reply("Say ＜action/>", (GOOD_READ,))


@settings(deadline=None, max_examples=150)
@given(st.text(st.sampled_from("<>/\"'= a&;\n[{"), max_size=20))
def test_whatever_stands_in_an_action_the_next_one_is_read(body: str) -> None:
    result = reply(f'<action name="BAD">{body}</action> {GOOD} Go on.')
    assert [each.type for each in result.proposals][-1] == "GOOD"
    assert result.proposals[-1] == GOOD_READ
    assert result.message.endswith("Go on.")
