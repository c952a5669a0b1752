"""Pictures of odd words and names, and what has to hold of a picture in each format."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import yaml
from graph_reading import SVG, Page, dot_exits, dot_groups, svg_words, ways, without_spaces
from mermaid_reading import Mermaid
from small_programs import BeReady, GoalMemory, SaveGoal, make

from coach import Guard, State, to
from coach.graph import picture, written
from coach.graph.document import GraphDocument
from coach.graph.picture import Picture
from coach.graph.words import shown

ODD = [
    'Well; "come": #1', "]]> --> <!-- &amp; </svg></script><b>", "a|b {c} (d) [e] `f` %%{init: {}}%%", '\\N\\G\\" \\',
    "end", "subgraph x", "style A fill:#fff;", "שלום עולם", "مرحبا", "\u202ereversed\u202c", "你好 🏃\u200d♀ ключ",
    "tab\tand\nline\r\nends", "\x00\x07\x1b[31m", "\ud800half", "\ufffe\uffff", "1. first", "- item",
    "#quot; #35; &quot;", "  ", "w" * 300, "a guard that says " + "very much " * 20,
]  # fmt: skip
NAMES = [
    "END", "GRAPH", "SUBGRAPH", "CLASS", "CLASSDEF", "STYLE", "LINKSTYLE", "CLICK", "HREF", "CALL", "DEFAULT", "TB",
    "LR", "RL", "BT", "TD", "DIRECTION", "INTERPOLATE", "X", "O", "V", "A__B_", "NODE", "EDGE", "DIGRAPH", "STRICT",
    "BEGIN", "STOP_1", "GROUP_1", "NULL", "CONSTRUCTOR", "LONG_" + "NAME_" * 20,
]  # fmt: skip


def odd_picture(title: str, group: str, wants: str, name: str = "MIDDLE") -> Picture:
    """The picture of a program of three states; the one in the middle has exits of all kinds, one to itself."""
    guard = Guard[GoalMemory](lambda memory: iter(()), wants)
    exits = [to("LAST_STATE", when=guard), to("FIRST_STATE", by="user"), to("LAST_STATE", when=guard, by="auto"),
             to(name, by="operator")]  # fmt: skip
    states = {
        "FIRST_STATE": State(title="First", initial=True, group=group, actions=[SaveGoal], exits=[to(name)]),
        name: State(title=title, purpose=wants, group=group, buttons=[BeReady], exits=exits),
        "LAST_STATE": State(title=title, group="Another", final=True),
    }
    return replace(picture(make(states)), title=title)


def check_mermaid(parser: Mermaid, drawn: Picture) -> None:
    text = str(written(drawn, "mermaid", actions=True))
    read = parser.read(text)
    exits = [(edge["source"], edge["target"]) for edge in read.edges[: len(drawn.edges)]]
    assert exits == [(edge.source, edge.target) for edge in drawn.edges]
    initial, *final = [(edge["source"], edge["target"]) for edge in read.edges[len(drawn.edges) :]]
    assert initial == ("begin", drawn.nodes[0].name)
    assert [source for source, _ in final] == [node.name for node in drawn.nodes if node.final]
    marks = {"begin", *(target for _, target in final)}
    assert set(read.nodes) - marks == {node.name for node in drawn.nodes}
    assert all(shown(node.title) in read.nodes[node.name] for node in drawn.nodes)
    labels = [edge["label"] for edge in read.edges]
    assert all(shown(edge.wants) in label for edge, label in zip(drawn.edges, labels, strict=False) if not edge.passes)
    in_order = {group: tuple(node.name for node in nodes) for group, nodes in drawn.groups.items()}
    assert sorted(read.groups.values()) == sorted(in_order.values())
    assert yaml.safe_load(text.split("---\n")[1]) == {"title": shown(drawn.title)}


def check_dot(drawn: Picture) -> None:
    text = str(written(drawn, "dot", actions=True))
    exits = dot_exits(text)
    assert sorted(each[:2] for each in exits) == sorted((edge.source, edge.target) for edge in drawn.edges)
    assert {f"by-{edge.by}" for edge in drawn.edges} == {kinds.split()[1] for *_, kinds in exits}
    groups = {f"cluster_{n}": {node.name for node in nodes} for n, nodes in enumerate(drawn.groups.values(), 1)}
    assert dot_groups(text) == groups


def check_json(drawn: Picture) -> None:
    read = GraphDocument.model_validate_json(written(drawn, "json"), strict=True)
    assert {(exit.source, exit.trigger, exit.target) for exit in read.exits} == ways(drawn)
    assert [state.name for state in read.states] == [node.name for node in drawn.nodes]


def check_svg(drawn: Picture) -> None:
    text = str(written(drawn, "svg", actions=True))
    root = ElementTree.fromstring(text)
    ids = {each.get("id") for each in root.iter(f"{SVG}g")}
    assert {f"state-{node.name}" for node in drawn.nodes} <= ids
    assert {f"exit-{edge.number}" for edge in drawn.edges} <= ids
    words = without_spaces(svg_words(text))
    for said in (drawn.title, *(node.title for node in drawn.nodes), *drawn.groups,
                 *(edge.wants for edge in drawn.edges if not edge.passes)):  # fmt: skip
        assert without_spaces(shown(said)) in words
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    assert (root.attrib["width"], root.attrib["height"]) == (f"{wide:g}pt", f"{high:g}pt")


def check_page(drawn: Picture) -> None:
    page = Page(str(written(drawn, "html")))
    assert all(address.startswith("#") for address in page.addresses)
    assert len(page.ids) == len(set(page.ids))
    assert {address[1:] for address in page.addresses} <= set(page.ids)
    assert all(shown(edge.wants) in page.said for edge in drawn.edges)
