"""What holds for every format: no text breaks a reader, nothing is lost in silence, no markup is shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coach.engine.replies import FORMATS
from coach.engine.reply import (
    MAX_ACTIONS,
    FormatName,
    Malformed,
    Proposal,
    Reply,
    TextParams,
)

settings.register_profile("replies", deadline=None, max_examples=60)
MODEST = settings.get_profile("replies")

ALL: list[FormatName] = ["json", "tools", "tags", "xml"]
MARKED: list[FormatName] = ["tags", "xml"]
SHOWN_MARKUP = {
    "tags": re.compile(r"\[\s*action\s*:|\[\s*/\s*action", re.IGNORECASE),
    "xml": re.compile(r"</?(action|param)", re.IGNORECASE),
}
#: Pieces that readers take notice of, so that generated text meets their rules more often than chance.
PIECES = [
    *"[]{}<>/\\\"':,=&;#` \n",
    *("[ACTION:", "[/ACTION]", "[action:save]", "SAVE", '{"key": "v"}', "{a: 'b',}", "//", "/*", "*/"),
    *('<action name="SAVE">', "<action", "</action>", '<param name="a">', "</param>", "/>", "&lt;", "&#60;"),
    *('"actions"', '"message"', '"type"', "tool_calls", '{"message": "', '"}', "null", "1e999", "NaN", "\\u0000"),
    *("\\ud800", "\\ud83d\\ude00", "ı", "İ", "\u2028", "\r", "\x85", "\x00", "\ud800", "é", "😀", "words"),
]

junk = st.one_of(
    st.text(),
    st.text(st.characters()),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")),
    st.binary().map(lambda data: data.decode("utf-8", "replace")),
)
clean = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
wordy = clean | st.lists(st.sampled_from(PIECES), max_size=12).map("".join).map(
    lambda text: text.encode("utf-8", "replace").decode().replace("\0", "")
)
names = st.from_regex(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+){0,3}", fullmatch=True)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True).filter(lambda key: key != "type")


def proposals_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Proposal, ...]]:
    """Lists of proposals whose parameters hold these texts, among other JSON."""
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
    values = st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
    )
    return st.lists(st.builds(Proposal, names, st.dictionaries(keys, values, max_size=4)), max_size=4).map(tuple)


proposals = proposals_of(wordy)


def read(name: FormatName, raw: str, texts: TextParams | None = None) -> Reply | Malformed:
    return FORMATS[name].read(raw, texts or {})


def shows_markup(name: FormatName, message: str) -> bool:
    pattern = SHOWN_MARKUP.get(name)
    return bool(pattern and any(pattern.search(form) for form in (message, message.upper(), message.lower())))


def check_sound(name: FormatName, raw: str) -> None:
    """Read `raw` and hold the result against everything that must be true of any."""
    result = read(name, raw, {"SAVE": frozenset({"a"})})
    if isinstance(result, Malformed):
        assert result.problem
        assert result.problem.count("\n") == 0
        assert result.problem.endswith((".", "}."))
        assert len(result.problem) < 400
        return
    assert not shows_markup(name, result.message)
    assert result.message == result.message.strip()
    assert len(result.proposals) <= MAX_ACTIONS
    for proposal in result.proposals:
        assert proposal.type == proposal.type.strip().upper()
        if proposal.problem is not None:
            assert list(proposal.params) == ["text"]
    text = repr_all(result)
    assert "\0" not in text
    text.encode()


def repr_all(value: Any) -> str:
    """Every text anywhere in a reply, in one."""
    if isinstance(value, str):
        return value
    if isinstance(value, Reply):
        return repr_all([value.message, *value.diagnostics, *value.proposals])
    if isinstance(value, Proposal):
        return repr_all([value.type, value.problem or "", value.params])
    if isinstance(value, dict):
        return repr_all([*value, *value.values()])
    return "".join(map(repr_all, value)) if isinstance(value, list) else ""


@pytest.mark.parametrize("name", ALL)
@settings(MODEST)
@given(raw=junk)
def test_no_text_breaks_a_reader(name: FormatName, raw: str) -> None:
    check_sound(name, raw)


@pytest.mark.parametrize("name", ALL)
@settings(MODEST)
@given(message=wordy, acts=proposals, at=st.floats(0, 1), size=st.integers(0, 12), put=junk)
def test_a_damaged_reply_is_still_read_soundly(
    name: FormatName, message: str, acts: tuple[Proposal, ...], at: float, size: int, put: str
) -> None:
    raw = FORMATS[name].write(message, acts)
    start = int(at * len(raw))
    check_sound(name, raw[:start] + put + raw[start + size :])


def texts_of(acts: tuple[Proposal, ...]) -> TextParams:
    """The parameters that are text in every one of these proposals that has them."""
    found: dict[str, dict[str, bool]] = {}
    for act in acts:
        of_type = found.setdefault(act.type, {})
        for key, value in act.params.items():
            of_type[key] = of_type.get(key, True) and isinstance(value, str)
    return {name: frozenset(key for key, text in of.items() if text) for name, of in found.items()}


@pytest.mark.parametrize("known", [True, False], ids=["known actions", "unknown actions"])
@pytest.mark.parametrize("name", ALL)
@settings(MODEST)
@given(message=wordy, acts=proposals)
def test_what_is_written_is_read_again(name: FormatName, known: bool, message: str, acts: tuple[Proposal, ...]) -> None:
    assume(not ("{" in message and re.search("message|actions", message)))  # a reply within the words is refused
    written = FORMATS[name].write(message, acts)
    again = read(name, written, texts_of(acts) if known else {})
    assert again == Reply(FORMATS[name].neutralise(message).strip(), acts)


@settings(MODEST)
@given(message=clean)
def test_words_without_markup_are_left_as_they_are(message: str) -> None:
    for each in FORMATS.values():
        assert each.neutralise(message) == message or each.name in MARKED
        if "[" not in message and "<" not in message:
            assert each.neutralise(message) == message


@pytest.mark.parametrize("name", MARKED)
@settings(MODEST)
@given(text=junk)
def test_neutralised_words_propose_nothing(name: FormatName, text: str) -> None:
    each = FORMATS[name]
    result = each.read(each.neutralise(text), {})
    if isinstance(result, Reply):
        assert result == Reply(each.neutralise(text).strip())
    else:
        assert not text.isprintable()  # NUL or a lone surrogate alone


@pytest.mark.parametrize("name", ["json", "tools"])
@settings(MODEST)
@given(message=clean, acts=proposals, at=st.floats(0, 1, exclude_max=True))
def test_an_object_that_is_cut_is_malformed(
    name: FormatName, message: str, acts: tuple[Proposal, ...], at: float
) -> None:
    raw = FORMATS[name].write(message, acts)
    assert isinstance(read(name, raw[: int(at * len(raw))]), Malformed)


@pytest.mark.parametrize("name", MARKED)
@settings(MODEST)
@given(message=clean, acts=proposals_of(clean.filter(lambda text: "[" not in text)), at=st.floats(0, 1))
def test_markup_that_is_cut_is_reported(name: FormatName, message: str, acts: tuple[Proposal, ...], at: float) -> None:
    written = [FORMATS[name].write("", [act]) for act in acts]
    raw = FORMATS[name].write(message, acts)
    cut = raw[: int(at * len(raw))]
    whole, rest = 0, cut
    while whole < len(written) and rest.startswith(written[whole].strip()):
        rest = rest[len(written[whole].strip()) :].removeprefix("\n")
        whole += 1
    result = read(name, cut, texts_of(acts))
    inside = whole < len(acts) and len(rest) > 1
    if isinstance(result, Reply):
        assert tuple(each for each in result.proposals if each.problem is None) == acts[:whole]
        assert any(each.problem for each in result.proposals) == inside
    else:
        assert inside


@pytest.mark.parametrize("name", ALL)
def test_nul_and_half_pairs_are_malformed(name: FormatName) -> None:
    for bad in ("a\0b", "\ud800", "x\udfff"):
        assert isinstance(read(name, bad), Malformed)
        if name != "xml":  # its JSON is written as it stands
            act = Proposal("SAVE", {"key": bad})
            assert isinstance(read(name, FORMATS[name].write("Hello", [act])), Malformed)


@pytest.mark.parametrize("name", ALL)
def test_one_format_reads_nothing_of_another(name: FormatName) -> None:
    acts = [Proposal("SAVE", {"key": "v"})]
    for other in ALL:
        if other == name:
            continue
        foreign = FORMATS[other].write("Hello", acts)
        if name in MARKED:
            assert read(name, foreign) == Reply(foreign)
        else:
            assert read(name, FORMATS[name].write(foreign)) == Reply(foreign.strip())


@pytest.mark.parametrize("name", ALL)
def test_a_blank_message_is_a_reply(name: FormatName) -> None:
    assert read(name, FORMATS[name].write(" \n ", [Proposal("SAVE")])) == Reply("", (Proposal("SAVE"),))


@pytest.mark.parametrize("name", ALL)
def test_instructions_show_the_shape_and_say_what_becomes_of_actions(name: FormatName) -> None:
    text = FORMATS[name].explain(acts=True)
    assert "EXAMPLE_ACTION" in text
    assert "TRANSITION_STATE is always decided last" in text
    assert 3 <= len(text.splitlines()) <= 8
    plain = FORMATS[name].explain(acts=False)
    assert "EXAMPLE_ACTION" not in plain
    assert "action" not in plain.lower()


@pytest.mark.parametrize("name", ["json", *MARKED])
def test_the_example_in_the_instructions_is_read(name: FormatName) -> None:
    line = next(line for line in FORMATS[name].explain(acts=True).splitlines() if line[0] in "{[<")
    result = read(name, line, {"EXAMPLE_ACTION": frozenset({"colour"})})
    assert isinstance(result, Reply)
    assert result.proposals == (Proposal("EXAMPLE_ACTION", {"colour": "blue", "count": 2}),)
