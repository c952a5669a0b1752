"""A picture as SVG: what Graphviz drew, with words for those who do not see it, and colours that adapt."""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape
from xml.etree import ElementTree

from coach.graph.colours import DARK, LIGHT, Theme
from coach.graph.dot import dot
from coach.graph.drawing import drawn
from coach.graph.picture import Edge, Node, Picture
from coach.graph.titles import raise_titles
from coach.graph.words import shown

_SVG = "http://www.w3.org/2000/svg"
_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

_STYLE = re.compile(r"<style>[^<]*</style>\n?")


def svg(picture: Picture, *, actions: bool = False, theme: Theme = "auto") -> str:
    """The picture as one `<svg>` element. Raises `ConfigurationError` where there is nothing to draw with."""
    source = dot(picture, actions=actions, theme=theme)
    root = ElementTree.fromstring(drawn(source, "svg").decode())
    told = {f"state-{node.name}": _state(node) for node in picture.nodes}
    told |= {f"exit-{edge.number}": _exit(edge, picture) for edge in picture.edges}
    for group in root.iter(f"{{{_SVG}}}g"):
        if "state" in group.get("class", "").split():
            _centre(group)
        title = group.find(f"{{{_SVG}}}title")
        if title is not None and group.get("class") != "graph":
            title.text = told.get(group.get("id", ""), "")
            if not title.text:
                group.remove(title)
    for whole in root.findall(f"{{{_SVG}}}g"):
        raise_titles(whole)
    return _element(root, picture, theme, digest(source))


def unstyled(svg: str) -> str:
    """The same without styles of its own, for a page that lets in none but its own."""
    return _STYLE.sub("", svg, count=1)


def digest(source: str) -> str:
    """What DOT a picture was drawn from, so that it is known when it is out of date."""
    return sha256(source.encode()).hexdigest()[:12]


def _element(root: ElementTree.Element, picture: Picture, theme: Theme, drawn_from: str) -> str:
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    for title in root.findall(f"{{{_SVG}}}g/{{{_SVG}}}title"):
        title.text = shown(picture.title)
    inner = re.sub(r"\A<svg[^>]*>|</svg>\s*\Z", "", ElementTree.tostring(root, encoding="unicode"))
    wide, high = (float(root.get(side, "0").removesuffix("pt")) for side in ("width", "height"))
    return (
        f'<svg xmlns="{_SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" class="coach-graph" role="img" '
        f'aria-label="{escape(shown(picture.title))}" width="{wide:g}pt" height="{high:g}pt" '
        f'viewBox="{root.get("viewBox", "")}" data-drawn-from="{drawn_from}">\n'
        f"<style>{_style(inner, theme)}</style>\n{inner.strip()}\n</svg>\n"
    )


def _centre(card: ElementTree.Element) -> None:
    """Anchor the words of a card in its middle: whoever shows them may have a wider font than was measured here."""
    outline = card.find(f"{{{_SVG}}}path")
    if outline is None:
        return
    across = [float(x) for x in re.findall(r"(-?[\d.]+),-?[\d.]+", outline.get("d", ""))]
    middle = (min(across) + max(across)) / 2
    for text in card.iter(f"{{{_SVG}}}text"):
        text.set("text-anchor", "middle")
        text.set("x", f"{middle:.2f}")


def _style(drawn: str, theme: Theme) -> str:
    """Fonts, and for a picture that adapts the dark colour in place of each light one."""
    fonts = f"svg.coach-graph text{{font-family:{_FONTS};unicode-bidi:plaintext}}"
    if theme != "auto":
        return fonts
    dark = DARK.by_name()
    instead = "".join(
        f'svg.coach-graph [{of}="{light}"]{{{of}:{dark[name]}}}'
        for name, light in LIGHT.by_name().items()
        for of in ("fill", "stroke")
        if f'{of}="{light}"' in drawn
    )
    return f"{fonts}@media (prefers-color-scheme:dark){{{instead}}}"


def _state(node: Node) -> str:
    said = f"{shown(node.title)} ({node.name})"
    return f"{said}: {shown(node.purpose)}" if node.purpose else said


def _exit(edge: Edge, picture: Picture) -> str:
    who = {"model": "asked for by the model", "auto": "taken by itself", "user": "by a button of the client's",
           "operator": "asked for by an operator"}[edge.by]  # fmt: skip
    said = shown(edge.wants) or "always open"
    return f"{edge.source} to {edge.target}, {who}: {said}" + "".join(f"; {shown(line)}" for line in edge.mark.lines)
