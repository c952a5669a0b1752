"""What other programs read in a picture: Graphviz in its DOT, a parser of HTML in its page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from coach.graph.picture import Picture

SVG = "{http://www.w3.org/2000/svg}"
#: Elements of HTML that have no end.
_VOID = {"meta", "link", "br", "img", "input", "hr"}


def dot_exits(text: str) -> list[tuple[str, str, str]]:
    """The exits that Graphviz reads in DOT: source, target, classes."""
    graph = _graph(text)
    found = [(str(edge[0]), str(edge[1]), edge.attr["class"]) for edge in graph.edges_iter()]
    return [each for each in found if each[2].startswith("exit")]


def dot_groups(text: str) -> dict[str, set[str]]:
    """The states in each cluster that Graphviz reads in DOT, by the cluster's name."""
    graph = _graph(text)
    return {str(each.name): {str(node) for node in each.nodes()} for each in graph.subgraphs()}


def _graph(text: str) -> Any:
    from pygraphviz import AGraph  # the fixture `drawing` skips where it cannot be loaded

    graph = AGraph()
    graph.from_string(text)
    return graph


def svg_words(text: str) -> str:
    """All words that an SVG shows, with single spaces."""
    root = ElementTree.fromstring(text)
    return " ".join(" ".join(each.text or "" for each in root.iter(f"{SVG}text")).split())


def without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)


def ways(picture: Picture) -> set[tuple[str, str, str]]:
    """The edges of a picture as the machine lists them."""
    return {(edge.source, edge.trigger, edge.target) for edge in picture.edges}


class Page(HTMLParser):
    """A page, read strictly: what is opened is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def said(self) -> str:
        return " ".join("".join(self.words).split())
