"""Every format is read by its own parser, whatever a program is called and says, and has what the machine knows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from fifty_states import GROUPS, fifty_states
from graph_checking import NAMES, ODD, check_dot, check_json, check_mermaid, check_page, check_svg, odd_picture
from graph_reading import Page, svg_words, ways, without_spaces
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mermaid_reading import Mermaid, NotMermaid, mermaid

from coach import Program
from coach.graph import picture, written
from coach.graph.document import GraphDocument
from coach.graph.picture import Mark, Tone

pytestmark = pytest.mark.usefixtures("drawing")


@pytest.fixture(scope="module")
def parser() -> Iterator[Mermaid]:
    with mermaid() as reader:
        yield reader


@pytest.fixture(scope="module")
def identity() -> Program:
    return Program.load(interludes=True)


WORDS = st.one_of(st.sampled_from(ODD), st.text(max_size=60))


@pytest.mark.parametrize("words", ODD)
def test_no_words_of_a_program_can_break_a_format(words: str, parser: Mermaid) -> None:
    drawn = odd_picture(words, words, words)
    check_mermaid(parser, drawn)
    check_dot(drawn)
    check_json(drawn)
    check_svg(drawn)
    check_page(drawn)


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_state_is_a_word_of_a_formats_own(name: str, parser: Mermaid) -> None:
    drawn = odd_picture("Title", "Group", "A goal is known", name)
    check_mermaid(parser, drawn)
    check_dot(drawn)
    check_svg(drawn)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(WORDS, WORDS, WORDS)
@example("", "", "")
def test_any_words_can_be_drawn(parser: Mermaid, title: str, group: str, wants: str) -> None:
    drawn = odd_picture(title, group, wants)
    check_mermaid(parser, drawn)
    check_dot(drawn)
    check_json(drawn)
    check_svg(drawn)
    check_page(drawn)


@pytest.mark.slow
def test_a_whole_program_reads_the_same_in_every_format(
    identity: Program, parser: Mermaid, program_folder: Callable[..., Path]
) -> None:
    for program in (identity, Program.load(program_folder(**fifty_states()))):
        drawn = picture(program)
        assert ways(drawn) == program.machine.edges()
        for check in (check_dot, check_json, check_svg, check_page):
            check(drawn)
        check_mermaid(parser, drawn)
    assert set(drawn.groups) == set(GROUPS)


@pytest.mark.parametrize("words", ["a plain line", ODD[1], "שלום", "w" * 200])
def test_what_is_marked_breaks_no_format(words: str, parser: Mermaid) -> None:
    plain = odd_picture("Middle", "Group", "A goal is known")
    for place, tone in enumerate(get_args(Tone)):
        mark = Mark(tone, (words, "second"), tuple(range(1, 12)), weight=place % 3 / 2)
        drawn = replace(
            plain,
            nodes=tuple(replace(node, mark=mark) for node in plain.nodes),
            edges=tuple(replace(edge, mark=mark) for edge in plain.edges),
            subject="conversation", caption=(words,), data={"words": words},
        )  # fmt: skip
        check_mermaid(parser, drawn)
        check_dot(drawn)
        check_json(drawn)
    check_svg(drawn)
    check_page(drawn)
    words = without_spaces(words)
    assert words in without_spaces(svg_words(str(written(drawn, "svg"))))
    assert words in without_spaces(Page(str(written(drawn, "html"))).said)
    assert "1 · 2 · 3 · 4 · 5 · 6 · 7 · 8 · and 3 more" in parser.read(str(written(drawn, "mermaid"))).edges[0]["label"]


LIGHT_IMPORT = """
import sys
from coach.graph import FORMATS, draw_svg, mermaid, picture, table_rows, written
from coach.loading import Program
mermaid(Program.load())
print([name for name in ("pygraphviz", "sqlalchemy", "openai", "rich") if name in sys.modules])
"""


def test_text_is_written_without_drawing_or_a_database() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT_IMPORT], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_the_parsers_do_say_no(parser: Mermaid) -> None:
    with pytest.raises(NotMermaid):
        parser.read('flowchart TB\n    A["x"y"] --> B\n')
    with pytest.raises(AssertionError, match="closes"):
        Page("<p><b></p>")


def test_the_arrows_tell_who_asks(parser: Mermaid) -> None:
    text = str(written(odd_picture("Middle", "", "A goal is known"), "mermaid"))
    found = {(edge["target"], edge["stroke"], edge["label"]) for edge in parser.read(text).edges[1:5]}
    assert found == {
        ("LAST_STATE", "normal", "A goal is known"),
        ("FIRST_STATE", "dotted", "the client, by a button"),
        ("LAST_STATE", "thick", "A goal is known<br/>by itself"),
        ("MIDDLE", "dotted", "an operator"),
    }


def test_the_document_has_a_schema_that_it_fits(identity: Program) -> None:
    schema = GraphDocument.model_json_schema()
    whole = json.loads(written(picture(identity), "json"))
    assert set(whole) == set(schema["properties"])
    assert set(whole["exits"][0]) == set(schema["$defs"]["ExitDocument"]["properties"])
