"""A picture as one HTML page: the drawing, and beside it every state in words. It asks no other host for anything."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files

from coach.graph.colours import SAID, Theme
from coach.graph.labels import counted
from coach.graph.picture import Edge, Mark, Node, Picture
from coach.graph.svg import svg
from coach.graph.words import numbered, shown


def page(picture: Picture, *, actions: bool = False, theme: Theme = "auto") -> str:
    """The picture as a whole HTML document. Raises `ConfigurationError` where there is nothing to draw with."""
    css, js = (_file(name) for name in ("page.css", "page.js"))
    ends = {f"exit-{edge.number}": [edge.source, edge.target] for edge in picture.edges}
    title = _said(picture.title)
    chosen = "" if theme == "auto" else f' data-theme="{theme}"'
    return (
        f'<!DOCTYPE html>\n<html lang="en"{chosen}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(js)}">\n'
        f"<title>{title}</title>\n<style>\n{css}</style>\n</head>\n<body>\n<main>\n"
        f"<figure>\n{svg(picture, actions=actions, theme=theme)}</figure>\n"
        f"<section>\n<h1>{title}</h1>\n{''.join(_caption(picture))}"
        '<nav><button type="button" id="size">Fit the picture to the page</button></nav>\n'
        f"{''.join(_about(node, picture) for node in picture.nodes)}</section>\n</main>\n"
        f'<script type="application/json" id="ends">{_json(ends)}</script>\n<script>\n{js}</script>\n</body>\n</html>\n'
    )


def _policy(js: str) -> str:
    """Nothing is loaded from anywhere, and nothing runs but our own script."""
    digest = b64encode(sha256(f"\n{js}".encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def _file(name: str) -> str:
    return (files("coach.graph") / name).read_text(encoding="utf-8")


def _json(data: object) -> str:
    """JSON inside a script element, which a `<` could end."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _caption(picture: Picture) -> Iterator[str]:
    return (f'<p class="muted">{_said(line)}</p>\n' for line in (*picture.caption, counted(picture)))


def _about(node: Node, picture: Picture) -> str:
    kinds = (("initial", node.initial), ("final", node.final), ("interlude", node.interlude))
    tags = [kind for kind, so in kinds if so] + ([node.group] if node.group else [])
    said = "".join(f'<span class="tag" dir="auto">{_said(tag)}</span>' for tag in tags)
    parts = [f'<h2 dir="auto">{_said(node.title)}{said}</h2>', f'<p class="name">{escape(node.name)}</p>']
    parts += [f'<p dir="auto">{_said(node.purpose)}</p>'] if node.purpose else []
    parts += _mark(node.mark)
    parts += _names("The model may", node.actions) + _names("Buttons may stand for", node.buttons)
    exits = [edge for edge in picture.edges if edge.source == node.name]
    parts += [f"<ul>{''.join(map(_exit, exits))}</ul>"] if exits else []
    return f'<article id="about-{escape(node.name)}">{"".join(parts)}</article>\n'


def _exit(edge: Edge) -> str:
    wants = edge.wants or "always open"
    past = ", past what was shown before" if edge.passes else ""
    target = escape(edge.target)
    said = f'<a href="#about-{target}">{target}</a> <span class="muted">({SAID[edge.by]}{past})</span>: {_said(wants)}'
    return f'<li dir="auto">{said}{"".join(_mark(edge.mark))}</li>'


def _mark(mark: Mark) -> list[str]:
    said = [f"step {line}" for line in numbered(mark.numbers)] + list(mark.lines)
    return [f'<p class="said {mark.tone}" dir="auto">{_said(line)}</p>' for line in said]


def _names(before: str, names: tuple[str, ...]) -> list[str]:
    listed = " ".join(f"<code>{escape(name)}</code>" for name in names)
    return [f'<p class="muted">{before} {listed}</p>'] if names else []


def _said(text: str) -> str:
    return escape(shown(text))
