"""A picture as a Mermaid flowchart: groups as subgraphs, an arrow of its own for each asker.

Its colours let through what is behind them, so that they do on a light page and on a dark one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from coach.graph.colours import LIGHT, SAID
from coach.graph.picture import Edge, Node, Picture, Tone
from coach.graph.words import numbered, shown
from coach.program.action import By

#: What an arrow is drawn with, by who may ask.
_ARROWS: Mapping[By, str] = {"model": "-->", "auto": "==>", "user": "-.->", "operator": "-.->"}
_STROKES: Mapping[By, str] = {
    "model": "",
    "auto": f"stroke:{LIGHT.auto}",
    "user": f"stroke:{LIGHT.user}",
    "operator": f"stroke:{LIGHT.operator},stroke-dasharray:2 5",
}
_HUES = ("#3b82f6", "#22a55b", "#d99a1c", "#8b5cf6", "#e0506f", "#17a2b8")
_TONES: Mapping[Tone, str] = {
    "here": f"fill:{LIGHT.here},stroke:{LIGHT.here},color:#ffffff",
    "passed": f"stroke:{LIGHT.passed},stroke-width:3px",
    "full": "fill:#22a55b33,stroke:#22a55b",
    "part": "fill:#d99a1c33,stroke:#d99a1c",
    "none": "fill:#e5484d33,stroke:#e5484d",
    "faint": "stroke-dasharray:3 3",
}
_LINES: Mapping[Tone, str] = {
    "passed": f"stroke:{LIGHT.passed},stroke-width:3px", "open": "stroke:#22a55b,stroke-width:3px",
    "closed": "stroke:#e5484d", "full": "stroke:#22a55b", "part": "stroke:#d99a1c", "none": "stroke:#e5484d",
    "faint": "stroke:#98a2b366",
}  # fmt: skip
_PLAIN = re.compile(r"[^\w ,'()!?+/-]")


def flowchart(picture: Picture, *, actions: bool = False) -> str:
    """The picture as Mermaid reads it; the nodes are called as their states are."""
    title = json.dumps(shown(picture.title), ensure_ascii=False)
    lines = ["---", f"title: {title}", "---", "flowchart TB", *(f"    {line}" for line in _lines(picture, actions))]
    return "\n".join(lines) + "\n"


def _lines(picture: Picture, actions: bool) -> Iterator[str]:
    for number, (group, nodes) in enumerate(picture.groups.items(), 1):
        yield f'subgraph group_{number}["{_text(group)}"]'
        yield from (f"    {_node(node, actions)}" for node in nodes)
        yield "end"
    yield from (_node(node, actions) for node in picture.nodes if not node.group)
    yield from map(_arrow, picture.edges)
    ends = [node for node in picture.nodes if node.final]
    yield from (f'begin((" ")) --> {node.name}' for node in picture.nodes if node.initial)
    yield from (f'{node.name} --> stop_{number}(((" ")))' for number, node in enumerate(ends, 1))
    yield from _styles(picture, [f"stop_{number}" for number, _ in enumerate(ends, 1)])


def _node(node: Node, actions: bool) -> str:
    said = [node.title, *numbered(node.mark.numbers), *node.mark.lines]
    if actions:
        said += [*node.actions, *(f"{name} (button)" for name in node.buttons)]
    label = "<br/>".join(map(_text, said))
    return f'{node.name}(["{label}"])' if node.interlude else f'{node.name}("{label}")'


def _arrow(edge: Edge) -> str:
    said = [*numbered(edge.mark.numbers), *([edge.wants] if edge.wants and not edge.passes else [])]
    said += [SAID[edge.by]] if edge.by != "model" else []
    label = "<br/>".join(map(_text, [*said, *edge.mark.lines]))
    words = f'|"{label}"|' if label else ""
    return f"{edge.source} {_ARROWS[edge.by]}{words} {edge.target}"


def _styles(picture: Picture, stops: list[str]) -> Iterator[str]:
    for number, _ in enumerate(picture.groups):
        hue = _HUES[number % len(_HUES)]
        yield f"style group_{number + 1} fill:{hue}1a,stroke:{hue}66"
    yield "classDef mark fill:#808893,stroke:#808893"
    yield f"class {','.join(['begin', *stops])} mark"
    breaks = [node.name for node in picture.nodes if node.interlude]
    if breaks:
        yield "classDef interlude stroke-dasharray:4 3"
        yield f"class {','.join(breaks)} interlude"
    for tone, look in _TONES.items():
        if names := [node.name for node in picture.nodes if node.mark.tone == tone]:
            yield f"classDef {tone} {look}"
            yield f"class {','.join(names)} {tone}"
    for node in picture.nodes:
        if node.mark.weight:
            yield f"style {node.name} fill:#3b82f6{round(16 + 144 * node.mark.weight):02x}"
    drawn: dict[str, list[str]] = {}
    for place, edge in enumerate(picture.edges):
        if look := _line(edge):
            drawn.setdefault(look, []).append(str(place))
    yield from (f"linkStyle {','.join(places)} {look}" for look, places in drawn.items())


def _line(edge: Edge) -> str:
    if edge.mark.weight:
        return f"stroke-width:{1 + 5 * edge.mark.weight:.1f}px"
    return _LINES.get(edge.mark.tone) or ("stroke:#98a2b3,stroke-width:1px" if edge.passes else _STROKES[edge.by])


def _text(text: str) -> str:
    """Words as a label: what Mermaid could read as its own is written by its number."""
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", shown(text)) or " "
