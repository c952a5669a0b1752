"""Mermaid's own parser, run without a browser: what it reads in a flowchart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mermaidx.engines.quickjs_engine import Engine

# What the parser made of the text, as it is handed on to be drawn.
_READ = """
globalThis.__renderResult = null; globalThis.__renderError = null;
mermaid.initialize({startOnLoad: false, maxTextSize: 1000000, maxEdges: 5000});
mermaid.mermaidAPI.getDiagramFromText(%s).then((diagram) => {
  const data = diagram.db.getData();
  globalThis.__renderResult = JSON.stringify({type: diagram.type, title: diagram.db.getDiagramTitle(),
    nodes: data.nodes.map((n) => ({id: n.id, label: n.label, group: n.parentId ?? null, box: n.isGroup})),
    edges: data.edges.map((e) => ({source: e.start, target: e.end, label: e.label ?? "", stroke: e.pattern,
                                   thick: e.thickness, style: e.style}))});
}).catch((error) => { globalThis.__renderError = String(error && error.message || error); });
"""


class NotMermaid(Exception):
    """The parser does not take the text; it says why."""


@dataclass(frozen=True)
class Read:
    """What Mermaid read."""

    title: str
    nodes: dict[str, str]
    """The labels of nodes by id."""
    groups: dict[str, tuple[str, ...]]
    """The nodes of each group by its label."""
    edges: list[dict[str, Any]]


class Mermaid:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, text: str) -> Read:
        """Raises `NotMermaid`."""
        found = self._engine._executor.submit(self._read, text).result()
        assert found["type"] == "flowchart-v2"
        boxes = {node["id"]: node["label"] for node in found["nodes"] if node["box"]}
        nodes = {node["id"]: _words(node["label"]) for node in found["nodes"] if not node["box"]}
        groups = {
            _words(label): tuple(node["id"] for node in found["nodes"] if node["group"] == id)
            for id, label in boxes.items()
        }
        edges = [{**edge, "label": _words(edge["label"])} for edge in found["edges"]]
        return Read(found["title"], nodes, groups, edges)

    def _read(self, text: str) -> dict[str, Any]:
        context = self._engine._ctx
        context.eval(_READ % json.dumps(text))
        while self._engine._run_job():
            pass
        if error := context.eval("__flat(globalThis.__renderError)"):
            raise NotMermaid(error)
        found: dict[str, Any] = json.loads(context.eval("__flat(globalThis.__renderResult)"))
        return found


@contextmanager
def mermaid() -> Iterator[Mermaid]:
    """The parser; making one takes seconds, reading a text milliseconds."""
    engine = Engine()
    engine.start()
    try:
        yield Mermaid(engine)
    finally:
        engine.close()


def _words(label: str) -> str:
    """A label as it is shown: Mermaid keeps characters that were written by number in a form of its own."""
    import re

    return re.sub("ﬂ°°(\\d+)¶ß", lambda found: chr(int(found[1])), label)
