"""The page on which coverage is shown: it stands by itself, and what a program says in it is text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import SMALL
from coverage_running import CLOSED, REST, TITLED, Run, runner

from coach import Program
from coach.testing.coverage import Recorder
from coach.testing.coverage.measuring import NAME  # noqa: F401  # a run inside forgets what it imports: this spares it
from coach.testing.coverage.page import as_page
from coach.testing.walking.database import new_database

pytest_plugins = ("pytester",)


@pytest.fixture(scope="module", autouse=True)
def migrated() -> None:
    """The migrations have run, once for all the runs inside."""
    new_database().dispose()


@pytest.fixture
def run(pytester: pytest.Pytester, program_folder: Callable[..., Path]) -> Run:
    return runner(pytester, program_folder)


class Page(HTMLParser):
    """What a page refers to, and which of its elements are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = {name: value or "" for name, value in attrs}
        self.outside += [values[name] for name in ("src", "href", "xlink:href") if name in values]


@pytest.mark.usefixtures("drawing")
def test_the_page_stands_by_itself(run: Run, pytester: pytest.Pytester) -> None:
    run("--coach-cov-report=html", closed=CLOSED, rest=REST)
    text = (pytester.path / "coverage.html").read_text(encoding="utf-8")
    page = Page(text)
    assert [each for each in page.outside if not each.startswith("#")] == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "@import" not in text
    assert "url(http" not in text
    assert "prefers-color-scheme: dark" in text
    assert "svg" in page.tags


def test_the_page_says_why_it_has_no_picture(
    program_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = program_folder()
    report = Recorder(Program.load(folder)).report()
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert "There is no picture: pictures are drawn with pygraphviz" in as_page(report)
    (folder / "prompts" / "plan.md.j2").write_text("Another plan.", encoding="utf-8")
    assert f"There is no picture: goals in {folder} is not any more what was measured." in as_page(report)


def test_what_a_program_says_does_not_become_markup(program_folder: Callable[..., Path]) -> None:
    welcome = SMALL["states/welcome.py"].replace("no goal yet", "<i>no</i> goal & none")
    program = Program.load(program_folder(**{"states/welcome.py": welcome, "states/__init__.py": TITLED}))
    page = as_page(Recorder(program).report())
    assert "&lt;i&gt;no&lt;/i&gt; goal &amp; none" in page
    assert "<i>" not in page
    assert "<b>goals" not in page
    assert "&lt;b&gt;goals" in page
