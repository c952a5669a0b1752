"""A picture in DOT, which Graphviz draws: groups as clusters, states as cards, a stroke of its own for each asker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from coach.graph.colours import STROKES, Colours, Theme, colours
from coach.graph.labels import CARD, EXIT, LABEL, NAME, TITLE, Html, Line, head, label, lines
from coach.graph.picture import Edge, Node, Picture, Tone
from coach.graph.words import numbered, shown

_FONT = "Helvetica,Arial,sans-serif"
_BESIDE = 5.0  # points between an exit and its words

#: Fill, line, words and small words of a state, by its mark.
_CARDS: Mapping[Tone, tuple[str, str, str, str]] = {
    "here": ("here", "here", "here_ink", "here_ink"),
    "passed": ("card", "passed", "ink", "muted"),
    "full": ("full", "full_line", "ink", "muted"),
    "part": ("part", "part_line", "ink", "muted"),
    "none": ("none", "none_line", "ink", "muted"),
    "faint": ("card", "faint", "muted", "muted"),
}
#: The line of an exit, by its mark.
_LINES: Mapping[Tone, str] = {
    "passed": "passed", "open": "full_line", "closed": "none_line",
    "full": "full_line", "part": "part_line", "none": "none_line", "faint": "faint",
}  # fmt: skip


def dot(picture: Picture, *, actions: bool = False, theme: Theme = "auto") -> str:
    """The picture in DOT. Nodes are called as their states are; `id` and `class` address them in an SVG."""
    return "".join(f"{line}\n" for line in _Dot(picture, actions, colours(theme)).lines())


class _Dot:
    def __init__(self, picture: Picture, actions: bool, palette: Colours) -> None:
        self.picture = picture
        self.actions = actions
        self.palette = palette
        self.returns = picture.returns

    def lines(self) -> Iterator[str]:
        yield f"digraph {_quoted(shown(self.picture.title) or 'program')} {{"
        yield from (f"  {line}" for line in self._settings())
        for number, (group, nodes) in enumerate(self.picture.groups.items()):
            yield from (f"  {line}" for line in self._cluster(number, group, nodes))
        yield from (f"  {self._node(node)}" for node in self.picture.nodes if not node.group)
        yield from (f"  {line}" for line in self._ends())
        yield from (f"  {self._edge(edge)}" for edge in self.picture.edges)
        yield "}"

    def _settings(self) -> Iterator[str]:
        ours = self.palette
        yield _statement(
            "graph", rankdir="TB", newrank="true", nodesep="0.45", ranksep="0.36", pad="0.3", bgcolor=ours.page,
            fontname=_FONT, fontcolor=ours.ink, labelloc="t", labeljust="l", label=head(self.picture, ours),
        )  # fmt: skip
        yield _statement("node", shape="box", fontname=_FONT, margin="0.14,0.09", height="0.3")
        yield _statement("edge", fontname=_FONT, arrowsize="0.75")

    def _cluster(self, number: int, group: str, nodes: Sequence[Node]) -> Iterator[str]:
        fill, line = self.palette.group(number)
        title = list(lines(group, CARD, LABEL, self.palette.muted, bold=True)) or [Line(" ", LABEL, line)]
        room = max(each.width for each in title) + 2 * _BESIDE  # exits come in at the middle, right of the title
        yield f"subgraph {_quoted(f'cluster_{number + 1}')} {{"
        yield "  " + _statement(
            "graph", label=label(title, after=room), style="rounded,filled", fillcolor=fill, color=line, margin="12",
            labeljust="l", id=f"group-{number + 1}", **_kinds("group"),
        )  # fmt: skip
        yield from (f"  {self._node(node)}" for node in nodes)
        yield "}"

    def _node(self, node: Node) -> str:
        ours, mark = self.palette, node.mark
        named = _CARDS.get(mark.tone)
        fill, line, ink, muted = (
            (getattr(ours, name) for name in named)
            if named
            else (ours.heat(mark.weight), ours.edge, ours.ink, ours.muted)
        )
        said = [
            *lines(node.title, CARD, TITLE, ink, bold=True),
            *lines(node.name, CARD, NAME, ink if mark.weight else muted),
        ]
        for each in (*numbered(mark.numbers), *mark.lines):
            said += lines(each, CARD, LABEL, ink)
        if self.actions:
            said += [Line(" ", 3, ink)] if node.actions or node.buttons else []
            for each in (*node.actions, *(f"{name} (button)" for name in node.buttons)):
                said += lines(each, CARD, NAME, ink)
        kinds = {"initial": node.initial, "final": node.final, "interlude": node.interlude, mark.tone: bool(mark.tone)}
        return _statement(
            _quoted(node.name), label=label(said, left=False), id=f"state-{node.name}", fillcolor=fill, color=line,
            style="rounded,filled,dashed" if node.interlude else "rounded,filled",
            penwidth="2.2" if mark.tone in ("here", "passed") else "1.1",
            **_kinds("state", *(kind for kind, so in kinds.items() if so)),
        )  # fmt: skip

    def _ends(self) -> Iterator[str]:
        """Where conversations begin and end, as state diagrams mark it."""
        ink = self.palette.ink
        dark = {"style": "filled", "label": "", "fixedsize": "true", "fillcolor": ink, "color": ink}
        way = {"color": ink, "arrowsize": "0.6"}
        for node in self.picture.nodes:
            if node.initial:
                mark = _quoted(f"[*] {node.name}")
                yield _statement(mark, shape="circle", width="0.15", height="0.15", **dark, **_kinds("begin"))
                yield _statement(f"{mark} -> {_quoted(node.name)}", **way, **_kinds("begin"))
            if node.final:
                mark = _quoted(f"{node.name} [*]")
                yield _statement(mark, shape="doublecircle", width="0.12", height="0.12", **dark, **_kinds("end"))
                yield _statement(f"{_quoted(node.name)} -> {mark}", **way, **_kinds("end"))

    def _edge(self, edge: Edge) -> str:
        ours, mark = self.palette, edge.mark
        line: str = getattr(ours, _LINES.get(mark.tone, "edge" if edge.passes else edge.by))
        words = ours.muted if mark.tone == "faint" else ours.ink
        said: list[Line] = []
        for each in numbered(mark.numbers):
            said += lines(each, EXIT, LABEL, line, bold=True)
        said += [] if edge.passes else lines(edge.wants, EXIT, LABEL, words)
        for each in mark.lines:
            said += lines(each, EXIT, LABEL, words if mark.tone in ("", "faint") else line, bold=True)
        kinds = ["exit", f"by-{edge.by}", *filter(None, [mark.tone]), *(["passes"] if edge.passes else [])]
        return _statement(
            f"{_quoted(edge.source)} -> {_quoted(edge.target)}", id=f"exit-{edge.number}",
            **({"label": label(said, before=_BESIDE)} if said else {}),
            color=line, style=STROKES[edge.by], penwidth=f"{_thick(edge):.2g}",
            **({"arrowhead": "empty"} if edge.by == "operator" else {}),
            **({"constraint": "false"} if edge.number in self.returns else {}), **_kinds(*kinds),
        )  # fmt: skip


def _thick(edge: Edge) -> float:
    """How thick the line of an exit is, in points."""
    own = 0.9 if edge.passes else 2.0 if edge.by == "auto" else 1.3
    return own + 3.2 * edge.mark.weight + (1.0 if edge.mark.tone in ("passed", "open") else 0.0)


def _kinds(*kinds: str) -> dict[str, str]:
    return {"class": " ".join(kinds)}


def _statement(what: str, **attributes: str) -> str:
    said = (
        f"{name}=<{each}>" if isinstance(each, Html) else f"{name}={_quoted(each)}" for name, each in attributes.items()
    )
    return f"{what} [{', '.join(said)}];"


def _quoted(text: str) -> str:
    """A string of DOT's: a quote would end it, and a backslash would be read with what follows."""
    doubled = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{doubled}"'
